"""Where a mission's coordinates must lie, and how they are put right when they do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from safeconduct.base.reports import Note, Rule
from safeconduct.roster.rules import table
from safeconduct.vocabulary import missions

NEAR = Decimal("1.5")  # degrees: the same town, printed by different hands
SAME_REGION = Decimal(6)  # degrees: another town of the same mission
VOTES = 2  # rows of the same place that must agree before they outweigh another


class Point(NamedTuple):
    """A place in degrees north and east."""

    latitude: Decimal
    longitude: Decimal

    @property
    def on_earth(self) -> bool:
        """Whether there is such a place."""
        return abs(self.latitude) <= Decimal(90) and abs(self.longitude) <= Decimal(180)

    @property
    def swapped(self) -> Point:
        """The same two numbers in the other order."""
        return Point(self.longitude, self.latitude)

    def near(self, other: Point, within: Decimal) -> bool:
        """Whether neither number differs by more than this many degrees."""
        north = abs(self.latitude - other.latitude)
        east = abs(self.longitude - other.longitude)
        return north <= within and min(east, 360 - east) <= within

    def __str__(self) -> str:
        return f"{self.latitude} north, {self.longitude} east"


def settled(
    point: Point, place: str, held: missions.Mission | None, others: Mapping[str, list[Point]]
) -> tuple[Point, tuple[Note, ...]]:
    """The point put right by what is known of the place, and the notes that say so.

    Known is, in this order: the place in our vocabulary; what at least two other rows agree on;
    where our vocabulary has this mission's headquarters, if that is another town nearby.
    """
    known, within = _known(place, held, others)
    if _fits(point, known, within):
        return point, ()
    for rule, turned in _turned(point, with_signs=known is not None):
        if _fits(turned, known, within):
            return turned, (Note(rule, f"{place}: {point} read as {turned}"),)
    if not point.on_earth:
        return point, (Note(table.NOT_ON_EARTH, f"{place}: {point}"),)
    if within == NEAR:
        return point, (Note(table.PLACE_DIFFERS, f"{place}: {point}; we have {known}"),)
    return point, ()


def point_of(held: missions.Mission) -> Point:
    """Where our vocabulary has the mission's headquarters."""
    return Point(Decimal(str(held.latitude)), Decimal(str(held.longitude)))


def same_place(one: str, other: str) -> bool:
    """Whether two places have the same name, or one goes on to name further places."""
    first, second = sorted((one.casefold(), other.casefold()), key=len)
    return bool(first) and (first == second or second.startswith((f"{first} ", f"{first},")))


def _known(
    place: str, held: missions.Mission | None, others: Mapping[str, list[Point]]
) -> tuple[Point | None, Decimal]:
    if held and same_place(held.place, place):
        return point_of(held), NEAR
    for other in missions.all_missions():
        if same_place(other.place, place):
            return point_of(other), NEAR
    points = others.get(place.casefold(), [])
    if points:
        most = max(points, key=points.count)
        if points.count(most) >= VOTES:
            return most, NEAR
    return (point_of(held), SAME_REGION) if held else (None, NEAR)


def _fits(point: Point, known: Point | None, within: Decimal) -> bool:
    return point.on_earth if known is None else point.near(known, within)


def _turned(point: Point, *, with_signs: bool) -> Iterator[tuple[Rule, Point]]:
    """The ways in which a point may have been miswritten, the likeliest first."""
    yield table.SWAPPED, point.swapped
    if with_signs:
        north, east = point
        for signed in (Point(-north, east), Point(north, -east), Point(-north, -east)):
            yield table.WRONG_SIGN, signed
