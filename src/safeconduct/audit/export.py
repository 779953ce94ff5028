"""The log as lines for a keeper elsewhere: documented fields, in order, never content."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Iterable, Iterator
from itertools import count
from json.encoder import encode_basestring_ascii as quoted
from typing import Protocol

from safeconduct.audit import queries
from safeconduct.audit.rules import Line
from safeconduct.audit.signing import Mark

ENTRY, CHECKPOINT = "entry", "checkpoint"
REFUSED = "refused"
COLUMNS = (*Line._fields, "hash")


class Writes(Protocol):
    """Anything that takes text."""

    def write(self, text: str, /) -> object: ...


def lines(after: int, *, pause: float | None = None) -> Iterator[str]:
    """Yield every entry after a number as a line of JSON, each checkpoint as soon as it is there.

    With `pause` it goes on for ever, looking again after so many seconds. A checkpoint is signed
    for the entry that is last at that time, so it may follow later entries.
    """
    signed = after
    for look in count():
        if look and pause is not None:
            time.sleep(pause)
        waiting = queries.marks(signed)
        signed = waiting[-1].seq + 1 if waiting else signed
        for line, hash_ in queries.lines(after):
            while waiting and waiting[0].seq < line.seq:
                yield checkpoint(waiting.pop(0))
            yield entry(line, hash_)
            after = line.seq
        for mark in waiting:
            yield checkpoint(mark)
        if pause is None:
            return


def entry(line: Line, hash_: str) -> str:
    """One entry as a line of JSON."""
    seq, at, event, actor, subject, reason, detail, previous = line
    outcome = "failure" if reason == REFUSED else "success"
    return (
        f'{{"type":"{ENTRY}","seq":{seq},"at":{quoted(at)},"event":{quoted(event)}'
        f',"outcome":"{outcome}","actor":{quoted(actor)},"subject":{quoted(subject)}'
        f',"reason":{quoted(reason)},"detail":{quoted(detail)},"previous":{quoted(previous)}'
        f',"hash":{quoted(hash_)}}}\n'
    )


def checkpoint(mark: Mark) -> str:
    """One checkpoint as a line of JSON."""
    return json.dumps({"type": CHECKPOINT, **mark._asdict()}, separators=(",", ":")) + "\n"


def table(rows: Iterable[tuple[str | int, ...]], file: Writes) -> None:
    """Write entries as CSV under the names of their columns."""
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows(rows)
