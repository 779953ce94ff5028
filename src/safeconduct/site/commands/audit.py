"""Check the audit log, and hand it to those who keep it elsewhere."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from itertools import islice
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
def verify(*, as_json: bool) -> None:
    """Walk the whole chain and say every place where it does not hold.

    Exit code 1 when the log was altered anywhere.
    """
    length = queries.length()
    with click.progressbar(length=length, label="Entries", file=sys.stderr) as bar:
        found = list(islice(queries.verify(step=bar.update), MOST_FAULTS))
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
