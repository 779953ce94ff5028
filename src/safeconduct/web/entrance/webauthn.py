"""What is asked of a passkey and what is believed of its answer; the page's script sits between.

The library checks challenge, origin and signature. Beside its answer a passkey may give the output
of its PRF: 32 bytes that only it can make, under which the private key is wrapped once more.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import struct
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

from safeconduct.access.actors import Secret
from safeconduct.vault import rings
from safeconduct.web.shared import seeds

# The same for everybody, for ever: another salt would yield other outputs, and no wrap would open.
SALT = hashlib.sha256(b"safeconduct: unlock by passkey").digest()
OUTPUT = 32
LONGEST = 16_000
MISSHAPEN = (TypeError, ValueError, LookupError, AttributeError, RecursionError, struct.error)
TOLD_ONCE_MADE = ("id", "rawId", "type", "response")


class Wrong(Exception):
    """What came is no right answer of a passkey known here. Says nothing more."""


@dataclass(frozen=True)
class Made:
    """A passkey that was just made: what is stored of it, its id, and its output if it gave one."""

    credential: dict[str, Any]
    raw_id: bytes
    output: bytes


@dataclass(frozen=True)
class Shown:
    """A passkey that was just shown: its row, owner, id and output, and the key it unlocks."""

    authenticator: Authenticator
    owner: Any
    raw_id: bytes
    output: bytes
    secret: Secret | None


class Answer(forms.Form):
    """What the script hands over."""

    credential = forms.CharField(max_length=LONGEST, widget=forms.HiddenInput)
    output = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


class Name(forms.Form):
    """What its owner calls a passkey."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        help_text=_("For yourself, such as the device it is on."),
    )


class NewAnswer(Answer):
    """What the script hands over of a passkey that was made, and its name, if it has one yet."""

    name = forms.CharField(max_length=60, required=False)


def ask_for_new(account: Any) -> dict[str, Any]:
    """What the browser needs to make a passkey that signs in by itself, for an account."""
    return _asked(auth.begin_registration(account, passwordless=True))


def ask(account: Any = None) -> dict[str, Any]:
    """What the browser needs to show a passkey of an account, or of whoever it belongs to."""
    return _asked(auth.begin_authentication(account))


def made(said: Answer, account: Any) -> Made:
    """Take a passkey that was made for us just now, by somebody it verified.

    Raises Wrong, also for one that the account has already.
    """
    credential = _parsed(said)
    try:
        raw_id = RegistrationResponse.from_dict(credential).raw_id
        bound = auth.complete_registration(credential)
    except (*MISSHAPEN, ValidationError) as fault:
        raise Wrong from fault
    known = {kept.credential_id for kept in auth.get_credentials(account)}
    if raw_id in known or not bound.is_user_verified():
        raise Wrong
    kept = {name: credential[name] for name in TOLD_ONCE_MADE}
    # Whatever else the browser tells of it stays out of the table, above all its output.
    kept["clientExtensionResults"] = {"credProps": {"rk": True}}
    return Made(kept, raw_id, _output(said))


def shown(said: Answer, account: Any = None) -> Shown:
    """Take a passkey that was shown to us just now; of this account, if one is given.

    Raises Wrong, also for an account that is closed.
    """
    credential = _parsed(said)
    try:
        raw_id = AuthenticationResponse.from_dict(credential).raw_id
        owner = account or auth.extract_user_from_response(credential)
        authenticator = auth.complete_authentication(owner, credential)
    except (*MISSHAPEN, ValidationError) as fault:
        raise Wrong from fault
    if not owner.is_active:
        raise Wrong
    authenticator.record_usage()
    output = _output(said)
    secret = rings.unlock_with_passkey(owner, raw_id, output)
    return Shown(authenticator, owner, raw_id, output, secret)


def passkeys_of(account: Any) -> list[Authenticator]:
    """The passkeys of an account, the oldest first."""
    kept = Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN)
    return list(kept.order_by("created_at", "pk"))


def name_of(authenticator: Authenticator) -> str:
    """What its owner calls a passkey; it lies sealed, because people write names into names."""
    with seeds.of(authenticator.user):
        return seeds.unseal(authenticator.data["name"])


def raw_id_of(authenticator: Authenticator) -> bytes:
    """The id of a passkey, as its authenticator knows it."""
    found: bytes = authenticator.wrap().authenticator_data.credential_data.credential_id
    return found


def _asked(options: dict[str, Any]) -> dict[str, Any]:
    salt = base64.urlsafe_b64encode(SALT).decode().rstrip("=")
    return {"options": options, "salt": salt}


def _parsed(said: Answer) -> dict[str, Any]:
    if not said.is_valid():
        raise Wrong
    try:
        credential = json.loads(said.cleaned_data["credential"])
    except (ValueError, RecursionError) as fault:
        raise Wrong from fault
    if not isinstance(credential, dict):
        raise Wrong
    return credential


def _output(said: Answer) -> bytes:
    text = said.cleaned_data["output"]
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return b""
