"""Questions read aloud: supplied for a version that is not published yet, and listened to."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from safeconduct.access.terms import Permission
from safeconduct.intake import actions, form, queries, recordings
from safeconduct.web.desk.forms.questions import RecordingForm
from safeconduct.web.desk.frame import Question, ask, do
from safeconduct.web.desk.questions import language_of
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import door, who
from safeconduct.web.shared.methods import only
from safeconduct.web.shared.sound import played

HERE = "questions"


@door(Permission.FORM_EDIT)
def record(request: HttpRequest, reference: str, page: str) -> HttpResponse:
    """Show what has to be read aloud for a page, and take a recording of it."""
    actor = who(request)
    known = queries.question_set(actor, reference)
    asked = next((p for p in form.read(known.text).pages if p.code == page), None)
    if asked is None:
        raise Http404
    language = language_of(request)
    chosen = RecordingForm(
        request.POST or None,
        request.FILES or None,
        initial={"language": language},
    )
    if asked.young is None:
        del chosen.fields["young"]

    def keep(said: dict[str, Any]) -> None:
        actions.record_question(
            actor=actor,
            questions=known,
            page=page,
            young=said.get("young", False),
            language=said["language"],
            raw=said["file"],
            today=today(),
        )

    return ask(
        request,
        chosen,
        keep,
        Question(
            _("Read a page aloud"),
            _("Keep"),
            reverse("desk:questions-preview", args=[reference]),
            here=HERE,
            done=_("Kept. Whoever publishes the version listens to it first."),
            about=known.code,
            template="questions_record",
        ),
        texts=recordings.read_aloud(asked, language),
        young_texts=recordings.read_aloud(asked.young, language) if asked.young else [],
        language=language,
    )


@door(Permission.FORM_EDIT)
@only("GET")
def listen(request: HttpRequest, reference: str) -> HttpResponse:
    """Play a recording, published or not."""
    known = queries.recording(who(request), reference)
    return played(request, known.content_type, bytes(known.content))


@door(Permission.FORM_EDIT)
@only("POST")
def remove(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a recording out of a version that is not published yet."""
    actor = who(request)
    known = queries.recording(actor, reference)
    back = reverse("desk:questions-preview", args=[known.questions.reference])
    act = partial(actions.remove_recording, actor=actor, recording=known)
    return do(request, act, back, _("The recording is gone."))
