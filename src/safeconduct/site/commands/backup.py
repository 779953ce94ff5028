"""Make an encrypted backup while people work."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from django.conf import settings

from safeconduct.site.backups import Refused, age, writing

WRONG = 2


@click.command("backup")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--to", "recipients", multiple=True, help="Public key of age (age1…); repeat it.")
@click.option("--keep", type=click.IntRange(1), help="Remove archives beyond this many newest.")
@click.option(
    "--make-identity",
    type=click.Path(dir_okay=False, path_type=Path),
    help="First make a private key in this file, and encrypt to it as well.",
)
def command(
    *, folder: Path, recipients: tuple[str, ...], keep: int | None, make_identity: Path | None
) -> None:
    """Write an encrypted archive and shred-keys.age into FOLDER; the server may run meanwhile."""
    try:
        said = list(recipients or settings.BACKUP_RECIPIENTS)
        if make_identity:
            said.append(age.make_identity(make_identity))
            click.echo(f"Keep {make_identity.name} far from the archives.", err=True)
        made = writing.make(folder, age.recipients(said), keep or 0)
    except Refused as fault:
        _stop(str(fault))
    except OSError as fault:
        _stop(f"FOLDER: the backup was not written ({fault.strerror or type(fault).__name__}).")
    click.echo(made.archive)
    click.echo(made.shred_keys)
    told = f"{made.files} sealed files, {made.size:,} bytes, {made.removed} older archives removed."
    click.echo(told, err=True)
    if made.absent:
        click.echo(f"{made.absent} sealed files are not in the store: look at it now.", err=True)


def _stop(line: str) -> None:
    click.echo(line, err=True)
    sys.exit(WRONG)
