"""What the rows of the case file should hold, by field, for what another register says.

One place for both ways of using it: a file that is new is made from these, and a file that was
brought in before is compared with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from safeconduct.cases.imports.files import File, Slot
from safeconduct.cases.imports.mapping import Register
from safeconduct.cases.imports.rows import Said, SaidFinding, SaidMeasure
from safeconduct.cases.rules import stage_of
from safeconduct.cases.terms import Counted, State, SubjectKind

Image = Mapping[str, object]

CHANNEL = "register"


def of_matter(file: File, register: Register, kept_states: Iterable[str] = ()) -> Image:
    """The matter itself. Charges the register no longer names still count towards its stage."""
    charges = [said for _slot, said in file.charges.values()]
    stage = str(State(stage_of([*(said.state for said in charges), *kept_states])).value)
    days = [on for said in charges for on in _days(said)]
    closed = stage == State.CLOSED
    return {
        "received_on": file.received,
        "received_precision": register.received.precision,
        "opened_on": file.received,
        "closed_on": max(days, default=file.received) if closed else None,
        "closed_day_known": bool(days) or not closed,
        "stage": stage,
        "source_print": file.print,
    }


def of_subject(slot: Slot, register: Register) -> Image:
    """A subject slot: what the mapping says of all of them, and a mark of its sealed words."""
    return {
        "kind": (SubjectKind.KNOWN if slot.known else SubjectKind.UNKNOWN).value,
        "category": register.category,
        "state": register.state,
        "source_print": slot.print,
    }


def of_victim(victim: tuple[str, str]) -> Image:
    """The reference to a victim."""
    return {"age_band": victim[0], "sex": victim[1]}


def of_charge(file: File, slot: Slot, said: Said, register: Register) -> Image:
    """One charge against one subject."""
    counted = Counted.INDIVIDUAL if slot.known else Counted.INCIDENT
    return {
        "taxonomy": register.taxonomy,
        "conduct": said.conduct,
        "sea_type": said.sea_type,
        "received_on": file.received,
        "received_precision": register.received.precision,
        "incident_from": said.incident,
        "incident_to": said.incident,
        "precision": register.incident.precision,
        "channel": CHANNEL,
        "counted_as": counted.value,
        "state": said.state,
    }


def of_finding(finding: SaidFinding, received: date) -> Image:
    """One finding. Without a day of its own it stands on the day of receipt, marked so."""
    return {
        "result": finding.result,
        "body": finding.body,
        "found_on": finding.on or received,
        "day_known": finding.on is not None,
    }


def of_measure(measure: SaidMeasure, received: date) -> Image:
    """One measure. Without a day of its own it stands on the day of receipt, marked so."""
    return {
        "authority": measure.authority,
        "kind": measure.kind,
        "progress": measure.progress,
        "decided_on": measure.on or received,
        "day_known": measure.on is not None,
        "length_days": measure.length_days,
    }


def _days(said: Said) -> Iterable[date]:
    yield from (finding.on for finding in said.findings if finding.on)
    yield from (measure.on for measure in said.measures if measure.on)
