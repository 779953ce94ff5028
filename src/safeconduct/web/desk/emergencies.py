"""Broken glass: two hours in one matter, told to a second person, reviewed by another."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safeconduct.access import actions, gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import EmergencyReason, Permission, Verdict
from safeconduct.cases import actions as cases
from safeconduct.cases import guarding
from safeconduct.web.desk.forms.overriding import GlassForm, VerdictForm
from safeconduct.web.desk.frame import Question, ask, show
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import door, who
from safeconduct.web.shared.methods import only

HERE = "today"


def told(actor: Actor) -> dict[str, Any]:
    """What the first page says of emergencies: those to review, and one's own open ones."""
    shown: dict[str, Any] = {"may_break": gate.may(actor, Permission.EMERGENCY_OPEN)}
    if shown["may_break"]:
        shown["open_glass"] = guarding.open_glass(actor, timezone.now())
    if gate.may(actor, Permission.EMERGENCY_REVIEW):
        waiting = [one for one in guarding.glass(actor, today()) if one.may_review]
        shown["to_review"] = len(waiting)
        shown["review_late"] = sum(one.overdue for one in waiting)
        shown["told_me"] = sum(one.emergency.told_id == actor.account for one in waiting)
    return shown


@door(Permission.EMERGENCY_OPEN, confirmed=True)
def break_glass(request: HttpRequest) -> HttpResponse:
    """Say what happens, ask for a number and a reason, and open that matter for two hours."""
    opened: list[str] = []

    def act(said: dict[str, Any]) -> None:
        emergency = cases.break_glass(
            actor=who(request),
            number=said["number"],
            reason=EmergencyReason(said["reason"]),
            now=timezone.now(),
        )
        opened.append(emergency.scope)

    question = Question(
        _("Break the glass"),
        _("Break the glass"),
        reverse("desk:today"),
        here=HERE,
        kind="danger",
        about=_("Today"),
        template="break_glass",
    )
    answer = ask(request, GlassForm(request.POST or None), act, question)
    return HttpResponseRedirect(reverse("desk:matter", args=opened)) if opened else answer


@door(Permission.EMERGENCY_REVIEW)
@only("GET")
def emergencies(request: HttpRequest) -> HttpResponse:
    """Show every breaking of glass to those who review it."""
    return show(request, "emergencies", HERE, rows=guarding.glass(who(request), today()))


@door(Permission.EMERGENCY_REVIEW)
def review(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one breaking of glass, and ask whether it was justified."""
    actor = who(request)
    found = guarding.one_glass(actor, reference, today())
    question = Question(
        _("Review an emergency"),
        _("Record the review"),
        reverse("desk:emergencies"),
        here=HERE,
        done=_("Reviewed. It is in the log."),
        about=_("Emergencies"),
        template="emergency",
    )
    judge = partial(actions.review_emergency, actor=actor, emergency=found.emergency, today=today())
    return ask(
        request,
        VerdictForm(request.POST or None),
        lambda said: judge(verdict=Verdict(said["verdict"])),
        question,
        glass=found,
        may_read_log=gate.may(actor, Permission.MATTER_LOG),
    )
