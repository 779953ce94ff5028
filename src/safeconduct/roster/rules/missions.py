"""How one row of a list of missions is read into facts, mended by stated rules or refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from safeconduct.base.reports import Note
from safeconduct.base.sheets import Row, Sheet, quoted
from safeconduct.roster.rules import dates, places, table, words
from safeconduct.roster.rules.dates import DAY, MONTH
from safeconduct.roster.rules.places import Point
from safeconduct.vocabulary import missions

# fmt: off
CODE, NAME             = "mission_acronym", "mission_name"
PLACE, EAST, NORTH     = "mission_location", "mission_longitude", "mission_latitude"
AS_OF, LEAD            = "last_update", "lead_department"
REQUIRED = (CODE, NAME, dates.START, dates.END, PLACE, EAST, NORTH)
# fmt: on
SHAPE = re.compile(r"[^\W_][\w &()./'-]{0,19}")
SEVERAL = re.compile(r"\(\s*I+\s*(?:&|and|,|-)\s*[IV]+\s*\)")
KIND_OF_LEAD = {"DPPA": "political", "DPA": "political"}
LONGEST_NAME, LONGEST_PLACE = 200, 120


@dataclass(frozen=True, slots=True)
class Facts:
    """What is held about one mission; the fields are those of the table of missions."""

    code: str
    name: str
    kind: str
    since: date | None
    until: date | None
    precision: str
    place: str
    country: str
    latitude: Decimal | None
    longitude: Decimal | None


@dataclass(frozen=True, slots=True)
class Reading:
    """One row as read: its facts, or none where a rule refuses it, and the rules applied."""

    row: int
    key: str
    facts: Facts | None
    notes: tuple[Note, ...]
    as_of: date | None = None


def of_vocabulary(held: missions.Mission) -> Facts:
    """A mission of our vocabulary as facts. A host is named where there is only one."""
    precise = MONTH not in {held.since_precision, held.until_precision}
    where = places.point_of(held)
    return Facts(
        code=held.acronym,
        name=held.names["en"],
        kind=held.kind,
        since=held.since,
        until=held.until,
        precision=DAY if precise else MONTH,
        place=held.place,
        country=_host(held),
        latitude=where.latitude.quantize(words.PLACES),
        longitude=where.longitude.quantize(words.PLACES),
    )


def read_all(sheet: Sheet, today: date) -> list[Reading]:
    """Every row of a list of missions, in its order. Raises Fault for a cell that is no date,
    no number, no flag or no code.
    """
    own = {words.mended(sheet.text(row, CODE))[0] for row in sheet.rows}
    points = _points(sheet)
    readings: list[Reading] = []
    first: dict[str, int] = {}
    for row in sheet.rows:
        reading = _read(sheet, row, own, points, today)
        code = reading.facts.code if reading.facts else ""
        if code and code in first:
            note = Note(table.SAME_MISSION, f"{code} is already in row {first[code]}")
            reading = replace(reading, facts=None, notes=(*reading.notes, note))
        elif code:
            first[code] = row.number
        readings.append(reading)
    return readings


def _read(
    sheet: Sheet, row: Row, own: Iterable[str], points: Mapping[str, list[Point]], today: date
) -> Reading:
    if row.trouble:
        return Reading(row.number, "", None, (Note(table.CELL_COUNT, row.trouble),))
    code, notes = words.cell(sheet, row, CODE)
    if not SHAPE.fullmatch(code):
        sheet.wrong(row, CODE, "the acronym of a mission such as UNMISS, of 20 characters at most")
    name, more = _name(sheet, row)
    notes += more
    found = words.meant(code)
    if refusal := _refusal(code, name, found, own):
        return Reading(row.number, code, None, (*notes, refusal))
    held = found[0] if found else None
    if held and held.acronym != code:
        notes += (Note(table.ANOTHER_NAME, f"{code} is {held.acronym}"),)
    name, more = _whole_name(sheet, row, name, held)
    notes += more
    as_of = sheet.day(row, AS_OF)
    since, until, precision, more = dates.settled(sheet, row, held, as_of or today)
    notes += more
    place, point, more = _place(sheet, row, held, points)
    notes += more
    if any(note.rule is table.NOT_ON_EARTH for note in notes):
        return Reading(row.number, code, None, notes)
    facts = Facts(
        code=held.acronym if held else code,
        name=name,
        kind=held.kind if held else KIND_OF_LEAD.get(sheet.text(row, LEAD), "peacekeeping"),
        since=since,
        until=until,
        precision=precision,
        place=place,
        country=_host(held) if held else "",
        latitude=point.latitude if point else None,
        longitude=point.longitude if point else None,
    )
    return Reading(row.number, facts.code, facts, notes, as_of)


def _refusal(
    code: str, name: str, found: tuple[missions.Mission, ...], own: Iterable[str]
) -> Note | None:
    """Why the row is no mission of its own, if it is not."""
    if len(found) > 1:
        parts = ", ".join(held.acronym for held in found if held in missions.known_as(code))
        return Note(table.COMPOSITE, f"{code} puts together {parts}")
    if SEVERAL.search(name):
        return Note(table.COMPOSITE, f"{code} puts together several missions: {quoted(name)}")
    if found and found[0].acronym != code and found[0].acronym in own:
        return Note(
            table.SAME_MISSION, f"{code} is another name of {found[0].acronym}, also in this file"
        )
    return None


def _name(sheet: Sheet, row: Row) -> tuple[str, tuple[Note, ...]]:
    name, notes = words.cell(sheet, row, NAME)
    if not name or len(name) > LONGEST_NAME:
        sheet.wrong(row, NAME, f"a name of at most {LONGEST_NAME} characters")
    return name, notes


def _whole_name(
    sheet: Sheet, row: Row, name: str, held: missions.Mission | None
) -> tuple[str, tuple[Note, ...]]:
    """Our name where a broken quotation mark cut the printed one short."""
    broken = row.requoted or '"' in sheet.text(row, NAME)
    if not held or not broken:
        return name, ()
    whole = held.names["en"]
    if whole == name or not whole.casefold().startswith(name.casefold()):
        return name, ()
    return whole, (Note(table.BROKEN_QUOTE, f"the name was cut short; ours is {quoted(whole)}"),)


def _place(
    sheet: Sheet, row: Row, held: missions.Mission | None, points: Mapping[str, list[Point]]
) -> tuple[str, Point | None, tuple[Note, ...]]:
    place, notes = words.cell(sheet, row, PLACE)
    if len(place) > LONGEST_PLACE:
        sheet.wrong(row, PLACE, f"a place of at most {LONGEST_PLACE} characters")
    point, comma = _point(sheet, row)
    if comma:
        notes += (Note(table.DECIMAL_COMMA, ""),)
    if not place and held:
        place = held.place
        notes += (Note(table.MISSING_PLACE, f"{PLACE}: ours is {held.place}"),)
    if point is None:
        if not held or not places.same_place(held.place, place):
            return place, None, notes
        where = places.point_of(held)
        return place, where, (*notes, Note(table.MISSING_PLACE, f"coordinates: ours are {where}"))
    point, more = places.settled(point, place, held, points)
    return place, point, notes + more


def _point(sheet: Sheet, row: Row) -> tuple[Point | None, bool]:
    north, north_comma = words.coordinate(sheet, row, NORTH)
    east, east_comma = words.coordinate(sheet, row, EAST)
    if north is None and east is None:
        return None, False
    if north is None or east is None:
        sheet.wrong(row, NORTH if north is None else EAST, "both coordinates or neither")
    return Point(north, east), north_comma or east_comma


def _points(sheet: Sheet) -> dict[str, list[Point]]:
    """The coordinates printed for each place, to compare the rows of one place with each other."""
    found: dict[str, list[Point]] = {}
    for row in sheet.rows:
        if row.trouble:
            continue
        place = words.mended(sheet.text(row, PLACE))[0].casefold()
        point, _comma = _point(sheet, row)
        if place and point:
            found.setdefault(place, []).append(point)
    return found


def _host(held: missions.Mission) -> str:
    return held.hosts[0] if len(held.hosts) == 1 else ""
