"""Bringing in a register kept elsewhere, and taking a batch back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import ProtectedError

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.base import references
from safeconduct.base.reports import Note, Outcome, Report, Rule
from safeconduct.cases.actions.refusing import Refused
from safeconduct.cases.imports import adding, changing, comparing, rules, undoing
from safeconduct.cases.imports.adding import Run
from safeconduct.cases.imports.comparing import Held, Step
from safeconduct.cases.imports.files import AT_ONCE, File, Gathered, silent
from safeconduct.cases.imports.mapping import Register
from safeconduct.cases.models import Batch
from safeconduct.cases.terms import Change
from safeconduct.roster.models import Mission
from safeconduct.roster.queries import holders_over


@dataclass(frozen=True, slots=True)
class Source:
    """The file a register was read from: its name, its rows, its hash, and the keys it used."""

    name: str
    rows: int
    hash: str
    key_check: str


@transaction.atomic
def take_in(
    *,
    actor: Actor,
    register: Register,
    source: Source,
    gathered: Gathered,
    today: date,
    mission: str = "",
    dry_run: bool = False,
    progress: Callable[[int, int], None] = silent,
) -> tuple[Report, Batch | None]:
    """Bring a register in: new matters are added, known ones brought up to date.

    Every row ends up in the report once. A second run of the same file changes nothing and makes
    no batch. Where officers have worked on a matter since, it is kept as it is and listed. A dry
    run does all of it and rolls back. Raises gate.Denied, Refused.
    """
    gate.require_anywhere(actor, Permission.ROSTER_IMPORT)
    _require_same_secret(register, source)
    report = Report(source.name, source.rows, dry_run=dry_run)
    known = comparing.held(register.source)
    fresh = [file for key, file in gathered.files.items() if key not in known]
    differing = list(_differing(register, gathered, known, report))
    batch = None
    if fresh or differing:
        batch = _open_batch(actor, register, source, today)
        run = _run(actor, register, batch, gathered, mission)
        _require_one_home(known, run)
        for at in range(0, len(fresh), AT_ONCE):
            part = fresh[at : at + AT_ONCE]
            adding.add(run, part)
            for file in part:
                _enter_added(report, file)
            progress(source.rows + len(report.lines), 2 * source.rows)
        for file, steps in differing:
            changing.apply(run, file, known[file.key], steps)
    for row, key, note in gathered.refused:
        report.add(row, key, Outcome.REFUSED, (note,))
    progress(2 * source.rows, 2 * source.rows)
    report.lines.sort(key=lambda line: line.row)
    report.notes += _gone(gathered, known)
    if batch:
        _close_batch(actor, batch, report)
    transaction.set_rollback(dry_run)
    return report, None if dry_run else batch


@transaction.atomic
def undo(*, actor: Actor, batch: str, today: date) -> tuple[int, int]:
    """Take a batch back: what it added is gone, what it changed is as it was.

    Returns the numbers of matters removed and restored. An office that the batch brought along
    goes with it; in a mission that stays, a number once given is not given again. Raises
    gate.Denied, and Refused when a matter was worked on since.
    """
    gate.require_anywhere(actor, Permission.ROSTER_IMPORT)
    found = Batch.objects.select_for_update().filter(reference=batch).first()
    if found is None:
        raise Refused(f"There is no batch {batch}.")
    if objection := undoing.objection(found):
        raise Refused(objection)
    try:
        removed, restored = undoing.undo(found)
    except ProtectedError:
        raise Refused(f"Batch {batch} cannot be undone: other files stand on it.") from None
    found.undone_on = today
    found.save(update_fields=["undone_on"])
    detail: dict[str, str | int] = {"removed": removed, "restored": restored}
    log.record("register.undo", actor=actor, subject=found, detail=detail)
    return removed, restored


def _require_same_secret(register: Register, source: Source) -> None:
    """Refuse when identifiers kept as keyed hashes could no longer be recognised."""
    live = Batch.objects.filter(source=register.source, undone_on__isnull=True)
    last = live.exclude(key_check=source.key_check).first()
    if register.personal and last is not None:
        raise Refused(
            f"Batch {last.reference} was brought in under another secret key, so its identifiers "
            "cannot be matched: run with that key, or undo the batch first."
        )


def _open_batch(actor: Actor, register: Register, source: Source, today: date) -> Batch:
    return Batch.objects.create(
        reference=references.new(),
        source=register.source,
        file_hash=source.hash,
        ran_by=actor.reference,
        ran_on=today,
        rows=source.rows,
        key_check=source.key_check,
    )


def _close_batch(actor: Actor, batch: Batch, report: Report) -> None:
    totals = report.totals()
    batch.added, batch.changed = totals[Outcome.ADDED], totals[Outcome.CHANGED]
    batch.refused = totals[Outcome.REFUSED]
    batch.save(update_fields=["added", "changed", "refused"])
    detail: dict[str, str | int] = {"source": batch.source, "rows": batch.rows}
    detail |= {str(outcome.name).lower(): count for outcome, count in totals.items()}
    log.record("register.import", actor=actor, subject=batch, detail=detail)


def _run(actor: Actor, register: Register, batch: Batch, gathered: Gathered, code: str) -> Run:
    mission = _mission(register, batch, code)
    holders = holders_over(mission)
    sealed = any(
        file.facts or any(slot.words for slot in file.slots.values())
        for file in gathered.files.values()
    )
    if sealed and not holders:
        raise Refused("Nobody could read what is to be sealed: found a desk of headquarters first.")
    return Run(actor, register, mission, batch, holders, batch.ran_on)


def _mission(register: Register, batch: Batch, code: str) -> Mission:
    """The mission named on the command line, else the register's own home, added where absent."""
    found = Mission.objects.filter(code=code or register.home.code).first()
    if found is not None:
        return found
    if code:
        raise Refused(f"No mission has the code {code}.")
    home = register.home
    changing.note(batch, Change.ADDED, "mission", home.code, {})
    return Mission.objects.create(
        code=home.code,
        name=home.name,
        kind=home.kind,
        country=home.country,
        source=f"mapping {register.file}"[:120],
    )


