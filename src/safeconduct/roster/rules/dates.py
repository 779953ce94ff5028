"""From when to when a mission served, where the printed dates and flag are old or coarse."""

from __future__ import annotations

import calendar
from datetime import date
from typing import NamedTuple

from safeconduct.base.reports import Note, Rule
from safeconduct.base.sheets import Row, Sheet, quoted
from safeconduct.roster.rules import table
from safeconduct.vocabulary import missions

START, END, ACTIVE = "start_date", "end_date", "mission_isactive"
FLAGS = {"yes": True, "no": False, "": None}
SPELLED = {"Yes", "No", ""}
MONTH, DAY = "month", "day"
Notes = tuple[Note, ...]


class Known(NamedTuple):
    """A day and how precisely it is known; no day where there is none."""

    day: date | None
    precision: str


def settled(
    sheet: Sheet, row: Row, held: missions.Mission | None, as_of: date
) -> tuple[date | None, date | None, str, Notes]:
    """The first and the last day, the coarser precision of the two, and the notes. Raises Fault.

    `as_of` is the day of the list: a mission that we know to have ended by then was not active.
    """
    since, until = sheet.day(row, START), sheet.day(row, END)
    if since and until and until < since:
        sheet.wrong(row, END, f"a day not before {since.isoformat()}")
    active, notes = _flag(sheet, row)
    if active and until and until < as_of:
        notes += (Note(table.FLAG_DIFFERS, f"{ACTIVE} although it ended on {until}"),)
    ours = Known(held.since, held.since_precision) if held else None
    first, more = _date(START, since, ours, table.MISSING_DATE)
    notes += more
    ours = Known(held.until, held.until_precision) if held else None
    if until is None and active is not False:
        last, more = _running(ours, as_of)
    else:
        last, more = _date(END, until, ours, table.MISSING_DATE)
    precision = MONTH if MONTH in {first.precision, last.precision} else DAY
    return first.day, last.day, precision, notes + more


def _flag(sheet: Sheet, row: Row) -> tuple[bool | None, Notes]:
    text = sheet.text(row, ACTIVE).strip()
    if text.casefold() not in FLAGS:
        sheet.wrong(row, ACTIVE, "Yes or No")
    flag = FLAGS[text.casefold()]
    if text in SPELLED:
        return flag, ()
    meant = "Yes" if flag else "No"
    return flag, (Note(table.FLAG_SPELLING, f"{ACTIVE}: {quoted(text)} read as {meant}"),)


def _running(ours: Known | None, as_of: date) -> tuple[Known, Notes]:
    """No end is printed and the mission is not printed as over."""
    if ours is None or ours.day is None or ours.day > as_of:
        return Known(None, DAY), ()
    return ours, (Note(table.STALE_FLAG, f"active, with no end; ours is {ours.day}"),)


def _date(
    column: str, printed: date | None, ours: Known | None, missing: Rule
) -> tuple[Known, Notes]:
    """One date settled against ours."""
    if printed is None:
        if ours is None or ours.day is None:
            return Known(None, DAY), (Note(table.NO_DATE, f"{column} is missing"),)
        return ours, (Note(missing, f"{column}: ours is {ours.day}"),)
    if ours and printed == ours.day:
        return ours, ()
    if ours and ours.day and printed.day == 1:
        return _month(column, printed, ours.day, ours)
    return Known(printed, DAY), _objections(column, printed, ours)


def _objections(column: str, printed: date, ours: Known | None) -> Notes:
    """That the day is not ours, unless we have none or know the month alone."""
    if ours is None:
        return ()
    if ours.precision == MONTH and ours.day and _same_month(printed, ours.day):
        return ()
    return (_differs(column, printed, ours.day),)


def _month(column: str, printed: date, day: date, ours: Known) -> tuple[Known, Notes]:
    """A first of a month that stands for the month."""
    if _same_month(printed, day):
        return ours, (Note(table.FIRST_OF_MONTH, f"{column}: {printed} read as {day}"),)
    if column == START:
        return Known(printed, MONTH), (_differs(column, printed, day),)
    last = printed.replace(day=calendar.monthrange(printed.year, printed.month)[1])
    read = Note(table.FIRST_OF_MONTH, f"{column}: {printed} read as {last}")
    return Known(last, MONTH), (read, _differs(column, last, day))


def _differs(column: str, printed: date, day: date | None) -> Note:
    return Note(table.DATES_DIFFER, f"{column}: {printed}; ours is {day or 'open'}")


def _same_month(one: date, other: date) -> bool:
    return (one.year, one.month) == (other.year, other.month)
