"""Every rule by which an imported row is mended, questioned, passed over or refused."""

from __future__ import annotations

from safeconduct.base.reports import Effect, Rule

MENDS, WARNS, PASSES, REFUSES = Effect.MENDS, Effect.WARNS, Effect.PASSES, Effect.REFUSES

# fmt: off
# Words
STRAY_SPACES     = Rule("stray-spaces", MENDS, "Spaces around a value, and two in a row, are dropped.")
BROKEN_QUOTE     = Rule("broken-quote", MENDS, "A quotation mark or apostrophe without its other half is dropped; a name cut short by it is taken from our vocabulary.")
APOSTROPHE       = Rule("apostrophe", MENDS, "A typographic apostrophe is written as a straight one.")
MOJIBAKE         = Rule("mojibake", MENDS, "UTF-8 that was read as Latin-1 and saved again is read back.")
HEADER_SPELLING  = Rule("header-spelling", MENDS, "A known misspelling of a column's name is read as the column meant.")
# Places
DECIMAL_COMMA    = Rule("decimal-comma", MENDS, "A comma in a coordinate is read as the decimal point.")
SWAPPED          = Rule("swapped-coordinates", MENDS, "Latitude and longitude change places where only that puts the mission at the known place of its headquarters, or on Earth.")
WRONG_SIGN       = Rule("wrong-sign", MENDS, "A sign is turned where only that puts the mission at the known place of its headquarters.")
MISSING_PLACE    = Rule("missing-place", MENDS, "A place or coordinates that are missing are taken from our vocabulary.")
PLACE_DIFFERS    = Rule("place-differs", WARNS, "The coordinates are far from the place named beside them. They are kept as printed.")
NOT_ON_EARTH     = Rule("not-on-earth", REFUSES, "No place has these coordinates, in either order.")
# Dates
FLAG_SPELLING    = Rule("flag-spelling", MENDS, "Yes and No are read in any spelling of their letters.")
STALE_FLAG       = Rule("stale-flag", MENDS, "A mission printed as active that had ended by the day of the list ends on the day our vocabulary gives.")
MISSING_DATE     = Rule("missing-date", MENDS, "A date that is missing is taken from our vocabulary.")
FIRST_OF_MONTH   = Rule("first-of-month", MENDS, "For a mission we hold, a date on the first of a month means the month: the day is ours if it falls in that month, else the first or last day of it.")
DATES_DIFFER     = Rule("dates-differ", WARNS, "The date is not the one in our vocabulary. It is kept as printed.")
NO_DATE          = Rule("no-date", WARNS, "A date is missing and our vocabulary has none.")
FLAG_DIFFERS     = Rule("flag-differs", WARNS, "The mission is printed as active although the same row says when it ended. The date decides.")
OUTSIDE_DATES    = Rule("outside-dates", WARNS, "The mission was not in the field then, by our vocabulary. The figures are kept as printed.")
# Which mission, which State
ANOTHER_NAME     = Rule("another-name", MENDS, "Another name of a mission we hold is read as that mission.")
NAME_BY_DAY      = Rule("name-by-day", MENDS, "A name that several missions had in turn means the one in the field on that day; where two overlapped, the earlier.")
COMPOSITE        = Rule("composite", REFUSES, "A row that puts several missions together is refused: its parts are missions of their own.")
SAME_MISSION     = Rule("same-mission", REFUSES, "A second row for the same mission, under the same or another name, is refused.")
UNKNOWN_MISSION  = Rule("unknown-mission", REFUSES, "No mission we hold has this name.")
UNKNOWN_STATE    = Rule("unknown-state", REFUSES, "No State we know has this name or code.")
# Figures
TOTAL_DIFFERS    = Rule("total-differs", WARNS, "The total is not the sum of its parts. Both are kept as printed.")
NOBODY           = Rule("nobody", PASSES, "A row that counts nobody states nothing and is not stored, unless it replaces a number. A zero beside other numbers is stored; NA is not.")
SAID_TWICE       = Rule("said-twice", REFUSES, "A second row for the same mission, State and period in one file is refused.")
CELL_COUNT       = Rule("cell-count", REFUSES, "A row with more or fewer cells than there are columns is refused. Empty cells past the last column are ignored.")
# fmt: on
