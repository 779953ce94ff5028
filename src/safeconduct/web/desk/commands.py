"""Who commands which unit: recorded here, so that nobody reads a file about their own people."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from safeconduct.access import gate
from safeconduct.access import queries as access
from safeconduct.access.terms import Permission
from safeconduct.cases import actions as cases
from safeconduct.roster import actions, queries
from safeconduct.web.desk.forms.overriding import CommandForm, EndForm, ParentForm
from safeconduct.web.desk.frame import Question, ask, show
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import door, who
from safeconduct.web.shared.methods import only

HERE = "commands"


@door(Permission.ROSTER_READ)
@only("GET")
def commands(request: HttpRequest) -> HttpResponse:
    """Show who commands what, and which unit is part of which."""
    actor = who(request)
    return show(
        request,
        "commands",
        HERE,
        commands=queries.commands(actor),
        units=queries.units(actor),
        may_change=gate.may(actor, Permission.ROSTER_IMPORT),
    )


@door(Permission.ROSTER_IMPORT)
def add(request: HttpRequest) -> HttpResponse:
    """Ask who commands what since when, and record it; walls follow at once."""
    actor = who(request)
    offered = (access.accounts(actor), queries.missions(actor), queries.units(actor))
    return ask(
        request,
        CommandForm(*offered, request.POST or None),
        lambda said: cases.appoint_command(actor=actor, today=today(), **said),
        _asked(
            _("Record a command"),
            _("Record"),
            _("Recorded. Who commands a subject is kept away from the file."),
        ),
    )


@door(Permission.ROSTER_IMPORT)
def end(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for the last day of a command, and record it."""
    actor = who(request)
    command = queries.a_command(actor, reference)
    return ask(
        request,
        EndForm(request.POST or None, initial={"until": today()}),
        lambda said: actions.end_command(actor=actor, command=command, until=said["until"]),
        _asked(
            _("End the command of %(name)s") % {"name": command.account.name},
            _("Record the end"),
            _("Recorded. Walls that follow from it stand until somebody lifts them."),
        ),
    )


@door(Permission.ROSTER_IMPORT)
def place(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask which unit another is part of, and record it."""
    actor = who(request)
    unit = queries.a_unit(actor, reference)
    others = queries.units(actor).filter(mission=unit.mission).exclude(pk=unit.pk)
    return ask(
        request,
        ParentForm(others, request.POST or None, initial={"parent": unit.parent}),
        lambda said: cases.place_unit(actor=actor, unit=unit, parent=said["parent"], today=today()),
        _asked(_("Where %(unit)s stands") % {"unit": unit.code}, _("Record"), _("Recorded.")),
    )


def _asked(title: str, button: str, done: str) -> Question:
    back = reverse("desk:commands")
    return Question(title, button, back, here=HERE, done=done, about=_("Chain of command"))
