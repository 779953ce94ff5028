"""Compiling figures from the register, and publishing what was compiled."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from datetime import date

from django.db import transaction

from safeconduct import __version__
from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.cases import register
from safeconduct.transparency import rounding, rules, tables
from safeconduct.transparency.models import PublishedCell, PublishedTable, Release
from safeconduct.transparency.tables import Address, Content
from safeconduct.transparency.terms import Protection, Series, Shape

SEED_BITS = 62
Cells = Mapping[Series, Mapping[Address, int]]


class Refused(Exception):
    """The figures were not compiled or not published; the text says why in one line."""


@transaction.atomic
def compile_release(*, actor: Actor, as_of: date, today: date, seed: int | None = None) -> Release:
    """Count the register as of a day, protect the tables and keep them, still unpublished.

    The seed that decides which way counts are rounded is carried from release to release, so that
    a table that did not change is printed as before; it is never printed. Raises gate.Denied, and
    Refused when the day is to come or no rounding that adds up was found.
    """
    gate.require_anywhere(actor, Permission.FIGURE_COMPILE)
    if as_of > today:
        raise Refused(f"As of {as_of}: expected a day that is not after {today}.")
    drawn = _seed() if seed is None else seed
    rows = list(register.rows(actor, as_of))
    cells = {series: _protected(series, rows, as_of.year, drawn) for series in Series}
    release = Release.objects.create(
        as_of=as_of,
        compiled_on=today,
        compiled_by=actor.reference,
        protection=Protection.ROUNDING_5,
        code_version=__version__,
        hash=tables.fingerprint(_content(as_of, Protection.ROUNDING_5, __version__, cells)),
        seed=drawn,
    )
    PublishedCell.objects.bulk_create(_rows(release, cells))
    log.record("release.compile", actor=actor, subject=release, detail={"as_of": as_of.isoformat()})
    return release


@transaction.atomic
def publish(*, actor: Actor, release: Release, today: date) -> Release:
    """Put a compiled release before the public; from then on nothing in it can change.

    Raises gate.Denied, and Refused when it was published before, was altered since it was
    compiled, or fails the checks of its protection.
    """
    gate.require_anywhere(actor, Permission.FIGURE_PUBLISH)
    release = Release.objects.select_for_update().get(pk=release.pk)
    if release.published_on is not None:
        raise Refused(f"Release {release.reference} was published on {release.published_on}.")
    cells = _stored(release)
    content = _content(release.as_of, release.protection, release.code_version, cells)
    if tables.fingerprint(content) != release.hash:
        raise Refused(f"Release {release.reference} was altered since it was compiled.")
    for printed in cells.values():
        if faults := rounding.objections(printed, tables.sums_among(printed)):
            raise Refused(f"Release {release.reference}: {faults[0]}")
    release.published_on, release.published_by = today, actor.reference
    release.save(update_fields=["published_on", "published_by"])
    log.record("release.publish", actor=actor, subject=release, detail={"hash": release.hash})
    return release


def _protected(
    series: Series, rows: list[register.RegisterRow], last_year: int, seed: int
) -> dict[Address, int]:
    counts, sums = tables.linked(rules.units(rules.COUNTED[series], rows), last_year)
    try:
        return tables.shown(rounding.controlled(counts, sums, seed=seed))
    except rounding.NoRounding as fault:
        raise Refused(f"Nothing was compiled. {series.value}: {fault}") from None


def _seed() -> int:
    before = Release.objects.order_by("-id").values_list("seed", flat=True).first()
    return secrets.randbits(SEED_BITS) if before is None else before


def _content(as_of: date, protection: str, version: str, cells: Cells) -> Content:
    counted = {series.value: rules.COUNTED[series].value for series in Series}
    named = {series.value: printed for series, printed in cells.items()}
    return Content(as_of, counted, protection, version, named)


def _rows(release: Release, cells: Cells) -> Iterator[PublishedCell]:
    for series, printed in cells.items():
        held = {
            shape: PublishedTable.objects.create(
                release=release, series=series, shape=shape, rule=rules.COUNTED[series]
            )
            for shape in Shape
        }
        for at, value in printed.items():
            yield PublishedCell(table=held[at.shape], value=value, **at._asdict())


def _stored(release: Release) -> Cells:
    found: dict[Series, dict[Address, int]] = {series: {} for series in Series}
    stored = PublishedCell.objects.filter(table__release=release)
    for series, year, mission, category, value in stored.values_list(
        "table__series", "year", "mission", "category", "value"
    ):
        found[Series(series)][Address(year, mission, category)] = value
    return found
