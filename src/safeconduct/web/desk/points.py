"""The places where people can report: kept by the officers of their mission, tested, and public."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from safeconduct.access.terms import Permission
from safeconduct.roster import actions, queries
from safeconduct.vocabulary import shelf
from safeconduct.web.desk.forms.points import NewPointForm, PointForm, TestForm
from safeconduct.web.desk.frame import Question, ask, do, show
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import door, who
from safeconduct.web.shared.methods import only

HERE = "points"


@door(Permission.POINT_KEEP)
@only("GET")
def points(request: HttpRequest) -> HttpResponse:
    """List the places of one's missions, and say which have to be tested."""
    stale = today() - timedelta(days=settings.POINT_TEST_DAYS)
    rows: list[dict[str, Any]] = [
        {
            "point": point,
            "kind": shelf.label("channels", point.kind),
            "overdue": not point.closed_on
            and (point.last_tested_on is None or point.last_tested_on < stale),
        }
        for point in queries.points(who(request))
    ]
    overdue = sum(row["overdue"] for row in rows)
    return show(request, "points", HERE, rows=rows, overdue=overdue, days=settings.POINT_TEST_DAYS)


@door(Permission.POINT_KEEP)
def add(request: HttpRequest) -> HttpResponse:
    """Ask what there is to say of a place, and list it."""
    actor = who(request)
    form = NewPointForm(queries.missions_within(actor, Permission.POINT_KEEP), request.POST or None)
    return ask(
        request,
        form,
        lambda said: actions.add_point(
            actor=actor, mission=said["mission"], described=form.described(), today=today()
        ),
        _asked(_("List a place"), _("List"), _("Listed. Everybody can read of it now.")),
    )


@door(Permission.POINT_KEEP)
def change(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask what there is to say of a place once more."""
    actor = who(request)
    point = queries.a_point(actor, reference)
    initial = {name: getattr(point, name) for name in PointForm.base_fields}
    initial["eases"] = point.eases.split()
    form = PointForm(request.POST or None, initial=initial)
    return ask(
        request,
        form,
        lambda _said: actions.change_point(actor=actor, point=point, described=form.described()),
        _asked(_("Change %(name)s") % {"name": point.name}, _("Keep"), _("Kept.")),
    )


@door(Permission.POINT_KEEP)
@only("POST")
def close(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a place off the public list."""
    actor = who(request)
    point = queries.a_point(actor, reference)
    return do(
        request,
        lambda: actions.close_point(actor=actor, point=point, today=today()),
        reverse("desk:points"),
        _("Closed. It is off the public list."),
    )


@door(Permission.POINT_KEEP)
def test(request: HttpRequest, reference: str) -> HttpResponse:
    """Show how a place answered so far, and ask whether it answered now."""
    actor = who(request)
    point = queries.a_point(actor, reference)
    question = _asked(
        _("Test of %(name)s") % {"name": point.name},
        _("Record the test"),
        _("Recorded. The day stands on the public list."),
        template="point_test",
        lead=_("Try it as somebody would who wants to report, and say that it is a test."),
    )
    return ask(
        request,
        TestForm(request.POST or None, initial={"tested_on": today()}),
        lambda said: actions.record_point_test(
            actor=actor,
            point=point,
            answered=said["answered"] == "yes",
            tested_on=said["tested_on"],
            minutes=said["minutes"],
        ),
        question,
        tests=queries.tests_of(actor, point)[:20],
    )


def _asked(title: str, button: str, done: str, **more: str) -> Question:
    back = reverse("desk:points")
    return Question(title, button, back, here=HERE, done=done, about=_("Places to report"), **more)
