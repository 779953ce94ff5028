"""Two officers at headquarters, who fill every form about what reporters are asked and told."""

from __future__ import annotations

import re

from tests import marked
from tests.sounds import OPUS
from tests.tellers import Teller
from tests.visiting import Visitor
from tests.wording.filling import filled
from tests.wording.voices import key_of

AT, WORDS = "/desk/questions", "/desk/wording"
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
    ask_by_fields(teller, hana)


def read_aloud(teller: Teller, hana: Visitor, version: str) -> None:
    """Supply what is no recording, then one, take it out again and supply another."""
    at = f"{version}/pages/what/record"
    for raw in (b"RIFF" + marked.word().encode(), OPUS, OPUS):
        sound = ("file", f"{marked.word()}.opus", raw)
        answer = hana.post(at, {"language": "en"}, [sound])
        if raw is OPUS and "desk:recording-remove" not in teller.accepted:
            teller.fill(hana, answer, "desk:recording-remove")
    teller.accepted.add("desk:questions-record")


def word_anew(teller: Teller) -> None:
    """Word a text, publish it, take it back; add two languages, offer one, drop the other."""
    hana, cora = teller.visitor("hana"), teller.visitor("cora")
    text = f"{WORDS}/fr/texts/{key_of('Start')}"
    for words in ("Un", "Deux"):
        teller.give(hana, text, "desk:wording-text", words_0=words)
        if words == "Un":
            teller.give(hana, f"{WORDS}/fr/waiting", "desk:wording-discard")
    teller.give(cora, f"{WORDS}/fr/waiting", "desk:wording-publish")
    teller.give(cora, text, "desk:wording-take-back")
    for code, name in (("rn", "Ikirundi"), ("sd", "سنڌي")):
        teller.give(hana, f"{WORDS}/a-language", code=code, name=name, right_to_left=[])
    teller.give(hana, f"{WORDS}/sd", "desk:wording-drop")
    fill_all(teller, hana, cora)
    teller.give(cora, f"{WORDS}/rn", "desk:wording-offer")


def fill_all(teller: Teller, one: Visitor, other: Visitor) -> None:
    """Have every text of a language proposed by a catalogue, and published by another."""
    one.get(f"{WORDS}/rn/take-in")
    page = one.post(f"{WORDS}/rn/take-in", {}, [("catalogue", "rn.po", filled("rn"))])
    assert page.path.endswith("/waiting")
    teller.accepted.add("desk:wording-take-in")
    waiting = f"{WORDS}/rn/waiting"  # it shows so many at once, and the rest when those are out
    while rows := re.findall(r'name="wording" value="(\w+)"', other.get(waiting).text):
        other.post(f"{WORDS}/rn/publish", {"wording": rows})


def ask_by_fields(teller: Teller, hana: Visitor) -> None:
    """Begin a version by its fields and fill each form of them, with words for everybody."""
    at = teller.fill(hana, hana.get(AT), "desk:questions-begin").path.removesuffix("/outline")
    said = {"kind": "text", "label": "More?", "answers": "", "told": ""}
    teller.give(hana, f"{at}/pages/add", code="more", **said)
    teller.give(hana, f"{at}/pages/more/add", code="less", **said)
    teller.give(hana, f"{at}/pages/more", when=[], unless=[], who="", audience="all")
    texts = {"label-more": marked.word() + "x" * 2_000, "label-less": "Less?"}
    hana.post(f"{at}/pages/more/words", texts)
    hana.post(f"{at}/pages/more/words", texts | {"label-more": "More?", "label": "More?"})
    less = {"code": "less", "kind": "text", "part": "facts", "most": marked.word()}
    hana.post(f"{at}/question?code=less", less)
    hana.post(f"{at}/question?code=less", less | {"most": "9"})
    hana.post(f"{at}/order", {"act": "up more"})
    teller.accepted |= {f"desk:questions-{name}" for name in ("question", "order", "words")}
