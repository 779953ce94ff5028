"""Every text somebody who reports can meet, under a key of its own, and what is said for it."""

from __future__ import annotations

import gettext
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from types import MappingProxyType
from typing import cast

from babel.messages.catalog import Catalog, Message
from django.conf import settings
from django.utils.translation import to_locale

from safeconduct.wording import texts
from safeconduct.wording.models import Wording
from safeconduct.wording.rules import PARTED

SOURCE = texts.SOURCE
ENOUGH = 200  # the numbers among which every form of a text with a number is found
Forms = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """One text as the product says it in English: once, or for one and for several."""

    key: str
    said: Forms
    context: str = ""

    @property
    def counted(self) -> bool:
        """Whether it is said differently for one and for several."""
        return len(self.said) > 1

    @property
    def id(self) -> str:
        """What gettext looks the text up by."""
        return f"{self.context}\x04{self.said[0]}" if self.context else self.said[0]

    def as_shipped(self, forms: int) -> Forms:
        """Return what each form of a language takes the place of: the first is for one."""
        return self.said if not self.counted else (self.said[0], *self.said[1:] * (forms - 1))


@cache
def of_reporters(code: str) -> Mapping[str, Text]:
    """Return the texts of the reporter face, by key, in the order of their first words."""
    found = [
        _text(message)
        for message in texts.of_reporters(settings.PACKAGE, code)
        if message.id  # the first entry of a catalogue is its head
    ]
    ordered = sorted(found, key=lambda text: text.said[0].casefold())
    return MappingProxyType({text.key: text for text in ordered})


@cache
def by_the_form(code: str) -> Mapping[str, str]:
    """Return what the shipped form says in a language itself, by its English words."""
    return MappingProxyType(texts.said_by_the_form(code))


def published(code: str) -> dict[str, Forms]:
    """Return the words of this installation in one language, by the key of their text."""
    rows = Wording.objects.filter(language=code, published_on__isnull=False).order_by("place")
    newest = dict(rows.values_list("key", "words"))
    return {key: tuple(words.split(PARTED)) for key, words in newest.items() if words}


def forms_of(code: str) -> tuple[int, Callable[[int], int]]:
    """Return how many forms a text with a number has in a language, and which form is for which."""
    catalogue = Catalog(locale=to_locale(code))
    return catalogue.num_plurals, gettext.c2py(catalogue.plural_expr)


def examples(code: str, text: Text) -> list[str]:
    """Return for each form of a text some numbers it is for; one empty line without a number."""
    if not text.counted:
        return [""]
    count, form = forms_of(code)
    kept: dict[int, list[str]] = {at: [] for at in range(count)}
    for number in range(ENOUGH):
        kept[form(number)].append(str(number))
    return [", ".join(numbers[:4]) for numbers in kept.values()]


def key_of(message: Message) -> str:
    """Return the key of the text that a message of a catalogue is about."""
    told = "\x04".join((message.context or "", *_all(message.id)))
    return sha256(told.encode()).hexdigest()[:16]


def forms(message: Message) -> Forms:
    """Return the words of a message of a catalogue."""
    return _all(message.string)


def _text(message: Message) -> Text:
    return Text(key_of(message), _all(message.id), message.context or "")


def _all(words: object) -> Forms:
    return (words,) if isinstance(words, str) else tuple(cast("tuple[str, ...]", words))
