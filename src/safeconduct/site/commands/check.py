"""Say whether this installation is fit to run, one line for each thing that is not."""

from __future__ import annotations

import sys

import click
from django.conf import settings
from django.core import checks

from safeconduct.site import fitness, health


@click.command("check")
@click.option("--deploy", is_flag=True, help="Also: is it safe to entrust real words to it?")
def command(*, deploy: bool) -> None:
    """Check settings, models, database and file store; exit 2 if anything is wrong."""
    faults = [f"{found.id}: {found.msg}" for found in checks.run_checks() if found.is_serious()]
    current = health.database_is_current()
    if not current:
        faults.append("SAFECONDUCT_DATABASE: expected a current database; run safeconduct migrate")
    if not health.files_can_be_written():
        faults.append("SAFECONDUCT_FILES: expected a store that takes new files")
    if deploy and current:
        faults += [said for _code, said in fitness.faults(settings.CONFIG)]
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        sys.exit(2)
    click.echo("Fit for real words." if deploy else "Fit to run.", err=True)
