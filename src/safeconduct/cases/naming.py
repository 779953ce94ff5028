"""Whether the words that identify a subject name somebody who has an account: compared in memory.

No index of names is kept: a stolen disk must reveal no identity (4-security, promise 1). The
comparison is made where the words are at hand, by somebody who may read them.
"""

from __future__ import annotations

import re
import unicodedata

FEWEST_PARTS = 2  # a given name alone is everybody's
SHORTEST_PART = 2


def parts_of(words: str) -> frozenset[str]:
    """Return the parts of names in some words: no case, no accents, no order, no initials."""
    plain = unicodedata.normalize("NFKD", words.casefold())
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    found = re.split(r"[\W\d_]+", letters)
    return frozenset(part for part in found if len(part) >= SHORTEST_PART)


def stands_in(name: frozenset[str], words: frozenset[str]) -> bool:
    """Whether a person's name stands in some words, by parts: all of it, or all but one of three.

    Two people of one name are both meant: a human decides, and a wall put up in vain is lifted.
    """
    found = name & words
    return len(found) >= FEWEST_PARTS and len(found) >= min(len(name), max(2, len(name) - 1))
