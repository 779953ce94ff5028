"""Reports: the inbox, one report, and what is done with it."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from safeconduct.access.terms import Permission
from safeconduct.cases import queries as cases
from safeconduct.intake import actions, queries
from safeconduct.intake.terms import SetAside
from safeconduct.roster import queries as roster
from safeconduct.web.desk import dossiers, downloads, inbox, shelves
from safeconduct.web.desk.forms import reports as forms
from safeconduct.web.desk.frame import Question, ask, do, show, to_unlock
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import door, who
from safeconduct.web.shared.methods import only


@door(Permission.REPORT_READ)
@only("GET")
def reports(request: HttpRequest) -> HttpResponse:
    """Show the inbox."""
    return show(request, "reports", "reports", **inbox.listed(request))


@door(Permission.REPORT_READ)
@only("GET")
def report(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what is open of one report; its words stay sealed."""
    found = queries.report(who(request), reference)
    return show(request, "report", "reports", **dossiers.of_report(who(request), found))


@door(Permission.REPORT_READ)
@only("POST")
def read(request: HttpRequest, reference: str) -> HttpResponse:
    """Open the words of one report, its messages and the names of its files, for a reason."""
    actor, form = who(request), forms.Reason(request.POST)
    found = queries.report(actor, reference)
    if actor.secret is None:
        return to_unlock(reverse("desk:report", args=[reference]))
    context = dossiers.of_report(actor, found) | {"reason": form}
    if form.is_valid() and not context["destroyed"]:
        context |= dossiers.words_of_report(actor, found, form.cleaned_data["reason"])
    return show(request, "report", "reports", **context)


@door(Permission.REPORT_READ, confirmed=True)
@only("POST")
def identify(request: HttpRequest, reference: str) -> HttpResponse:
    """Open who the reporter is, for a reason; custodians alone hold that compartment."""
    actor, form = who(request), forms.Reason(request.POST)
    found = queries.report(actor, reference)
    if actor.secret is None:
        return to_unlock(reverse("desk:report", args=[reference]))
    context = dossiers.of_report(actor, found) | {"reason": form}
    if form.is_valid() and not context["destroyed"]:
        context |= dossiers.reporter_of(actor, found, form.cleaned_data["reason"])
    return show(request, "report", "reports", **context)


@door(Permission.REPORT_READ)
@only("POST")
def attachment(request: HttpRequest, reference: str, file: str) -> HttpResponseBase:
    """Hand out one file of a report, never to be shown inside a page."""
    actor = who(request)
    found = queries.report(actor, reference)
    held = queries.attachments(actor, found)
    if actor.secret is None:
        return to_unlock(reverse("desk:report", args=[reference]))
    if shelves.destroyed(found, actor, Permission.REPORT_READ):
        return show(request, "report", "reports", **dossiers.of_report(actor, found))
    return downloads.handed_out(actor, held.filter(reference=file))


@door(Permission.REPORT_TRIAGE)
def acknowledge(request: HttpRequest, reference: str) -> HttpResponse:
    """Tell the reporter that the report was read."""
    actor = who(request)
    found = queries.report(actor, reference, Permission.REPORT_TRIAGE)
    usual = {"text": forms.first_answer(found.language)}
    return ask(
        request,
        forms.Letter(request.POST or None, initial=usual),
        lambda said: actions.acknowledge(
            actor=actor, report=found, text=said["text"], today=today()
        ),
        _about(_("Acknowledge the report"), _("Acknowledge"), reference),
    )


@door(Permission.REPORT_ANSWER)
def write(request: HttpRequest, reference: str) -> HttpResponse:
    """Leave a message in the reporter's mailbox."""
    actor = who(request)
    found = queries.report(actor, reference, Permission.REPORT_ANSWER)
    return ask(
        request,
        forms.Letter(request.POST or None),
        lambda said: actions.write_to_reporter(
            actor=actor, report=found, text=said["text"], today=today()
        ),
        _about(_("Write to the reporter"), _("Send"), reference),
    )


@door(Permission.REPORT_ANSWER)
@only("POST")
def called(request: HttpRequest, reference: str) -> HttpResponse:
    """Record that the reporter was called; the number goes."""
    actor = who(request)
    found = queries.report(actor, reference, Permission.REPORT_ANSWER)
    back = reverse("desk:report", args=[reference])
    act = partial(actions.called, actor=actor, report=found, today=today())
    return do(request, act, back, _("The call is recorded, and the number destroyed."))


@door(Permission.REPORT_TRIAGE)
def open_matter(request: HttpRequest, reference: str) -> HttpResponse:
    """Open a matter from a report, in a mission within reach."""
    actor = who(request)
    found = queries.report(actor, reference, Permission.REPORT_TRIAGE)
    missions = roster.missions_within(actor, Permission.MATTER_OPEN)
    usual = {"mission": found.mission.code if found.mission else None}
    return ask(
        request,
        forms.OpenMatter(missions, request.POST or None, initial=usual),
        lambda said: actions.open_matter(
            actor=actor, report=found, mission=said["mission"], today=today()
        ),
        _about(_("Open a matter from this report"), _("Open the matter"), reference),
    )


@door(Permission.REPORT_TRIAGE)
def join(request: HttpRequest, reference: str) -> HttpResponse:
    """Make a report part of a matter that exists."""
    actor = who(request)
    found = queries.report(actor, reference, Permission.REPORT_TRIAGE)
    return ask(
        request,
        forms.JoinMatter(lambda n: cases.numbered(actor, n), request.POST or None),
        lambda said: actions.join_matter(
            actor=actor, report=found, matter=said["number"], today=today()
        ),
        _about(_("Make this report part of a matter"), _("Join"), reference),
    )


@door(Permission.REPORT_TRIAGE)
def set_aside(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a report out of the inbox, with the reason as a code."""
    actor = who(request)
    found = queries.report(actor, reference, Permission.REPORT_TRIAGE)
    return ask(
        request,
        forms.SetAsideForm(request.POST or None),
        lambda said: actions.set_aside(
            actor=actor, report=found, why=SetAside(said["why"]), today=today()
        ),
        _about(_("Set the report aside"), _("Set aside"), reference),
    )


@door(Permission.REPORT_TRIAGE)
@only("POST")
def reconsider(request: HttpRequest, reference: str) -> HttpResponse:
    """Put a report that was set aside back into the inbox."""
    actor = who(request)
    found = queries.report(actor, reference, Permission.REPORT_TRIAGE)
    back = reverse("desk:report", args=[reference])
    act = partial(actions.reconsider, actor=actor, report=found)
    return do(request, act, back, _("The report is back in the inbox."))


def _about(title: str, button: str, reference: str) -> Question:
    back = reverse("desk:report", args=[reference])
    return Question(title, button, back, here="reports", done=_("Done."))
