"""Compile the public figures from the register, and publish a release that was compiled."""

from __future__ import annotations

from datetime import UTC, date, datetime

import click

from safeconduct.access import actors
from safeconduct.access.gate import Denied
from safeconduct.access.terms import Role
from safeconduct.transparency import actions, queries
from safeconduct.transparency.terms import NOT_COVERED, Protection

OPERATOR = actors.system("publish", Role.STATISTICIAN)


class Stop(click.ClickException):
    """One clear line on stderr and exit code 2; nothing was changed."""

    exit_code = 2

    def show(self, file: object = None) -> None:
        click.echo(self.message, err=True)


@click.group("publish")
def command() -> None:
    """Compile figures from the register, look at them, and publish them."""


@command.command("compile")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Count what was received up to this day. Default: today.",
)
def compile_figures(as_of: datetime | None) -> None:
    """Count, protect and keep one release, without publishing it."""
    click.echo("Counting and protecting the tables.", err=True)
    day = as_of.date() if as_of else _today()
    try:
        release = actions.compile_release(actor=OPERATOR, as_of=day, today=_today())
    except actions.Refused as fault:
        raise Stop(str(fault)) from None
    click.echo(f"Compiled, not published: {release.reference}")
    click.echo(str(Protection(release.protection).label))
    for note in NOT_COVERED:
        click.echo(f"Not covered: {note}")
    click.echo(f"Publish it: safeconduct publish release {release.reference}")


@command.command("release")
@click.argument("reference")
def publish_release(reference: str) -> None:
    """Publish the compiled release with this reference; nothing in it can change afterwards."""
    try:
        release = queries.release(OPERATOR, reference)
        actions.publish(actor=OPERATOR, release=release, today=_today())
    except Denied:
        raise Stop(f"{reference}: expected the reference of a compiled release.") from None
    except actions.Refused as fault:
        raise Stop(str(fault)) from None
    click.echo(f"Published: {release.reference}, as of {release.as_of}, hash {release.hash}")


def _today() -> date:
    return datetime.now(UTC).date()
