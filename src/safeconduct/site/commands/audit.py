"""Check the audit log, and hand it to those who keep it elsewhere."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain, islice
from typing import TextIO

import click
from django.db import transaction

from safeconduct.access import actors
from safeconduct.access.terms import Role
from safeconduct.audit import log, queries

BROKEN = 1
MOST_FAULTS = 20
AUDITOR = actors.system("audit", Role.AUDITOR)


@click.group(name="audit")
def command() -> None:
    """Check and export the audit log."""


@command.command()
@click.option("--json", "as_json", is_flag=True, help="Answer as one JSON object.")
@click.option(
    "--against",
    type=click.File("r", encoding="utf-8"),
    help="An export kept elsewhere: the log must still hold every entry of it.",
)
def verify(*, as_json: bool, against: TextIO | None) -> None:
    """Walk the whole chain and say every place where it does not hold.

    Exit code 1 when the log was altered anywhere. Somebody who can write the whole table can also
    chain it anew: compare it with an export that they could not reach.
    """
    kept = list(_kept(against)) if against else []
    length = queries.length()
    with click.progressbar(length=length, label="Entries", file=sys.stderr) as bar:
        told = chain(queries.verify(step=bar.update), queries.missing(kept))
        found = list(islice(told, MOST_FAULTS))
    if as_json:
        faults = [asdict(fault) for fault in found]
        click.echo(json.dumps({"entries": length, "whole": not found, "faults": faults}))
    else:
        for fault in found:
            click.echo(f"entry {fault.seq}: {fault.why}")
        click.echo(
            f"{length} entries: " + ("the log was altered." if found else "the log is whole.")
        )
    if found:
        sys.exit(BROKEN)


def _kept(export: TextIO) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(export, start=1):
        try:
            entry = json.loads(line)
            yield int(entry["seq"]), str(entry["hash"])
        except (ValueError, KeyError, TypeError):
            said = f"{export.name}, line {number}: expected an entry as audit export writes it."
            raise click.UsageError(said) from None


@command.command()
@click.argument("file", type=click.File("w"), default="-")
@click.option("--after", default=0, show_default=True, help="Only entries after this number.")
def export(file: TextIO, after: int) -> None:
    """Write entries as JSON lines, each with its hash, for a log keeper elsewhere."""
    written = 0
    for line, stored in queries.lines(after):
        file.write(json.dumps({**asdict(line), "hash": stored}) + "\n")
        written += 1
    with transaction.atomic():
        log.record("audit.export", actor=AUDITOR, subject="audit", detail={"entries": written})
    click.echo(f"{written} entries written.", err=True)
