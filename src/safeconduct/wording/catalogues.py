"""Says which texts a language lacks, and keeps the catalogues: ours, and an installation's own."""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import to_locale

from safeconduct.wording import languages, texts
from safeconduct.wording.languages import Language

SOURCE_LANGUAGE = "en"


def ours() -> list[Language]:
    """Return the languages of ours that need a catalogue: all but that of the source."""
    known = languages.listed(Path(settings.PACKAGE) / "locale")
    return [language for language in known if language.code != SOURCE_LANGUAGE]


def wanted(language: Language) -> Catalog:
    """Return the texts a language has to say: all, or those that somebody who reports meets."""
    if language.whole:
        return texts.found(settings.PACKAGE)
    return texts.of_reporters(settings.PACKAGE, language.code)


def path_of(code: str, folder: Path | None = None) -> Path:
    """Return where the catalogue of a language is kept: ours, or that of a folder."""
    return languages.catalogue(folder or Path(settings.LOCALE_PATHS[-1]), code)


def read(code: str, folder: Path | None = None) -> Catalog:
    """Read the catalogue of a language; one that is not there yet is empty."""
    path = path_of(code, folder)
    if not path.exists():
        return Catalog(locale=to_locale(code), project="Safe Conduct", charset="utf-8", fuzzy=False)
    with path.open("rb") as stream:
        return read_po(stream, locale=to_locale(code), domain="django")


def missing(code: str, wanted: Catalog, folder: Path | None = None) -> list[str]:
    """Return the texts that a language does not say, or says only tentatively."""
    catalogue = read(code, folder)
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


def update(code: str, wanted: Catalog, folder: Path | None = None) -> Path:
    """Write the catalogue of a language again, with every text wanted and no stale one."""
    catalogue = read(code, folder)
    catalogue.update(wanted, no_fuzzy_matching=True)
    return write(code, catalogue, folder)


def write(code: str, catalogue: Catalog, folder: Path | None = None) -> Path:
    """Write the catalogue of a language down; return where."""
    path = path_of(code, folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        write_po(stream, catalogue, ignore_obsolete=True, omit_header=False, width=100)
    return path


def compile_one(code: str, folder: Path | None = None) -> int:
    """Write the compiled catalogue beside its source; return how many texts it says."""
    path = path_of(code, folder)
    catalogue = read(code, folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".mo").open("wb") as stream:
        write_mo(stream, catalogue)
    return sum(1 for message in catalogue if message.id and message.string)
