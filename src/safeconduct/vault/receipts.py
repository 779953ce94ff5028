"""The receipt: the only thing that leads a reporter back to their report.

Its entropy (88 bits or more) carries the strength, so the stretching stays cheap enough for a
busy server. The receipt itself is never stored; what is derived from it finds and opens a mailbox.
"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass, field
from functools import cache

from mnemonic import Mnemonic

from safeconduct.vault.boxes import RECEIPT_COST, derive, stretch

WORDS = 8
DIGITS = 28
GROUP = 4
SHORTEST = 3
WORD_LISTS = {"en": "english"}
SALT = b"safe-conduct.receipt.1"


@dataclass(frozen=True, slots=True)
class ReceiptKeys:
    """What a receipt yields: an identifier to find the mailbox, a key to open it."""

    lookup: str
    wrapping: bytes = field(repr=False)


class NotAReceipt(Exception):
    """What was typed cannot be a receipt; the text says what to check."""


def make(language: str) -> str:
    """Return a fresh receipt: eight words (88 bits) where a word list exists, else 28 digits.

    Twenty-seven digits are random (89 bits), the last one checks them; digits are written and
    read aloud in every script (ADR 0004).
    """
    if language in WORD_LISTS:
        words = _words(language)
        return " ".join(secrets.choice(words) for _ in range(WORDS))
    digits = "".join(str(secrets.randbelow(10)) for _ in range(DIGITS - 1))
    digits += _check_digit(digits)
    return " ".join(digits[i : i + GROUP] for i in range(0, DIGITS, GROUP))


def normalise(typed: str) -> str:
    """Return the canonical form of what somebody typed. Raises NotAReceipt."""
    text = unicodedata.normalize("NFKC", typed).casefold()
    if digits := _digits(text):
        if len(digits) != DIGITS or _check_digit(digits[:-1]) != digits[-1]:
            raise NotAReceipt("digits")
        return digits
    words = "".join(c if c.isalpha() else " " for c in text).split()
    known = {word[:4]: word for word in _words("en")}
    found = [known.get(word[:4], "") for word in words]
    if len(words) != WORDS or not all(found) or any(len(word) < SHORTEST for word in words):
        raise NotAReceipt("words")
    return " ".join(found)


def says_group(receipt: str, number: int, typed: str) -> bool:
    """Say whether somebody who was asked for one word or group of a receipt typed it, by number."""
    group = receipt.split()[number - 1]
    text = unicodedata.normalize("NFKC", typed).casefold().strip()
    if group.isdecimal():
        return _digits(text) == group
    return len(text) >= SHORTEST and text[:4] == group[:4]


def keys(typed: str) -> ReceiptKeys:
    """Derive the mailbox's lookup and key. Takes about 20 ms and 19 MiB. Raises NotAReceipt."""
    root = stretch(normalise(typed).encode(), SALT, RECEIPT_COST)
    return ReceiptKeys(derive(root, "lookup").hex(), derive(root, "wrapping"))


@cache
def _words(language: str) -> tuple[str, ...]:
    return tuple(Mnemonic(WORD_LISTS[language]).wordlist)


def _digits(text: str) -> str:
    """Return the digits in a text, of any script, as 0 to 9."""
    return "".join(
        str(unicodedata.digit(c)) for c in text if unicodedata.digit(c, None) is not None
    )


def _check_digit(digits: str) -> str:
    """Return the Luhn digit: it catches one wrong digit and most swapped neighbours."""
    total = 0
    for index, character in enumerate(reversed(digits)):
        value = int(character) * (2 if index % 2 == 0 else 1)
        total += value // 10 + value % 10
    return str(-total % 10)
