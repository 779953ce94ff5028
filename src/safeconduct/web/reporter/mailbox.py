"""The mailbox: come back with a receipt, read the answer, write and send more."""

from __future__ import annotations

import time
from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from safeconduct.access import actors
from safeconduct.access.actors import Actor
from safeconduct.access.gate import Denied
from safeconduct.access.terms import Permission
from safeconduct.base import references
from safeconduct.intake import actions as intake
from safeconduct.intake import drafts, queries, scanning, uploads
from safeconduct.intake.rules import CLOSED, PUBLIC_STATUS
from safeconduct.intake.terms import Direction, State
from safeconduct.retention import queries as retention
from safeconduct.vault.receipts import ReceiptKeys
from safeconduct.vault.seals import FileLabel
from safeconduct.web.reporter.pages import (
    MAILBOX,
    hand_over,
    in_language,
    refuse_other_sites,
    show,
    take_back,
    to,
    token_of,
)
from safeconduct.web.reporter.saving import go_on
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import Door, door

MINUTE = 60
OPEN_MINUTES = 60
MOST = 20_000
STATUS = {
    "received": gettext_lazy("Your report has arrived. An officer will read it and answer here."),
    "being-read": gettext_lazy("An officer has read your report and decides what to do next."),
    "being-handled": gettext_lazy("Your report is being looked into."),
    "closed": gettext_lazy("Your report is closed. You can still write to us here."),
}


@door(Door.REPORTER)
@csrf_exempt  # signing in stands before any cookie; a form from another site is refused
@require_http_methods(["GET", "HEAD", "POST"])
@in_language
def mailbox(request: HttpRequest) -> HttpResponse:
    """Show the mailbox to whoever opened it, and the question for the receipt to anybody else."""
    if request.method == "POST":
        return _sign_in(request)
    try:
        actor = owner(request)
    except drafts.NoDraft:
        return show(request, "sign_in")
    return _letters(request, actor)


@door(Door.REPORTER)
@require_POST
@in_language
def write(request: HttpRequest) -> HttpResponse:
    """Add a message, a file, or both."""
    text = request.POST.get("text", "").replace("\r\n", "\n")
    try:
        actor = owner(request)
    except drafts.NoDraft:
        return show(request, "gone", status=410, words=text, mailbox=True)
    try:
        files = _files(request)
    except uploads.NotTaken as refused:
        return _letters(request, actor, text=text, refused=str(refused))
    if refusal := _refusal(text, files):
        return _letters(request, actor, text=text, refused=refusal)
    report = queries.own_report(actor)
    if retention.remains(report, actor, Permission.MAILBOX_USE):
        return to("mailbox")
    key = request.POST.get("message", "")
    intake.write_to_desk(actor=actor, report=report, text=text, today=today(), files=files, key=key)
    return to("mailbox")


@door(Door.REPORTER)
@require_POST
@in_language
def close(request: HttpRequest) -> HttpResponse:
    """Close the mailbox on this phone."""
    drafts.forget(token_of(request, MAILBOX))
    answer = to("welcome")
    take_back(answer, MAILBOX, settings.CSRF_COOKIE_NAME)
    return answer


def _sign_in(request: HttpRequest) -> HttpResponse:
    refuse_other_sites(request)
    typed = request.POST.get("receipt", "")
    receipt = queries.keys_of(typed[:500])
    draft = _saved_under(receipt)
    try:
        box = queries.mailbox(actors.reporter(), receipt)
    except Denied:  # one page for a receipt that is wrong, mistyped or nobody's
        return go_on(request, draft) if draft else _wrong(request, typed)
    drafts.forget(token_of(request, MAILBOX))
    answer = to("mailbox")
    hand_over(answer, MAILBOX, drafts.keep_mailbox(box, _minute(), today()))
    return answer


def _saved_under(receipt: ReceiptKeys) -> str:
    """Look for a draft each time, whether or not a mailbox opens."""
    try:
        return drafts.saved_under(receipt, today())
    except drafts.NoDraft:
        return ""


def _wrong(request: HttpRequest, typed: str) -> HttpResponse:
    return show(request, "sign_in", typed=typed, wrong=True)


def _letters(
    request: HttpRequest, actor: Actor, *, text: str = "", refused: str = ""
) -> HttpResponse:
    report = queries.own_report(actor)
    if gone := retention.remains(report, actor, Permission.MAILBOX_USE):
        return show(request, "destroyed", on=gone.disposed_on)
    due = queries.answer_due(actor, report)
    letters = intake.read_mailbox(actor=actor, report=report, today=today())
    status = STATUS[PUBLIC_STATUS[State(report.state)]]
    new = drafts.new_answers(token_of(request, MAILBOX)) | unread_in(letters)
    return show(
        request,
        "mailbox",
        status_words=status,
        due=due,
        late=due is not None and due < today(),
        letters=[(letter, letter.message.reference in new) for letter in letters],
        new=len(new),
        wishes=queries.wishes(actor, report),
        closed=State(report.state) in CLOSED,
        text=text,
        refused=refused,
        key=references.new(),
    )


def unread_in(letters: list[intake.Letter]) -> set[str]:
    """Return the references of the answers that nobody had read before these were opened."""
    answers = (x.message for x in letters if x.message.direction == Direction.TO_REPORTER)
    return {message.reference for message in answers if message.read_on is None}


def _refusal(text: str, files: list[tuple[FileLabel, bytes]]) -> str:
    if not text.strip() and not files:
        return _("Please write something first, or add a file.")
    if len(text) > MOST:
        line = _("This is too long. Please write at most %(most)s characters.")
        return line % {"most": MOST}
    return ""


def _files(request: HttpRequest) -> list[tuple[FileLabel, bytes]]:
    sent = request.FILES.get("file")
    if sent is None:
        return []
    content = sent.read()
    label = uploads.label_of(sent.name or "", content)
    return [(replace(label, scan=scanning.said_of(content)), content)]


def owner(request: HttpRequest) -> Actor:
    """Return who opened a mailbox in this browser. Raises NoDraft once it is closed."""
    return drafts.mailbox(token_of(request, MAILBOX), _minute(), OPEN_MINUTES)


def _minute() -> int:
    return int(time.time()) // MINUTE
