"""Found a real installation: the missions, the first people and their desks."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import NoReturn

import click
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from safeconduct.access import actions as access
from safeconduct.access import actors
from safeconduct.access.gate import Denied
from safeconduct.access.models import Account
from safeconduct.access.terms import NEVER_APPOINTED, Role
from safeconduct.roster import actions as roster
from safeconduct.roster.models import Desk, Mission
from safeconduct.roster.terms import DeskKind
from safeconduct.site.faces import MOUNTS
from safeconduct.vault import actions as vault
from safeconduct.vault import rings
from safeconduct.vault.models import Keyring
from safeconduct.vault.terms import Holder

WRONG = 2
ROLES = [role.value for role in Role if role not in NEVER_APPOINTED]
SETUP = actors.system("setup", Role.ADMINISTRATOR)


@click.group(name="found")
def command() -> None:
    """Found an installation, step by step: missions, person, desk."""


@command.command()
def missions() -> None:
    """Bring the missions of the vocabulary into the roster; a second time changes nothing."""
    click.echo(f"{roster.lay_out_missions(actor=SETUP)} missions added or brought up to date.")


@command.command()
@click.argument("username")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--mission", default="", help="Acronym of the mission, for a mission's officer.")
@click.option("--state", default="", help="ISO code of the State, for its focal point.")
@click.option("--email", default="", help="Work address for notices without content.")
@click.option("--passphrase", default="", help="At least 12 characters; asked for if not given.")
@click.option("--invite", is_flag=True, help="Print a link with which they choose it themselves.")
def person(
    *,
    username: str,
    name: str,
    role: str,
    mission: str,
    state: str,
    email: str,
    passphrase: str,
    invite: bool,
) -> None:
    """Admit somebody with one role, and enrol the key pair that the passphrase unlocks."""
    if Account.objects.filter(username=username).exists():
        _refuse(f"username {username}: somebody signs in with this name already.")
    if role == Role.CONDUCT_OFFICER and not Mission.objects.filter(code=mission).exists():
        _refuse(f"--mission {mission}: expected the acronym of a mission in the roster.")
    if role == Role.MEMBER_STATE and not state:
        _refuse("--state: expected the ISO code of a State.")
    chosen = "" if invite else _chosen(passphrase)
    with transaction.atomic():
        account = access.admit(
            actor=SETUP, username=username, name=name, passphrase=chosen, email=email
        )
        access.appoint(
            actor=SETUP, account=account, role=Role(role), mission=mission, state=state.upper()
        )
        if not invite:
            vault.enrol(actor=SETUP, account=account, passphrase=chosen)
    if invite:
        token = access.invite(actor=SETUP, account=account, today=datetime.now(UTC).date())
        click.echo(f"{username} chooses a passphrase, once, at {_path_of(token)}")
        click.echo(f"The link opens for {settings.INVITATION_DAYS} days. Whoever has it comes in.")
    else:
        click.echo(f"{username} can sign in.")


@command.command()
@click.argument("kind", type=click.Choice([k.value for k in DeskKind]))
@click.argument("name")
@click.option("--member", "members", multiple=True, required=True, help="Username; repeat it.")
@click.option("--mission", default="", help="Acronym, for a mission's desk.")
@click.option("--state", default="", help="ISO code, for a State's desk.")
def desk(*, kind: str, name: str, members: tuple[str, ...], mission: str, state: str) -> None:
    """Found a desk: its key pair is sealed to each member and to the recovery key."""
    if not Keyring.objects.filter(holder=Holder.RECOVERY).exists():
        _refuse("Make the recovery key first (safeconduct keys ceremony).")
    held = Keyring.objects.filter(account__username__in=members).select_related("account")
    rings = {ring.account.username: ring for ring in held if ring.account}
    if missing := sorted(set(members) - set(rings)):
        _refuse(f"--member {missing[0]}: expected the username of somebody with a key.")
    where = Mission.objects.filter(code=mission).first() if mission else None
    if (kind == DeskKind.MISSION) != (where is not None):
        _refuse(f"--mission {mission}: expected an acronym for a mission's desk, and only there.")
    if (kind == DeskKind.STATE) != bool(state):
        _refuse("--state: expected an ISO code for a State's desk, and only there.")
    try:
        roster.found_desk(
            actor=SETUP,
            kind=DeskKind(kind),
            name=name,
            mission=where,
            state=state.upper(),
            members=list(rings.values()),
        )
    except roster.Misplaced as fault:
        _refuse(f"{kind}: {fault}")
    click.echo(f"{name} can receive.")


@command.command()
@click.argument("username")
@click.option("--by", "member", required=True, help="Username of a member, who gives the key.")
@click.option("--kind", type=click.Choice([k.value for k in DeskKind]), required=True)
@click.option("--mission", default="", help="Acronym, for a mission's desk.")
@click.option("--state", default="", help="ISO code, for a State's desk.")
@click.option("--passphrase", prompt="Passphrase of the member", hide_input=True)
def member(
    *, username: str, member: str, kind: str, mission: str, state: str, passphrase: str
) -> None:
    """Admit one more person to a desk. Only a member can: nobody else has the desk's key."""
    desk = Desk.objects.filter(
        kind=kind, state=state.upper(), **({"mission__code": mission} if mission else {})
    ).first()
    if desk is None:
        _refuse(f"{kind} {mission or state}: there is no such desk.")
    giver, newcomer = (Account.objects.filter(username=name).first() for name in (member, username))
    if giver is None or newcomer is None or not hasattr(newcomer, "keyring"):
        _refuse("Expected two usernames of people with a key.")
    secret = rings.unlock_account(giver, passphrase)
    if secret is None:
        _refuse(f"{member}: the passphrase is not right.")
    if rings.is_member(newcomer.keyring, desk.keyring):
        _refuse(f"{username} is a member already.")
    try:
        roster.admit(actor=giver.actor(secret), desk=desk, member=newcomer.keyring)
    except roster.Misplaced as refused:
        _refuse(f"{username}: {refused}")
    except Denied:
        _refuse(f"{member} is no member of this desk.")
    click.echo(f"{username} is a member of {desk.name}.")


