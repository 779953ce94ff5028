"""Bring the database to this release."""

from __future__ import annotations

import sys

import click
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


@click.command("migrate")
def command() -> None:
    """Bring the database to this release. Safe to run twice."""
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not pending:
        click.echo("The database is current.", err=True)
        return
    steps = [(migration.app_label, migration.name) for migration, _backwards in pending]
    with click.progressbar(steps, label="Migrating", file=sys.stderr) as bar:
        for app, name in bar:
            call_command("migrate", app, name, verbosity=0)
