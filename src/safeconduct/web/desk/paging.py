"""Turning the pages of a long list by its last row, so that page forty costs what page one does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

SIZE = 25
AFTER, BEFORE = "after", "before"
Rows = QuerySet[Any, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list, and the addresses of the pages around them."""

    rows: list[Any]
    newer: str = ""
    older: str = ""


def page(request: HttpRequest, records: Rows, *, day: str, among: Rows, size: int = SIZE) -> Page:
    """Return the page that follows (or comes before) the row named in the address.

    `records` are ordered by `day` and key, newest first; `among` is where the named row is looked
    up, so that one that has left the list since still marks the place. Raises Http404 when it
    cannot be seen.
    """
    after, before = request.GET.get(AFTER, ""), request.GET.get(BEFORE, "")
    if before:
        rows = list(_newer(records, day, _place(among, before, day))[: size + 1])
        more, rows = len(rows) > size, rows[:size][::-1]
        return _linked(request, rows, newer=more, older=True)
    if after:
        records = _older(records, day, _place(among, after, day))
    rows = list(records[: size + 1])
    return _linked(request, rows[:size], newer=bool(after), older=len(rows) > size)


def _place(among: Rows, reference: str, day: str) -> tuple[Any, int]:
    found = among.filter(reference=reference).values_list(day, "pk").first()
    if found is None:
        raise Http404
    return found[0], found[1]


def _older(records: Rows, day: str, place: tuple[Any, int]) -> Rows:
    on, key = place
    # The outer condition is implied by the inner; with it the index is entered at the right day.
    return records.filter(Q(**{f"{day}__lte": on}) & (Q(**{f"{day}__lt": on}) | Q(pk__lt=key)))


def _newer(records: Rows, day: str, place: tuple[Any, int]) -> Rows:
    on, key = place
    ahead = records.filter(Q(**{f"{day}__gte": on}) & (Q(**{f"{day}__gt": on}) | Q(pk__gt=key)))
    return ahead.order_by(day, "pk")


def _linked(request: HttpRequest, rows: list[Any], *, newer: bool, older: bool) -> Page:
    if not rows:
        return Page(rows)
    return Page(
        rows,
        newer=address(request, {BEFORE: rows[0].reference}) if newer else "",
        older=address(request, {AFTER: rows[-1].reference}) if older else "",
    )


def address(request: HttpRequest, changes: dict[str, str]) -> str:
    """This list's own address with some of its filters changed; paging starts anew."""
    asked = request.GET.copy()
    for name in (AFTER, BEFORE):
        asked.pop(name, None)
    for name, value in changes.items():
        asked[name] = value
        if not value:
            del asked[name]
    return f"?{asked.urlencode()}" if asked else request.path


def links(
    request: HttpRequest, name: str, choices: list[tuple[str, str]], count: Callable[[str], str]
) -> list[dict[str, object]]:
    """A filter as plain links: each with its words, its count and whether it is chosen."""
    chosen = request.GET.get(name, "")
    return [
        {
            "href": address(request, {name: code}),
            "words": words,
            "current": code == chosen,
            "count": count(code),
        }
        for code, words in choices
    ]
