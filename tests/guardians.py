"""Those who decide on walls, names and glass, and fill every form about them."""

from __future__ import annotations

import re

from safeconduct.site.demo import cast
from tests.administering import reference
from tests.tellers import TODAY, Teller
from tests.visiting import Visitor


def guard(teller: Teller, matter: str) -> None:
    """Decide on walls, release and refuse a name, break glass, and record who commands."""
    osei, hana, cora = (teller.visitor(name) for name in ("osei", "hana", "cora"))
    for asking, route in ((osei, "release"), (hana, "refuse")):
        teller.give(asking, links(asking, matter, "/names/")[0])
        teller.give(cora, links(cora, "/desk/names", f"/{route}")[0])
    other = decide_on_walls(teller, osei, matter)
    break_glass(teller, osei, other)
    record_commands(teller)


def links(visitor: Visitor, at: str, part: str) -> list[str]:
    return [link for link in visitor.get(at).links if part in link]


def decide_on_walls(teller: Teller, osei: Visitor, matter: str) -> str:
    """Name all of headquarters in a file: one is kept away, of the last there is a warning."""
    files = [x for x in osei.get("/desk/matters").links if re.fullmatch(r"/desk/matters/\w{16}", x)]
    other = next(file for file in files if file != matter)
    named = {"identity": "Hana Virtanu, Cora Benneth", "kind": "known", "category": "mc"}
    more = {"rank": "enlisted", "state": "XD", "as_of": TODAY, "size": ""}
    teller.give(osei, f"{other}/subjects", **named, **more)
    teller.give(osei, "/desk/walls", "desk:warning-settle")
    teller.give(osei, "/desk/walls", "desk:wall-confirm")
    teller.give(osei, links(osei, other, "/lift")[0])
    return other


def break_glass(teller: Teller, osei: Visitor, matter: str) -> None:
    number = re.search(r"<h1><bdi>([^<]+)", osei.get(matter).text)
    assert number is not None
    opened = teller.give(teller.visitor("tove"), "/desk/emergency", number=number[1])
    assert opened.path == matter
    quinn = teller.visitor("quinn")
    teller.give(quinn, links(quinn, "/desk/emergencies", "/desk/emergencies/")[0])


def record_commands(teller: Teller) -> None:
    adan = teller.visitor("adan")
    said = {"account": reference(adan, "rui"), "mission": cast.MISSION, "unit": ""}
    teller.give(adan, "/desk/commands/add", since=TODAY, until="", **said)
    teller.give(adan, links(adan, "/desk/commands", "/end")[0], until=TODAY)
    teller.give(adan, links(adan, "/desk/commands", "/units/")[0], parent="")
