"""Bring lists kept elsewhere into the house, with a report on every row."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NoReturn

import click
from django.conf import settings

from safeconduct.access import actors
from safeconduct.access.terms import Role
from safeconduct.base.reports import KINDS, Line, Report
from safeconduct.base.sheets import Fault
from safeconduct.cases.actions import imports
from safeconduct.cases.actions.refusing import Refused
from safeconduct.cases.imports import opening, queries, reading
from safeconduct.cases.imports.files import Keys, gather
from safeconduct.cases.imports.rules import CLASHES, DIFFERS, HELD
from safeconduct.cases.imports.tables import MappingFault
from safeconduct.cases.models import Batch
from safeconduct.roster import actions as roster

IMPORTER = actors.system("import", Role.ADMINISTRATOR)
SHOWN = 100  # rows printed; --report writes all of them
WIDTHS = (6, 20, 16, 30)

FILE = click.argument("file", type=click.Path(path_type=Path))
DRY_RUN = click.option("--dry-run", is_flag=True, help="Show what would happen; write nothing.")
REPORT = click.option(
    "--report",
    "report_to",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what became of every row to this file, .csv or .json.",
)


@click.group("import")
def command() -> None:
    """Bring in missions, strengths or a register kept elsewhere. A second run changes nothing."""


@command.command("missions")
@FILE
@DRY_RUN
@REPORT
def missions(*, file: Path, dry_run: bool, report_to: Path | None) -> None:
    """Bring in a list of missions, keyed by acronym."""
    _run(
        lambda: roster.import_missions(actor=IMPORTER, path=file, dry_run=dry_run),
        report_to,
    )


@command.command("strengths")
@FILE
@DRY_RUN
@REPORT
@click.option(
    "--source", default="", help="Whose figures these are, kept apart from any other's.", type=str
)
def strengths(*, file: Path, dry_run: bool, report_to: Path | None, source: str) -> None:
    """Bring in strengths by month or year; the kind of list is known by its columns."""
    with _progress(file.name) as progress:
        _run(
            lambda: roster.import_strengths(
                actor=IMPORTER, path=file, source=source, dry_run=dry_run, progress=progress
            ),
            report_to,
        )


@command.command("register")
@FILE
@click.option(
    "--mapping",
    "mapping_name",
    required=True,
    help="What its columns mean: a TOML file, or the name of one that is shipped.",
)
@click.option("--mission", default="", help="Where its matters belong, instead of its own office.")
@DRY_RUN
@REPORT
def register(
    *, file: Path, mapping_name: str, mission: str, dry_run: bool, report_to: Path | None
) -> None:
    """Bring in a register kept elsewhere: matters, allegations, subjects, findings, measures.

    What names a person is sealed on the way in. A dry run shows every field that would change.
    """
    with _progress(file.name) as progress:

        def take() -> Report:
            mapping = reading.load(mapping_name)
            sheet, digest = opening.read(file, mapping)
            keys = Keys(settings.SECRET_KEY, mapping.source)
            gathered = gather(mapping, sheet, keys, progress)
            report, batch = imports.take_in(
                actor=IMPORTER,
                register=mapping,
                source=imports.Source(file.name, len(sheet.rows), digest, keys.check),
                gathered=gathered,
                today=_today(),
                mission=mission,
                dry_run=dry_run,
                progress=progress,
            )
            made.extend([batch] if batch else [])
            return report

        made: list[Batch] = []
        report = _run(take, report_to)
    for (rule, text), count in by_value(report):
        click.echo(f"{count:>6} {rule}: {text}")
    for batch in made:
        click.echo(f"Batch {batch.reference}: safeconduct import undo {batch.reference}", err=True)


@command.command("undo")
@click.argument("batch")
def undo(*, batch: str) -> None:
    """Take back one run of a register: what it added goes, what it changed is as it was."""
    try:
        removed, restored = imports.undo(actor=IMPORTER, batch=batch, today=_today())
    except Refused as refusal:
        _stop(str(refusal))
    click.echo(f"Batch {batch}: {removed} matters removed, {restored} restored.")


@command.command("batches")
def batches() -> None:
    """List the runs that brought in a register, the newest first."""
    for batch in queries.batches(IMPORTER):
        undone = f", undone {batch.undone_on}" if batch.undone_on else ""
        click.echo(
            f"{batch.reference}  {batch.ran_on}  {batch.source}: {batch.rows} rows, "
            f"{batch.added} added, {batch.changed} changed, {batch.refused} refused{undone}"
        )


def by_value(report: Report) -> list[tuple[tuple[str, str], int]]:
    """What could not be taken as it stands, by rule and value, the commonest first."""
    noted = (note for line in report.lines for note in line.notes)
    counted = Counter(
        (note.rule.name, note.text)
        for note in noted
        if note.text and note.rule.name not in {DIFFERS.name, HELD.name, CLASHES.name}
    )
    return counted.most_common(SHOWN)


def _today() -> date:
    return datetime.now(UTC).date()


def _stop(line: str) -> NoReturn:
    click.echo(line, err=True)
    sys.exit(2)


def _run(take: Callable[[], Report], report_to: Path | None) -> Report:
    """Take a file, then print and write its report; a fault is one line and exit code 2."""
    if report_to:
        _refuse_an_unfit_report(report_to)
    started = time.monotonic()
    try:
        report = take()
    except (Fault, MappingFault, Refused) as fault:
        _stop(str(fault))
    seconds = time.monotonic() - started
    show(report)
    if report_to:
        report.write(report_to)
        click.echo(f"What became of every row is in {report_to}.", err=True)
    click.echo(f"{report.read / max(seconds, 0.001):,.0f} rows a second.", err=True)
    return report


def show(report: Report) -> None:
    """Print the rows somebody should read, each rule with its text, and the totals."""
    telling = [line for line in report.lines if line.telling]
    for line in telling[:SHOWN]:
        click.echo(_laid_out(line))
    if len(telling) > SHOWN:
        click.echo(f"... and {len(telling) - SHOWN} rows more: --report FILE.csv has all of them.")
    for note in report.notes:
        click.echo(f"{note.rule.name}: {note.text}")
    click.echo()
    for rule, count in report.rules():
        click.echo(f"{count:>6} {rule.effect:<17} {rule.name:<20} {rule.text}")
    click.echo(report.summary())


def _laid_out(line: Line) -> str:
    cells = (str(line.row), line.key, str(line.outcome), line.rules)
    columns = (f"{cell:<{width}}" for cell, width in zip(cells, WIDTHS, strict=True))
    return f"{' '.join(columns)} {line.text}".rstrip()


def _refuse_an_unfit_report(report_to: Path) -> None:
    """Say so before anything is taken in, not after."""
    if report_to.suffix.lower() not in KINDS:
        raise click.UsageError(f"--report: expected a name ending in {' or '.join(KINDS)}")
    if not report_to.parent.is_dir():
        raise click.UsageError(f"--report: there is no folder {report_to.parent}")


@contextmanager
def _progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr that begins with the first rows done."""
    with ExitStack() as stack:
        steps: list[Callable[[int], None]] = []
        reached = [0]

        def advance(done: int, total: int) -> None:
            if not steps:
                bar = click.progressbar(length=total, label=label, file=sys.stderr)
                steps.append(stack.enter_context(bar).update)
            steps[0](done - reached[0])
            reached[0] = done

        yield advance
