"""Fill an empty installation from a backup, or prove that one could."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from safeconduct.site.backups import Refused, age, restoring
from safeconduct.site.backups.restoring import Source, tell

FAILED, WRONG = 1, 2
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("restore")
@click.argument("archive", type=FILE)
@click.option("--shred-keys", type=FILE, required=True, help="The file shred-keys.age beside it.")
@click.option("--identity", type=FILE, required=True, help="File with the private key of age.")
@click.option(
    "--drill", is_flag=True, help="Restore beside this installation, prove it, remove it."
)
@click.option(
    "--database",
    default="",
    help="For a drill of a PostgreSQL archive: an empty database, postgresql://… Without it one "
    "is made and dropped.",
)
def command(*, archive: Path, shred_keys: Path, identity: Path, drill: bool, database: str) -> None:
    """Restore ARCHIVE into an empty installation; nothing changes unless all of it holds."""
    try:
        source = Source(archive, shred_keys, age.identities(identity))
        if drill:
            restoring.drill(source, tell, database)
        else:
            restoring.restore(source, tell)
    except Refused as fault:
        click.echo(str(fault), err=True)
        sys.exit(FAILED if drill else WRONG)
    except OSError as fault:
        said = fault.strerror or type(fault).__name__
        click.echo(f"SAFECONDUCT_DATA: nothing was restored ({said}).", err=True)
        sys.exit(FAILED if drill else WRONG)
    click.echo("The drill held." if drill else "Restored. Everybody signs in again.")
