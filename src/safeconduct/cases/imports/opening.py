"""Open a register's file in the encoding its mapping states, and see that every column is meant."""

from __future__ import annotations

import hashlib
from pathlib import Path

from safeconduct.base import sheets
from safeconduct.base.sheets import Fault, Sheet
from safeconduct.cases.imports.mapping import Register

UTF_8 = "utf-8"


def read(path: Path, register: Register) -> tuple[Sheet, str]:
    """Return the rows of a file and the hash of its bytes. Raises Fault, and only Fault."""
    try:
        content = path.read_bytes()
    except OSError as refusal:
        why = (refusal.strerror or type(refusal).__name__).lower()
        raise Fault(path.name, None, "", "a file that can be read", why) from None
    digest = hashlib.sha256(content).hexdigest()
    if register.encoding != UTF_8:
        content = _in_utf_8(path.name, content, register.encoding)
    sheet = sheets.parse(path.name, content, register.columns())
    register.account_for(path.name, sheet.columns)
    return sheet, digest


def _in_utf_8(file: str, content: bytes, encoding: str) -> bytes:
    try:
        return content.decode(encoding).encode()
    except UnicodeDecodeError as fault:
        row = content.count(b"\n", 0, fault.start) + 1
        found = f"byte 0x{content[fault.start]:02X} at byte {fault.start + 1}"
        raise Fault(file, row, "", f"text in {encoding}", found) from None
