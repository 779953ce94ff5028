"""Which reports may be read, by whom, and what may be done with them."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account
from safeconduct.access.terms import Permission
from safeconduct.cases.models import Matter
from safeconduct.intake.models import Attachment, Report, Wish
from safeconduct.intake.terms import Wished


def readable_by(actor: Actor) -> QuerySet[Report]:
    """The reports this actor may see, newest first."""
    seen = gate.visible(actor, Permission.REPORT_READ, Report.objects.all())
    return seen.select_related("mission", "matter").order_by("-received_on", "-id")


def report(actor: Actor, reference: str, to: Permission = Permission.REPORT_READ) -> Report:
    """The report with that reference, to be read or for an act.

    Raises gate.Denied where there is none to see, and where the actor may not act on what they see.
    """
    found = readable_by(actor).filter(reference=reference).first()
    if found is None:
        raise gate.Denied(Permission.REPORT_READ.value)
    if to != Permission.REPORT_READ:
        gate.require(actor, to, found)
    return found


def permissions_on(actor: Actor, report: Report) -> frozenset[Permission]:
    """What the actor may do with one report, so that only possible acts are offered."""
    row = Report.objects.filter(pk=report.pk)
    return frozenset(
        permission
        for permission in (Permission.REPORT_TRIAGE, Permission.REPORT_ANSWER)
        if gate.visible(actor, permission, row).exists()
    )


def joined_to(actor: Actor, matter: Matter) -> list[str]:
    """The references of a matter's reports, those that this actor may see."""
    return list(readable_by(actor).filter(matter=matter).values_list("reference", flat=True))


def attachments(actor: Actor, report: Report) -> QuerySet[Attachment]:
    """The files of a report, for its desk: references and sealed labels, no content."""
    gate.require(actor, Permission.REPORT_READ, report)
    held = Attachment.objects.filter(report=report)
    return held.select_related("file__label").defer("file__label__box")


def with_wishes(reports: QuerySet[Report]) -> QuerySet[Report]:
    """The same reports, each saying whether a call is waited for and whether it was withdrawn."""
    return reports.annotate(call_waits=_stands(Wished.CALL), withdrawn=_stands(Wished.WITHDRAWN))


def waiting_for_a_call(actor: Actor) -> QuerySet[Report]:
    """The reports this actor may see whose reporter asked to be called."""
    return readable_by(actor).filter(_stands(Wished.CALL))


def _stands(kind: Wished) -> Exists:
    return Exists(Wish.objects.filter(report=OuterRef("pk"), kind=kind, ended_on__isnull=True))


def access_of(
    actor: Actor, account: Account, reference: str
) -> tuple[Report, gate.Explanation] | None:
    """Why somebody may or may not see the report of that reference; None without one.

    For whoever explains access, but for who is walled off from it themselves. Nothing of the
    report is told but what was asked for.
    """
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    found = Report.objects.filter(reference=reference.strip()).exclude(Report.walled(actor))
    report = found.select_related("mission", "matter", "compartment").first()
    if report is None:
        return None
    return report, gate.explain(account.actor(), Permission.REPORT_READ, report)