@command.command(name="sign-on")
@click.argument("username")
@click.argument("identifier", default="")
@click.option("--withdraw", is_flag=True, help="Close the account to the sign-on again.")
def sign_on(*, username: str, identifier: str, withdraw: bool) -> None:
    """Open an account to whoever the organisation's sign-on calls so, and to nobody else.

    Said a second time, it forgets whom the sign-on meant before.
    """
    account = Account.objects.filter(username=username).first()
    if account is None:
        _refuse(f"username {username}: nobody signs in with this name.")
    if withdraw:
        if not access.withdraw_sign_on(actor=SETUP, account=account):
            _refuse(f"username {username}: the account is not open to the sign-on.")
        click.echo(f"{username} can no longer come in by the organisation's sign-on.")
        return
    if not identifier.strip():
        _refuse("identifier: expected what the sign-on calls the person, such as a work address.")
    today = datetime.now(UTC).date()
    try:
        access.provision_sign_on(actor=SETUP, account=account, identifier=identifier, today=today)
    except access.Taken:
        _refuse(f"identifier {identifier}: another account is open to this person.")
    click.echo(f"{username} can come in by the organisation's sign-on.")


def _chosen(passphrase: str) -> str:
    chosen = passphrase or click.prompt("Passphrase", hide_input=True, confirmation_prompt=True)
    try:
        validate_password(chosen)
    except ValidationError as fault:
        _refuse(f"--passphrase: {' '.join(fault.messages)}")
    return str(chosen)


def _path_of(token: str) -> str:
    return f"/{MOUNTS['entrance']}invitation/{token}"


def _refuse(line: str) -> NoReturn:
    click.echo(line, err=True)
    sys.exit(WRONG)
