"""Read a delimited file as people really send it, or say in one line what is wrong with it.

Every importer stands on this, so that a fault reads the same everywhere: file, row, column, what
was expected, what was found. Pure Python; knows nothing of what the columns mean.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NoReturn

DELIMITERS = (",", ";", "\t")
LINE_END = re.compile(r"\r\n|\n|\r")
LINE_END_BYTES = re.compile(rb"\r\n|\n|\r")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
LONGEST_RECORD = 400  # lines that one quoted cell may run over before its quote counts as stray
SHOWN = 60  # characters of a wrong value, and of a list of columns, that a fault repeats
NO_NUMBER = frozenset({"", "NA", "N/A"})
LARGEST = 10_000_000
A_DAY = "a date such as 2004-06-01"
A_COUNT = "a whole number or NA"


class Fault(Exception):
    """One thing wrong with a file: printed as exactly one line."""

    def __init__(
        self, file: str, row: int | None, column: str, expected: str, found: str = ""
    ) -> None:
        super().__init__(file, row, column, expected, found)
        self.file, self.row, self.column = file, row, column
        self.expected, self.found = expected, found

    def __str__(self) -> str:
        place = [self.file]
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.column:
            place.append(f"column {self.column}")
        found = f", found {self.found}" if self.found else ""
        return one_line(f"{', '.join(place)}: expected {self.expected}{found}")


@dataclass(frozen=True, slots=True)
class Row:
    """One record: the line it starts on (the first line of a file is 1) and its cells by column.

    `trouble` says why the cells could not be told apart; there are none then. `requoted` says
    that a stray quotation mark was read as an ordinary character.
    """

    number: int
    cells: Mapping[str, str]
    trouble: str = ""
    requoted: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as read. With `show` off no fault repeats a value, for files that hold names."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    show: bool = True

    def require(self, columns: Collection[str]) -> None:
        """Raise Fault for the first of these columns that the file lacks."""
        for column in columns:
            if column not in self.columns:
                raise Fault(self.file, 1, column, "a column of this name", self._columns_found())

    def wrong(self, row: Row, column: str, expected: str) -> NoReturn:
        """Raise the Fault for one cell."""
        found = quoted(row.cells.get(column, "")) if self.show else "something else"
        raise Fault(self.file, row.number, column, expected, found)

    def text(self, row: Row, column: str) -> str:
        """The cell as it stands; empty where the file has no such column."""
        return row.cells.get(column, "")

    def day(self, row: Row, column: str) -> date | None:
        """The cell as a day, or nothing where it is empty. Raises Fault."""
        text = row.cells.get(column, "").strip()
        if text in NO_NUMBER:
            return None
        if not DAY.fullmatch(text) or not text.isascii():
            self.wrong(row, column, A_DAY)
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.wrong(row, column, A_DAY)

    def count(self, row: Row, column: str) -> int | None:
        """The cell as a whole number from 0, or nothing where it is empty or NA. Raises Fault."""
        text = row.cells.get(column, "").strip()
        if text in NO_NUMBER:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < len(str(LARGEST))):
            self.wrong(row, column, A_COUNT)
        return int(text)

    def _columns_found(self) -> str:
        if not self.show:
            return f"{len(self.columns)} other columns"
        names = ", ".join(self.columns)
        return names if len(names) <= SHOWN else f"{names[:SHOWN]} ... ({len(self.columns)})"


def read(path: Path | str, required: Collection[str] = (), *, show: bool = True) -> Sheet:
    """Read a file whose first line names its columns. Raises Fault, and only Fault.

    UTF-8, with or without a byte order mark; comma, semicolon or tab, whichever splits the first
    line best. Blank lines are passed over. A row with too few or too many cells is kept with its
    trouble, so that the importer can list it as refused.
    """
    place = Path(path)
    try:
        content = place.read_bytes()
    except OSError as refusal:
        why = refusal.strerror or type(refusal).__name__
        raise Fault(place.name, None, "", "a file that can be read", why.lower()) from None
    except ValueError:  # a name that no file can have
        raise Fault("the file", None, "", "a file that can be read", "no such name") from None
    return parse(place.name, content, required, show=show)


def parse(file: str, content: bytes, required: Collection[str] = (), *, show: bool = True) -> Sheet:
    """Read the content of a file, as `read` does. Raises Fault, and only Fault."""
    lines = LINE_END.split(_decoded(file, content))
    start = next((n for n, line in enumerate(lines) if line.strip()), None)
    if start is None:
        raise Fault(file, 1, "", "a line with the names of the columns", "an empty file")
    delimiter = _delimiter(lines[start], required)
    columns = tuple(name.strip() for name in _loosely(lines[start], delimiter))
    twice = next((name for n, name in enumerate(columns) if name in columns[:n]), None)
    if twice is not None:
        column = twice if show else ""
        raise Fault(file, start + 1, column, "each column once", "one name twice")
    rows = tuple(_rows(lines, start + 1, columns, delimiter))
    sheet = Sheet(file, columns, rows, show)
    sheet.require(required)
    return sheet


def quoted(value: str) -> str:
    """A value as a fault or a report repeats it: cut short, on one line, in quotation marks."""
    cut = value if len(value) <= SHOWN else f"{value[:SHOWN]}..."
    return f'"{one_line(cut)}"'


def one_line(text: str) -> str:
    """The text with every character that could break a line or a terminal written out."""
    return "".join(mark if mark.isprintable() else f"\\x{ord(mark):02x}" for mark in text)


def _decoded(file: str, content: bytes) -> str:
    if content.startswith(b"PK\x03\x04"):
        raise Fault(file, 1, "", "delimited text (CSV)", "a workbook: save it as CSV in UTF-8")
    if (at := content.find(b"\x00")) >= 0:
        raise Fault(file, _row_of(content, at), "", "text in UTF-8", f"a NUL at byte {at + 1}")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        # utf-8-sig counts from after the byte order mark
        at = fault.start + (len(content) - len(fault.object))
        found = f"byte 0x{content[at]:02X} at byte {at + 1}"
        raise Fault(file, _row_of(content, at), "", "text in UTF-8", found) from None


def _row_of(content: bytes, at: int) -> int:
    return len(LINE_END_BYTES.findall(content[:at])) + 1


def _delimiter(header: str, required: Collection[str]) -> str:
    def fit(delimiter: str) -> tuple[int, int]:
        names = {name.strip() for name in _loosely(header, delimiter)}
        return len(names & set(required)), len(names)

    return max(DELIMITERS, key=fit)


def _rows(
    lines: Sequence[str], start: int, columns: tuple[str, ...], delimiter: str
) -> Iterator[Row]:
    at = start
    while at < len(lines):
        if not lines[at].strip(" \t") and (delimiter != "\t" or not lines[at]):
            at += 1
            continue
        used, cells, requoted = _record(lines, at, len(columns), delimiter)
        if not any(cell.strip() for cell in cells) and len(cells) <= len(columns):
            at += used
            continue
        if len(cells) == len(columns):
            yield Row(at + 1, dict(zip(columns, cells, strict=True)), requoted=requoted)
        else:
            yield Row(at + 1, {}, f"{len(columns)} cells expected, {len(cells)} found")
        at += used


def _record(
    lines: Sequence[str], at: int, width: int, delimiter: str
) -> tuple[int, list[str], bool]:
    """How many lines the record at this line takes, its cells, and if a quote in it was stray."""
    line = lines[at]
    if '"' not in line:
        return 1, _fitted(line.split(delimiter), width), False
    quotes, end = line.count('"'), at + 1
    while quotes % 2 and end < len(lines) and end - at < LONGEST_RECORD:
        quotes += lines[end].count('"')
        end += 1
    if quotes % 2 == 0:
        cells = _strictly("\n".join(lines[at:end]), delimiter)
        if cells is not None and (end == at + 1 or len(_fitted(cells, width)) == width):
            return end - at, _fitted(cells, width), False
    loose = _fitted(_loosely(line, delimiter), width)
    if len(loose) != width:
        loose = _fitted(line.split(delimiter), width)
    return 1, loose, True


def _fitted(cells: list[str], width: int) -> list[str]:
    """The cells without empty ones past the last column."""
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    return cells


def _strictly(text: str, delimiter: str) -> list[str] | None:
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return None


def _loosely(line: str, delimiter: str) -> list[str]:
    try:
        return [cell.rstrip("\n") for cell in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return line.split(delimiter)
