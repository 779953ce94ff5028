"""Two officers at headquarters, who fill every form about the questions of the report form."""

from __future__ import annotations

import re

from tests import marked
from tests.sounds import OPUS
from tests.tellers import Teller
from tests.visiting import Visitor

AT = "/desk/questions"
TEXT = """form = "report.%s"
[[page]]
code = "what"
[[page.question]]
code = "what"
kind = "text"
required = true
label = { en = "What happened?" }
"""


def ask_anew(teller: Teller) -> None:
    """Write two versions, change one, discard the other, and have the first published."""
    hana, cora = teller.visitor("hana"), teller.visitor("cora")
    for number in ("8", "9"):
        teller.give(hana, f"{AT}/write", text=TEXT % number)
    pages = [x for x in hana.get(AT).links if re.fullmatch(rf"{AT}/\w{{16}}", x)]
    teller.give(hana, f"{pages[0]}/change", text=TEXT % "10")
    teller.give(hana, pages[1], "desk:questions-discard")
    read_aloud(teller, hana, pages[0])
    teller.give(cora, pages[0], "desk:questions-publish")


def read_aloud(teller: Teller, hana: Visitor, version: str) -> None:
    """Supply what is no recording, then one, take it out again and supply another."""
    at = f"{version}/pages/what/record"
    for raw in (b"RIFF" + marked.word().encode(), OPUS, OPUS):
        sound = ("file", f"{marked.word()}.opus", raw)
        answer = hana.post(at, {"language": "en"}, [sound])
        if raw is OPUS and "desk:recording-remove" not in teller.accepted:
            teller.fill(hana, answer, "desk:recording-remove")
    teller.accepted.add("desk:questions-record")
