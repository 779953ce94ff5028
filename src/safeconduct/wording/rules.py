"""What words may stand in the place of a shipped text: pure checks, each with its objection.

Words go into pages as they are, markup and all. So they keep every place and every tag of the text
they stand for and add none, and carry no sign that makes a line read otherwise than it is written.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from safeconduct.base.words import noop

PLACE = re.compile(r"%\(\w+\)[a-z]|%%|\{\{?\s*\w*\s*\}?\}")
MARK = re.compile(r"<[^<>]*>|&#?\w+;|[<>&\"]")
# A sign of these kinds shows nothing, or turns the direction of what follows: a deceiver's tool.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
JOINERS = frozenset("\u200c\u200d")  # Persian and many languages of India are not written without
ROOM, STRETCH = 60, 4  # no language we know needs more than this for the same thing
LARGEST = 2_000
PARTED = "\x1e"  # between the forms of a text with a number; no words can contain it
CODE = re.compile(r"[a-z]{2,3}(-[a-z]{4}|-[a-z]{2}|-[0-9]{3})?")
LONGEST_CODE, LONGEST_NAME = 8, 40
IN_A_NAME = frozenset("-'’()ʼ· ")


def longest(text: str) -> int:
    """How many characters the words for a text may have."""
    return min(LARGEST, STRETCH * len(text) + ROOM)


def objection(text: str, words: str) -> str:
    """Say why words cannot stand in the place of a text; nothing where they can."""
    if not words.strip():
        return noop("Write the words.")
    if len(words) > longest(text):
        return noop("This is much longer than the text. Say it in fewer words.")
    if any(unseen(sign) and not (sign == "\n" and "\n" in text) for sign in words):
        return noop("There is a sign in it that nobody can see. Type the words again by hand.")
    if not same_places(text, words):
        return noop("Keep every place such as %(number)s as it is, and add none.")
    if Counter(MARK.findall(text)) != Counter(MARK.findall(words)):
        return noop("Write plain words: no tags, no straight quotation marks, no ampersand.")
    return ""


def same_places(text: str, words: str) -> bool:
    """Say whether words have exactly the places of a text, and no other sign of a place."""
    if Counter(PLACE.findall(text)) != Counter(PLACE.findall(words)):
        return False
    left, rest = PLACE.sub("", text), PLACE.sub("", words)
    return not any(sign in rest and sign not in left for sign in "{}%")


def unseen(sign: str) -> bool:
    """Say whether a sign shows nothing or turns the direction of a line."""
    return unicodedata.category(sign) in UNSEEN and sign not in JOINERS


def fitted(text: str, words: str) -> str:
    """Return words with the white space around them that the text has."""
    before = text[: len(text) - len(text.lstrip())]
    after = text[len(text.rstrip()) :] if text.strip() else ""
    return f"{before}{words.strip()}{after}".replace("\r\n", "\n")


def language_objection(code: str, name: str) -> str:
    """Say why a language cannot be listed under a code and a name; nothing where it can."""
    if len(code) > LONGEST_CODE or not CODE.fullmatch(code):
        return noop("Write the code of the language, such as rn or ku-arab, at most 8 long.")
    if not name.strip() or len(name) > LONGEST_NAME or not all(map(_in_a_name, name)):
        return noop("Write the name of the language in its own script: letters only.")
    return ""


def _in_a_name(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LM" or sign in IN_A_NAME | JOINERS
