"""A mapping accounts for every column and every code, or says in one line what is wrong."""

import pytest

from safeconduct.base.sheets import Fault
from safeconduct.cases.imports import reading
from safeconduct.cases.imports.tables import MappingFault
from tests.cases.imports import made_up
from tests.cases.imports.made_up import HEADER, MAPPING

SHIPPED = ("nyc", "philadelphia")

WRONG = {
    # what is wrong: (what stands there, what is put in its place, what the line must name)
    "no toml": ("[register]", "[register", "not readable as TOML"),
    "no source": ('source = "made-up"', "", "[register], source: this key is missing"),
    "no such key": ('source = "made-up"', 'source = "x"\nsauce = "y"', "[register], sauce"),
    "no such table": ("[facts]", "[fact]", ", fact: a mapping has no such key here"),
    "no such taxonomy": (
        'source = "made-up"',
        'source = "x"\ntaxonomy = "conduct_1999"',
        "conduct_1999",
    ),
    "no such encoding": ('source = "made-up"', 'source = "x"\nencoding = "klingon"', "klingon"),
    "no such category": (
        'category = "unknown"',
        'category = "sheriff"',
        '[subject], category: "sheriff"',
    ),
    "no such state code": ('state = "RO"', 'state = "Romania"', "[subject], state"),
    "no such conduct": (
        '"hit" = "physical-assault"',
        '"hit" = "hitting"',
        '[conduct.values], hit: "hitting"',
    ),
    "no such result": (
        '"yes" = "substantiated"',
        '"yes" = "guilty"',
        '[finding 1.values], yes: "guilty"',
    ),
    "no such state": (
        '{ state = "investigating" }',
        '{ state = "busy" }',
        "[finding 1.values.open], state",
    ),
    "no such measure": (
        '"fined" = "fine"',
        '"fined" = "fines"',
        '[measure 1.values], fined: "fines"',
    ),
    "no such body": ('body = "elsewhere"', 'body = "somewhere"', '[finding 1], body: "somewhere"'),
    "no such stage": ('stage = "final"', 'stage = "last"', '[finding 1], stage: "last"'),
    "no such policy": (
        'otherwise = "refuse"',
        'otherwise = "guess"',
        '[conduct.next], otherwise: "guess"',
    ),
    "no such precision": (
        'format = "%d.%m.%Y"\n\n',
        'precision = "hour"\n\n',
        "[received], precision",
    ),
    "no such personal key": (
        '["subject", "allegation"]',
        '["officer"]',
        '[keys], personal: "officer"',
    ),
    "no pattern": ("(?P<days>[\\d.]+)", "(?P<days>[\\d.]+", "[measure 1.pattern 1], match"),
    "two meanings": (
        "{ next = true }",
        '{ next = true, code = "narcotics" }',
        "exactly one was expected",
    ),
    "no next table": (
        "conduct.next",
        "conduct.after",
        "[conduct], after: a mapping has no such key here",
    ),
    "no band": ('[0, 17, "child"]', '[0, "child"]', "[victim.age], bands"),
    "receipt left out": (
        'format = "%d.%m.%Y"\n\n',
        'otherwise = "leave-out"\n\n',
        "[received], otherwise",
    ),
    "used and ignored": (
        "shoe_size =",
        'place = "no"\nshoe_size =',
        "[ignored], place: [facts] uses this column",
    ),
    "no reason": ('"nobody needs it"', '""', "[ignored], shoe_size"),
}


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_mapping_is_found_by_its_bare_name(name):
    assert reading.load(name).source == name


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_mapping_stores_no_identifier_of_a_person_in_the_clear(name):
    register = reading.load(name)
    assert register.personal >= {"subject", "allegation"}
    assert register.identity


def test_every_column_left_out_has_its_reason():
    for name in SHIPPED:
        assert all(reason.strip() for reason in reading.load(name).ignored.values())


@pytest.mark.parametrize("fault", sorted(WRONG))
def test_a_fault_is_one_line_naming_file_table_and_key(fault):
    there, instead, said = WRONG[fault]
    assert there in MAPPING
    with pytest.raises(MappingFault) as raised:
        reading.parse("made-up.toml", MAPPING.replace(there, instead))
    line = str(raised.value)
    assert line.startswith("made-up.toml")
    assert said in line
    assert "\n" not in line


def test_a_mapping_that_is_not_there_or_not_text_is_one_line(tmp_path):
    with pytest.raises(MappingFault, match=r"^nowhere\.toml: cannot be read$"):
        reading.load("nowhere.toml")
    spoilt = tmp_path / "spoilt.toml"
    spoilt.write_bytes(b"\xff\xfe")
    with pytest.raises(MappingFault, match=r"^spoilt\.toml: not UTF-8$"):
        reading.load(str(spoilt))


def test_a_column_that_nobody_thought_of_stops_the_run():
    register = reading.parse("made-up.toml", MAPPING)
    found = made_up.sheet(header=f"{HEADER},nickname")
    with pytest.raises(
        Fault, match=r"^made-up\.csv, row 1, column nickname: expected made-up\.toml"
    ):
        register.account_for("made-up.csv", found.columns)


def test_a_column_that_the_mapping_needs_and_the_file_lacks_stops_the_run():
    register = reading.parse("made-up.toml", MAPPING)
    found = made_up.sheet(header=HEADER.replace(",found,", ",verdict,"))
    with pytest.raises(Fault, match=r"row 1, column found: expected a column of this name, as"):
        register.account_for("made-up.csv", found.columns)
