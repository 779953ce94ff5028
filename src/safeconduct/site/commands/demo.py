"""Fill an empty installation with an invented mission, and say how to sign in to it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import click
from django.conf import settings

from safeconduct.access.models import Account
from safeconduct.site.demo import build, cast, ended

WRONG = 2


@click.group(name="demo")
def command() -> None:
    """The demonstration."""


@command.command("build")
@click.option("--matters", default=400, show_default=True, help="How many matters to invent.")
@click.option("--seed", default=7, show_default=True, help="The same seed tells the same stories.")
@click.option("--port", default=8000, show_default=True, help="Port named in the addresses.")
def build_demo(*, matters: int, seed: int, port: int) -> None:
    """Build the demonstration in an empty database; in a full one, only print its accounts."""
    if not settings.DEMO:
        click.echo("SAFECONDUCT_DEMO: expected true; the demo is not built without it.", err=True)
        sys.exit(WRONG)
    if not Account.objects.exists():
        _build(matters, seed)
    _tell(port)


def _build(matters: int, seed: int) -> None:
    today = datetime.now(UTC).date()
    people = cast.assemble(today)
    with click.progressbar(length=matters, label="Inventing a mission", file=sys.stderr) as bar:
        for done in build.perform_all(people, seed, matters, today):
            bar.update(done)
    build.leave_waiting(people, seed, today)
    ended.leave_ended(people, seed, today)
    build.publish_figures(people, today)
    for language in ("en", "ar"):
        receipt = build.leave_a_receipt(people, language, today)
        settings.DATA_FOLDER.joinpath(f"demo-receipt-{language}.txt").write_text(receipt + "\n")


def _tell(port: int) -> None:
    address = f"http://localhost:{port}"
    click.echo("")
    for face, path in (("Public", "/"), ("Report", "/report/"), ("Desk", "/desk/")):
        click.echo(f"  {face:<8} {address}{path}")
    click.echo(f"  {'Partner':<8} {address}/partner/")
    click.echo("")
    click.echo(f"  Every account signs in with the passphrase: {cast.PASSPHRASE}")
    for part in cast.PARTS:
        click.echo(f"  {part.username:<8} {part.face:<8} {part.sees}")
    click.echo("")
    for file in sorted(settings.DATA_FOLDER.glob("demo-receipt-*.txt")):
        click.echo(f"  A receipt to try in Report: {file.read_text().strip()}")
    click.echo("")
