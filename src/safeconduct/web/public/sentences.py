"""The first thing a public page says: one true sentence for each series."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from safeconduct.transparency.published import Series

LAST_DAY = (12, 31)


class Said(NamedTuple):
    """How a series is spoken of: in a link, some of it, none of it, and its unit beside a number.

    Each is translated when it is filled in, not before.
    """

    short: Any
    some: Any
    none: Any
    unit: Any


WORDS: Mapping[Series, Said] = {
    Series.SEA_ALLEGATIONS: Said(
        gettext_lazy("Exploitation and abuse"),
        ngettext_lazy(
            "%(when)s, about %(count)s allegation of sexual exploitation and abuse was received.",
            "%(when)s, about %(count)s allegations of sexual exploitation and abuse were received.",
            "count",
        ),
        gettext_lazy(
            "%(when)s, no allegations of sexual exploitation and abuse were received, or fewer "
            "than five."
        ),
        gettext_lazy("allegations received %(when)s"),
    ),
    Series.SUBJECTS: Said(
        gettext_lazy("Subjects"),
        ngettext_lazy(
            "%(when)s, about %(count)s person was said to have exploited or abused somebody.",
            "%(when)s, about %(count)s persons were said to have exploited or abused somebody.",
            "count",
        ),
        gettext_lazy(
            "%(when)s, nobody was said to have exploited or abused somebody, or fewer than five "
            "persons."
        ),
        gettext_lazy("subjects of allegations received %(when)s"),
    ),
    Series.VICTIMS: Said(
        gettext_lazy("Victims"),
        ngettext_lazy(
            "%(when)s, about %(count)s victim was recorded in the allegations received.",
            "%(when)s, about %(count)s victims were recorded in the allegations received.",
            "count",
        ),
        gettext_lazy(
            "%(when)s, no victims were recorded in the allegations received, or fewer than five."
        ),
        gettext_lazy("victims in allegations received %(when)s"),
    ),
    Series.OTHER_MISCONDUCT: Said(
        gettext_lazy("Other misconduct"),
        ngettext_lazy(
            "%(when)s, about %(count)s allegation of other misconduct was received.",
            "%(when)s, about %(count)s allegations of other misconduct were received.",
            "count",
        ),
        gettext_lazy(
            "%(when)s, no allegations of other misconduct were received, or fewer than five."
        ),
        gettext_lazy("allegations received %(when)s"),
    ),
}


def links() -> list[tuple[Series, str]]:
    """Every series with the short name that links to it."""
    return [(series, str(said.short)) for series, said in WORDS.items()]


def truth(series: Series, count: int, year: int, as_of: date) -> str:
    """Say how many there were in a year, and that a printed 0 may be up to four."""
    words = WORDS[series]
    when = _when(year, as_of, first=True)
    if not count:
        return str(words.none % {"when": when})
    return str(words.some % {"when": when, "count": count})


def unit(series: Series, year: int, as_of: date) -> str:
    """Say what the large number beside the chart counts."""
    return str(WORDS[series].unit % {"when": _when(year, as_of, first=False)})


def _when(year: int, as_of: date, *, first: bool) -> str:
    told = {"year": year, "day": date_format(as_of, "j M", use_l10n=False)}
    if year < as_of.year or (as_of.month, as_of.day) == LAST_DAY:
        return (_("In %(year)s") if first else _("in %(year)s")) % told
    return (_("In %(year)s up to %(day)s") if first else _("in %(year)s up to %(day)s")) % told
