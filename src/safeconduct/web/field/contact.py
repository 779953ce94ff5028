"""What a tablet says when there is a network: its code once, and then what it sealed.

It proves who it is by a token in the head of each request; no cookie is read or set. Whatever
carries no token we know finds nothing, as on no route.
"""

from __future__ import annotations

import base64
import json
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from safeconduct.access import gate
from safeconduct.access.terms import Permission
from safeconduct.intake import actions, queries
from safeconduct.web.shared import bodies
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import Door, door, who
from safeconduct.web.shared.methods import only

LARGEST = 1024 * 1024
SCHEME = "Tablet "


@csrf_exempt  # no cookie is read here: the code proves itself
@door(Door.REPORTER)
@only("POST")
def enrol(request: HttpRequest) -> HttpResponse:
    """Take the code of a tablet and give it its token, this once."""
    actor = who(request)
    tablet = queries.expected_tablet(actor, str(_said(request).get("code", "")), today())
    token = actions.enrol_tablet(actor=actor, tablet=tablet, today=today())
    return JsonResponse({"token": token} | _told(tablet))


@csrf_exempt  # no cookie is read here: the token in the head proves the tablet
@door(Door.REPORTER)
@only("POST")
def hear(request: HttpRequest) -> HttpResponse:
    """Tell a tablet which key to seal to, and whether its desk asks it to wipe itself."""
    actor, tablet = who(request), _tablet(request)
    actions.hear(actor=actor, tablet=tablet, today=today())
    return JsonResponse(_told(tablet))


@csrf_exempt  # no cookie is read here: the token in the head proves the tablet
@door(Door.REPORTER)
@only("POST")
def send(request: HttpRequest) -> HttpResponse:
    """Keep one envelope, and say so only when it is stored."""
    actor, tablet, said = who(request), _tablet(request), _said(request)
    if said.get("tablet", tablet.reference) != tablet.reference:
        return _not_kept()  # sealed under an earlier name of the device: it is brought by hand
    try:
        sealed = actions.Sealed.of(said)
        actions.deliver(actor=actor, tablet=tablet, sealed=sealed, today=today())
    except actions.Unreadable:
        return _not_kept()
    return JsonResponse({"kept": True})


@csrf_exempt  # no cookie is read here: the token in the head proves the tablet
@door(Door.REPORTER)
@only("POST")
def wiped(request: HttpRequest) -> HttpResponse:
    """Hear from a tablet that it forgot everything."""
    actions.wiped(actor=who(request), tablet=_tablet(request), today=today())
    return JsonResponse({"known": False})


def _not_kept() -> HttpResponse:
    """Have the tablet keep it."""
    return JsonResponse({"kept": False}, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _told(tablet: Any) -> dict[str, Any]:
    desk = tablet.desk
    return {
        "reference": tablet.reference,
        "name": tablet.name,
        "desk": desk.name,
        "keyring": desk.keyring.reference,
        "public": base64.b64encode(bytes(desk.keyring.public)).decode(),
        "wipe": tablet.wipe_asked_on is not None,
    }


def _tablet(request: HttpRequest) -> Any:
    scheme, _space, token = request.headers.get("authorization", "").partition(" ")
    if f"{scheme} " != SCHEME:
        raise gate.Denied(Permission.REPORT_MAKE.value)
    return queries.tablet(who(request), token)


def _said(request: HttpRequest) -> dict[str, Any]:
    """Read what was sent, if it is small enough. Raises gate.Denied for anything else."""
    try:
        said = json.loads(bodies.whole(request, LARGEST))
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise gate.Denied(Permission.REPORT_MAKE.value)
    return said
