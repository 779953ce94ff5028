"""The command a person types: one line for a fault, nothing changed by it, no word in the clear."""

import pytest
from click.testing import CliRunner
from django.db import connection

from safeconduct.cases.models import Batch, Matter
from safeconduct.site.commands import import_
from tests import people
from tests.cases.imports.made_up import ANNA, BORIS, CLARA, HEADER, MAPPING, ROWS, dump

pytestmark = pytest.mark.django_db
CANARY = "Canary"


@pytest.fixture
def cast():
    return people.house()


@pytest.fixture
def place(tmp_path):
    (tmp_path / "made-up.toml").write_text(MAPPING)
    return tmp_path


def run(*words):
    return CliRunner().invoke(import_.command, [str(word) for word in words])


def register(place, *rows, header=HEADER, content=None, more=()):
    file = place / "made-up.csv"
    file.write_bytes(content if content is not None else "\n".join((header, *rows)).encode())
    return run("register", file, "--mapping", place / "made-up.toml", *more)


def test_a_register_is_brought_in_listed_and_taken_back(cast, place):
    done = register(place, *ROWS)
    assert done.exit_code == 0
    assert "made-up.csv: 3 rows: 3 added" in done.output
    batch = Batch.objects.get().reference
    assert f"{batch}  " in run("batches").output
    assert "made-up: 3 rows, 3 added, 0 changed, 0 refused" in run("batches").output
    assert "2 matters removed, 0 restored" in run("undo", batch).output
    assert ", undone " in run("batches").output
    assert not Matter.objects.exists()


def test_a_dry_run_shows_each_field_that_would_change_and_writes_nothing(cast, place):
    register(place, *ROWS)
    before = dump()
    changed = CLARA.replace(",open,", ",no,")
    done = register(place, ANNA, BORIS, changed, more=["--dry-run"])
    assert "allegation state: investigating -> closed" in done.output
    assert "Dry run: nothing was written." in done.output
    assert dump() == before


def test_what_could_not_be_mapped_is_counted_by_rule_and_value(cast, place):
    odd = ANNA.replace(",fined,", ",flogged,")
    done = register(place, odd, odd.replace("1a", "1c"), BORIS)
    assert '1 fallback: done: "flogged" recorded as other' in done.output
    assert "1 same charge: row 2" in done.output
    assert "3 rows: 2 added, 0 changed, 0 unchanged, 0 nothing to store, 1 refused" in done.output


FAULTS = {
    "column": ({"header": HEADER.replace("found", "verdict")}, "row 1, column found"),
    "unmapped column": ({"header": HEADER.replace("shoe_size", "hat")}, "row 1, column hat"),
    "code": ({"rows": (ANNA, CLARA.replace("slept", "danced"))}, "row 3, column what"),
    "date": ({"rows": (ANNA, CLARA.replace("09.06.2021", "2021"))}, "row 3, column day"),
    "encoding": ({"content": f"{HEADER}\n{ANNA}\n".encode().replace(b"Mill", b"M\xfcll")}, "row 2"),
    "empty": ({"content": b""}, "row 1: expected a line with the names of the columns"),
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_wrong_file_gets_one_line_and_changes_nothing(cast, place, fault):
    given, said = FAULTS[fault]
    before = dump()
    done = register(place, *given.pop("rows", ROWS), **given)
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stderr.startswith("made-up.csv")
    assert done.stderr.count("\n") == 1
    assert CANARY not in done.output
    assert dump() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--mapping", "nonesuch"], "nonesuch: cannot be read\n"),
        (["--mapping", "MADE-UP", "--mission", "NOWHERE"], "No mission has the code NOWHERE.\n"),
    ],
)
def test_a_wrong_word_on_the_line_gets_one_line(cast, place, words, said):
    (place / "made-up.csv").write_text("\n".join((HEADER, *ROWS)))
    named = [str(place / "made-up.toml") if word == "MADE-UP" else word for word in words]
    done = run("register", place / "made-up.csv", *named)
    assert (done.exit_code, done.stderr) == (2, said)


def test_undoing_what_never_was_gets_one_line():
    done = run("undo", "nonesuch")
    assert (done.exit_code, done.stderr) == (2, "There is no batch nonesuch.\n")


def test_a_file_in_another_encoding_is_read_as_its_mapping_says(cast, place):
    mapping = MAPPING.replace('source = "made-up"', 'source = "made-up"\nencoding = "latin-1"')
    (place / "made-up.toml").write_text(mapping)
    done = register(place, content=f"{HEADER}\n{ANNA}".replace("Mill", "Müll").encode("latin-1"))
    assert done.exit_code == 0
    assert Matter.objects.count() == 1


def test_a_file_that_is_not_in_the_encoding_it_claims_gets_one_line(cast, place):
    mapping = MAPPING.replace('source = "made-up"', 'source = "made-up"\nencoding = "ascii"')
    (place / "made-up.toml").write_text(mapping)
    done = register(place, ANNA.replace("Mill", "Müll"))
    assert done.exit_code == 2
    assert "row 2: expected text in ascii, found byte 0xC3" in done.stderr


def test_no_word_of_the_register_lies_in_the_clear_anywhere(cast, place, caplog):
    report = place / "report.csv"
    done = register(place, *ROWS, more=["--report", report])
    register(place, ANNA.replace("Anna", "Zanzibar"), *ROWS[1:], more=["--report", report])
    for text in (done.output, report.read_text(), caplog.text, repr(dump()), everything_stored()):
        for word in (CANARY, "Mill Lane", "Harbour", "Zanzibar"):
            assert word.casefold() not in text.casefold()


def everything_stored():
    """Every value of every table of the database, as the database holds it."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [repr(row) for row in cursor.fetchall()]
    return "\n".join(found)
