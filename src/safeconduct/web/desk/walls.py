"""Walls that were computed: a human confirms or lifts each, never whom it keeps away."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import LiftReason, Permission
from safeconduct.cases import actions, guarding
from safeconduct.web.desk.forms.overriding import LiftForm
from safeconduct.web.desk.frame import Question, ask, do, show
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import door, who
from safeconduct.web.shared.methods import only

HERE = "matters"


def waiting(actor: Actor) -> int:
    """How many walls and warnings wait for this person."""
    if not gate.may(actor, Permission.MATTER_ASSIGN):
        return 0
    return len(guarding.walls_to_confirm(actor)) + len(guarding.warnings(actor))


@door(Permission.MATTER_ASSIGN)
@only("GET")
def walls(request: HttpRequest) -> HttpResponse:
    """Show the walls that wait for a human, and those that could not be put up."""
    actor = who(request)
    raised, withheld = guarding.walls_to_confirm(actor), guarding.warnings(actor)
    return show(request, "walls", HERE, raised=raised, withheld=withheld)


@door(Permission.MATTER_ASSIGN)
@only("POST")
def confirm(request: HttpRequest, reference: str) -> HttpResponse:
    """Let a computed wall stand for good."""
    wall, _matter = guarding.wall(who(request), reference)
    act = partial(actions.confirm_wall, actor=who(request), wall=wall, today=today())
    return do(request, act, reverse("desk:walls"), _("Confirmed. The wall stands."))


@door(Permission.MATTER_ASSIGN)
def lift(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask why a wall is lifted, and lift it."""
    wall, matter = guarding.wall(who(request), reference)
    return ask(
        request,
        LiftForm(request.POST or None),
        lambda said: actions.lift_wall(
            actor=who(request), wall=wall, reason=LiftReason(said["reason"]), today=today()
        ),
        Question(
            _("Lift the wall around %(number)s for %(name)s")
            % {"number": matter.number, "name": wall.account.name},
            _("Lift the wall"),
            reverse("desk:walls"),
            here=HERE,
            lead=_("The part and the keys they had before do not come back by themselves."),
            done=_("Lifted. It is in the log, with the reason."),
            about=_("Walls"),
            kind="danger",
        ),
    )


@door(Permission.MATTER_ASSIGN)
@only("POST")
def settle(request: HttpRequest, reference: str) -> HttpResponse:
    """Note that somebody dealt with a wall that could not be put up."""
    warning, _matter = guarding.warning(who(request), reference)
    act = partial(actions.settle_warning, actor=who(request), warning=warning, today=today())
    return do(request, act, reverse("desk:walls"), _("Noted. The warning is gone."))
