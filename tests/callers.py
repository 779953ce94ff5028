"""Somebody calls the desk: an officer takes their report down; and keeps the places to report."""

from __future__ import annotations

import re

from tests import marked
from tests.tellers import CHOSEN, TODAY, Teller

AT, PLACES = "/desk/take-report", "/desk/points"


def call(teller: Teller) -> None:
    """Begin one and discard it; take another down, read it back, send it, give the receipt."""
    osei = teller.visitor("osei")
    chosen = {name: said for page in CHOSEN.values() for name, said in page.items()}
    chosen |= {"came_by": "hotline", "speaks_in": "en"}
    teller.give(osei, AT, **chosen)
    teller.give(osei, AT, "desk:take-discard")
    page = teller.give(osei, AT, **chosen)
    assert marked.CORE in page.text
    teller.give(osei, f"{AT}/read-back", read_back="confirmed")
    page = osei.get(f"{AT}/receipt")
    words = re.findall(r"<li>(\w+)</li>", page.text.partition('class="receipt"')[2])
    teller.give(osei, f"{AT}/receipt", group=words[2])


def keep_places(teller: Teller) -> None:
    """List a place, which is public, change it, test it and close it."""
    osei = teller.visitor("osei")
    public = {"name": "A box", "place": "At a gate", "reach": "1", "hours": "8", "languages": "x"}
    teller.give(osei, f"{PLACES}/add", kind="box", mission="MINARA", **public)
    one = next(x for x in osei.get(PLACES).links if re.fullmatch(rf"{PLACES}/\w{{16}}/test", x))
    at = one.rpartition("/")[0]
    teller.give(osei, f"{at}/change", kind="box", **public)
    teller.give(osei, one, answered="yes", minutes="1", tested_on=TODAY)
    teller.give(osei, PLACES, "desk:point-close")
