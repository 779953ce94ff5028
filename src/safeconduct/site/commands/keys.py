"""The recovery key: made in shares, proved, used, renewed, and rehearsed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation

from safeconduct.access import actors
from safeconduct.access.models import Account
from safeconduct.access.terms import Role
from safeconduct.site import backups, custody
from safeconduct.site.backups import rehearsing
from safeconduct.site.backups.restoring import tell
from safeconduct.site.custody import Refused
from safeconduct.site.sheets import shares as sheet
from safeconduct.vault import quorum
from safeconduct.vault.actions import recovery
from safeconduct.vault.quorum import FEWEST, MOST

FAILED, WRONG = 1, 2
CUSTODY = actors.system("recovery", Role.ADMINISTRATOR)
FILE = click.Path(dir_okay=False, path_type=Path)


@click.group(name="keys")
def command() -> None:
    """The recovery key and its shares: make, prove, use, renew, rehearse."""


def _plainly(act: Callable[..., Any]) -> Callable[..., Any]:
    """Say a refusal in one line, with exit code 2."""

    @wraps(act)
    def ask(*args: Any, **kwargs: Any) -> Any:
        try:
            return act(*args, **kwargs)
        except Refused as fault:
            click.echo(str(fault), err=True)
            sys.exit(WRONG)

    return ask


def _sizes(act: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a new set of shares."""
    for option in (
        click.option("--language", default="en", help="Language of the sheets: en or ar."),
        click.option("--custodian", "custodians", multiple=True, help="Name on a sheet; repeat."),
        click.option("--out", "folder", type=click.Path(path_type=Path), required=True),
        click.option("--shares", "count", type=click.IntRange(FEWEST, MOST), required=True),
        click.option("--threshold", type=click.IntRange(FEWEST, MOST), required=True),
    ):
        act = option(act)
    return act


def _shares(act: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--share-file",
        "files",
        type=FILE,
        multiple=True,
        help="A share in a file; repeat it. Without it the shares are asked for, unseen.",
    )(act)


@command.command()
@_sizes
@_plainly
def ceremony(
    *, threshold: int, count: int, folder: Path, custodians: tuple[str, ...], language: str
) -> None:
    """Make the recovery key and print one sheet a custodian; it is stored nowhere else."""
    _check_sizes(threshold, count, custodians)
    custody.prepare(folder)
    try:
        with transaction.atomic(), translation.override(language):
            words = recovery.hold_ceremony(actor=CUSTODY, threshold=threshold, count=count)
            _lay_out(folder, words, threshold, custodians)
    except quorum.NoRecoveryKey:
        line = "The recovery key exists already; safeconduct keys renew replaces it."
        raise Refused(line) from None
    _tell(folder, threshold, count)


@command.command()
@_shares
@_plainly
def check(*, files: tuple[Path, ...]) -> None:
    """Prove that enough shares open the recovery key, without using it."""
    held = custody.gather(files)
    recovery.prove_quorum(actor=CUSTODY, shares=held)
    click.echo("These shares open the recovery key.")


@command.command()
@click.argument("username")
@_shares
@click.option("--passphrase", help="The new one; asked for, unseen, when not given.")
@_plainly
def recover(*, username: str, files: tuple[Path, ...], passphrase: str | None) -> None:
    """Give somebody who lost their passphrase a new one, and their desks back."""
    account = Account.objects.filter(username=username, is_active=True).first()
    if account is None:
        raise Refused(f"username {username}: nobody signs in with this name.")
    held = custody.gather(files)
    if passphrase is None:
        passphrase = click.prompt(
            "New passphrase", hide_input=True, confirmation_prompt=True, err=True
        )
    try:
        validate_password(passphrase, account)
    except ValidationError as fault:
        raise Refused(f"--passphrase: {' '.join(fault.messages)}") from None
    found = recovery.recover(actor=CUSTODY, account=account, passphrase=passphrase, shares=held)
    click.echo(f"{username} has a new key: {found.desks} desks, {found.compartments} compartments.")
    if found.lost:
        click.echo(f"{found.lost} more were held by them alone, and stay shut.", err=True)


@command.command()
@_sizes
@_shares
@_plainly
def renew(
    *,
    threshold: int,
    count: int,
    folder: Path,
    custodians: tuple[str, ...],
    language: str,
    files: tuple[Path, ...],
) -> None:
    """Replace the recovery key and its shares, when a share was lost or seen."""
    _check_sizes(threshold, count, custodians)
    custody.prepare(folder)
    held = custody.gather(files)
    with transaction.atomic(), translation.override(language):
        words = recovery.renew_recovery(
            actor=CUSTODY, shares=held, threshold=threshold, count=count
        )
        _lay_out(folder, words, threshold, custodians)
    _tell(folder, threshold, count)
    click.echo("The old shares open nothing here. Burn them, and make a new backup.", err=True)


@command.command()
@click.argument("username", default="")
@_shares
@click.option(
    "--database",
    default="",
    help="On PostgreSQL: an empty database to rehearse in. Without it one is made and dropped.",
)
@_plainly
def drill(*, username: str, files: tuple[Path, ...], database: str) -> None:
    """Rehearse recovery on a copy, for USERNAME or anybody at a desk; the server may run."""
    held = custody.gather(files)
    try:
        outcome = rehearsing.rehearse(held, username, tell, database)
    except backups.Refused as fault:
        raise Refused(str(fault)) from None
    worked = not outcome.fault
    recovery.record_drill(actor=CUSTODY, shares=held, worked=worked, seconds=outcome.seconds)
    if outcome.fault:
        click.echo(f"The drill failed. {outcome.fault}", err=True)
        sys.exit(FAILED)
    click.echo(f"The drill worked, in {outcome.seconds} s. The copy is removed.")


def _check_sizes(threshold: int, count: int, custodians: tuple[str, ...]) -> None:
    if threshold > count:
        raise Refused(f"--threshold {threshold}: expected at most the {count} shares.")
    if custodians and len(custodians) != count:
        raise Refused(f"--custodian: expected {count} names, one a share, or none.")


def _lay_out(folder: Path, words: list[str], threshold: int, custodians: tuple[str, ...]) -> None:
    today = datetime.now(UTC).date()
    of = sheet.Set(custody.key_public(), threshold, len(words), today)
    custody.lay_out(folder, words, of, custodians)


def _tell(folder: Path, threshold: int, count: int) -> None:
    click.echo(f"{count} sheets in {folder}, {threshold} of them needed.")
    click.echo(f"Fingerprint: {quorum.fingerprint(custody.key_public())}")
    click.echo("Print them, hand each to its custodian, and delete the folder now.", err=True)
