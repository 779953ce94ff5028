"""What reporters read is plain: the grade of schooling that its English asks for.

The measure is the Flesch-Kincaid grade (Kincaid and others, 1975): 0.39 words per sentence and 11.8
syllables per word, less 15.59. A hyphenation dictionary counts syllables short in some words and
groups of vowels count them short in others, so the larger of the two is taken.
"""

from __future__ import annotations

import re
from collections import defaultdict

import pyphen
import pytest
from django.conf import settings

from safeconduct.wording import texts

HARDEST_TEXT, HARDEST_PAGE = 9.5, 6.0
SHORTEST, SAMPLE = 8, 30  # words of a text and of a page: of fewer the measure says nothing
DICTIONARY = pyphen.Pyphen(lang="en_US")
PLACE = re.compile(r"%\(\w+\)[a-z]|<[^>]+>")
SENTENCE = re.compile(r"[.!?:;]+(?:\s|$)|\n")
WORD = re.compile(r"[A-Za-z’'-]+")
VOWELS = re.compile(r"[aeiouy]+")
# Names of things, which have no plainer word.
NAMES = re.compile(r"Tor Browser|Safe Conduct|Onion|Demonstration")


def syllables(word: str) -> int:
    """Count the syllables of a word, rather one too many than too few."""
    plain = re.sub(r"[^a-z]", "", word.lower())
    silent = plain.endswith("e") and not plain.endswith("le")
    groups = len(VOWELS.findall(plain[:-1] if silent else plain))
    return max(1, groups, len(DICTIONARY.inserted(plain).split("-")))


def grade(text: str) -> float:
    """The years of schooling a text asks for."""
    said = NAMES.sub("Tor", PLACE.sub("five", text))
    sentences = [part for part in SENTENCE.split(said) if WORD.search(part)]
    words = WORD.findall(said)
    if not words:
        return 0.0
    spoken = sum(map(syllables, words))
    return 0.39 * len(words) / max(1, len(sentences)) + 11.8 * spoken / len(words) - 15.59


def words_in(text: str) -> int:
    return len(WORD.findall(text))


def by_page() -> dict[str, list[str]]:
    """Every text that reporters meet, by the template or module it stands in."""
    found: dict[str, list[str]] = defaultdict(list)
    for message in texts.of_reporters(settings.PACKAGE, "en"):
        if message.id:
            said = message.id if isinstance(message.id, str) else message.id[1]
            for place, _line in message.locations:
                found[place].append(said)
    return found


PAGES = by_page()
EVERY = sorted({text for said in PAGES.values() for text in said})
LONG = {page: [text for text in said if words_in(text) >= SHORTEST] for page, said in PAGES.items()}


def test_no_text_asks_for_more_schooling_than_the_hardest_may():
    graded = {text: grade(text) for text in EVERY if words_in(text) >= SHORTEST}
    hard = [f"{mark:.1f}: {text}" for text, mark in graded.items() if mark > HARDEST_TEXT]
    assert graded
    assert sorted(hard) == []


@pytest.mark.parametrize(
    "page", [p for p, said in LONG.items() if sum(map(words_in, said)) >= SAMPLE]
)
def test_a_page_is_read_after_six_years_of_school(page):
    told = "\n".join(LONG[page])
    assert grade(told) <= HARDEST_PAGE, f"{grade(told):.1f} {LONG[page]}"


@pytest.mark.parametrize(
    ("word", "count"),
    [("you", 1), ("receipt", 2), ("officer", 3), ("telephone", 3), ("people", 2), ("home", 1)],
)
def test_syllables_are_counted_as_they_are_spoken(word, count):
    assert syllables(word) == count


def test_a_hard_text_is_found():
    hard = "The investigation necessitates confidentiality regarding organisational particulars."
    assert grade(hard) > HARDEST_TEXT
