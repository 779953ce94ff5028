"""One allegation: recording it, taking it along its table, and what came of it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from safeconduct.access.terms import Permission
from safeconduct.cases import actions, queries
from safeconduct.cases.actions.allegations import Charge
from safeconduct.cases.terms import Act, Progress, Stage
from safeconduct.roster import queries as roster
from safeconduct.vocabulary import conduct
from safeconduct.web.desk import dossiers
from safeconduct.web.desk.forms import matters as matter_forms
from safeconduct.web.desk.forms import outcomes as forms
from safeconduct.web.desk.frame import Question, ask, do, show
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import door, who
from safeconduct.web.shared.methods import only


@door(Permission.MATTER_EDIT)
def allege(request: HttpRequest, reference: str) -> HttpResponse:
    """Record that one subject is said to have done one thing."""
    actor = who(request)
    found = queries.matter(actor, reference, Permission.MATTER_EDIT)
    known = {(a.subject.reference, a.conduct) for a in queries.allegations(actor, found)}
    offered = {
        "subject": queries.subjects(actor, found),
        "station": roster.stations(actor, found.mission),
        "victims": queries.victims(actor, found),
    }
    form = matter_forms.AllegationForm(
        found.received_on, known, offered, request.POST or None, initial={"precision": "day"}
    )
    return ask(
        request,
        form,
        lambda said: actions.allege(
            actor=actor,
            matter=found,
            subject=said["subject"],
            charge=charge_of(said),
            received_on=found.received_on,
            today=today(),
            victims=list(said["victims"]),
        ),
        Question(
            _("Record an allegation"),
            _("Record the allegation"),
            reverse("desk:matter", args=[reference]),
            about=found.number,
            done=_("The allegation is recorded."),
        ),
    )


@door(Permission.MATTER_READ)
@only("GET")
def allegation(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one allegation, what was found and done, and the steps open to this person."""
    found = queries.allegation(who(request), reference)
    return show(request, "allegation", "matters", **dossiers.of_allegation(who(request), found))


@door(Permission.MATTER_READ)
def step(request: HttpRequest, reference: str, act: str) -> HttpResponse:
    """Ask whether to take a step along the table, and take it."""
    actor = who(request)
    found = queries.allegation(actor, reference)
    if act not in Act:
        raise Http404
    if request.method != "POST":
        return show(request, "step", "matters", **dossiers.of_step(actor, found, Act(act)))
    move = partial(actions.move, actor=actor, allegation=found, act=Act(act), today=today())
    return do(request, move, _page(reference), str(Act(act).label))


@door(Permission.FINDING_RECORD)
def record_finding(request: HttpRequest, reference: str) -> HttpResponse:
    """Record what a body found on this charge, with its reasons sealed."""
    actor = who(request)
    found = queries.allegation(actor, reference, Permission.FINDING_RECORD)
    return ask(
        request,
        forms.FindingForm(found.received_on, request.POST or None),
        lambda said: actions.record_finding(
            actor=actor, allegation=found, **said | {"stage": Stage(said["stage"])}
        ),
        _about(found, _("Record a finding"), _("Record the finding")),
    )


@door(Permission.MEASURE_RECORD)
def record_measure(request: HttpRequest, reference: str) -> HttpResponse:
    """Record what the UN or a State did, and for which charge."""
    actor = who(request)
    found = queries.allegation(actor, reference, Permission.MEASURE_RECORD)
    form = forms.MeasureForm(request.POST or None)
    return ask(
        request,
        form,
        lambda said: actions.record_measure(
            actor=actor,
            allegation=found,
            authority=form.taken()[0],
            kind=form.taken()[1],
            decided_on=said["decided_on"],
            progress=Progress(said["progress"]),
            charge=said["charge"],
            length_days=said["length_days"],
        ),
        _about(found, _("Record a measure"), _("Record the measure")),
    )


def charge_of(said: dict[str, Any]) -> Charge:
    """The codes and days of an allegation form; the type of SEA follows from the conduct."""
    code = said["conduct"]
    sea = conduct.sea_type(code)
    return Charge(
        conduct=code,
        taxonomy=conduct.version_of(code),
        sea_type=sea.code if sea else "",
        incident_from=said["incident_from"],
        incident_to=said["incident_to"],
        precision=said["precision"],
        station=said["station"],
    )


def _page(reference: str) -> str:
    return reverse("desk:allegation", args=[reference])


def _about(found: Any, title: str, button: str) -> Question:
    about = _("%(number)s, subject %(slot)s") % {
        "number": found.matter.number,
        "slot": found.subject.slot,
    }
    return Question(title, button, _page(found.reference), done=_("Done."), about=about)
