"""Gather the static files of every face under hashed names, for production."""

from __future__ import annotations

import click
from django.conf import settings
from django.core.management import call_command


@click.command("collect")
def command() -> None:
    """Gather, hash and compress the static files into the data folder."""
    call_command("collectstatic", interactive=False, verbosity=0)
    click.echo(f"Static files are in {settings.STATIC_ROOT}.", err=True)