def _require_one_home(known: dict[str, Held], run: Run) -> None:
    if any(file.matter["mission_id"] != run.mission.pk for file in known.values()):
        raise Refused(f"This register was brought in elsewhere than in {run.mission.code} before.")


def _differing(
    register: Register, gathered: Gathered, known: dict[str, Held], report: Report
) -> Iterator[tuple[File, list[Step]]]:
    """Compare the files that are known here; enter their rows; yield those to be changed."""
    for key, file in gathered.files.items():
        if key not in known:
            continue
        steps = comparing.differences(file, known[key], register)
        rule = rules.DIFFERS
        if known[key].worked_on:
            rule = rules.HELD
        elif comparing.clashes(file, known[key]):
            rule = rules.CLASHES
        _enter_known(report, file, steps, rule)
        if steps and rule is rules.DIFFERS:
            yield file, steps


def _enter_added(report: Report, file: File) -> None:
    for _slot, said in file.charges.values():
        report.add(said.row, file.key, Outcome.ADDED, tuple(said.notes))


def _enter_known(report: Report, file: File, steps: list[Step], rule: Rule) -> None:
    """Enter the rows of one matter; what is about the whole matter goes to its first row."""
    first = True
    for key, (slot, said) in file.charges.items():
        mine = [s for s in steps if _is_about(s, key, slot, first=first)]
        first = False
        notes = (*said.notes, *(Note(rule, s.text) for s in mine if s.text))
        new = any(s.act == Change.ADDED and s.table == "allegation" for s in mine)
        outcome = Outcome.UNCHANGED
        if mine and rule is rules.DIFFERS:
            outcome = Outcome.ADDED if new else Outcome.CHANGED
        report.add(said.row, file.key, outcome, notes)


def _is_about(step: Step, charge: str, slot: str, *, first: bool) -> bool:
    """Whether a step belongs to the row of a charge; one about the whole matter to the first."""
    if step.charge:
        return step.charge == charge
    return step.slot == slot if step.slot else first


def _gone(gathered: Gathered, known: dict[str, Held]) -> Iterator[Note]:
    for key, file in known.items():
        told = gathered.files[key].charges if key in gathered.files else {}
        missing = len(file.charges.keys() - told.keys())
        if missing:
            yield Note(rules.GONE, f"{file.matter['number']}: {missing} of {len(file.charges)}")
