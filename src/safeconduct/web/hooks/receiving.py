"""A gateway passes on one message (docs/messaging.md).

Whatever does not come from the gateway of an open channel finds nothing, as on no route: a wrong
signature, an old one, a channel that is not there. Nothing of a message is ever repeated.
"""

from __future__ import annotations

import time
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from safeconduct.messaging import actions, queries, reading
from safeconduct.messaging.rules import LARGEST, Proof
from safeconduct.roster.queries import NoDesk
from safeconduct.web.shared import bodies
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import Door, door, who
from safeconduct.web.shared.methods import only

NOBODY_YET = 600  # seconds until a gateway tries again where no desk can read what it brings


@csrf_exempt  # no cookie is read here: whoever posts proves in the head of it who they are
@door(Door.REPORTER)
@only("POST")
def receive(request: HttpRequest, reference: str) -> HttpResponse:
    """Store one message, and then say what to answer to whoever wrote it."""
    actor, body, now = who(request), bodies.whole(request, LARGEST), int(time.time())
    channel = queries.channel_of(actor, reference, proof=_proof(request), body=body, now=now)
    try:
        incoming = reading.read(body, request.headers.get("content-type", ""))
    except reading.Unreadable as expected:
        return _answer(HTTPStatus.BAD_REQUEST, error=str(expected))
    rate = settings.MESSAGES_PER_MINUTE
    if seconds := actions.take_turn(actor=actor, channel=channel, rate=rate, now=now):
        return _later(seconds)
    try:
        said = actions.receive(actor=actor, channel=channel, incoming=incoming, today=today())
    except NoDesk:
        return _later(NOBODY_YET)
    return _answer(HTTPStatus.OK, text=said.answer, language=said.language)


def _later(seconds: int) -> HttpResponse:
    """Ask a gateway to try again: nothing was stored."""
    answer = _answer(HTTPStatus.SERVICE_UNAVAILABLE, error="try again later")
    answer["Retry-After"] = str(seconds)
    return answer


def _proof(request: HttpRequest) -> Proof:
    head = request.headers
    return Proof(
        head.get("authorization", ""),
        head.get("x-safe-conduct-timestamp", ""),
        head.get("x-safe-conduct-signature", ""),
    )


def _answer(status: HTTPStatus, **said: str) -> JsonResponse:
    ok = status == HTTPStatus.OK
    return JsonResponse({"status": "ok" if ok else "error", **said}, status=status)
