"""Controlled rounding: tables in which no small count is printed and everything still adds up.

Each count goes to one of the two multiples of the base around it, a multiple stays where it is,
and every stated sum holds among the printed numbers. Which way a count goes is drawn from a seed,
with the chance of going up equal to how far up it already is, so that nothing drifts.
After Causey, Cox and Ernst; solved as an integer programme.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

BASE = 5
PATIENCE_SECONDS = 30.0
OPTIMAL = 0

A = TypeVar("A")
Sums = Sequence[tuple[A, Sequence[A]]]


class NoRounding(Exception):
    """No rounding that adds up was found; the tables may not be printed."""


def controlled(
    counts: Mapping[A, int],
    sums: Sums[A],
    *,
    seed: int,
    base: int = BASE,
    seconds: float = PATIENCE_SECONDS,
) -> dict[A, int]:
    """Round every count to a multiple of the base, keeping every sum: (whole, its parts).

    The same counts, sums and seed give the same numbers. Raises NoRounding when the solver does
    not end with a proven solution in time, or when the answer fails the checks made afterwards.
    """
    free = [at for at, count in counts.items() if count % base]
    raised: set[A] = set()
    if free:
        raised = _solve(counts, free, sums, seed=seed, base=base, seconds=seconds)
    printed = {at: base * (count // base + (at in raised)) for at, count in counts.items()}
    if faults := objections(printed, sums, counts=counts, base=base):
        raise NoRounding(faults[0])
    return printed


def objections(
    printed: Mapping[A, int],
    sums: Sums[A],
    *,
    counts: Mapping[A, int] | None = None,
    base: int = BASE,
) -> list[str]:
    """Say what is wrong with a rounded table; the true counts are compared where they are known."""
    found = []
    if any(value % base or value < 0 for value in printed.values()):
        found.append(f"A printed number is not a multiple of {base}.")
    if any(printed[whole] != sum(printed[part] for part in parts) for whole, parts in sums):
        found.append("The printed numbers do not add up.")
    if counts and any(abs(printed[at] - counts[at]) >= base for at in counts):
        found.append(f"A printed number moved by {base} or more.")
    return found


def _solve(
    counts: Mapping[A, int],
    free: Sequence[A],
    sums: Sums[A],
    *,
    seed: int,
    base: int,
    seconds: float,
) -> set[A]:
    place = {at: column for column, at in enumerate(free)}
    cost = [_draw(seed, at) - counts[at] % base / base for at in free]
    rows, columns, signs, right = [], [], [], []
    for row, (whole, parts) in enumerate(sums):
        # the parts, each rounded down or up, equal the whole, rounded down or up
        right.append(counts[whole] // base - sum(counts[part] // base for part in parts))
        for at, sign in [(whole, -1), *((part, 1) for part in parts)]:
            if at in place:
                rows.append(row)
                columns.append(place[at])
                signs.append(sign)
    matrix = csr_array((signs, (rows, columns)), shape=(len(sums), len(free)))
    answer = milp(
        c=np.array(cost),
        integrality=np.ones(len(free)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, right, right),
        options={"time_limit": seconds},
    )
    # A run that was cut short may still carry numbers: only a proven end counts.
    if answer.status != OPTIMAL or answer.x is None:
        raise NoRounding(f"No rounding that adds up was found in {seconds:g} seconds.")
    return {at for at, column in place.items() if round(answer.x[column]) == 1}


def _draw(seed: int, at: object) -> float:
    """A number in [0, 1) that belongs to this seed and this cell, whatever else is printed."""
    digest = hashlib.blake2b(f"{seed}|{at!r}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) / 2**64
