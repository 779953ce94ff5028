"""Keep every text in every language: find, compile and check the catalogues."""

from __future__ import annotations

import sys

import click
from django.conf import settings

from safeconduct.site import catalogues


@click.group("messages")
def command() -> None:
    """Find, compile and check translations."""


@command.command("compile")
def compile_all() -> None:
    """Compile each catalogue, so that the server can read it."""
    for language in catalogues.translated_languages():
        click.echo(f"{language}: {catalogues.compile_one(language)} texts", err=True)


@command.command("update")
def update_all() -> None:
    """Add new texts to each catalogue and drop the stale ones."""
    wanted = catalogues.found(settings.PACKAGE)
    for language in catalogues.translated_languages():
        click.echo(f"{language}: {catalogues.update(language, wanted)}", err=True)


@command.command("check")
@click.option("--report-only", is_flag=True, help="Say what is missing and succeed all the same.")
def check_all(*, report_only: bool) -> None:
    """Name every text that a language lacks; exit 2 if there is one."""
    wanted = catalogues.found(settings.PACKAGE)
    lacking = 0
    for language in catalogues.translated_languages():
        texts = catalogues.missing(language, wanted)
        lacking += len(texts)
        for text in texts:
            click.echo(f"{language}: lacks {text!r}", err=True)
        click.echo(f"{language}: {len(wanted) - len(texts)} of {len(wanted)} texts", err=True)
    if lacking and not report_only:
        sys.exit(2)
