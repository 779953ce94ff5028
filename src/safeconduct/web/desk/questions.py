"""The questions of the report form: written here, looked at as they will be asked, published."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.intake import actions, changing, form, queries, recordings
from safeconduct.web.desk.forms.questions import QuestionsForm
from safeconduct.web.desk.frame import Question, ask, do, show
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import door, who
from safeconduct.web.shared.methods import only

HERE = "questions"


@door(Permission.FORM_EDIT)
@only("GET")
def questions(request: HttpRequest) -> HttpResponse:
    """List the versions of the form, and say which one is asked now."""
    sets = queries.question_sets(who(request))
    return show(
        request,
        "questions",
        HERE,
        sets=sets,
        used=form.current().code,
        shipped=list(form.every_shipped())[::-1],
    )


@door(Permission.FORM_EDIT)
def write(request: HttpRequest) -> HttpResponse:
    """Ask for the text of a new version, beginning with the one that is asked now."""
    actor = who(request)
    text = form.text_of(form.current().code)
    return ask(
        request,
        QuestionsForm(request.POST or None, initial={"text": text}),
        lambda said: actions.write_questions(actor=actor, text=said["text"], today=today()),
        _asked(_("Write a version"), _("Kept. Look at it, then have somebody else publish it.")),
    )


@door(Permission.FORM_EDIT)
def change(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for the text of a version that was not published yet once more."""
    actor = who(request)
    known = queries.question_set(actor, reference)
    return ask(
        request,
        QuestionsForm(request.POST or None, initial={"text": known.text}),
        lambda said: actions.write_questions(
            actor=actor, text=said["text"], today=today(), instead=known
        ),
        _asked(_("Change this version"), _("Kept."), _page(reference)),
    )


@door(Permission.FORM_EDIT)
@only("GET")
def preview(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a version as it will be asked, in any language of the reporter face."""
    actor = who(request)
    known = queries.question_set(actor, reference)
    language = language_of(request)
    return show(
        request,
        "questions_preview",
        HERE,
        known=known,
        own=known.written_by_id == actor.account,
        seen=changing.mark_of(known),
        pages=_as_asked(form.read(known.text), language, _recorded(actor, known, language)),
        language=language,
        way="rtl" if language in settings.LANGUAGES_BIDI else "ltr",
        languages=settings.REPORTER_LANGUAGES,
    )


@door(Permission.FORM_EDIT)
@only("POST")
def publish(request: HttpRequest, reference: str) -> HttpResponse:
    """Give a version to every report that begins from now on."""
    actor = who(request)
    known = queries.question_set(actor, reference)
    seen = request.POST.get("seen", "")
    act = partial(actions.publish_questions, actor=actor, questions=known, today=today(), seen=seen)
    return do(request, act, _page(reference), _("Every new report is asked this version now."))


@door(Permission.FORM_EDIT)
@only("POST")
def discard(request: HttpRequest, reference: str) -> HttpResponse:
    """Throw away a version that nobody was asked."""
    actor = who(request)
    known = queries.question_set(actor, reference)
    act = partial(actions.discard_questions, actor=actor, questions=known)
    return do(request, act, reverse("desk:questions"), _("The version is gone."))


def language_of(request: HttpRequest) -> str:
    """Return the language of the reporter face that an address asks for, else our own."""
    chosen = request.GET.get("language", "")
    return chosen if chosen in dict(settings.REPORTER_LANGUAGES) else settings.LANGUAGE_CODE


def _page(reference: str) -> str:
    return reverse("desk:questions-preview", args=[reference])


def _asked(title: str, done: str, back: str = "") -> Question:
    return Question(
        title,
        _("Keep"),
        back or reverse("desk:questions"),
        here=HERE,
        lead=_("Answers stay with the version they were given under. Nobody is asked this yet."),
        done=done,
        about=_("Questions"),
    )


def _recorded(actor: Actor, known: Any, language: str) -> dict[tuple[str, bool], Any]:
    """The recordings of a version in a language, by page and by whom they are for."""
    kept = queries.recordings(actor, known).filter(language=language)
    return {(recording.page, recording.young): recording for recording in kept}


def _as_asked(
    read: form.Form, language: str, recorded: dict[tuple[str, bool], Any]
) -> list[dict[str, Any]]:
    """Every page with its words in a language, to whom it is shown, and how it sounds."""
    with translation.override(language):
        return [
            {
                "code": page.code,
                "shown": form.shown_to(read, page),
                "words": [
                    _worded(words, recorded.get((page.code, words is page.young)), language)
                    for words in (page, page.young)
                    if words
                ],
            }
            for page in read.pages
        ]


def _worded(page: form.Page, recording: Any, language: str) -> dict[str, Any]:
    """A page as somebody reads it, or as somebody under 18 does."""
    stale = recording is not None and recordings.digest(page, language) != recording.words
    return {
        "label": page.label,
        "help": page.help,
        "who": page.who,
        "told": page.told,
        "recording": recording,
        "stale": stale,
        "questions": [
            {
                "label": question.label,
                "help": question.help,
                "choices": [words for _code, words in question.choices],
                "required": question.required,
                "named": question.part == form.IDENTITY,
            }
            for question in page.questions
        ],
    }
