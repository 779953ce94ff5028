"""Finds every text a person can read and says which languages lack it, without GNU gettext.

Django's own reader turns a template into Python calls, and Babel's reader collects those calls.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

SOURCE_LANGUAGE = "en"
LAZY = ("gettext_lazy", "ngettext_lazy", "pgettext_lazy", "npgettext_lazy", "gettext_noop", "noop")
KEYWORDS = DEFAULT_KEYWORDS | {
    name: DEFAULT_KEYWORDS[name.rpartition("_")[0] if name in LAZY[:4] else "gettext"]
    for name in LAZY
}


def translated_languages() -> list[str]:
    """Return the languages that need a catalogue: all but the one the source is written in."""
    return [code for code, _name in settings.LANGUAGES if code != SOURCE_LANGUAGE]


def path_of(language: str) -> Path:
    """Return where the catalogue of a language is kept."""
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def found(package: Path) -> Catalog:
    """Collect every translatable text of the package's Python files and templates."""
    catalogue = Catalog(project="Safe Conduct", charset="utf-8", fuzzy=False)
    for path in sorted([*package.rglob("*.py"), *package.rglob("*.html"), *package.rglob("*.txt")]):
        place = path.relative_to(package.parent).as_posix()
        for _line, message, comments, context in _texts(path):
            catalogue.add(message, locations=[(place, 1)], auto_comments=comments, context=context)
    return catalogue


def _texts(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # The brackets make one expression of it, so that its indentation means nothing.
        source = f"(\n{templatize(source, origin=path.name)}\n)"
    stream = io.BytesIO(source.encode())
    return extract("python", stream, KEYWORDS, comment_tags=("Translators",), options=None)


def read(language: str) -> Catalog:
    """Read the catalogue of a language; one that is not there yet is empty."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, project="Safe Conduct", charset="utf-8", fuzzy=False)
    with path.open("rb") as stream:
        return read_po(stream, locale=language, domain="django")


def missing(language: str, wanted: Catalog) -> list[str]:
    """Return the texts that a language does not say, or says only tentatively."""
    catalogue = read(language)
    lacking = []
    for message in wanted:
        if not message.id:
            continue
        said = catalogue.get(message.id, message.context)
        strings = (
            said.string
            if said and isinstance(said.string, tuple | list)
            else (said and said.string,)
        )
        if said is None or said.fuzzy or not all(strings):
            lacking.append(message.id if isinstance(message.id, str) else message.id[0])
    return lacking


def update(language: str, wanted: Catalog) -> Path:
    """Write the catalogue of a language again, with every text found and no stale one."""
    catalogue = read(language)
    catalogue.update(wanted, no_fuzzy_matching=True)
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        write_po(stream, catalogue, ignore_obsolete=True, omit_header=False, width=100)
    return path


def compile_one(language: str) -> int:
    """Write the compiled catalogue beside its source; return how many texts it says."""
    path = path_of(language)
    catalogue = read(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".mo").open("wb") as stream:
        write_mo(stream, catalogue)
    return sum(1 for message in catalogue if message.id and message.string)
