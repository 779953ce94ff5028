"""Desks: who is behind each. Only a member, with an open key, can share the key of a desk."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from safeconduct.access import gate
from safeconduct.access import queries as access
from safeconduct.access.terms import Permission
from safeconduct.roster import actions, queries
from safeconduct.roster.terms import DeskKind
from safeconduct.vault import queries as vault
from safeconduct.web.desk import staff
from safeconduct.web.desk.forms.desks import (
    AdmitForm,
    CoverForm,
    FoundForm,
    ReleaseForm,
    SuccessionForm,
)
from safeconduct.web.desk.frame import Question, ask, show
from safeconduct.web.shared.doors import door, who
from safeconduct.web.shared.methods import only

ALL, OWN = "desks", "own-desks"


@door(Permission.ACCOUNT_MANAGE)
@only("GET")
def desks(request: HttpRequest) -> HttpResponse:
    """List every desk with who is behind it, and the desks that are missing."""
    actor = who(request)
    rows = staff.desk_rows(actor, queries.desks(actor), "desk:desk")
    missing = [
        {"kind": str(kind.label), "mission": mission} for kind, mission in queries.missing(actor)
    ]
    return show(request, "desks", ALL, rows=rows, missing=missing)


@door(Permission.ACCOUNT_MANAGE)
@only("GET")
def desk(request: HttpRequest, reference: str) -> HttpResponse:
    """Show who is behind one desk, and whom to ask for a change."""
    actor = who(request)
    found = queries.a_desk(actor, reference)
    return show(request, "desk", ALL, row=staff.desk_row(actor, found, "desk:desk"), own=False)


@door(Permission.ACCOUNT_MANAGE, confirmed=True)
def found(request: HttpRequest) -> HttpResponse:
    """Ask for a desk and its first members, and found it."""
    actor = who(request)
    people = access.accounts(actor).filter(keyring__isnull=False)
    form = FoundForm(queries.missions(actor), people, request.POST or None)

    def act(said: dict[str, Any]) -> None:
        actions.found_desk(
            actor=actor,
            kind=DeskKind(said["kind"]),
            name=said["name"],
            members=[account.keyring for account in said["members"]],
            mission=said["mission"],
            state=said["state"],
        )

    return ask(
        request,
        form,
        act,
        Question(
            _("Found a desk"),
            _("Found the desk"),
            reverse("desk:desks"),
            here=ALL,
            done=_("The desk is founded."),
            about=_("Desks"),
        ),
    )


@door(Permission.GRANT_GIVE)
@only("GET")
def own_desks(request: HttpRequest) -> HttpResponse:
    """List the desks one is behind."""
    actor = who(request)
    rows = staff.desk_rows(actor, queries.own_desks(actor), "desk:own-desk")
    corridors = gate.may(actor, Permission.REFERRAL_SEND)
    return show(request, "own_desks", OWN, rows=rows, corridors=corridors)


@door(Permission.GRANT_GIVE)
@only("GET")
def own_desk(request: HttpRequest, reference: str) -> HttpResponse:
    """Show who is behind one's own desk, and what a member can do."""
    actor = who(request)
    found = queries.own_desk(actor, reference)
    return show(request, "desk", OWN, row=staff.desk_row(actor, found, "desk:own-desk"), own=True)


@door(Permission.GRANT_GIVE, confirmed=True)
def desk_admit(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask whom to admit for good, and share the key of the desk with them."""
    return _admission(request, reference, AdmitForm, _("Admit to the desk"))


@door(Permission.GRANT_GIVE, confirmed=True)
def desk_cover(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask who covers an absence and until when, and share the key of the desk for so long."""
    return _admission(request, reference, CoverForm, _("Cover an absence"))


@door(Permission.GRANT_GIVE, confirmed=True)
def desk_release(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask whom to release, and give the desk a new key that they do not hold."""
    actor = who(request)
    held = queries.own_desk(actor, reference)
    behind = vault.members(actor, held.keyring).values("member__account")
    form = ReleaseForm(
        access.accounts(actor).filter(pk__in=behind),
        request.POST or None,
        initial={"member": request.GET.get("member", "")},
    )
    return ask(
        request,
        form,
        lambda said: actions.release(
            actor=actor, desk=held, member=said["member"].keyring, reason=said["reason"]
        ),
        _question(
            held,
            _("Release from the desk"),
            _("Release"),
            _("Released. The desk has a new key. What it reaches gets new keys as key work."),
            kind="danger",
        ),
    )


@door(Permission.REFERRAL_SEND, confirmed=True)
def succeed(request: HttpRequest) -> HttpResponse:
    """Ask who answers for a State from now on, and give its desk to them."""
    actor = who(request)
    form = SuccessionForm(
        queries.desks_of_states(actor), queries.focal_points(actor), request.POST or None
    )

    return ask(
        request,
        form,
        lambda said: actions.succeed(
            actor=actor,
            desk=said["desk"],
            members=[account.keyring for account in said["members"]],
        ),
        Question(
            _("Give a State's desk to its focal points"),
            _("Give the desk to them"),
            reverse("desk:own-desks"),
            here=OWN,
            kind="danger",
            done=_("The desk has a new key, which only they hold. All that was sent is theirs."),
            about=_("Desks"),
        ),
    )


def _admission(
    request: HttpRequest, reference: str, asked: type[AdmitForm], title: str
) -> HttpResponse:
    actor = who(request)
    held = queries.own_desk(actor, reference)
    form = asked(queries.admissible(actor, held), request.POST or None)
    return ask(
        request,
        form,
        lambda said: actions.admit(
            actor=actor, desk=held, member=said["member"].keyring, until=said.get("until")
        ),
        _question(held, title, _("Share the key of the desk"), _("They are behind the desk now.")),
    )


def _question(held: Any, title: str, button: str, done: str, kind: str = "primary") -> Question:
    back = reverse("desk:own-desk", args=[held.reference])
    return Question(title, button, back, here=OWN, done=done, about=held.name, kind=kind)
