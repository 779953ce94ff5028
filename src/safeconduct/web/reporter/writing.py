"""Writing a report: start, one question after another, check, send."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from safeconduct.access import actors
from safeconduct.access.actors import Actor
from safeconduct.intake import actions as intake
from safeconduct.intake import drafts, form
from safeconduct.roster import queries as roster
from safeconduct.vault import receipts
from safeconduct.web.reporter.pages import (
    REPORT,
    hand_over,
    here,
    in_language,
    refuse_other_sites,
    show,
    to,
    token_of,
)
from safeconduct.web.reporter.spoken import address_of
from safeconduct.web.reporter.waiting import place_in_line
from safeconduct.web.shared.asking import Asked, mission_labels
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import Door, door

CHECKING = "check"


@door(Door.REPORTER)
@csrf_exempt  # nothing ambient authenticates here: no cookie exists yet, and none is asked for
@require_POST
@in_language
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a report: the first cookie is set here, because somebody pressed Start.

    When too many begin at once, the way leads through a short line first (waiting.py).
    """
    refuse_other_sites(request)
    if to_the_line := place_in_line(request):
        return to_the_line
    drafts.forget(token_of(request, REPORT))
    token = drafts.begin(today())
    first = form.current().pages[0]
    answer = to("question", code=first.code)
    hand_over(answer, REPORT, token)
    return answer


@door(Door.REPORTER)
@require_http_methods(["GET", "HEAD", "POST"])
@in_language
def question(request: HttpRequest, code: str) -> HttpResponse:
    """Ask one page of questions and keep what is said."""
    try:
        content = drafts.read(token_of(request, REPORT))
    except drafts.NoDraft:
        return gone(request)
    if content["receipt"]:
        return to("receipt")
    page = form.version(content["form"]).page(code, content["answers"])
    if page is None:
        raise Http404
    asked = _asked(request, page, content["answers"])
    if request.method != "POST" or not (request.POST.get("skip") or asked.is_valid()):
        return _ask(request, page, content, asked)
    said: form.Answers = {q.code: "" for q in page.questions}
    if not request.POST.get("skip"):
        said = asked.answers()
    return _keep(request, page, said)


@door(Door.REPORTER)
@require_http_methods(["GET", "HEAD", "POST"])
@in_language
def check(request: HttpRequest) -> HttpResponse:
    """Show everything that was said once more, and send it."""
    token = token_of(request, REPORT)
    try:
        content = drafts.read(token)
        if drafts.receipt_of(actors.reporter(), content):
            return to("receipt")
        if request.method != "POST":
            return _summary(request, content)
        submission, receipt = drafts.settle(token, get_language() or "en", today())
        keys = receipts.keys(receipt)  # slow by intent, and outside any transaction
        intake.submit(actor=actors.reporter(), submission=submission, receipt=keys, today=today())
    except (drafts.NoDraft, intake.FilesGone):
        return gone(request)
    except form.Refused as refused:
        return _summary(request, content, refused=refused)
    except roster.NoDesk:
        return _summary(request, content, closed=True, status=503)
    return to("receipt")


def _missions(actor: Actor) -> Mapping[str, str]:
    return mission_labels(roster.missions_taking_reports(actor))


def _asked(request: HttpRequest, page: form.Page, answers: form.Answers) -> Asked:
    needed = any(q.kind == "mission" for q in page.questions)
    missions = _missions(actors.reporter()) if needed else {}
    data = request.POST if request.method == "POST" else None
    return Asked(page, missions, today(), data, initial=dict(answers))


def _ask(
    request: HttpRequest, page: form.Page, content: drafts.Content, asked: Asked
) -> HttpResponse:
    place = place_of(request, page, content)
    if not page.questions:
        return show(request, "notice", page=page, **place)
    return show(request, "question", page=page, form=asked, **place)


def _keep(request: HttpRequest, page: form.Page, said: form.Answers) -> HttpResponse:
    try:
        content = drafts.answer(token_of(request, REPORT), said, today())
    except drafts.Frozen:
        return to("receipt")
    except drafts.NoDraft:
        return gone(request)
    return after(request, page, content)


def after(request: HttpRequest, page: form.Page, content: drafts.Content) -> HttpResponse:
    """Send somebody on from a page."""
    return HttpResponseRedirect(_next(request, page, content))


def _next(request: HttpRequest, page: form.Page, content: drafts.Content) -> str:
    """Where somebody goes after a page: on, or back to the check they came from."""
    follows = form.version(content["form"]).after(page, content["answers"])
    checking = CHECKING in request.GET
    opened = bool(follows) and follows[0].opened_by(page)
    if not follows or (checking and not opened):
        return here("check")
    return _address(follows[0]) + (f"?{CHECKING}=1" if checking else "")


def _address(page: form.Page) -> str:
    return here("files") if page.code == "files" else here("question", code=page.code)


def place_of(request: HttpRequest, page: form.Page, content: drafts.Content) -> dict[str, Any]:
    """Where a page stands among the others."""
    path = form.version(content["form"]).path(content["answers"])
    asking = [p for p in path if p.questions]
    before = path[: [p.code for p in path].index(page.code)]
    back = _address(before[-1]) if before else here("welcome")
    return {
        "spoken": address_of(form.version(content["form"]), page),
        "step": len([p for p in before if p.questions]) + 1,
        "total": len(asking),
        "back": here("check") if CHECKING in request.GET else back,
        "follows": _next(request, page, content),
    }


def _summary(
    request: HttpRequest,
    content: drafts.Content,
    *,
    refused: form.Refused | None = None,
    closed: bool = False,
    status: int = 200,
) -> HttpResponse:
    answers, version = content["answers"], form.version(content["form"])
    missions = _missions(actors.reporter())
    rows = [
        (page, _address(page), _lines(page, answers, missions, content))
        for page in version.path(answers)
        if page.questions
    ]
    path = {page.code: _address(page) for page in version.pages}
    return show(
        request,
        "check",
        status=status,
        rows=rows,
        refused=refused,
        mend=path.get(refused.page, "") if refused else "",
        closed=closed,
        frozen=bool(content["receipt"]),
    )


def _lines(
    page: form.Page, answers: form.Answers, missions: Mapping[str, str], content: drafts.Content
) -> list[str]:
    if page.code == "files":
        part = _("%(name)s (has not arrived whole, and will not be sent)")
        torn = [part % {"name": file.name} for file in drafts.unfinished(content)]
        return [file["name"] for file in content["files"]] + torn
    return [
        missions.get(str(answers[q.code]), form.in_words(q, answers[q.code]))
        if q.kind == "mission"
        else form.in_words(q, answers[q.code])
        for q in page.questions
        if q.code in answers
    ]


def gone(request: HttpRequest) -> HttpResponse:
    """Tell somebody whose draft is not there any more, and give them their words back."""
    if request.method != "POST":
        return to("welcome")
    hidden = {"csrfmiddlewaretoken", "skip"}
    words = [v for name, v in request.POST.items() if name not in hidden and str(v).strip()]
    return show(request, "gone", status=410, words="\n".join(map(str, words)))
