"""Words that are written through every form, and a search that knows them in many disguises."""

from __future__ import annotations

import base64
import json
import quopri
import secrets
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

LETTERS = "بتثجحخدذرزسشصضطظعغفقكلمنهوي"
CORE = f"zq{secrets.token_hex(6)}qz"
TAIL = "".join(secrets.choice(LETTERS) for _ in range(8))
SHIFTS = ((0, 0), (1, 2), (2, 3))  # bytes before it, and the characters of base64 they spoil


def word() -> str:
    """A marked word: an ASCII half and an Arabic one, either of which gives it away."""
    return f"{CORE} {secrets.token_hex(2)} {TAIL}"


def disguises(text: str) -> Iterator[tuple[str, bytes]]:
    """Yield a text in every form in which it could lie somewhere."""
    raw = text.encode()
    yield "utf-8", raw
    for encoding in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        yield encoding, text.encode(encoding)
    for name, content in (("utf-8", raw), ("utf-16", text.encode("utf-16-le"))):
        yield f"hex of {name}", content.hex().encode()
        for before, spoilt in SHIFTS:
            coded = base64.b64encode(b"\0" * before + content)
            whole = coded[spoilt : (before + len(content)) * 8 // 6]
            yield f"base64 of {name}, shifted by {before}", whole
            yield (
                f"base64url of {name}, shifted by {before}",
                whole.translate(bytes.maketrans(b"+/", b"-_")),
            )
    yield "percent", quote(text, safe="").encode()
    yield "percent, every byte", "".join(f"%{byte:02x}" for byte in raw).encode()
    yield "form", quote_plus(text).encode()
    yield "json", json.dumps(text)[1:-1].encode()
    yield "json, every letter", "".join(f"\\u{ord(c):04x}" for c in text).encode()
    yield "html", "".join(f"&#{ord(c)};" for c in text).encode()
    yield "html, hex", "".join(f"&#x{ord(c):x};" for c in text).encode()
    yield "quoted-printable", quopri.encodestring(raw).strip()
    yield "python", repr(raw)[2:-1].encode()


DISGUISES = [(name, form) for half in (CORE, TAIL) for name, form in disguises(half)]
FOLDED = [(name, form.lower()) for name, form in DISGUISES if "base64" not in name]


def seen_in(content: bytes) -> list[str]:
    """Name the disguises of a marked word that some bytes hold, capitals or not."""
    folded = content.lower()
    found = [name for name, form in DISGUISES if form in content]
    return found + [name for name, form in FOLDED if form in folded and name not in found]


def seen_under(folder: Path) -> list[str]:
    """Name each file under a folder that holds a marked word, or is called by one."""
    found = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if seen := seen_in(str(name).encode()):
            found.append(f"the name of {name}: {seen}")
        if path.is_file() and (seen := seen_in(path.read_bytes())):
            found.append(f"{name}: {seen}")
    return found


def seen_in_tables(database: Path) -> list[str]:
    """Name each column of a SQLite database with a marked word in a cell, packed ones unpacked.

    A long cell is spread over pages that need not follow each other: only a query joins it.
    """
    found = []
    with sqlite3.connect(database) as open_one:
        for (table,) in open_one.execute("select name from sqlite_master where type = 'table'"):
            rows = open_one.execute(f'select * from "{table}"')
            columns = [column[0] for column in rows.description]
            for row in rows:
                for column, cell in zip(columns, row, strict=True):
                    if seen := seen_in_cell(cell):
                        found.append(f"{table}.{column}: {seen}")
    return found


def seen_in_cell(cell: object) -> list[str]:
    """Name the disguises in one cell, also where it is packed as a session is."""
    content = cell if isinstance(cell, bytes) else str(cell).encode()
    return [name for each in (content, *unpacked(content)) for name in seen_in(each)]


def unpacked(content: bytes) -> Iterator[bytes]:
    """Yield what lies inside base64 and zlib, as a signed and compressed value does."""
    for part in content.split(b":"):
        coded = part.removeprefix(b".")
        try:
            plain = base64.urlsafe_b64decode(coded + b"=" * (-len(coded) % 4))
        except ValueError:
            continue
        yield plain
        try:
            yield zlib.decompress(plain)
        except zlib.error:
            continue
