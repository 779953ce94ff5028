"""Records and how long they are kept: what is due, two people's decisions, holds, certificates."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from safeconduct.access.terms import Permission
from safeconduct.retention import actions, certificates, queries, records
from safeconduct.retention.terms import Act
from safeconduct.web.desk import shelves
from safeconduct.web.desk.forms.keeping import HoldForm
from safeconduct.web.desk.frame import Question, ask, do, show
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import door, who
from safeconduct.web.shared.methods import only

HERE = "records"


@door(Permission.RETENTION_READ)
@only("GET")
def listed(request: HttpRequest) -> HttpResponse:
    """Show what is due, what waits, what is held or what was carried out."""
    return show(request, "records", HERE, **shelves.listed(request))


@door(Permission.RETENTION_PROPOSE)
@only("POST")
def propose(request: HttpRequest) -> HttpResponse:
    """Propose the records that were ticked."""
    form = shelves.proposal(request)
    if not form.is_valid():
        messages.error(request, _("Choose one or more records."))
        return HttpResponseRedirect(_list())
    act = partial(
        actions.propose, actor=who(request), scopes=form.cleaned_data["scopes"], today=today()
    )
    done = _("Proposed. Another person has to approve before anything is destroyed.")
    return do(request, act, _list(shelves.OPEN), done)


@door(Permission.RETENTION_READ)
@only("GET")
def disposition(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one disposition and the steps open to this person."""
    found = queries.disposition(who(request), reference)
    return show(request, "disposition", HERE, **shelves.of_disposition(who(request), found))


@door(Permission.RETENTION_APPROVE, confirmed=True)
def approve(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what would be destroyed, and agree to it as a second person."""
    done = _("Approved. Nothing is destroyed yet.")
    return _decided(request, reference, Act.APPROVE, actions.approve, done)


@door(Permission.RETENTION_APPROVE, confirmed=True)
def carry_out(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what will be destroyed and that it cannot be undone, and destroy it."""
    done = _("Destroyed. The certificate is ready.")
    return _decided(request, reference, Act.CARRY_OUT, actions.carry_out, done)


@door(Permission.RETENTION_APPROVE)
@only("POST")
def refuse(request: HttpRequest, reference: str) -> HttpResponse:
    """Decide that a record is kept for now."""
    return _taken(request, reference, actions.refuse, _("Refused. The record is kept."))


@door(Permission.RETENTION_PROPOSE)
@only("POST")
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a proposal back."""
    return _taken(request, reference, actions.withdraw, _("Withdrawn. The record is kept."))


@door(Permission.RETENTION_PROPOSE)
def hold(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask why a record is kept from destruction, and place the hold."""
    actor = who(request)
    kind, record = queries.seen(actor, Permission.RETENTION_PROPOSE, reference)
    page = shelves.PAGES.get(kind)
    back = reverse(page, args=[reference]) if page else _list(shelves.HOLDS)
    name = shelves.name_of(kind, records.number_of(record), reference)
    return ask(
        request,
        HoldForm(request.POST or None),
        lambda said: actions.place_hold(
            actor=actor, scope=reference, reason=said["reason"], today=today()
        ),
        Question(
            _("Place a hold"),
            _("Place the hold"),
            back,
            here=HERE,
            done=_("The hold stands."),
            about=name,
        ),
    )


@door(Permission.RETENTION_PROPOSE)
@only("POST")
def lift_hold(request: HttpRequest, reference: str) -> HttpResponse:
    """End a hold."""
    found = queries.hold(who(request), reference)
    act = partial(actions.lift_hold, actor=who(request), hold=found, today=today())
    return do(request, act, _list(shelves.HOLDS), _("The hold is lifted."))


@door(Permission.RETENTION_READ)
@only("GET")
def certificate(request: HttpRequest, reference: str) -> HttpResponse:
    """Hand out the certificate of a destruction; one that was altered is not set."""
    stone = queries.tombstone(who(request), reference)
    try:
        sheet = certificates.sheet(stone)
    except certificates.Altered:
        messages.error(request, _("This certificate was altered in the database. Tell an auditor."))
        return HttpResponseRedirect(_list(shelves.DONE))
    answer = HttpResponse(sheet, content_type="application/pdf")
    named = content_disposition_header(as_attachment=True, filename=f"{stone.certificate}.pdf")
    answer["Content-Disposition"] = named or "attachment"
    answer["Cache-Control"] = "no-store"
    return answer


def _decided(
    request: HttpRequest, reference: str, act: Act, verb: Callable[..., Any], done: str
) -> HttpResponse:
    """Ask first, with a plain sentence of what is destroyed; then act."""
    if request.method == "POST":
        return _taken(request, reference, verb, done)
    found = queries.disposition(who(request), reference)
    return show(request, "destroy", HERE, **shelves.of_step(who(request), found, act))


def _taken(
    request: HttpRequest, reference: str, verb: Callable[..., Any], done: str
) -> HttpResponse:
    found = queries.disposition(who(request), reference)
    act = partial(verb, actor=who(request), disposition=found, today=today())
    return do(request, act, reverse("desk:disposition", args=[reference]), done)


def _list(shown: str = "") -> str:
    return f"{reverse('desk:records')}?show={shown}" if shown else reverse("desk:records")
