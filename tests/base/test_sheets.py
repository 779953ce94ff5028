"""A file is read as people send it, or refused in one line that says where and why."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.base import sheets
from safeconduct.base.sheets import Fault

WORDS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12)


def parsed(text: str, *required: str, show: bool = True) -> sheets.Sheet:
    return sheets.parse("list.csv", text.encode(), required, show=show)


def attempted(content: bytes, *required: str) -> sheets.Sheet | Fault:
    try:
        return sheets.parse("list.csv", content, required)
    except Fault as fault:
        return fault


def refusal(content: bytes | str, *required: str, show: bool = True) -> str:
    raw = content.encode() if isinstance(content, str) else content
    with pytest.raises(Fault) as raised:
        sheets.parse("list.csv", raw, required, show=show)
    return str(raised.value)


@given(st.binary(max_size=400))
def test_no_bytes_whatever_do_more_than_raise_one_line(content):
    sheet = attempted(content, "a")
    if isinstance(sheet, Fault):
        assert len(str(sheet).splitlines()) == 1
        return
    for row in sheet.rows:
        assert row.trouble or set(row.cells) == set(sheet.columns)


@given(st.text(alphabet="a\",;\t\r\n'é ", max_size=120))
def test_no_scatter_of_quotes_and_line_ends_loses_its_place(text):
    sheet = attempted(f"a,b\n{text}".encode())
    assert isinstance(sheet, sheets.Sheet)
    numbers = [row.number for row in sheet.rows]
    assert numbers == sorted(set(numbers))
    assert all(number > 1 for number in numbers)


@given(
    st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=8),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["", "\ufeff"]),
)
def test_whatever_was_written_properly_is_read_back(rows, delimiter, mark):
    page = io.StringIO()
    writer = csv.writer(page, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(["one", "two", "three"])
    writer.writerows(rows)
    sheet = parsed(mark + page.getvalue(), "one", "two", "three")
    ends = str.maketrans({"\r": "\n"})
    written = [[c.replace("\r\n", "\n").translate(ends) for c in row] for row in rows]
    kept = [row for row in written if any(cell.strip() for cell in row)]
    assert [list(row.cells.values()) for row in sheet.rows] == kept


def test_the_row_is_the_line_one_sees_in_an_editor():
    sheet = parsed('a,b\n\n1,"two\nlines"\n\n3,4\n')
    assert [row.number for row in sheet.rows] == [3, 6]


def test_an_accented_name_in_latin_1_is_refused_with_its_byte_and_row():
    said = refusal("a,b\n1,2\n3,C\xf4te\n".encode("latin-1"))
    assert said == "list.csv, row 3: expected text in UTF-8, found byte 0xF4 at byte 12"


def test_the_byte_is_counted_from_the_start_of_the_file_behind_a_mark_too():
    said = refusal(b"\xef\xbb\xbfa,b\n1,\xf4\n")
    assert said.endswith("row 2: expected text in UTF-8, found byte 0xF4 at byte 10")


def test_a_workbook_and_a_binary_file_are_refused_for_what_they_are():
    assert "save it as CSV" in refusal(b"PK\x03\x04rest")
    assert (
        refusal("a,b\n1,\x00\n") == "list.csv, row 2: expected text in UTF-8, found a NUL at byte 7"
    )
    assert "found byte 0xFF at byte 1" in refusal(b"\xff\xfea,b")


def test_an_empty_file_is_refused():
    assert refusal(" \n\n") == (
        "list.csv, row 1: expected a line with the names of the columns, found an empty file"
    )


def test_a_file_that_is_not_there_is_refused_without_its_folder(tmp_path):
    with pytest.raises(Fault) as raised:
        sheets.read(tmp_path / "gone.csv")
    assert str(raised.value) == (
        "gone.csv: expected a file that can be read, found no such file or directory"
    )
    with pytest.raises(Fault, match="expected a file that can be read"):
        sheets.read(tmp_path)


def test_a_missing_column_is_named_beside_what_was_found():
    assert refusal("code;name\nA;B\n", "code", "start_date") == (
        "list.csv, row 1, column start_date: expected a column of this name, found code, name"
    )


def test_a_column_that_comes_twice_is_refused():
    assert refusal("a,b,a\n") == (
        "list.csv, row 1, column a: expected each column once, found one name twice"
    )


def test_a_file_with_names_is_refused_without_repeating_them():
    text = "when,who\nJune,Amina\n"
    sheet = parsed(text, show=False)
    with pytest.raises(Fault) as raised:
        sheet.day(sheet.rows[0], "when")
    assert str(raised.value) == (
        "list.csv, row 2, column when: expected a date such as 2004-06-01, found something else"
    )
    assert "Amina" not in refusal("Amina,Osei\n", "who", show=False)
    assert "Amina" not in refusal("Amina,Amina\n", show=False)


@pytest.mark.parametrize(
    "text", ["June", "2004-6-1", "2004-02-30", "20040601", "01/06/2004", "٢٠٠٤-٠٦-٠١"]
)
def test_a_wrong_date_is_named_with_its_row_and_column(text):
    sheet = parsed(f"code,start_date\nA,2004-06-01\nB,{text}\n")
    assert sheet.day(sheet.rows[0], "start_date") == date(2004, 6, 1)
    with pytest.raises(Fault) as raised:
        sheet.day(sheet.rows[1], "start_date")
    assert str(raised.value) == (
        f'list.csv, row 3, column start_date: expected a date such as 2004-06-01, found "{text}"'
    )


@pytest.mark.parametrize("text", ["-1", "1.5", "1 000", "many", "99999999999", "٣"])
def test_a_wrong_number_is_refused(text):
    sheet = parsed(f"n\n{text}\n")
    with pytest.raises(Fault, match="expected a whole number or NA"):
        sheet.count(sheet.rows[0], "n")


@pytest.mark.parametrize("text", ["", "NA", " "])
def test_nothing_is_not_a_number_and_not_zero(text):
    sheet = parsed(f"n,m\n{text},1\n")
    assert sheet.count(sheet.rows[0], "n") is None
    assert sheet.day(sheet.rows[0], "n") is None


def test_a_wrong_value_cannot_break_the_line_or_the_terminal():
    sheet = parsed('n\n"a\nb\x1b[31m"\n')
    with pytest.raises(Fault) as raised:
        sheet.count(sheet.rows[0], "n")
    assert str(raised.value).endswith('found "a\\x0ab\\x1b[31m"')


def test_a_row_of_another_length_is_kept_with_its_trouble():
    sheet = parsed("a,b\n1\n1,2,3\n1,2,,\n")
    assert [row.trouble for row in sheet.rows] == [
        "2 cells expected, 1 found",
        "2 cells expected, 3 found",
        "",
    ]


@pytest.mark.parametrize(
    "row", ['1,"Mission in the,x', '1,Mission "in the,x', '1,"Mission" in the,x']
)
def test_a_stray_quote_costs_no_other_row(row):
    sheet = parsed(f'a,b,c\n{row}\n2,"fine, too",y\n3,z,z\n')
    assert [r.number for r in sheet.rows] == [2, 3, 4]
    assert sheet.rows[0].requoted
    assert sheet.rows[0].cells["c"] == "x"
    assert sheet.rows[1].cells == {"a": "2", "b": "fine, too", "c": "y"}
    assert not sheet.rows[1].requoted


def test_two_stray_quotes_do_not_swallow_what_stands_between_them():
    sheet = parsed('a,b,c\n1,"x,2\n2,y,3\n3,"z,4\n')
    assert [r.number for r in sheet.rows] == [2, 3, 4]
