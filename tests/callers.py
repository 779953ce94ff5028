"""Somebody calls the desk: an officer takes their report down, through every form of that way."""

from __future__ import annotations

import re

from tests import marked
from tests.tellers import CHOSEN, Teller

AT = "/desk/take-report"


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
