"""Keep every text in every language: find, compile and check the catalogues."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from safeconduct.wording import catalogues, files, languages


@click.group("messages")
def command() -> None:
    """Find, compile and check translations; word a text anew, or add a language."""


@command.command("compile")
def compile_all() -> None:
    """Compile each catalogue, so that the server can read it."""
    for language in catalogues.ours():
        said = catalogues.compile_one(language.code)
        click.echo(f"{language.code}: {said} texts", err=True)
    for code, said, lacking in files.compile_all():
        more = f"not offered, {lacking} texts are missing" if lacking else f"{said} texts"
        click.echo(f"{code}, of this installation: {more}", err=True)


@command.command("update")
def update_all() -> None:
    """Add new texts to each catalogue and drop the stale ones."""
    for language in catalogues.ours():
        path = catalogues.update(language.code, catalogues.wanted(language))
        click.echo(f"{language.code}: {path}", err=True)


@command.command("check")
@click.option("--report-only", is_flag=True, help="Say what is missing and succeed all the same.")
def check_all(*, report_only: bool) -> None:
    """Name every text that a language lacks; exit 2 if there is one."""
    lacking = 0
    for language in catalogues.ours():
        wanted = catalogues.wanted(language)
        texts = catalogues.missing(language.code, wanted)
        lacking += len(texts)
        for text in texts:
            click.echo(f"{language.code}: lacks {text!r}", err=True)
        said = f"{len(wanted) - len(texts)} of {len(wanted)} texts"
        click.echo(f"{language.code}: {said}", err=True)
    if lacking and not report_only:
        sys.exit(2)


@command.command("begin")
@click.argument("code")
@click.argument("name")
@click.option("--right-to-left", is_flag=True, help="The language is written from the right.")
def begin(code: str, name: str, *, right_to_left: bool) -> None:
    """Add a language for reporters: its CODE (rn) and its NAME in its own script.

    Fill the file that is named, then run `messages compile` and start the servers again.
    """
    _tell(lambda: files.begin(code, name, right_to_left=right_to_left))


@command.command("say")
@click.argument("code")
@click.argument("text")
@click.argument("words")
def say(code: str, text: str, words: str) -> None:
    """Have the English TEXT said as WORDS in the language CODE, on this installation alone.

    Run `messages compile` and start the servers again.
    """
    _tell(lambda: files.say(code, text, words))


def _tell(act: Callable[[], Path]) -> None:
    try:
        click.echo(act())
    except (files.Refused, languages.Fault) as refused:
        raise click.ClickException(str(refused)) from None
