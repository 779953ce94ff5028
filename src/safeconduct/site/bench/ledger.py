"""How long a long audit log takes to be walked whole, and to be exported."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction

from safeconduct.audit import export, log, queries
from safeconduct.audit.rules import Said
from safeconduct.site import notary
from safeconduct.site.bench import figures, ground
from safeconduct.site.bench.figures import Figures

AT_ONCE = 5000
BETWEEN_CHECKPOINTS = 50_000
BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
# fmt: off
ACTS = (
    # act            reason      detail
    ("session.sign-in", "",         ""),
    ("seal.open",       "handling", '{{"compartment":"{0:016d}","seals":{1}}}'),
    ("matter.note",     "",         ""),
    ("report.answer",   "",         ""),
    ("grant.give",      "lead",     '{{"compartment":"{0:016d}","holder":"{0:016d}"}}'),
    ("door.desk:matter", "refused", ""),
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Plan:
    """How long the log is, and how often it is read."""

    entries: int
    runs: int


def measure(plan: Plan) -> Figures:
    """Write a log of so many entries, then walk and export it, in this empty installation."""
    writing = _write(plan.entries)
    length = queries.length()
    runs = [_read() for _ in range(plan.runs)]
    return {
        "database": connection.vendor,
        "runs": plan.runs,
        "checkpoints": len(queries.marks()),
        "written_a_second": round(plan.entries / writing),
        "rows": [{"entries": length, **figures.middle(runs)}],
    }


def _write(entries: int) -> float:
    """Write entries as acts do, many in one transaction; return the seconds it took."""
    started = time.perf_counter()
    with ground.progress(entries, "Writing the log") as step:
        for first in range(0, entries, AT_ONCE):
            many = min(AT_ONCE, entries - first)
            with transaction.atomic():
                log.add(_acts(first, many))
            if (first + many) % BETWEEN_CHECKPOINTS == 0 or first + many == entries:
                notary.sign(BEGUN + timedelta(seconds=first))
            step(many)
    return max(time.perf_counter() - started, 0.001)


def _acts(first: int, many: int) -> Iterator[tuple[str, Said]]:
    for number in range(first, first + many):
        event, reason, detail = ACTS[number % len(ACTS)]
        at = (BEGUN + timedelta(seconds=30 * number)).isoformat(timespec="seconds")
        actor, subject = f"officer:{number % 97:016d}", f"{number % 9973:016d}"
        yield at, Said(event, actor, subject, reason, detail.format(number, number % 7))


def _read() -> Figures:
    started = time.perf_counter()
    with ground.progress(queries.length(), "Verifying the log") as step:
        found = queries.verify(step, trusted=notary.trusted(), witness=notary.witness())
        faults = sum(1 for _fault in found)
    verified = time.perf_counter()
    with open(os.devnull, "w") as nowhere:
        for line in export.lines(0):
            nowhere.write(line)
    ended = time.perf_counter()
    return {
        "verify_seconds": round(verified - started, 2),
        "export_seconds": round(ended - verified, 2),
        "faults": faults,
    }
