"""The words that steer a conversation, in every language, and the languages as gateways name them.

They are data (words.toml): whoever adds a language adds its words there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from functools import cache
from pathlib import Path

from safeconduct.messaging.rules import as_word
from safeconduct.messaging.terms import Word

Words = dict[str, dict[str, list[str]]]


@cache
def listed() -> Words:
    """Every language of the list, with its words."""
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text())


@cache
def _meaning() -> dict[str, Word]:
    lists = [(word, words[word]) for words in listed().values() for word in Word]
    return {as_word(said): word for word, each in lists for said in each}


def meant(text: str) -> Word | None:
    """The word that a message is, in whichever language; None for any other message."""
    return _meaning().get(as_word(text))


def language(said: str, spoken: Collection[str]) -> str:
    """The language that a gateway names, if it is one of those spoken; else nothing."""
    name = said.strip().casefold().replace("_", "-")
    found = next((code for code, words in listed().items() if name in words["named"]), name)
    return next((code for code in (found, found.partition("-")[0]) if code in spoken), "")
