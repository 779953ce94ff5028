"""The channels people write by: opened, changed and ended by who keeps the places to report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from safeconduct.access import gate
from safeconduct.access.terms import Permission
from safeconduct.messaging import actions, queries
from safeconduct.messaging.terms import Mode
from safeconduct.roster import queries as roster
from safeconduct.web.desk.forms.channels import ChannelForm, NewChannelForm
from safeconduct.web.desk.frame import OBJECTIONS, Question, ask, do, show
from safeconduct.web.shared import elsewhere
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import door, who
from safeconduct.web.shared.methods import only

HERE = "points"


@door(Permission.POINT_KEEP)
@only("GET")
def channels(request: HttpRequest) -> HttpResponse:
    """List the channels of one's missions."""
    return show(request, "channels", HERE, channels=queries.channels(who(request)))


@door(Permission.POINT_KEEP, confirmed=True)
def add(request: HttpRequest) -> HttpResponse:
    """Ask what there is to say of a channel, open it, and show its secret this once."""
    actor = who(request)
    made: list[Any] = []

    def act(said: dict[str, Any]) -> None:
        mission, described = said["mission"], form.described()
        made.extend(
            actions.open_channel(actor=actor, mission=mission, described=described, today=today())
        )

    form = NewChannelForm(
        roster.missions_within(actor, Permission.POINT_KEEP),
        request.POST or None,
        initial={"answers": True},
        of_headquarters=gate.reaches_everywhere(actor, Permission.POINT_KEEP),
    )
    answer = ask(request, form, act, _asked(_("Open a channel"), _("Open"), ""))
    return _secret(request, *made) if made else answer


@door(Permission.POINT_KEEP)
def change(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask what there is to say of a channel once more."""
    actor = who(request)
    channel = queries.a_channel(actor, reference)
    initial = {name: getattr(channel, name) for name in ChannelForm.base_fields}
    form = ChannelForm(request.POST or None, initial=initial)
    return ask(
        request,
        form,
        lambda _said: actions.change_channel(
            actor=actor, channel=channel, described=form.described()
        ),
        _asked(_("Change %(name)s") % {"name": channel.name}, _("Keep"), _("Kept.")),
    )


@door(Permission.POINT_KEEP, confirmed=True)
@only("POST")
def renew(request: HttpRequest, reference: str) -> HttpResponse:
    """Give a channel another secret and show it this once; the one before holds beside it."""
    actor = who(request)
    channel = queries.a_channel(actor, reference)
    try:
        secret = actions.renew_secret(actor=actor, channel=channel)
    except OBJECTIONS as objection:
        return _back(request, objection)
    return _secret(request, channel, secret)


@door(Permission.POINT_KEEP)
@only("POST")
def forget(request: HttpRequest, reference: str) -> HttpResponse:
    """End the earlier secret of a channel."""
    actor = who(request)
    channel = queries.a_channel(actor, reference)
    return do(
        request,
        lambda: actions.forget_earlier_secret(actor=actor, channel=channel),
        reverse("desk:channels"),
        _("Only the newest secret holds now."),
    )


@door(Permission.POINT_KEEP)
@only("POST")
def discard(request: HttpRequest, reference: str) -> HttpResponse:
    """End the newest secret of a channel: it was lost before the gateway got it."""
    actor = who(request)
    channel = queries.a_channel(actor, reference)
    return do(
        request,
        lambda: actions.discard_newest_secret(actor=actor, channel=channel),
        reverse("desk:channels"),
        _("Only the earlier secret holds now."),
    )


@door(Permission.POINT_KEEP)
def end(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what ending a channel means, and end it."""
    actor = who(request)
    channel = queries.a_channel(actor, reference)
    question = _asked(
        _("End %(name)s") % {"name": channel.name},
        _("End"),
        _("Ended. Nothing that is sent to it arrives any more."),
        lead=_("What people write to it will not arrive. It cannot be opened again."),
    )
    return ask(
        request,
        forms.Form(request.POST if request.method == "POST" else None),
        lambda _said: actions.end_channel(actor=actor, channel=channel, today=today()),
        question,
    )


def _secret(request: HttpRequest, channel: Any, secret: str) -> HttpResponse:
    """Show the address and the secret of a channel, for whoever sets up the gateway."""
    address = elsewhere.address(request, "hooks:receive", channel.reference)
    signed = channel.mode == Mode.SIGNED
    told = {"address": address, "elsewhere": not elsewhere.is_whole(address)}
    return show(
        request, "channel_secret", HERE, channel=channel, secret=secret, signed=signed, **told
    )


def _back(request: HttpRequest, objection: Exception) -> HttpResponse:
    def object_() -> None:
        raise objection

    return do(request, object_, reverse("desk:channels"), "")


def _asked(title: str, button: str, done: str, lead: str = "") -> Question:
    about = _("Channels for messages")
    back = reverse("desk:channels")
    return Question(title, button, back, here=HERE, lead=lead, done=done, about=about)
