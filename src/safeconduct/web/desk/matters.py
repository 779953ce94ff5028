"""Matters: the list, one file, and what is added to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from safeconduct.access import queries as accounts
from safeconduct.access.terms import Permission, WallSource
from safeconduct.cases import actions, queries
from safeconduct.cases.actions.people import Snapshot
from safeconduct.cases.terms import Part, SubjectKind
from safeconduct.roster import queries as roster
from safeconduct.web.desk import dossiers, files
from safeconduct.web.desk.forms import matters as forms
from safeconduct.web.desk.forms.reports import Opening
from safeconduct.web.desk.frame import Question, ask, show, to_unlock
from safeconduct.web.shared import sessions
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import door, who
from safeconduct.web.shared.methods import only


@door(Permission.MATTER_READ)
@only("GET")
def matters(request: HttpRequest) -> HttpResponse:
    """Show the matters this person may see."""
    return show(request, "matters", "matters", **files.listed(request))


@door(Permission.MATTER_READ)
@only("GET")
def matter(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one file: its spine, what is alleged, what runs, who is in."""
    found = queries.matter(who(request), reference)
    return show(request, "matter", "matters", **dossiers.of_matter(who(request), found))


@door(Permission.MATTER_READ)
@only("POST")
def read(request: HttpRequest, reference: str) -> HttpResponse:
    """Open one sealed entry of a file and show the file with its words.

    Who a subject is asks for a fresh proof, as every sealed identity does.
    """
    actor, form = who(request), Opening(request.POST)
    found = queries.matter(actor, reference)
    if actor.secret is None:
        return to_unlock(reverse("desk:matter", args=[reference]))
    if dossiers.is_identity(actor, found, form):
        sessions.ask_proof(request)
    opened = dossiers.words_of_matter(actor, found, form)
    return show(request, "matter", "matters", **dossiers.of_matter(actor, found, opened))


@door(Permission.MATTER_EDIT)
def add_subject(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a subject slot, with the name sealed."""
    actor = who(request)
    found = queries.matter(actor, reference, Permission.MATTER_EDIT)
    units = roster.units_serving(actor, found.mission, None)
    return ask(
        request,
        forms.SubjectForm(units, request.POST or None),
        lambda said: actions.add_subject(
            actor=actor,
            matter=found,
            kind=SubjectKind(said["kind"]),
            size=said["size"],
            identity=said["identity"],
            snapshot=Snapshot(**{k: said[k] for k in Snapshot.__slots__}),
            today=today(),
        ),
        _about(found, _("Add a subject"), _("Add the subject")),
    )


@door(Permission.MATTER_EDIT)
def add_victim(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a reference to a victim; no name is asked."""
    actor = who(request)
    found = queries.matter(actor, reference, Permission.MATTER_EDIT)
    return ask(
        request,
        forms.VictimForm(request.POST or None),
        lambda said: actions.add_victim(actor=actor, matter=found, today=today(), **said),
        _about(found, _("Add a victim"), _("Add the victim")),
    )


@door(Permission.MATTER_EDIT)
def add_note(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a sealed note to the spine."""
    actor = who(request)
    found = queries.matter(actor, reference, Permission.MATTER_EDIT)
    return ask(
        request,
        forms.NoteForm(request.POST or None),
        lambda said: actions.note(actor=actor, matter=found, text=said["text"], today=today()),
        _about(found, _("Write a note"), _("Seal the note")),
    )


@door(Permission.MATTER_ASSIGN)
def assign(request: HttpRequest, reference: str) -> HttpResponse:
    """Give somebody a part in the file, with the keys that part needs."""
    actor = who(request)
    found = queries.matter(actor, reference, Permission.MATTER_ASSIGN)
    return ask(
        request,
        forms.AssignForm(queries.assignable(actor, found), request.POST or None),
        lambda said: actions.assign(
            actor=actor,
            matter=found,
            account=said["account"],
            part=Part(said["part"]),
            today=today(),
        ),
        _about(found, _("Assign somebody"), _("Assign")),
    )


@door(Permission.MATTER_ASSIGN)
def end_part(request: HttpRequest, reference: str) -> HttpResponse:
    """End somebody's part in the file, and take back the keys it gave."""
    actor = who(request)
    found = queries.matter(actor, reference, Permission.MATTER_ASSIGN)

    def end(said: dict[str, Any]) -> None:
        account = said["account"]
        if actions.end_assignment(actor=actor, matter=found, account=account, today=today()):
            still = _("%(name)s still opens some of it as a member of a desk.")
            messages.warning(request, still % {"name": account.name})

    return ask(
        request,
        forms.EndPartForm(queries.on_the_team(actor, found), request.POST or None),
        end,
        _about(found, _("End somebody's part"), _("End the part")),
    )


@door(Permission.MATTER_ASSIGN)
def wall_off(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep somebody away from the file."""
    actor = who(request)
    found = queries.matter(actor, reference, Permission.MATTER_ASSIGN)
    return ask(
        request,
        forms.WallForm(accounts.accounts(actor), request.POST or None),
        lambda said: actions.keep_away(
            actor=actor,
            matter=found,
            account=said["account"],
            source=WallSource(said["source"]),
            today=today(),
        ),
        _about(found, _("Keep somebody away from this matter"), _("Put up the wall")),
    )


def _about(found: Any, title: str, button: str) -> Question:
    back = reverse("desk:matter", args=[found.reference])
    return Question(title, button, back, done=_("Done."), about=found.number)
