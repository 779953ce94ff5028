"""Reads what a gateway posts: JSON or a form, as RapidPro's channels and flows write them.

Nothing here knows a table. Whatever comes in, the answer is a message or Unreadable.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from safeconduct.messaging.rules import LONGEST_NAME, one_name

FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 100
MOST_RESULTS = 50
# Where each part may stand, the first that says something counts. The first names are those of
# RapidPro's External channel, the dotted ones those of its flows and of the objects in them.
FROM = ("from", "sender", "urn", "contact.urn", "contact.urns", "input.urn", "contact.uuid")
TEXT = ("text", "content", "message", "input.text")
NAMES = ("id", "message_id", "input.uuid", "input.external_id", "uuid")
LANGUAGE = ("language", "contact.language")
DATE = ("date", "time", "input.created_on")
FILES = ("attachments", "input.attachments")


class Unreadable(Exception):
    """It says not who wrote or not what; the text says what was expected and nothing of it."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message as a gateway passed it on."""

    sender: str = field(repr=False)
    text: str = field(repr=False)
    name: str = ""  # what the gateway calls the message; else the time it says it came
    language: str = ""

    @property
    def who(self) -> str:
        """Whoever wrote, as they are compared."""
        return one_name(self.sender)


def read(body: bytes, content_type: str) -> Incoming:
    """Return the message in a body. Raises Unreadable, and nothing else, for any other bytes."""
    said = _form(body) if content_type.partition(";")[0].strip().lower() == FORM else _json(body)
    sender = _first(said, FROM)[:LONGEST_NAME]
    text = _first(said, TEXT) or _results(said)
    parts = [text, *_many(said, FILES)]
    words = "\n".join(part for part in parts if part)
    if not sender or not words:
        raise Unreadable("expected from (or contact.urn) and text")
    name = _first(said, NAMES) or _first(said, DATE)
    return Incoming(sender, words, name, _first(said, LANGUAGE))


def _form(body: bytes) -> dict[str, Any]:
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Unreadable("expected a form") from None
    said: dict[str, Any] = {}
    for name, value in pairs:
        said.setdefault(name, value)
    return said


def _json(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("expected JSON") from None
    if not isinstance(said, dict):
        raise Unreadable("expected a JSON object")
    return said


def _first(said: dict[str, Any], places: tuple[str, ...]) -> str:
    return next((text for place in places for text in _texts(_at(said, place)) if text), "")


def _many(said: dict[str, Any], places: tuple[str, ...]) -> list[str]:
    return [text for place in places for text in _texts(_at(said, place))]


def _at(said: Any, place: str) -> Any:
    whole, *parts = place, *place.split(".")
    if isinstance(said, dict) and whole in said:  # a form names it with the dot
        return said[whole]
    for part in parts:
        said = said.get(part) if isinstance(said, dict) else None
    return said


def _texts(value: Any) -> list[str]:
    """The texts in a value: itself, or those of a list; an attachment is named by its address."""
    if isinstance(value, list):
        flat = [each for each in value[:MOST_FIELDS] if not isinstance(each, list)]
        return [text for each in flat for text in _texts(each)]
    if isinstance(value, dict):
        return _texts(value.get("url"))
    if isinstance(value, bool) or not isinstance(value, str | int):
        return []
    return [_clean(str(value))]


def _results(said: dict[str, Any]) -> str:
    """What a whole flow asked and was told, one answer a line."""
    results = said.get("results")
    if not isinstance(results, dict):
        return ""
    lines = []
    for name, result in list(results.items())[:MOST_RESULTS]:
        told = _texts(result.get("value") if isinstance(result, dict) else result)
        lines += [f"{_clean(name)}: {text}" for text in told if text]
    return "\n".join(lines)


def _clean(text: str) -> str:
    """Return a text without what cannot be stored: half signs, and the sign for none."""
    return text.encode("utf-8", "replace").decode().replace("\0", " ").strip()
