"""The corridor of one State: what was sent to it, the letter, and its answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.base.moves import IllegalMove
from safeconduct.cases.actions.refusing import Refused
from safeconduct.memberstates import actions, queries
from safeconduct.memberstates.rules import ANSWERS
from safeconduct.memberstates.terms import Act
from safeconduct.retention import queries as retention
from safeconduct.vault import actions as vault
from safeconduct.vault.rings import Locked
from safeconduct.web.partner import wording
from safeconduct.web.partner.forms import AnswerForm
from safeconduct.web.partner.frame import show
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import door, who
from safeconduct.web.shared.methods import only


@door(Permission.REFERRAL_ANSWER)
@only("GET")
def home(request: HttpRequest) -> HttpResponse:
    """Show what was sent to this State: what waits for an answer first."""
    rows = [wording.referral(r, today()) | {"waits": r.is_unanswered} for r in _sent(request)]
    waiting = sorted((r for r in rows if r["waits"]), key=lambda row: row["due_on"])
    answered = [row for row in rows if not row["waits"]]
    return show(request, "home", waiting=waiting, answered=answered)


@door(Permission.REFERRAL_ANSWER)
@only("GET")
def referral(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one referral with its letter closed."""
    return show(request, "referral", **_page(who(request), reference))


@door(Permission.REFERRAL_ANSWER)
@only("POST")
def read(request: HttpRequest, reference: str) -> HttpResponse:
    """Open the letter, and the answer if there is one; the opening is recorded."""
    actor = _unlocked(who(request))
    found = queries.in_corridor(actor, reference)
    if retention.remains(found, actor, Permission.REFERRAL_READ):
        return show(request, "referral", **_page(actor, reference))
    sealed = {"letter": found.letter, "answer": found.answer}
    wanted = [seal.reference for seal in sealed.values() if seal]
    words = vault.open_seals(actor=actor, references=wanted, reason="referral")
    opened = {name: words[seal.reference] for name, seal in sealed.items() if seal}
    return show(request, "referral", **_page(actor, reference), opened=opened)


@door(Permission.REFERRAL_ANSWER)
@only("POST")
def acknowledge(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirm that the letter was received."""
    found = queries.in_corridor(who(request), reference)
    try:
        actions.acknowledge(actor=who(request), referral=found, today=today())
    except IllegalMove:
        messages.error(request, _("Receipt was confirmed before."))
    else:
        messages.success(request, _("Receipt is confirmed."))
    return HttpResponseRedirect(reverse("partner:referral", args=[reference]))


@door(Permission.REFERRAL_ANSWER)
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask what the State elects, and record it; every word typed is kept until it is accepted."""
    actor = who(request)
    found = queries.in_corridor(actor, reference)
    acts = queries.acts_on(actor, found)
    if not set(acts) & set(ANSWERS):
        raise gate.Denied(Permission.REFERRAL_ANSWER.value)
    form = AnswerForm(acts, request.POST or None)
    if form.is_bound and form.is_valid() and _answered(actor, found, form):
        return HttpResponseRedirect(reverse("partner:answered", args=[reference]))
    return show(request, "answer", form=form, **_page(actor, reference))


@door(Permission.REFERRAL_ANSWER)
@only("GET")
def answered(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirm what was answered, and when."""
    shown = _page(who(request), reference)
    if shown["acts"]:
        raise gate.Denied(Permission.REFERRAL_ANSWER.value)
    return show(request, "answered", **shown)


def _sent(request: HttpRequest) -> list[Any]:
    return list(queries.corridor(who(request)))


def _page(actor: Actor, reference: str) -> dict[str, Any]:
    found = queries.in_corridor(actor, reference)
    acts = queries.acts_on(actor, found)
    return {
        "reference": found.reference,
        "stone": retention.remains(found, actor, Permission.REFERRAL_READ),
        "row": wording.referral(found, today()),
        "acts": acts,
        "to_acknowledge": Act.ACKNOWLEDGE in acts,
        "may_answer": bool(set(acts) & set(ANSWERS)),
    }


def _unlocked(actor: Actor) -> Actor:
    """Lead a locked session to unlock, not to an absence. Raises Locked."""
    if actor.secret is None:
        raise Locked
    return actor


def _answered(actor: Actor, found: Any, form: AnswerForm) -> bool:
    """Record the answer; what stands against it is said on the form."""
    try:
        actions.answer(
            actor=_unlocked(actor),
            referral=found,
            election=Act(form.cleaned_data["election"]),
            answer=form.answer(),
            today=today(),
        )
    except Locked:
        form.add_error(None, _("Your session locked. Unlock it in another tab, then send again."))
    except (IllegalMove, Refused):
        form.add_error(None, _("This referral was answered before."))
    return not form.errors
