"""The owner of an installation says a text their own way, or adds a language, without code.

Both lie as gettext catalogues in the data folder, so that any translator's tool opens them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Message
from django.conf import settings
from django.utils.translation import to_language

from safeconduct.wording import catalogues, languages, rules, texts
from safeconduct.wording.languages import Language


class Refused(Exception):
    """A text or a language cannot be taken; the text says why in one line."""


def folder() -> Path:
    """Return where the owner's catalogues lie."""
    return Path(settings.WORDING)


def begin(code: str, name: str, *, right_to_left: bool = False) -> Path:
    """Add a language: from now on there is a catalogue of all that a reporter meets, to fill.

    It is offered once `compile_all` finds nothing missing. Raises Refused, or languages.Fault.
    """
    known = {one.code for one in languages.listed(settings.PACKAGE / "locale")}
    if code.lower() in known | {one.code for one in languages.listed(folder())}:
        raise Refused(f"{code}: this language is listed already.")
    rows = f'[[language]]\ncode = "{code.lower()}"\nname = "{_plain(name)}"\n'
    rows += "right_to_left = true\n" if right_to_left else ""
    added = languages.read_one(rows, code)
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / languages.LIST).open("a", encoding="utf-8") as listing:
        listing.write(f"{rows}\n")
    return catalogues.update(added.code, catalogues.wanted(added), folder())


def say(code: str, text: str, words: str) -> Path:
    """Have a text said in other words in one language. Raises Refused."""
    known = texts.found(settings.PACKAGE)
    for message in texts.of_reporters(settings.PACKAGE, code):
        if message.id and message.id not in known:
            known[message.id] = message
    asked = known.get(text)
    if asked is None or not isinstance(asked.id, str):
        raise Refused(f"{code}: no page says {text!r}; texts with a number are put in the file.")
    if objection := rules.objection(text, words):
        raise Refused(f"{code}: {objection}")
    catalogue = catalogues.read(code, folder())
    catalogue[text] = Message(text, words)
    return catalogues.write(code, catalogue, folder())


def compile_all() -> Iterator[tuple[str, int, int]]:
    """Compile what the owner wrote; yield for each language how many texts it says and lacks.

    A language of their own that lacks any is not compiled, and so not offered.
    """
    added = {one.code: one for one in languages.listed(folder())}
    for path in sorted(folder().glob("*/LC_MESSAGES/django.po")):
        code = to_language(path.parent.parent.name)
        lacking = _lacking(added[code]) if code in added else 0
        if lacking:
            path.with_suffix(".mo").unlink(missing_ok=True)
            yield code, 0, lacking
        else:
            yield code, catalogues.compile_one(code, folder()), 0


def _lacking(language: Language) -> int:
    return len(catalogues.missing(language.code, catalogues.wanted(language), folder()))


def _plain(name: str) -> str:
    if not name.strip() or '"' in name or "\\" in name or not name.isprintable():
        raise Refused("Expected the name of the language in its own script.")
    return name.strip()
