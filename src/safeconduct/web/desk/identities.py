"""Complainants' names: asked for by who works on a matter, released or refused by custodians."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.cases import actions, guarding, queries
from safeconduct.cases.terms import IdentityReason, RefusalReason
from safeconduct.web.desk.forms.overriding import AskNameForm, RefusalForm, ReleaseForm
from safeconduct.web.desk.frame import Question, ask, show
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import door, who
from safeconduct.web.shared.methods import only

HERE = "matters"


def waiting(actor: Actor) -> int:
    """How many requests wait for this person as a custodian; none while their key is locked."""
    if actor.secret is None or not gate.may(actor, Permission.GRANT_GIVE):
        return 0
    return guarding.names_asked_for(actor).count()


@door(Permission.MATTER_EDIT)
def ask_for(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Ask why the name of a complainant is needed, and put that to the custodians."""
    actor = who(request)
    matter = queries.matter(actor, reference, Permission.MATTER_EDIT)
    compartment = guarding.name_in(actor, matter, name)
    return ask(
        request,
        AskNameForm(request.POST or None),
        lambda said: actions.request_identity(
            actor=actor,
            matter=matter,
            compartment=compartment,
            reason=IdentityReason(said["reason"]),
            today=today(),
        ),
        Question(
            _("Ask for the complainant's name"),
            _("Ask the custodians"),
            reverse("desk:matter", args=[reference]),
            here=HERE,
            lead=_(
                "Custodians hold the name. They learn that you ask, for which matter and why. "
                "The answer appears on the page of the matter."
            ),
            done=_("Asked. The answer will be on this page."),
            about=matter.number,
        ),
    )


@door(Permission.GRANT_GIVE)
@only("GET")
def asked(request: HttpRequest) -> HttpResponse:
    """Show the names that were asked for to those who hold them."""
    actor = who(request)
    waiting_here = guarding.names_asked_for(actor)
    own = guarding.names_answered(actor, today())
    return show(request, "names", HERE, waiting=waiting_here, own=own)


@door(Permission.GRANT_GIVE, confirmed=True)
def release(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask until when, and release a name to whoever asked for it."""
    actor = who(request)
    found = guarding.name_asked_for(actor, reference)
    return ask(
        request,
        ReleaseForm(today(), request.POST or None),
        lambda said: actions.release_identity(
            actor=actor, request=found, until=said["until"], today=today()
        ),
        _about(
            found,
            _("Release the name to %(name)s") % {"name": found.asked_by.name},
            _("Release the name"),
            _("Released. They alone can open it, until that day."),
            _("This one person can open this one name, for this one matter, until that day."),
        ),
    )


@door(Permission.GRANT_GIVE)
def refuse(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask why, and refuse a name."""
    actor = who(request)
    found = guarding.name_asked_for(actor, reference)
    return ask(
        request,
        RefusalForm(request.POST or None),
        lambda said: actions.refuse_identity(
            actor=actor, request=found, reason=RefusalReason(said["reason"]), today=today()
        ),
        _about(
            found,
            _("Refuse the name to %(name)s") % {"name": found.asked_by.name},
            _("Refuse"),
            _("Refused. Who asked reads your reason."),
            "",
        ),
    )


def _about(found: Any, title: str, button: str, done: str, lead: str) -> Question:
    told = _("%(number)s, asked for: %(reason)s.") % {
        "number": found.matter.number,
        "reason": found.get_reason_display(),
    }
    return Question(
        title,
        button,
        reverse("desk:names"),
        here=HERE,
        lead=f"{told} {lead}".strip(),
        done=done,
        about=_("Names asked for"),
    )
