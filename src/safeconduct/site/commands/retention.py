"""Look at what the records schedule asks for. Nothing is proposed or destroyed from here."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import click

from safeconduct.retention import queries
from safeconduct.retention.duties import CLERK


@click.group(name="retention")
def command() -> None:
    """Look at which records are due under the schedule."""


@command.command()
@click.option("--json", "as_json", is_flag=True, help="Answer as one JSON object.")
def due(*, as_json: bool) -> None:
    """Count the records that are due and those a hold keeps, by series."""
    told = queries.counts(CLERK, datetime.now(UTC).date())
    rows = [
        {"series": count.rule.series, "rule": count.rule.code, "due": count.due, "held": count.held}
        for count in told
    ]
    if as_json:
        click.echo(json.dumps({"rules": rows, "due": sum(count.due for count in told)}))
        return
    for row in rows:
        click.echo(f"{row['series']}  {row['rule']:<26} due {row['due']:>6}  held {row['held']:>6}")
