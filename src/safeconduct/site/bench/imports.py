"""How many rows of a list kept elsewhere are taken in a second, and how many when nothing changed.

The real lists are measured where they lie beside the checkout. A register of any length is
generated in the format of a mapping that is shipped, so that everybody can repeat the figure.
"""

from __future__ import annotations

import csv
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click
from django.conf import settings
from django.db import connection, transaction

from safeconduct.access import actors
from safeconduct.access.terms import Role
from safeconduct.audit import log
from safeconduct.audit import queries as audit
from safeconduct.base.reports import Outcome, Report
from safeconduct.cases.actions import imports
from safeconduct.cases.imports import opening, reading
from safeconduct.cases.imports.files import Keys, gather
from safeconduct.cases.models import Batch
from safeconduct.roster import actions as roster
from safeconduct.site.bench import figures
from safeconduct.site.bench.figures import Figures
from safeconduct.site.demo import cast

IMPORTER = actors.system("bench", Role.ADMINISTRATOR)
MAPPING = "nyc"
STRENGTHS = (
    "strengths_mission_month.csv",
    "strengths_country_mission_year.csv",
    "strengths_contributions_2014-03.csv",
)
REGISTERS = {"register_nyc_penalties.csv": "nyc", "register_philadelphia.csv": "philadelphia"}
ENTRIES = 10_000
AT_ONCE = 500

FIXED = "Substantiated (Command Discipline A)"

# One row of the generated register: column, and what may stand in it.
COLUMNS: dict[str, tuple[str, ...]] = {
    "As Of Date": ("11/25/2023",),
    "Complaint Id": (),
    "Tax ID": (),
    "CCRB Substantiated Officer Disposition": (FIXED, "Substantiated (Instructions)"),
    "Board Discipline Recommendation": ("", FIXED),
    "Non-APU NYPD Penalty Report Date": ("08/28/2012", "01/15/2015"),
    "Officer is_APU": ("Yes", "No"),
    "APU CCRB Trial Recommended Penalty": ("", "Forfeit vacation 10 days"),
    "APU Trial Commissioner Recommended Penalty": ("", "Forfeit vacation 5 days"),
    "APU Plea Agreed Penalty": ("", "Suspension 10 days"),
    "APU Case Status": ("", "Closed: Guilty after trial", "Closed: Retired"),
    "APU Closing Date": ("03/02/2016", "06/30/2018"),
    "NYPD Officer Penalty": ("No penalty", "Command Discipline - A", "Suspension: 10 days"),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """How long the generated register is, and where the real lists lie."""

    rows: int
    data: Path


def measure(plan: Plan, today: date) -> Figures:
    """Measure every list, in this empty installation."""
    cast.assemble(today)
    lists = [plan.data / name for name in STRENGTHS]
    rows = [_strengths(path) for path in lists if path.exists()]
    made = Path(settings.DATA_FOLDER) / f"generated-{plan.rows}.csv"
    generate(made, plan.rows)
    rows.append(_register(made, MAPPING, today))
    for batch in Batch.objects.all():  # the real register of the same source begins afresh
        imports.undo(actor=IMPORTER, batch=batch.reference, today=today)
    rows += [
        _register(plan.data / name, mapping, today)
        for name, mapping in REGISTERS.items()
        if (plan.data / name).exists()
    ]
    return {
        "database": connection.vendor,
        "real_lists": "measured" if plan.data.is_dir() else "left out: not here",
        "rows": rows,
        "audit": _audit(),
    }


def of_runs(runs: Sequence[Figures]) -> Figures:
    """Return the medians of several runs, each made in an installation of its own."""
    rows = [
        figures.middle(same) | {"each_run": [run["rows_a_second"] for run in same]}
        for same in zip(*(run["rows"] for run in runs), strict=True)
    ]
    audited = figures.middle([run["audit"] for run in runs])
    return runs[0] | {"runs": len(runs), "rows": rows, "audit": audited}


def generate(path: Path, rows: int) -> None:
    """Write a register of so many invented rows, about one matter in four with two subjects."""
    chance = random.Random(rows)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        complaint = 0
        for number in range(rows):
            if number == 0 or chance.random() > 1 / 5:
                complaint += 1
            year, serial = 2000 + complaint % 20, complaint // 20
            own = {"Complaint Id": f"{year}{serial:05d}", "Tax ID": f"o{number:010x}"}
            writer.writerow(
                own.get(column) or chance.choice(values or ("",))
                for column, values in COLUMNS.items()
            )


def _strengths(path: Path) -> Figures:
    def take() -> Report:
        return roster.import_strengths(actor=IMPORTER, path=path)

    return {"list": "strengths", "file": path.name} | _twice(path.name, take)


def _register(path: Path, mapping: str, today: date) -> Figures:
    """Take a register as the command does: read it, gather its rows, store them sealed."""

    def take() -> Report:
        register = reading.load(mapping)
        sheet, digest = opening.read(path, register)
        keys = Keys(settings.SECRET_KEY, register.source)
        report, _batch = imports.take_in(
            actor=IMPORTER,
            register=register,
            source=imports.Source(path.name, len(sheet.rows), digest, keys.check),
            gathered=gather(register, sheet, keys),
            today=today,
        )
        return report

    return {"list": f"register, mapping {mapping}", "file": path.name} | _twice(path.name, take)


def _twice(label: str, take: Callable[[], Report]) -> Figures:
    """Take a list, then take it again: the second run must change nothing."""
    click.echo(f"Taking {label}", err=True)
    first, seconds = _timed(take)
    second, seconds_again = _timed(take)
    totals = second.totals()
    return {
        "rows": first.read,
        "rows_a_second": round(first.read / seconds),
        "again_rows_a_second": round(second.read / seconds_again),
        "refused": first.totals()[Outcome.REFUSED],
        "changed_by_the_second": totals[Outcome.ADDED] + totals[Outcome.CHANGED],
    }


def _timed(take: Callable[[], Report]) -> tuple[Report, float]:
    started = time.perf_counter()
    report = take()
    return report, max(time.perf_counter() - started, 0.001)


def _audit() -> Figures:
    """Write entries to the log, many in one transaction, then walk the whole chain."""
    click.echo("Writing and verifying the audit log", err=True)
    started = time.perf_counter()
    for _ in range(ENTRIES // AT_ONCE):
        with transaction.atomic():
            for _entry in range(AT_ONCE):
                log.record("bench.entry", actor=IMPORTER, subject="bench", detail={"of": AT_ONCE})
    written = time.perf_counter()
    broken = sum(1 for _fault in audit.verify())
    ended = time.perf_counter()
    length = audit.length()
    return {
        "entries": length,
        "written_a_second": round(ENTRIES / (written - started)),
        "verified_a_second": round(length / (ended - written)),
        "faults": broken,
    }
