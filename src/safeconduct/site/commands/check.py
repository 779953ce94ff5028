"""Say whether this installation is fit to run, one line for each thing that is not."""

from __future__ import annotations

import sys

import click
from django.core import checks

from safeconduct.site import health


@click.command("check")
def command() -> None:
    """Check settings, models, database and file store; exit 2 if anything is wrong."""
    faults = [f"{found.id}: {found.msg}" for found in checks.run_checks() if found.is_serious()]
    if not health.database_is_current():
        faults.append("SAFECONDUCT_DATABASE: expected a current database; run safeconduct migrate")
    if not health.files_can_be_written():
        faults.append("SAFECONDUCT_FILES: expected a store that takes new files")
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        sys.exit(2)
    click.echo("Fit to run.", err=True)
