"""Coming to the partner face, locking it, and leaving."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from safeconduct.web.shared import signin
from safeconduct.web.shared.doors import Door, door
from safeconduct.web.shared.methods import only

FACE, HOME = "partner", "partner:home"


@door(Door.ANYONE)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask who comes."""
    return signin.sign_in(request, face=FACE, home=HOME)


@door(Door.SIGNED_IN)
def unlock(request: HttpRequest) -> HttpResponse:
    """Ask for the passphrase again."""
    return signin.unlock(request, face=FACE, home=HOME)


@door(Door.SIGNED_IN)
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask once more who it is."""
    return signin.confirm(request, face=FACE, home=HOME)


@door(Door.SIGNED_IN)
@only("POST")
def lock(request: HttpRequest) -> HttpResponse:
    """Forget the key."""
    return signin.lock(request, face=FACE)


@door(Door.SIGNED_IN)
@only("POST")
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    return signin.sign_out(request, face=FACE)
