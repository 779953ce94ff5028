"""Whether triage stays usable under a flood: the list, the crowds in it, and putting one aside.

Junk is sent by the same act as every report, so that it is sealed, sized and timed as real ones
are. Only the receipts are made up: stretching ten thousand of them would measure the stretching.
"""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.urls import reverse

from safeconduct.access import actors
from safeconduct.access.actors import Actor
from safeconduct.intake import actions as intake
from safeconduct.intake import alike
from safeconduct.intake.models import Report
from safeconduct.intake.terms import SetAside, State
from safeconduct.roster.models import Mission
from safeconduct.site.bench import figures, ground, matters
from safeconduct.site.bench.figures import Figures
from safeconduct.site.demo import cast
from safeconduct.vault.receipts import ReceiptKeys

SEED = 4
READERS = {"osei": "conduct officer of one mission", "hana": "headquarters, every mission"}
REAL_EVERY = 50  # one report among so many is somebody's
URGENT_EVERY = 10
WEEKS = 60  # days over which real ones arrived
# What a flood looks like from outside: three scripts, and noise.
SCRIPTS = (("en", 40, 6), ("en", 1200, 3), ("fr", 300, 2))
LENGTHS = (30, 200, 900, 2500, 6000)


@dataclass(frozen=True, slots=True)
class Plan:
    """How much junk there is, and how often each page is asked for."""

    reports: int
    requests: int
    runs: int
    server: tuple[str, ...]


def measure(plan: Plan, today: date) -> Figures:
    """Seed a flood into this empty installation and measure the desk in it."""
    people = cast.assemble(today)
    with ground.progress(plan.reports, "Junk") as step:
        for sent in _sent(plan.reports, list(people.missions.values()), today):
            step(sent)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    rows: list[Figures] = []
    log = Path(settings.DATA_FOLDER) / "bench-server.log"
    with ground.serving(log, "--face", "desk", *plan.server) as server:
        for username, sees in READERS.items():
            pages = _pages()
            asked = matters.questions(username, pages)
            runs = [matters.timed(server, username, pages, plan.requests) for _ in range(plan.runs)]
            for name in pages:
                row: Figures = {"reader": sees, "page": name, "queries": asked[name]}
                rows.append(row | figures.middle([run[name] for run in runs]))
        said = server.said
    return {
        "configuration": said,
        "database": connection.vendor,
        "reports": Report.objects.count(),
        "requests_a_page": plan.requests,
        "rows": rows,
        "triage": _triage(people.people["hana"], today),
    }


def _sent(count: int, missions: list[Mission], today: date) -> Iterator[int]:
    """Send junk from today, and among it a real report now and then."""
    chance = random.Random(SEED)
    weights = [weight for _language, _length, weight in SCRIPTS]
    for number in range(count):
        real = number % REAL_EVERY == 0
        language, length, _weight = chance.choices(SCRIPTS, weights)[0]
        if real:
            language, length = chance.choice(("en", "ar", "fr")), chance.choice(LENGTHS)
        submission = intake.Submission(
            key=secrets.token_hex(16),
            form="report.1",
            language=language,
            channel="web",
            mission=chance.choice(missions) if real else missions[0],
            urgent=real and not chance.randrange(URGENT_EVERY),
            answers={"what": "x" * (length + chance.randrange(20))},
        )
        intake.submit(
            actor=actors.reporter(),
            submission=submission,
            receipt=ReceiptKeys(secrets.token_hex(32), secrets.token_bytes(32)),
            today=today - timedelta(days=chance.randrange(WEEKS)) if real else today,
        )
        yield 1


def _pages() -> matters.Pages:
    found, crowds = reverse("desk:reports"), reverse("desk:crowds")
    waiting = Report.objects.filter(state=State.RECEIVED).order_by("-received_on", "-id")
    middle = waiting.filter(mission__code=cast.MISSION)
    after = middle[middle.count() // 2].reference
    return {
        "reports that wait, first page": [found],
        "reports that wait, a page in the middle": [f"{found}?after={after}"],
        "urgent": [f"{found}?show=urgent"],
        "waited too long": [f"{found}?show=late"],
        "all": [f"{found}?show=all"],
        "reports that look alike": [crowds],
    }


def _triage(officer: Actor, today: date) -> Figures:
    """Put every crowd aside, one act each, and take all of them up again."""
    before, found = _waiting(), alike.crowds(officer)
    put: list[float] = []
    back: list[float] = []
    for crowd in found:
        with _timed(put):
            intake.set_aside_together(
                actor=officer,
                likeness=crowd.likeness,
                expected=crowd.count,
                why=SetAside.NO_CONTENT,
                today=today,
            )
    left = _waiting()
    for heap in alike.heaps(officer):
        with _timed(back):
            intake.undo_together(actor=officer, heap=heap, today=today)
    return {
        "waiting_before": before,
        "acts": len(put),
        "largest_act": max((crowd.count for crowd in found), default=0),
        "waiting_after": left,
        "slowest_act_ms": max(put, default=0.0),
        "slowest_undo_ms": max(back, default=0.0),
        "waiting_after_undo": _waiting(),
    }


def _waiting() -> int:
    return Report.objects.filter(state=State.RECEIVED).count()


@contextmanager
def _timed(times: list[float]) -> Iterator[None]:
    began = time.perf_counter()
    yield
    times.append(round((time.perf_counter() - began) * 1000, 1))
