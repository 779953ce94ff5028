"""What happens in the invented mission: every state, channel and category, drawn from a seed.

The plan is the same for the same seed and day. Keys and references are random whatever the seed.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import cycle

from safeconduct.cases.rules import MOVES
from safeconduct.cases.terms import Act, State, SubjectKind
from safeconduct.vocabulary import shelf

YEARS = 6
DAYS = YEARS * 365
STATES = ("XD", "XE", "XF", "XG", "XH")
REAL_WEIGHTS = {
    State.RECEIVED: 3,
    State.ASSESSED: 3,
    State.REFERRED: 4,
    State.INVESTIGATING: 8,
    State.REPORTED: 3,
    State.FOUND: 3,
    State.ACTION_PENDING: 4,
    State.ACTION_RECORDED: 3,
    State.CLOSED: 60,
    State.INSUFFICIENT: 8,
    State.OTHER_REMIT: 3,
    State.DUPLICATE: 2,
}
SEA_SHARE = 0.45
USUAL = (
    "abuse-of-authority",
    "harassment",
    "sexual-harassment",
    "speeding",
    "drunk-driving",
    "reckless-driving",
    "fuel-theft",
    "simple-theft",
    "curfew",
    "out-of-bounds",
    "alcohol",
    "physical-assault",
    "entitlement-fraud",
    "misuse-of-resources",
    "abusive-behaviour",
)
YOUNG = 150  # days; a matter younger than this may still be on its way


@dataclass(frozen=True, slots=True)
class Story:
    """One matter from its report to where it stands."""

    reported: date
    incident: date
    channel: str
    language: str
    category: str
    state: str
    rank: str
    conduct: str
    sea_type: str
    subject: SubjectKind
    size: int | None
    target: State
    result: str
    measures: tuple[tuple[str, str], ...]
    victims: tuple[tuple[str, str], ...]
    step_days: tuple[int, ...]
    urgent: bool
    named: bool
    say: int


def plan(seed: int, matters: int, today: date) -> Iterator[Story]:
    """Draw the stories, oldest first."""
    chance = random.Random(seed)
    categories = cycle([t.code for t in shelf.terms("personnel_categories")])
    channels = cycle([t.code for t in shelf.terms("channels") if t.code != "register"])
    targets = cycle(State)
    days = sorted((chance.randint(3, DAYS) for _ in range(matters)), reverse=True)
    covered = 3 * len(State)
    for number, ago in enumerate(days):
        systematic = number % 3 == 0 and number < matters
        yield _story(
            chance,
            reported=today - timedelta(days=ago),
            category=next(categories) if systematic else _category(chance),
            channel=next(channels) if systematic else _channel(chance),
            target=next(targets) if number < covered or systematic else _target(chance, ago),
        )


@cache
def path_to(state: State) -> tuple[Act, ...]:
    """The shortest way along the table from received to a state."""
    queue: deque[tuple[str, tuple[Act, ...]]] = deque([(State.RECEIVED.value, ())])
    seen = {State.RECEIVED.value}
    while queue:
        here, acts = queue.popleft()
        if here == state:
            return acts
        for move in MOVES:
            if move.source == here and move.target not in seen:
                seen.add(move.target)
                queue.append((move.target, (*acts, Act(move.act))))
    raise LookupError(state)


def _story(
    chance: random.Random, *, reported: date, category: str, channel: str, target: State
) -> Story:
    conduct, sea_type = _conduct(chance)
    provided = shelf.term("personnel_categories", category).flag("provided")
    substantiated = target in {State.ACTION_PENDING, State.ACTION_RECORDED}
    if target == State.CLOSED:
        substantiated = chance.random() < 0.42
    kind = chance.choices(list(SubjectKind), (70, 22, 8))[0]
    lag = int(chance.expovariate(1 / 200)) if sea_type else int(chance.expovariate(1 / 25))
    return Story(
        reported=reported,
        incident=reported - timedelta(days=lag),
        channel=channel,
        language="ar" if chance.random() < 0.3 else "en",
        category=category,
        state=chance.choices(STATES, (30, 26, 20, 14, 10))[0] if provided else "",
        rank=_rank(chance, category),
        conduct=conduct,
        sea_type=sea_type,
        subject=kind,
        size=chance.randint(2, 6) if kind == SubjectKind.GROUP else None,
        target=target,
        result=_result(chance, substantiated=substantiated),
        measures=_measures(chance, provided=provided) if substantiated else (),
        victims=_victims(chance) if sea_type else (),
        step_days=tuple(chance.randint(2, 60) for _ in range(10)),
        urgent=bool(sea_type) and chance.random() < 0.2,
        named=chance.random() < 0.35,
        say=chance.randint(0, 99),
    )


def _result(chance: random.Random, *, substantiated: bool) -> str:
    return "substantiated" if substantiated else chance.choice(("unsubstantiated", "inconclusive"))


def _category(chance: random.Random) -> str:
    common = {
        "mc": 40,
        "fpu": 8,
        "unpol": 9,
        "int": 12,
        "ns": 14,
        "unv": 4,
        "contractor": 7,
        "mo": 3,
        "so": 3,
    }
    return chance.choices(list(common), list(common.values()))[0]


def _channel(chance: random.Random) -> str:
    common = {
        "web": 30,
        "cbcm": 18,
        "hotline": 14,
        "in-person": 14,
        "email": 8,
        "focal-point": 8,
        "oios": 8,
    }
    return chance.choices(list(common), list(common.values()))[0]


def _target(chance: random.Random, ago: int) -> State:
    if ago < YOUNG and chance.random() < 0.75:
        return chance.choice((State.RECEIVED, State.ASSESSED, State.REFERRED, State.INVESTIGATING))
    return chance.choices(list(REAL_WEIGHTS), list(REAL_WEIGHTS.values()))[0]


def _conduct(chance: random.Random) -> tuple[str, str]:
    sea = [t for t in shelf.terms("conduct_2021") if t.code.startswith("sea-")]
    if chance.random() < SEA_SHARE:
        term = chance.choice(sea)
        return term.code, _sea_type(term.code)
    return chance.choice(USUAL), ""


def _sea_type(conduct: str) -> str:
    code = conduct.removeprefix("sea-")
    return code if code in shelf.codes("sea_types") else "unknown"


def _rank(chance: random.Random, category: str) -> str:
    group = shelf.term("personnel_categories", category).text("ranks")
    codes = [t.code for t in shelf.terms("ranks") if t.group == group]
    return chance.choice(codes) if codes else ""


def _victims(chance: random.Random) -> tuple[tuple[str, str], ...]:
    number = chance.choices((0, 1, 2, 3), (12, 74, 10, 4))[0]
    bands = chance.choices(("adult", "child", "unknown"), (66, 22, 12), k=number)
    return tuple(
        (band, chance.choices(("female", "male", "unknown"), (90, 6, 4))[0]) for band in bands
    )


def _measures(chance: random.Random, *, provided: bool) -> tuple[tuple[str, str], ...]:
    """Pairs of (authority, kind): interim, final, and a State's own for those it sent."""
    taken = [
        ("un-interim", chance.choice(("suspension-of-duties", "payment-suspended", "relocated")))
    ]
    if provided:
        taken += [("un-final", "repatriated"), ("un-final", "barred")]
        taken += [
            (
                "state",
                chance.choice(
                    ("jail", "dismissal", "demotion", "detention", "reprimand", "no-reply")
                ),
            )
        ]
    else:
        taken += [
            (
                "un-final",
                chance.choice(
                    ("reprimand", "separation", "dismissal", "contract-terminated", "fine")
                ),
            )
        ]
    return tuple(taken)
