"""What a letter is once it was opened: what it says, who sent it, what came with it."""

from __future__ import annotations

from dataclasses import dataclass, field

# What a desk is told about a letter: codes of the form letter.1.
EMPTY, LONG, WHOLE, UNREAD = "empty", "long", "whole", "unread"
FORMATTED, UNKNOWN_FILE, INSIDE = "formatted", "unknown-file", "inside"
SIGNATURE, AUTOMATIC, NO_RECEIPT = "signature", "automatic", "no-receipt"


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that came with a letter; without a type when its kind is to be told by content."""

    name: str
    content: bytes = field(repr=False)


@dataclass(slots=True)
class Opened:
    """One letter. What names its sender stands apart from what it says."""

    text: str = field(default="", repr=False)
    enclosures: list[Enclosure] = field(default_factory=list)
    notes: set[str] = field(default_factory=set)
    sender: dict[str, str] = field(default_factory=dict, repr=False)
    follows: list[str] = field(default_factory=list, repr=False)

    @property
    def address(self) -> str:
        """Where an answer would go: nowhere when a machine or a list sent it."""
        return "" if AUTOMATIC in self.notes else self.sender.get("address", "")
