"""What was found on each charge against each subject, and what was done about it."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.base.words import noop
from safeconduct.cases import spine
from safeconduct.cases.actions.refusing import Refused
from safeconduct.cases.models import Allegation, Finding, Measure
from safeconduct.cases.terms import Authority, EventKind, Progress, Stage
from safeconduct.vault import actions as vault
from safeconduct.vault import seals
from safeconduct.vault.terms import Kind


@transaction.atomic
def record_finding(
    *,
    actor: Actor,
    allegation: Allegation,
    stage: Stage,
    result: str,
    body: str,
    found_on: date,
    reasons: str = "",
) -> Finding:
    """Record what a body found on this charge against this subject; its reasons are sealed.

    Raises Refused when a final finding stands already.
    """
    gate.require(actor, Permission.MATTER_READ, allegation)
    gate.require(actor, Permission.FINDING_RECORD, allegation)
    matter = spine.lock(allegation.matter)
    if stage == Stage.FINAL and allegation.findings.filter(stage=Stage.FINAL).exists():
        raise Refused(noop("A final finding on this charge is recorded already."))
    seal = None
    if reasons:
        held = spine.compartment(matter, Kind.FACTS, actor=actor)
        opened = vault.enter(actor=actor, compartment=held)
        seal = seals.put_text(opened, "finding-reasons", reasons, found_on)
    finding = Finding.objects.create(
        allegation=allegation,
        stage=stage,
        result=result,
        body=body,
        found_on=found_on,
        reasons=seal,
    )
    spine.enter(
        matter,
        EventKind.FINDING,
        actor=actor,
        on=found_on,
        code=result,
        allegation=allegation,
        seal=seal,
    )
    detail: dict[str, str | int] = {"of": allegation.reference, "stage": stage.value}
    log.record("finding.record", actor=actor, subject=matter, detail=detail)
    return finding


@transaction.atomic
def record_measure(
    *,
    actor: Actor,
    allegation: Allegation,
    authority: Authority,
    kind: str,
    decided_on: date,
    progress: Progress = Progress.DECIDED,
    charge: str = "",
    length_days: int | None = None,
) -> Measure:
    """Record what the UN or a State did, and for which charge.

    `charge` names another conduct when the measure was for something else: nine soldiers cleared
    of one charge were convicted of another (3-domain 2.6).
    """
    gate.require(actor, Permission.MATTER_READ, allegation)
    gate.require(actor, Permission.MEASURE_RECORD, allegation)
    matter = spine.lock(allegation.matter)
    measure = Measure.objects.create(
        allegation=allegation,
        authority=authority,
        kind=kind,
        charge=charge,
        progress=progress,
        decided_on=decided_on,
        length_days=length_days,
    )
    spine.enter(
        matter,
        EventKind.MEASURE,
        actor=actor,
        on=decided_on,
        code=kind,
        allegation=allegation,
    )
    detail: dict[str, str | int] = {"of": allegation.reference, "authority": authority.value}
    log.record("measure.record", actor=actor, subject=matter, detail=detail)
    return measure
