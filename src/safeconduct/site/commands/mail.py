"""Empty the letter boxes now, or say how they are. Never a word of a letter or of an address."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import click

from safeconduct.intake.letters import boxes as letter_boxes
from safeconduct.intake.letters import visiting

FAILED = 1


@click.group(name="mail")
def command() -> None:
    """Empty the letter boxes that reports are mailed to, or say how they are."""


@command.command()
def fetch() -> None:
    """Take what lies in the letter boxes: stored and sealed first, deleted there afterwards."""
    boxes = letter_boxes.boxes()
    done = visiting.visit(boxes, datetime.now(UTC))
    for number, (box, visit) in enumerate(zip(boxes, done, strict=True), 1):
        told = (
            f"taken {len(visit.taken)}, too large {visit.large}, left {visit.left}"
            if visit
            else "could not be emptied"
        )
        click.echo(f"box {number}  {box.mission or 'headquarters':<14} {told}")
    if not boxes:
        click.echo("There is no letter box (SAFECONDUCT_LETTER_BOXES).", err=True)
    if None in done:
        sys.exit(FAILED)


@command.command()
def boxes() -> None:
    """Say how each letter box is: when it was last emptied, and what waits in it."""
    for box in letter_boxes.health():
        emptied = box.seen.emptied_at if box.seen else None
        told = f"emptied {emptied:%Y-%m-%d %H:%M} UTC" if emptied else "never emptied"
        if box.seen and box.seen.failures:
            told += f", failed {box.seen.failures} times since"
        if box.seen and (box.seen.large or box.seen.left):
            told += f", too large {box.seen.large}, left {box.seen.left}"
        click.echo(f"box {box.number}  {box.mission or 'headquarters':<14} {told}")
