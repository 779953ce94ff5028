"""The words reporters read, in every language: searched, worded anew, and published by another."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safeconduct.access.terms import Permission
from safeconduct.web.desk.forms.wordings import CatalogueForm, LanguageForm, WordsForm
from safeconduct.web.desk.frame import Question, ask, do, show
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import door, who
from safeconduct.web.shared.methods import only
from safeconduct.wording import actions, asked, queries
from safeconduct.wording.rules import longest

HERE = "wording"
SIZE, MOST_REFUSED = 30, 5
MOST_SHOWN = 800  # every text of a language at once, and fewer than a form may have fields


@door(Permission.WORDING_EDIT)
@only("GET")
def languages(request: HttpRequest) -> HttpResponse:
    """List the languages of the reporter face, and how much of each is said."""
    return show(request, "wording", HERE, languages=queries.languages(who(request)))


@door(Permission.WORDING_EDIT)
def add(request: HttpRequest) -> HttpResponse:
    """Ask for a language to add."""
    actor = who(request)
    return ask(
        request,
        LanguageForm(request.POST or None),
        lambda said: actions.add_language(actor=actor, today=today(), **said),
        Question(
            _("Add a language"),
            _("Add it"),
            reverse("desk:wording"),
            here=HERE,
            lead=_("Reporters are offered it once every text is said and somebody else agreed."),
            done=_("Added. Now its texts can be filled, one by one or with a catalogue."),
            about=_("Words"),
        ),
    )


@door(Permission.WORDING_EDIT)
@only("GET")
def texts(request: HttpRequest, code: str) -> HttpResponse:
    """Show the texts of one language; with a search, those that have it."""
    actor, search = who(request), request.GET.get("words", "")[:60]
    which = request.GET.get("which", "")
    spoken = queries.language(actor, code)
    found = [
        said for said in queries.texts(actor, code, search) if not which or _is_of(which, said)
    ]
    page = Paginator(found, SIZE).get_page(request.GET.get("page"))
    return show(
        request,
        "wording_texts",
        HERE,
        language=spoken,
        way=_way(spoken),
        own=spoken.added is not None and spoken.added.added_by_id == actor.account,
        page=page,
        words=search,
        which=which,
        kinds=[
            ("", _("All")),
            ("missing", _("Missing")),
            ("own", _("Own words")),
            ("waiting", _("Waiting")),
        ],
    )


@door(Permission.WORDING_EDIT)
def text(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Show one text beside what was shipped, and ask for other words."""
    actor = who(request)
    spoken, said = queries.language(actor, code), queries.text(actor, code, key)
    examples = asked.examples(code, said.text)
    form = WordsForm(examples, said.proposed or said.now, _way(spoken), request.POST or None)
    return ask(
        request,
        form,
        lambda _said: actions.word(
            actor=actor, language=code, key=key, forms=form.words(), today=today()
        ),
        Question(
            _("Words of a text"),
            _("Propose these words"),
            reverse("desk:wording-texts", args=[code]),
            here=HERE,
            done=_("Kept. Somebody else publishes it."),
            about=spoken.name,
            template="wording_text",
        ),
        language=spoken,
        way=_way(spoken),
        said=said,
        longest=longest(said.text.said[0]),
        history=queries.history(actor, code, key)[:10],
    )


@door(Permission.WORDING_EDIT)
@only("POST")
def take_back(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Have a text said as it was shipped again."""
    act = partial(actions.take_back, actor=who(request), language=code, key=key, today=today())
    back = reverse("desk:wording-text", args=[code, key])
    return do(request, act, back, _("Reporters read the shipped text again."))


@door(Permission.WORDING_EDIT)
@only("GET")
def waiting(request: HttpRequest, code: str) -> HttpResponse:
    """Show the words that wait, each beside what is said now, to publish or discard them."""
    actor = who(request)
    spoken = queries.language(actor, code)
    waits = [said for said in queries.texts(actor, code) if said.waiting]
    of_others = [said for said in waits if said.written_by != actor.account]
    return show(
        request,
        "wording_waiting",
        HERE,
        language=spoken,
        way=_way(spoken),
        others=of_others[:MOST_SHOWN],
        own=[said for said in waits if said not in of_others][:MOST_SHOWN],
    )


@door(Permission.WORDING_EDIT)
@only("POST")
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """Publish exactly the words that were on the page."""
    act = partial(
        actions.publish,
        actor=who(request),
        language=code,
        references=request.POST.getlist("wording"),
        today=today(),
    )
    return do(request, act, _waiting_at(code), _("Published. Every server says it in seconds."))


@door(Permission.WORDING_EDIT)
@only("POST")
def discard(request: HttpRequest, code: str, reference: str) -> HttpResponse:
    """Throw away words that wait."""
    act = partial(actions.discard, actor=who(request), language=code, reference=reference)
    return do(request, act, _waiting_at(code), _("The words are gone."))


@door(Permission.WORDING_EDIT)
@only("GET")
def catalogue(request: HttpRequest, code: str) -> HttpResponse:
    """Hand over the texts of a language for a translator's own program."""
    content = queries.catalogue(who(request), code)
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=f"{code}.po")
    }
    return HttpResponse(content, content_type="text/x-gettext-translation", headers=headers)


@door(Permission.WORDING_EDIT)
def take_in(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for a catalogue that a translator filled, and propose what it says."""
    actor = who(request)
    spoken = queries.language(actor, code)

    def act(said: dict[str, Any]) -> None:
        content = said["catalogue"]
        taken = actions.take_in(actor=actor, language=code, content=content, today=today())
        _tell(request, taken)

    return ask(
        request,
        CatalogueForm(request.POST or None, request.FILES or None),
        act,
        Question(
            _("Send a catalogue"),
            _("Propose what it says"),
            _waiting_at(code),
            here=HERE,
            lead=_("A gettext catalogue (.po) of this language. Empty texts are passed over."),
            about=spoken.name,
        ),
    )


@door(Permission.WORDING_EDIT)
@only("POST")
def offer(request: HttpRequest, code: str) -> HttpResponse:
    """Offer an added language to everybody who reports."""
    act = partial(actions.offer_language, actor=who(request), code=code, today=today())
    back = reverse("desk:wording-texts", args=[code])
    return do(request, act, back, _("Reporters can choose it in a few seconds."))


@door(Permission.WORDING_EDIT)
@only("POST")
def drop(request: HttpRequest, code: str) -> HttpResponse:
    """Forget a language that was never offered."""
    act = partial(actions.drop_language, actor=who(request), code=code)
    return do(request, act, reverse("desk:wording"), _("The language is gone."))


def _is_of(which: str, said: queries.Said) -> bool:
    kinds = {"missing": not said.now, "own": bool(said.own), "waiting": said.waiting is not None}
    return kinds.get(which, True)


def _waiting_at(code: str) -> str:
    return reverse("desk:wording-waiting", args=[code])


def _way(spoken: queries.Spoken) -> str:
    return "rtl" if spoken.right_to_left else "ltr"


def _tell(request: HttpRequest, taken: actions.Taken) -> None:
    told = ngettext("%(n)s text is proposed.", "%(n)s texts are proposed.", taken.proposed)
    messages.success(request, told % {"n": taken.proposed})
    for text, fault in taken.refused[:MOST_REFUSED]:
        messages.error(request, f"“{text}”: {_(fault)}")
    if (more := len(taken.refused) - MOST_REFUSED) > 0:
        also = ngettext("%(n)s more was refused.", "%(n)s more were refused.", more)
        messages.error(request, also % {"n": more})
