"""Taking a report down for somebody who calls or comes, or keying in what they wrote on paper.

Between the pages everything lies in a sealed draft, as a reporter's own does; the token that opens
it is in the officer's session, which is sealed too. After sending, the officer's right to read the
report is what their post gives them, and no more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safeconduct.access import actors
from safeconduct.access.terms import Permission
from safeconduct.intake import actions, drafts, form, paper
from safeconduct.intake.terms import ReadBack
from safeconduct.roster import queries as roster
from safeconduct.vault import receipts
from safeconduct.vocabulary import shelf
from safeconduct.web.desk.forms.taking import CHANNEL, SPOKEN, KeptForm, ReadBackForm, TakenForm
from safeconduct.web.desk.frame import show
from safeconduct.web.shared import elsewhere
from safeconduct.web.shared.asking import mission_labels
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import door, who
from safeconduct.web.shared.methods import only
from safeconduct.web.shared.papers import handed_over

HERE, TAKING, TOLD = "take-report", "taking", "told"
ASKED_WORD = 3


@door(Permission.REPORT_TAKE)
def take(request: HttpRequest) -> HttpResponse:
    """Show every question in the order of the paper form, and keep what is said, sealed."""
    content = _draft(request)
    if content and content["receipt"]:
        return _to("take-receipt")
    version = form.version(content["form"]) if content else form.current()
    initial = dict(content["answers"]) | content[TOLD] if content else {SPOKEN: get_language()}
    data = request.POST if request.method == "POST" else None
    asked = TakenForm(version, _missions(), today(), data, initial=initial)
    if asked.is_bound and asked.is_valid():
        _keep(request, asked)
        return _to("take-read-back")
    return show(
        request,
        "take_report",
        HERE,
        form=asked,
        told=[asked[CHANNEL], asked[SPOKEN]],
        sections=_sections(version, asked),
        begun=bool(content),
        languages=settings.REPORTER_LANGUAGES,
    )


@door(Permission.REPORT_TAKE)
def read_back(request: HttpRequest) -> HttpResponse:
    """Show everything as it will be stored, to be read aloud; then send it."""
    content = _draft(request)
    if content is None:
        return _to("take-report")
    if drafts.receipt_of(actors.reporter(), content):
        return _to("take-receipt")
    confirmed, objection = ReadBackForm(request.POST or None), ""
    if confirmed.is_bound and confirmed.is_valid():
        objection = _send(request, content, ReadBack(confirmed.cleaned_data["read_back"]))
        if not objection:
            return _to("take-receipt")
    version, answers = form.version(content["form"]), content["answers"]
    applies = version.path(answers)
    on_the_way = {page.code for page in applies}
    return show(
        request,
        "take_read_back",
        HERE,
        form=confirmed,
        objection=objection,
        rows=_rows(applies, content),
        left_out=[
            question.label
            for page in version.pages
            if page.code not in on_the_way
            for question in page.questions
            if question.code in answers
        ],
        channel=shelf.label("channels", content[TOLD][CHANNEL]),
        spoken=dict(settings.REPORTER_LANGUAGES)[content[TOLD][SPOKEN]],
        frozen=bool(content["receipt"]),
    )


@door(Permission.REPORT_TAKE)
def receipt(request: HttpRequest) -> HttpResponse:
    """Show the receipt until one word of it was read from their paper, and never after."""
    content = _draft(request)
    words = drafts.receipt_of(actors.reporter(), content) if content else ""
    if content is None or not words:
        return _to("take-read-back" if content else "take-report")
    groups, kept = words.split(), KeptForm(request.POST or None)
    in_words = not groups[0].isdecimal()
    number = ASKED_WORD if in_words else len(groups)
    kept.fields["group"].label = (
        _("Have them read word number %(number)s to you") % {"number": number}
        if in_words
        else _("Have them read the last group of digits to you")
    )
    if kept.is_bound and kept.is_valid():
        typed = kept.cleaned_data["group"]
        if "skip" in request.POST or receipts.says_group(words, number, typed):
            _forget(request)
            messages.success(request, _("The report is with its desk. This page forgot it."))
            return HttpResponseRedirect(reverse("desk:today"))
        kept.add_error("group", _("This is not what the receipt says."))
    spoken = content[TOLD][SPOKEN]
    address = elsewhere.address(request, "reporter:mailbox", spoken)
    return show(
        request,
        "take_receipt",
        HERE,
        form=kept,
        groups=groups,
        numbered=in_words,
        spelled=list(zip(groups, receipts.spelled(words), strict=True)),
        spoken=spoken,
        address=address.partition("://")[2] or address,
        elsewhere=not elsewhere.is_whole(address),
    )


@door(Permission.REPORT_TAKE)
@only("POST")
def discard(request: HttpRequest) -> HttpResponse:
    """Forget what was keyed in and not sent."""
    content = _draft(request)
    if content and drafts.receipt_of(actors.reporter(), content):
        return _to("take-receipt")
    _forget(request)
    messages.success(request, _("Nothing of it was kept."))
    return _to("take-report")


@door(Permission.REPORT_TAKE)
@only("GET")
def on_paper(request: HttpRequest) -> HttpResponse:
    """Hand over the form on paper, in any language of the reporter face."""
    chosen = request.GET.get("language", "")
    language = chosen if chosen in dict(settings.REPORTER_LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(language):
        return handed_over(request, language)


def _draft(request: HttpRequest) -> drafts.Content | None:
    """What this session is taking down, or nothing."""
    try:
        content = drafts.read(request.session.get(TAKING, ""))
    except drafts.NoDraft:
        return None
    return content if TOLD in content else None


def _keep(request: HttpRequest, asked: TakenForm) -> None:
    if _draft(request) is None:
        request.session[TAKING] = drafts.begin(today())
    token = request.session[TAKING]
    with drafts.changing(token, today()) as content:
        content[TOLD] = {name: asked.cleaned_data[name] for name in (CHANNEL, SPOKEN)}
    drafts.answer(token, asked.answers(), today())


def _forget(request: HttpRequest) -> None:
    drafts.forget(request.session.pop(TAKING, ""))


def _send(request: HttpRequest, content: drafts.Content, read: ReadBack) -> str:
    """Send what was kept; return what stands in the way of it, if anything does."""
    told = content[TOLD]
    try:
        submission, words = drafts.settle(request.session[TAKING], told[SPOKEN], today())
        actions.take_down(
            actor=who(request),
            submission=replace(submission, channel=told[CHANNEL]),
            receipt=receipts.keys(words),
            read_back=read,
            today=today(),
        )
    except form.Refused as refused:
        return str(refused)
    except roster.NoDesk:
        return _("No desk is here yet that could read it. Nothing you wrote is lost.")
    except (drafts.NoDraft, actions.FilesGone):
        return _("It is gone: it was sent or discarded in another tab.")
    return ""


def _missions() -> Mapping[str, str]:
    return mission_labels(roster.missions_taking_reports(actors.reporter()))


def _sections(version: form.Form, asked: TakenForm) -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "page": page,
            "titled": len(page.questions) != 1,
            "shown": form.shown_to(version, page),
            "fields": [asked[q.code] for q in page.questions if q.kind != "file"],
        }
        for number, page in paper.numbered(version)
    ]


def _rows(pages: list[form.Page], content: drafts.Content) -> list[dict[str, str]]:
    """Each question as it is asked here and as they would hear it, and what was said."""
    missions, answers = _missions(), content["answers"]
    rows = []
    for page in pages:
        for question in page.questions:
            said = answers.get(question.code, "")
            with translation.override(content[TOLD][SPOKEN]):
                heard = question.label
            words = form.in_words(question, said) if said else ""
            row = {
                "label": question.label,
                "heard": heard if heard != question.label else "",
                "words": missions.get(str(said), words) if question.kind == "mission" else words,
                "href": f"{reverse('desk:take-report')}#{page.code}",
            }
            if question.kind != "file":
                rows.append(row | {"spoken": content[TOLD][SPOKEN]})
    return rows


def _to(name: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(f"desk:{name}"))
