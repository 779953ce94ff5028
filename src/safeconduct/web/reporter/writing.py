"""Writing a report: start, one question after another, check, send."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

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
from safeconduct.web.reporter import heard
from safeconduct.web.reporter.pages import (
    REPORT,
    hand_over,
    here,
    in_language,
    phone_of,
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
LATER = frozenset({"save", "voice", "unsay"})  # the answer is not needed yet
WAYS = LATER | {"skip", "seen"}  # sent with the words, and none of them


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
    drafts.leave(token_of(request, REPORT))
    mission = roster.mission_by_way(actors.reporter(), request.POST.get("at", ""))
    token = drafts.begin(today(), known={"mission": mission.code} if mission else {})
    answer = HttpResponseRedirect(first_page(drafts.read(token)))
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
    asked = _asked(request, page.without_need(drafts.spoken(content)), drafts.shown(content))
    skipped, later = "skip" in request.POST, not LATER.isdisjoint(request.POST)
    if request.method == "POST" and (skipped or asked.is_valid() or (later and asked.only_empty())):
        said = {q.code: "" for q in page.questions} if skipped else asked.answers()
        if _untouched(content, page, said, request):
            return _onward(request, page, content)
        return _keep(request, page, said)
    return _ask(request, page, content, asked)


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


def _untouched(
    content: drafts.Content, page: form.Page, said: form.Answers, request: HttpRequest
) -> bool:
    """Whether nothing was written where an answer stands that is not shown: then it stays."""
    left = not any(said.values()) and "skip" not in request.POST
    return left and drafts.keeps_unshown(content, page)


def _ask(
    request: HttpRequest, page: form.Page, content: drafts.Content, asked: Asked
) -> HttpResponse:
    place, answers = place_of(request, page, content), drafts.shown(content)
    if not page.questions:
        return show(request, "notice", page=page, **place)
    seen = drafts.mark({q.code: answers[q.code] for q in page.questions if q.code in answers})
    unshown, told = drafts.keeps_unshown(content, page), heard.on(page, content)
    place |= {"unshown": unshown, "heard": told}
    return show(request, "question", page=page, form=asked, seen=seen, **place)


def _keep(request: HttpRequest, page: form.Page, said: form.Answers) -> HttpResponse:
    seen, phone = request.POST.get("seen", ""), phone_of(request)
    try:
        content = drafts.answer(token_of(request, REPORT), said, today(), seen=seen, phone=phone)
    except drafts.Frozen:
        return to("receipt")
    except drafts.NoDraft:
        return gone(request)
    except drafts.Answered as answered:
        return _both(request, page, said, answered.kept)
    return _onward(request, page, content)


def _onward(request: HttpRequest, page: form.Page, content: drafts.Content) -> HttpResponse:
    if reference := request.POST.get("unsay", ""):
        with suppress(drafts.Frozen, drafts.NoDraft):  # the next page says so
            drafts.remove_file(token_of(request, REPORT), reference, today())
        return HttpResponseRedirect(request.get_full_path())
    return HttpResponseRedirect(_chosen(request, page, content))


def _chosen(request: HttpRequest, page: form.Page, content: drafts.Content) -> str:
    """Where somebody goes whose words are kept: on, unless they pressed for something else."""
    if "save" in request.POST:
        return saving_from(page.code)
    if "voice" in request.POST:
        return here("voice", code=page.code) + checking(request)
    return _next(request, page, content)


def _both(
    request: HttpRequest, page: form.Page, said: form.Answers, kept: form.Answers
) -> HttpResponse:
    """Ask which answer stands, where another phone answered the same page meanwhile."""
    content = drafts.read(token_of(request, REPORT))
    missions = _missions(actors.reporter())
    given = [(name, words) for name, words in _written(request) if name not in WAYS]
    return show(
        request,
        "both",
        status=409,
        page=page,
        kept=_lines(page, kept, missions, content),
        said=_lines(page, said, missions, content),
        given=given,
        joined=joined_words(page, said, kept),
        seen=drafts.mark(kept),
        follows=_next(request, page, content),
    )


def joined_words(page: form.Page, said: form.Answers, kept: form.Answers) -> list[tuple[str, str]]:
    """Return both answers as one, by question; nothing where they cannot stand together."""
    words = []
    for question in page.questions:
        one, other = str(kept.get(question.code, "")), str(said.get(question.code, ""))
        both = "\n\n".join(dict.fromkeys(part for part in (one, other) if part))
        if question.kind != "text" or question.lines == 1 or len(both) > question.most:
            return []
        words.append((question.code, both))
    return words


def saving_from(code: str) -> str:
    """Return the address of the page that saves, for somebody on a page of the report."""
    return f"{here('save')}?{urlencode({'at': code})}"


def _written(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, str(said))
        for name, saids in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for said in saids
    ]


def after(request: HttpRequest, page: form.Page, content: drafts.Content) -> HttpResponse:
    """Send somebody on from a page."""
    return HttpResponseRedirect(_next(request, page, content))


def _next(request: HttpRequest, page: form.Page, content: drafts.Content) -> str:
    """Where somebody goes after a page: on, or back to the check they came from."""
    version = form.version(content["form"])
    follows = version.after(page, content["answers"])
    if CHECKING not in request.GET:
        follows = [known for known in follows if not drafts.told_before(content, known)]
    opened = bool(follows) and follows[0].opened_by(page)
    if not follows or (CHECKING in request.GET and not opened):
        return here("check")
    return page_at(follows[0]) + checking(request)


def checking(request: HttpRequest) -> str:
    """Return what an address ends in for somebody who came from the check."""
    return f"?{CHECKING}=1" if CHECKING in request.GET else ""


def page_at(page: form.Page) -> str:
    """Return the address of a page of the report."""
    return here("files") if page.code == "files" else here("question", code=page.code)


def first_page(content: drafts.Content) -> str:
    """Return the address of the first page that asks what is not known yet."""
    path = form.version(content["form"]).path(content["answers"])
    return next(
        (page_at(page) for page in path if not drafts.told_before(content, page)), here("check")
    )


def _told_just_before(page: form.Page, content: drafts.Content) -> list[tuple[str, str, str]]:
    """Return what was not asked between the page before and this one: label, answer, address."""
    told: list[tuple[str, str, str]] = []
    for known in form.version(content["form"]).path(content["answers"]):
        if known.code == page.code:
            return told
        if not drafts.told_before(content, known):
            told = []
            continue
        said = " · ".join(_lines(known, content["answers"], _missions(actors.reporter()), content))
        told.append((known.label, said, page_at(known)))
    return []


def place_of(request: HttpRequest, page: form.Page, content: drafts.Content) -> dict[str, Any]:
    """Where a page stands among the others."""
    path = form.version(content["form"]).path(content["answers"])
    before = path[: [p.code for p in path].index(page.code)]
    before = [p for p in before if not drafts.told_before(content, p)]
    asking = [p for p in path if p.questions and not drafts.told_before(content, p)]
    back = page_at(before[-1]) if before else here("welcome")
    changing = drafts.told_before(content, page)  # it is not one of those that are asked
    return {
        "spoken": address_of(form.version(content["form"]), page),
        "step": 0 if changing else len([p for p in before if p.questions]) + 1,
        "total": len(asking),
        "back": here("check") if CHECKING in request.GET else back,
        "follows": _next(request, page, content),
        "save": saving_from(page.code),
        "told": [] if changing else _told_just_before(page, content),
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
        (
            page,
            page_at(page),
            _lines(page, answers, missions, content),
            heard.on(page, content),
        )
        for page in version.path(answers)
        if page.questions
    ]
    path = {page.code: page_at(page) for page in version.pages}
    return show(
        request,
        "check",
        status=status,
        rows=rows,
        refused=refused,
        mend=path.get(refused.page, "") if refused else "",
        closed=closed,
        frozen=bool(content["receipt"]),
        say_so=bool(content.get("say_so")),
        save=saving_from(CHECKING),
    )


def _lines(
    page: form.Page, answers: form.Answers, missions: Mapping[str, str], content: drafts.Content
) -> list[str]:
    if page.code == "files":
        part = _("%(name)s (has not arrived whole, and will not be sent)")
        torn = [f for f in drafts.unfinished(content) if not f.answers]
        whole = [file["name"] for file in content["files"] if not file.get("answers")]
        return whole + [part % {"name": file.name} for file in torn]
    if drafts.keeps_unshown(content, page):
        return [_("As you told us before. It is not shown here.")]
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
    words = [said for name, said in _written(request) if name not in WAYS and said.strip()]
    return show(request, "gone", status=410, words="\n".join(words))
