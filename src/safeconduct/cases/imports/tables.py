"""Read the tables of a mapping file, so that each fault is one line: file, table, key.

Pure Python, no Django.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from typing import Any

from safeconduct.base.sheets import one_line

SHOWN = 12  # allowed words that a fault names


class MappingFault(Exception):
    """A mapping that may not be used. The text is one line: file, table, key, what is wrong."""

    def __init__(self, file: str, table: str, key: str, what: str) -> None:
        super().__init__(one_line(", ".join(p for p in (file, table, key) if p) + f": {what}"))


class Table:
    """One table of the file. Every key is asked for by name; `done` objects to any other."""

    def __init__(self, file: str, name: str, content: Mapping[str, Any]) -> None:
        self.file, self.name, self.content = file, name, content
        self.asked: set[str] = set()

    def fault(self, key: str, what: str) -> MappingFault:
        """Return the fault for one key of this table, to be raised."""
        return MappingFault(self.file, f"[{self.name}]" if self.name else "", key, what)

    def has(self, key: str) -> bool:
        """Say whether the table has the key."""
        return key in self.content

    def text(self, key: str, default: str | None = None) -> str:
        """A text. Without a default the key must be there."""
        found = self._get(key, default)
        if not isinstance(found, str) or (default is None and not found.strip()):
            raise self.fault(key, "a text was expected")
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, or one text alone; empty where the key is absent."""
        found = self._get(key, ())
        listed = [found] if isinstance(found, str) else found
        if not isinstance(listed, list | tuple) or not all(isinstance(t, str) for t in listed):
            raise self.fault(key, "a list of texts was expected")
        return tuple(listed)

    def one_of(self, key: str, allowed: Collection[str], default: str | None = None) -> str:
        """A text that must be among those allowed."""
        found = self.text(key, default)
        if found not in allowed:
            raise self.fault(key, f'"{found}" is not one of: {shortened(allowed)}')
        return found

    def pattern(self, key: str) -> re.Pattern[str] | None:
        """A regular expression, or nothing where the key is absent."""
        written = self.text(key, "")
        try:
            return re.compile(written) if written else None
        except re.error:
            raise self.fault(key, "this is not a regular expression") from None

    def flag(self, key: str, *, default: bool) -> bool:
        """A yes or no."""
        found = self._get(key, default)
        if not isinstance(found, bool):
            raise self.fault(key, "true or false was expected")
        return found

    def listed(self, key: str) -> list[Any]:
        """A list of anything; empty where the key is absent."""
        found = self._get(key, [])
        if not isinstance(found, list):
            raise self.fault(key, "a list was expected")
        return found

    def table(self, key: str) -> Table:
        """A table within this one."""
        found = self._get(key, None)
        if not isinstance(found, dict):
            raise self.fault(key, "a table was expected")
        return Table(self.file, f"{self.name}.{key}" if self.name else key, found)

    def tables(self, key: str) -> list[Table]:
        """A list of tables within this one, numbered from 1; empty where the key is absent."""
        found = self._get(key, [])
        if not isinstance(found, list) or not all(isinstance(t, dict) for t in found):
            raise self.fault(key, "a list of tables was expected")
        name = f"{self.name}.{key}" if self.name else key
        return [Table(self.file, f"{name} {n}", t) for n, t in enumerate(found, start=1)]

    def done(self) -> None:
        """Raise the fault for the first key that nobody asked for."""
        for key in self.content:
            if key not in self.asked:
                raise self.fault(key, "a mapping has no such key here")

    def _get(self, key: str, default: Any) -> Any:
        self.asked.add(key)
        found = self.content.get(key, default)
        if found is None:
            raise self.fault(key, "this key is missing")
        return found


def page(file: str, text: str) -> Table:
    """The whole file as a table. Raises MappingFault when it is no TOML."""
    try:
        return Table(file, "", tomllib.loads(text))
    except tomllib.TOMLDecodeError as fault:
        raise MappingFault(file, "", "", f"not readable as TOML: {fault}") from None


def shortened(words: Collection[str]) -> str:
    """The words in order, cut short where there are many."""
    listed = sorted(words)
    return ", ".join(listed[:SHOWN]) + (" ..." if len(listed) > SHOWN else "")
