"""How fast compartments get new keys when somebody leaves a desk."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from safeconduct.roster import actions as roster
from safeconduct.roster.models import Desk, Mission
from safeconduct.roster.terms import DeskKind
from safeconduct.site.bench import figures, ground
from safeconduct.site.bench.figures import Figures
from safeconduct.site.demo import cast
from safeconduct.vault import actions as vault
from safeconduct.vault import seals
from safeconduct.vault.models import Keyring
from safeconduct.vault.terms import Kind

TEXTS = 5
AT_ONCE = 200
WORDS = "What was said, in some forty words or so, again and again. " * 4


@dataclass(frozen=True, slots=True)
class Plan:
    """How many compartments a desk reaches, and how often somebody leaves it."""

    compartments: int
    runs: int


def measure(plan: Plan, today: date) -> Figures:
    """Fill a desk's compartments, then let somebody leave, in this empty installation."""
    house = cast.assemble(today)
    desk = Desk.objects.get(kind=DeskKind.MISSION, mission=Mission.objects.get(code=cast.MISSION))
    _fill(desk, plan.compartments, today)
    runs = [_leave(house, desk, plan.compartments) for _ in range(plan.runs)]
    row = {"compartments": plan.compartments, "texts_each": TEXTS, **figures.middle(runs)}
    return {"database": connection.vendor, "runs": plan.runs, "rows": [row]}


def _fill(desk: Desk, compartments: int, today: date) -> None:
    with ground.progress(compartments, "Sealing") as step, transaction.atomic():
        for number in range(compartments):
            opened = vault.open_compartment(
                actor=cast.SETUP,
                kind=Kind.FACTS,
                scope=f"bench-{number}"[:16],
                holders=[desk.keyring],
                reason="bench",
            )
            seals.put_texts(opened, {f"text-{n}": WORDS for n in range(TEXTS)}, today)
            step(1)


def _leave(house: cast.Cast, desk: Desk, compartments: int) -> dict[str, float]:
    """Admit somebody, release them, and give everything its new key; seconds and rate."""
    stays = house.people["osei"]
    leaves = Keyring.objects.get(account=house.people["ivo"].account)
    desk.refresh_from_db()
    roster.admit(actor=stays, desk=desk, member=leaves)
    started = time.perf_counter()
    roster.release(actor=stays, desk=desk, member=leaves, reason="bench")
    released = time.perf_counter()
    left = compartments
    while left:
        _done, left = roster.run_errands(actor=stays, limit=AT_ONCE)
    ended = time.perf_counter()
    return {
        "release_ms": (released - started) * 1000,
        "errands_s": ended - released,
        "compartments_a_second": compartments / (ended - released),
    }
