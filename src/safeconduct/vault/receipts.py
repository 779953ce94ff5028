"""The receipt: the only thing that leads a reporter back to their report.

Its entropy (88 bits or more) carries the strength, so the stretching stays cheap enough for a
busy server. The receipt itself is never stored; what is derived from it finds and opens a mailbox.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from mnemonic import Mnemonic

from safeconduct.vault.boxes import RECEIPT_COST, derive, stretch

WORDS = 8
DIGITS = 28
GROUP = 4
SHORTEST = 3
LETTERS = 4  # so many tell the words of each list apart, without accents
# English is read first: its receipts were given before there were other lists (ADR 0004).
WORD_LISTS = {
    "en": "english",
    "fr": "french",
    "es": "spanish",
    "pt": "portuguese",
    "zh-hans": "chinese_simplified",
}
SCRIPTS = {"ar": "٠١٢٣٤٥٦٧٨٩"}
LIGATURES = {"œ": "oe", "æ": "ae"}
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

    Words that another list could read as its own, however sloppily they are typed, are drawn
    again. Of the digits twenty-seven are random (89 bits), the last one checks them; they stand
    in the script of the language (ADR 0004).
    """
    if language in WORD_LISTS:
        words = _words(language)
        while True:
            drawn = [secrets.choice(words) for _ in range(WORDS)]
            if _readings(drawn) == [language]:
                return " ".join(drawn)
    return make_in_digits(language)


def make_in_digits(language: str = "") -> str:
    """Return a fresh receipt of 28 digits, in the script of a language; without one, 0 to 9."""
    digits = "".join(str(secrets.randbelow(10)) for _ in range(DIGITS - 1))
    digits += _check_digit(digits)
    written = digits.translate(str.maketrans("0123456789", SCRIPTS.get(language, "0123456789")))
    return " ".join(written[i : i + GROUP] for i in range(0, DIGITS, GROUP))


def words_for(language: str) -> tuple[list[str], list[int]]:
    """Return the list a receipt in this language is drawn from, and which words are its own.

    For a device that makes a receipt while it is offline: one that has a word whose beginning is
    in no other list can be read in no other. Nothing for a language whose receipts are digits.
    """
    if language not in WORD_LISTS:
        return [], []
    words, others = list(_words(language)), set(WORD_LISTS) - {language}
    begun = set().union(*(_by_beginning(other) for other in others))
    return words, [place for place, word in enumerate(words) if _plain(word)[:LETTERS] not in begun]


def normalise(typed: str) -> str:
    """Return the canonical form of what somebody typed. Raises NotAReceipt."""
    text = unicodedata.normalize("NFKC", typed).casefold()
    if digits := _digits(text):
        if len(digits) != DIGITS or _check_digit(digits[:-1]) != digits[-1]:
            raise NotAReceipt("digits")
        return digits
    words = _typed_words(typed)
    readings = _readings(words)
    if not readings:
        raise NotAReceipt("words")
    known = _by_beginning(readings[0])
    return " ".join(known[word[:LETTERS]] for word in words)


def says_group(receipt: str, number: int, typed: str) -> bool:
    """Say whether somebody who was asked for one word or group of a receipt typed it, by number."""
    group = receipt.split()[number - 1]
    if group.isdecimal():
        return _digits(unicodedata.normalize("NFKC", typed)) == _digits(group)
    said, meant = _plain(typed).strip(), _plain(group)
    return len(said) >= min(SHORTEST, len(meant)) and said[:LETTERS] == meant[:LETTERS]


def in_one_line(receipt: str) -> str:
    """Return a receipt as one short message: without accents, which a message would pay for.

    At most 160 characters of the alphabet of messages, or 70 of any other script (GSM 03.38).
    Digits are joined by dashes: with spaces, or in another script, a phone that writes from right
    to left would turn the order of the groups around (UAX 9, W4).
    """
    if receipt[0].isdecimal():
        return "-".join(_digits(group) for group in receipt.split())
    return _plain(receipt)


def spelled(receipt: str) -> list[str]:
    """Return each word or group of a receipt sign by sign, to be read aloud."""
    return [" ".join(group) for group in receipt.split()]


def keys(typed: str) -> ReceiptKeys:
    """Derive the mailbox's lookup and key. Takes about 20 ms and 19 MiB. Raises NotAReceipt."""
    root = stretch(normalise(typed).encode(), SALT, RECEIPT_COST)
    return ReceiptKeys(derive(root, "lookup").hex(), derive(root, "wrapping"))


@cache
def _words(language: str) -> tuple[str, ...]:
    words = Mnemonic(WORD_LISTS[language]).wordlist
    return tuple(unicodedata.normalize("NFC", word) for word in words)


@cache
def _by_beginning(language: str) -> dict[str, str]:
    """The words of a list without accents, by the letters that tell them apart."""
    return {_plain(word)[:LETTERS]: _plain(word) for word in _words(language)}


def _readings(words: Sequence[str]) -> list[str]:
    """Return the languages whose list has each of eight words, by their first letters."""
    begun = [_plain(word)[:LETTERS] for word in words]
    if len(words) != WORDS:
        return []
    return [lang for lang in WORD_LISTS if all(begin in _by_beginning(lang) for begin in begun)]


def _typed_words(typed: str) -> list[str]:
    """Return the words in what somebody typed; of Chinese each sign is one, spaced or not."""
    words: list[str] = []
    for word in "".join(c if c.isalpha() else " " for c in _plain(typed)).split():
        alone = word[0] in _by_beginning("zh-hans")
        words += list(word) if alone else [word]
    return words


def _plain(text: str) -> str:
    """Return a text in small letters without accents, as a phone without them types it."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(c for c in apart if not unicodedata.combining(c))
    return "".join(LIGATURES.get(c, c) for c in bare)


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
