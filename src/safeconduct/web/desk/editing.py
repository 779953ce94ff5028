"""A version of the form changed by its fields: pages, questions, answers, conditions and texts.

Every change is kept in the version at once, if it leaves a form; the text of the whole stays
beside it (questions.py). Publishing by another is as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from safeconduct.access.terms import Permission
from safeconduct.intake import actions, form, queries
from safeconduct.intake.form import editing
from safeconduct.web.desk.forms.editing import (
    NewForm,
    NewPageForm,
    PageForm,
    QuestionForm,
    WordsForm,
)
from safeconduct.web.desk.frame import Question, ask, do, show
from safeconduct.web.desk.questions import HERE, language_of
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import door, who
from safeconduct.web.shared.methods import only

ACTS = frozenset({editing.UP, editing.DOWN, editing.REMOVE})


@door(Permission.FORM_EDIT)
@only("POST")
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a version like the one that is asked now."""
    begun = actions.begin_questions(actor=who(request), today=today())
    return HttpResponseRedirect(_outline(begun.reference))


@door(Permission.FORM_EDIT)
@only("GET")
def outline(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the pages and questions of a version in their order, each with what can be changed."""
    known = queries.question_set(who(request), reference)
    asked = form.read(known.text)
    pages = [{"page": page, "shown": form.shown_to(asked, page)} for page in asked.pages]
    return show(request, "questions_outline", HERE, known=known, pages=pages)


@door(Permission.FORM_EDIT)
@only("POST")
def order(request: HttpRequest, reference: str) -> HttpResponse:
    """Move a page or a question, or take it out."""
    known = queries.question_set(who(request), reference)
    act, page, question = [*request.POST.get("act", "").split(" "), "", ""][:3]
    if act not in ACTS:
        raise Http404
    change = partial(editing.reorder, act=act, page=page, question=question)
    return do(request, partial(_keep, request, known, change), _outline(reference), _("Kept."))


@door(Permission.FORM_EDIT)
def add_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a page at the end."""
    known = queries.question_set(who(request), reference)
    asked = NewPageForm(request.POST or None)

    def change(sheet: editing.Sheet) -> None:
        sheet["page"].append(asked.page())

    return _ask(request, known, asked, change, _("Add a page"))


@door(Permission.FORM_EDIT)
def page(request: HttpRequest, reference: str, page: str) -> HttpResponse:
    """Change to whom a page is shown."""
    known = queries.question_set(who(request), reference)
    sheet = editing.sheet_of(known.text)
    asked = PageForm(sheet, _found(editing.page_in, sheet, page), request.POST or None)

    def change(sheet: editing.Sheet) -> None:
        asked.put(editing.page_in(sheet, page))

    return _ask(request, known, asked, change, _("Who is shown this page"))


@door(Permission.FORM_EDIT)
def words(request: HttpRequest, reference: str, page: str) -> HttpResponse:
    """Change every text of a page in one language."""
    known = queries.question_set(who(request), reference)
    language = language_of(request)
    row = _found(editing.page_in, editing.sheet_of(known.text), page)
    asked = WordsForm(row, language, request.POST or None)

    def change(sheet: editing.Sheet) -> None:
        editing.put_words(editing.page_in(sheet, page), language, asked.cleaned_data)

    return _ask(
        request,
        known,
        asked,
        change,
        _("Texts of this page"),
        template="questions_words",
        language=language,
        languages=settings.REPORTER_LANGUAGES,
    )


@door(Permission.FORM_EDIT)
def add_question(request: HttpRequest, reference: str, page: str) -> HttpResponse:
    """Add a question to a page."""
    known = queries.question_set(who(request), reference)
    _found(editing.page_in, editing.sheet_of(known.text), page)
    asked = NewForm(request.POST or None)

    def change(sheet: editing.Sheet) -> None:
        editing.page_in(sheet, page).setdefault("question", []).append(asked.question())

    return _ask(request, known, asked, change, _("Add a question"))


@door(Permission.FORM_EDIT)
def question(request: HttpRequest, reference: str) -> HttpResponse:
    """Change how a question is answered, and by whom the answer is read."""
    code = request.GET.get("code", "")
    known = queries.question_set(who(request), reference)
    row = _found(editing.question_in, editing.sheet_of(known.text), code)
    asked = QuestionForm(row, request.POST or None)

    def change(sheet: editing.Sheet) -> None:
        asked.put(editing.question_in(sheet, code))

    return _ask(request, known, asked, change, _("How it is answered"))


def _ask(
    request: HttpRequest,
    known: Any,
    asked: Any,
    change: Callable[[editing.Sheet], None],
    title: str,
    *,
    template: str = "ask",
    **context: Any,
) -> HttpResponse:
    """Show a form about one version; what is said is kept in it at once."""
    told = Question(
        title,
        _("Keep"),
        _outline(known.reference),
        here=HERE,
        done=_("Kept."),
        about=known.code,
        template=template,
    )
    return ask(request, asked, lambda _said: _keep(request, known, change), told, **context)


def _keep(request: HttpRequest, known: Any, change: Callable[[editing.Sheet], None]) -> None:
    actions.edit_questions(actor=who(request), questions=known, change=change, today=today())


def _found(
    look: Callable[[editing.Sheet, str], editing.Sheet], sheet: editing.Sheet, code: str
) -> editing.Sheet:
    try:
        return look(sheet, code)
    except form.Faulty:
        raise Http404 from None


def _outline(reference: str) -> str:
    return reverse("desk:questions-outline", args=[reference])
