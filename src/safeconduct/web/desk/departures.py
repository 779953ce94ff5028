"""A departure, step by step: what somebody holds, what they alone hold, what they lead, the end."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safeconduct.access import actions as access
from safeconduct.access import gate, queries
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.cases import actions as cases
from safeconduct.cases import parts
from safeconduct.roster import queries as roster
from safeconduct.vault import queries as vault
from safeconduct.web.desk import staff
from safeconduct.web.desk.forms.departures import HandOverForm
from safeconduct.web.desk.frame import OBJECTIONS, do, objection_of, show
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import door, who
from safeconduct.web.shared.methods import only

HERE = "people"


@door(Permission.ACCOUNT_MANAGE)
@only("GET")
def departure(request: HttpRequest, reference: str) -> HttpResponse:
    """Show how far a departure is: each step as it stands now."""
    actor = who(request)
    account = queries.person(actor, reference)
    begun = queries.departure_of(actor, account)
    if begun is None or begun.ended_on is not None:
        raise gate.Denied(Permission.ACCOUNT_MANAGE.value)
    alone = _alone(actor, account)
    led = list(parts.led_by(actor, account))
    posts = queries.posts(actor, [account.pk])[account.pk]
    return show(
        request,
        "departure",
        HERE,
        person=account,
        begun=begun,
        posts=[staff.post_in_words(post) for post in posts],
        desks=staff.desks_behind(actor, account),
        alone=alone,
        led=led,
        parts=parts.parts_of(actor, account).count(),
        form=_form(actor, account) if led else None,
        ready=not led and not alone,
    )


@door(Permission.ACCOUNT_MANAGE)
@only("POST")
def begin(request: HttpRequest, reference: str) -> HttpResponse:
    """Note that somebody is leaving, and go to the steps."""
    actor = who(request)
    account = queries.person(actor, reference)
    try:
        access.begin_departure(actor=actor, account=account, today=today())
    except OBJECTIONS as objection:
        messages.error(request, objection_of(objection))
        return HttpResponseRedirect(reverse("desk:person", args=[reference]))
    return HttpResponseRedirect(_page(reference))


@door(Permission.ACCOUNT_MANAGE)
@only("POST")
def call_off(request: HttpRequest, reference: str) -> HttpResponse:
    """Forget that somebody was leaving."""
    actor = who(request)
    account = queries.person(actor, reference)
    act = partial(access.call_off_departure, actor=actor, account=account)
    back = reverse("desk:person", args=[reference])
    return do(request, act, back, _("The departure is called off. The person stays."))


@door(Permission.ACCOUNT_MANAGE, confirmed=True)
@only("POST")
def hand_over(request: HttpRequest, reference: str) -> HttpResponse:
    """Give the lead of the chosen matters to somebody else; say of each that could not be given."""
    actor = who(request)
    account = queries.person(actor, reference)
    form = _form(actor, account, request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose who leads from now on, and one matter or more."))
        return HttpResponseRedirect(_page(reference))
    given = 0
    for matter in form.cleaned_data["matters"]:
        try:
            cases.hand_over(
                actor=actor,
                matter=matter,
                account=account,
                to=form.cleaned_data["to"],
                today=today(),
            )
        except OBJECTIONS as objection:
            messages.error(request, f"{matter.number}: {objection_of(objection)}")
        else:
            given += 1
    if given:
        said = ngettext("%(n)d matter has a new lead.", "%(n)d matters have a new lead.", given) % {
            "n": given
        }
        messages.success(request, said)
    return HttpResponseRedirect(_page(reference))


@door(Permission.ACCOUNT_MANAGE, confirmed=True)
@only("POST")
def end(request: HttpRequest, reference: str) -> HttpResponse:
    """Let somebody go, unless anything would be left without anybody who can open it."""
    actor = who(request)
    account = queries.person(actor, reference)
    person = reverse("desk:person", args=[reference])
    try:
        ended = cases.end_departure(actor=actor, account=account, today=today())
    except OBJECTIONS as objection:
        messages.error(request, objection_of(objection))
        return HttpResponseRedirect(_page(reference))
    if ended:
        messages.success(request, _("The person has left. Their account is closed."))
    else:
        messages.error(request, _("This account was closed already."))
    return HttpResponseRedirect(person)


def _alone(actor: Actor, account: Any) -> dict[str, Any]:
    """What nobody else could open: desks by name, matters by number, and how much besides."""
    keyring = getattr(account, "keyring", None)
    alone = vault.alone_in(actor, keyring) if keyring else None
    if alone is None or alone.nothing:
        return {}
    known = roster.desks_by_key(actor, [desk.pk for desk in alone.desks])
    scopes = [held.scope for held in alone.compartments]
    numbers = parts.numbers(actor, set(scopes))
    return {
        "desks": [known[desk.pk].name for desk in alone.desks if desk.pk in known],
        "matters": sorted(numbers.values()),
        "others": sum(scope not in numbers for scope in scopes),
    }


def _form(actor: Actor, account: Any, said: Any = None) -> HandOverForm:
    led = parts.led_by(actor, account)
    all_of_them = {"matters": [matter.reference for matter in led]}
    return HandOverForm(parts.successors(actor, account), led, said, initial=all_of_them)


def _page(reference: str) -> str:
    return reverse("desk:departure", args=[reference])
