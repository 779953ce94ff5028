"""Tablets that take reports without a network, and what came from them and is still sealed."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.intake import actions, queries
from safeconduct.roster import queries as roster
from safeconduct.web.desk.forms.fields import Chosen, offer
from safeconduct.web.desk.frame import Question, ask, do, show
from safeconduct.web.shared import elsewhere
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import door, who
from safeconduct.web.shared.methods import only

HERE = "tablets"
GROUP = 4
AT_ONCE = 50


class TabletForm(forms.Form):
    """A tablet that is expected."""

    name = forms.CharField(
        label=gettext_lazy("What do you call it?"),
        help_text=gettext_lazy("A name for the device, not for whoever carries it."),
        max_length=60,
    )
    desk = Chosen(gettext_lazy("Desk it seals to"), to_field_name="reference", said=str)

    def __init__(self, desks: Any, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        offer(self, "desk", desks)


class CarriedForm(forms.Form):
    """A file that somebody downloaded on a tablet and brought here."""

    file = forms.FileField(label=gettext_lazy("File from the tablet"))


@door(Permission.REPORT_TAKE)
@only("GET")
def tablets(request: HttpRequest) -> HttpResponse:
    """List the tablets of one's desks, and what came from them and waits."""
    actor = who(request)
    return show(
        request,
        "tablets",
        HERE,
        tablets=queries.tablets(actor),
        carried=CarriedForm(),
        **waiting(actor),
    )


@door(Permission.REPORT_TAKE)
def add(request: HttpRequest) -> HttpResponse:
    """Ask what a tablet is called, expect it, and show its code this once."""
    actor = who(request)
    made: list[Any] = []

    def act(said: dict[str, Any]) -> None:
        expected = actions.add_tablet(
            actor=actor, desk=said["desk"], name=said["name"], today=today()
        )
        made.extend(expected)

    form = TabletForm(roster.own_desks(actor), request.POST or None)
    back = reverse("desk:tablets")
    question = Question(_("Add a tablet"), _("Make a code"), back, here=HERE, about=_("Tablets"))
    answer = ask(request, form, act, question)
    if not made:
        return answer
    tablet, code = made
    grouped = "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))
    at = elsewhere.address(request, "field:start")
    told = {
        "tablet": tablet,
        "code": grouped,
        "address": at.partition("://")[2] or at,
        "elsewhere": not elsewhere.is_whole(at),
        "here_too": f"{at}#{grouped}" if elsewhere.is_whole(at) else "",
    }
    return show(request, "tablet_code", HERE, **told)


@door(Permission.REPORT_TAKE)
@only("POST")
def ask_to_wipe(request: HttpRequest, reference: str) -> HttpResponse:
    """Have a tablet wipe itself when it is next heard."""
    actor = who(request)
    tablet = queries.a_tablet(actor, reference)
    return do(
        request,
        lambda: actions.ask_to_wipe(actor=actor, tablet=tablet, today=today()),
        reverse("desk:tablets"),
        _("Asked. It sends what it holds first, then forgets everything."),
    )


@door(Permission.REPORT_TAKE)
@only("POST")
def end(request: HttpRequest, reference: str) -> HttpResponse:
    """Take nothing from a tablet any more."""
    actor = who(request)
    tablet = queries.a_tablet(actor, reference)
    return do(
        request,
        lambda: actions.end_tablet(actor=actor, tablet=tablet, today=today()),
        reverse("desk:tablets"),
        _("Ended. What it still holds can be brought here as a file."),
    )


@door(Permission.REPORT_TAKE)
@only("POST")
def take_in(request: HttpRequest) -> HttpResponse:
    """Open what came from tablets and make each a report."""
    actor = who(request)
    found = queries.unopened(actor)[:AT_ONCE]
    done = actions.open_envelopes(actor=actor, waiting=found, today=today())
    if done.taken:
        messages.success(
            request,
            ngettext("%(n)s report taken in.", "%(n)s reports taken in.", done.taken)
            % {"n": done.taken},
        )
    if done.kept:
        messages.error(
            request,
            ngettext(
                "%(n)s does not open. It is kept as it came.",
                "%(n)s do not open. They are kept as they came.",
                done.kept,
            )
            % {"n": done.kept},
        )
    return HttpResponseRedirect(reverse("desk:tablets"))


@door(Permission.REPORT_TAKE)
@only("POST")
def bring(request: HttpRequest) -> HttpResponse:
    """Take sealed reports from a file that was downloaded on a tablet."""
    actor = who(request)
    form = CarriedForm(request.POST, request.FILES)
    brought = _brought(actor, form.cleaned_data["file"].read()) if form.is_valid() else None
    if brought is None:
        messages.error(request, _("This is no file of a tablet of your desk."))
    else:
        messages.success(
            request, ngettext("%(n)s is new.", "%(n)s are new.", brought) % {"n": brought}
        )
    return HttpResponseRedirect(reverse("desk:tablets"))


def waiting(actor: Actor) -> dict[str, Any]:
    """How many sealed reports wait for this actor, and how many of them did not open."""
    sealed = queries.unopened(actor)
    return {"sealed": sealed.count(), "shut": sealed.filter(failed_on__isnull=False).count()}


def _brought(actor: Actor, content: bytes) -> int | None:
    """Keep each envelope of a file; how many were new, or None for what is no such file."""
    try:
        known = {tablet.reference: tablet for tablet in queries.tablets(actor)}
        told = json.loads(content)["envelopes"]
        found = [(known[one["tablet"]], actions.Sealed.of(one)) for one in told]
        kept = [
            actions.deliver(actor=actor, tablet=tablet, sealed=sealed, today=today())
            for tablet, sealed in found
        ]
    except (ValueError, KeyError, TypeError, RecursionError, actions.Unreadable):
        return None
    return sum(kept)
