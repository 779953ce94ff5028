"""What every page of the desk shares: who is here, what they may go to, and one way to ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from safeconduct.access import gate
from safeconduct.access.actions.refusing import Refused as NotForThem
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission, Role
from safeconduct.base.moves import IllegalMove
from safeconduct.cases.actions.refusing import Refused
from safeconduct.intake.actions import NotWritten
from safeconduct.roster.actions import Misplaced
from safeconduct.transparency.actions import Refused as NotReleased
from safeconduct.vault.actions import Orphaned
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import name_of, who
from safeconduct.wording.actions import NotWorded

OBJECTIONS = (
    IllegalMove,
    Refused,
    NotForThem,
    NotReleased,
    NotWritten,
    NotWorded,
    Orphaned,
    Misplaced,
)
SEATS = frozenset(Role) - {Role.REPORTER, Role.MEMBER_STATE}

# fmt: off
RAIL = (
    # name       words                     icon        for those who may
    ("today",    gettext_lazy("Today"),    "home",     None),
    ("reports",  gettext_lazy("Reports"),  "message",  Permission.REPORT_READ),
    ("take-report", gettext_lazy("Take a report"), "plus", Permission.REPORT_TAKE),
    ("tablets",  gettext_lazy("Tablets"),  "document", Permission.REPORT_TAKE),
    ("matters",  gettext_lazy("Matters"),  "document", Permission.MATTER_READ),
    ("numbers",  gettext_lazy("Numbers"),  "chart",    Permission.FIGURE_COMPILE),
    ("records",  gettext_lazy("Records"),  "clock",    Permission.RETENTION_READ),
    ("audit",    gettext_lazy("Audit"),    "key",      Permission.AUDIT_READ),
    ("commands", gettext_lazy("Command"),  "globe",    Permission.ROSTER_IMPORT),
    ("points",   gettext_lazy("Places to report"), "globe", Permission.POINT_KEEP),
    ("questions", gettext_lazy("Questions"), "message", Permission.FORM_EDIT),
    ("wording",  gettext_lazy("Words"),    "document", Permission.WORDING_EDIT),
    ("own-desks", gettext_lazy("Desks"),   "group",    Permission.GRANT_GIVE),
    ("people",   gettext_lazy("People"),   "person",   Permission.ACCOUNT_MANAGE),
    ("desks",    gettext_lazy("Desks"),    "group",    Permission.ACCOUNT_MANAGE),
    ("why",      pgettext_lazy("page", "Why"), "search", Permission.ACCOUNT_MANAGE),
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Question:
    """The words around one form: what is asked, on which button, and the way back."""

    title: str
    button: str
    back: str
    here: str = "matters"
    lead: str = ""
    kind: str = "primary"
    done: str = ""
    about: str = ""
    template: str = "ask"


def take_seat(actor: Actor) -> None:
    """Raise gate.Denied for an account that has no post at the desk."""
    if not SEATS & {holding.role for holding in actor.holdings}:
        raise gate.Denied("desk")


def show(request: HttpRequest, template: str, here: str, **context: Any) -> HttpResponse:
    """Render a page of the desk inside its frame."""
    actor = who(request)
    return render(
        request,
        f"desk/{template}.html",
        {
            "here": here,
            "rail": _rail(actor, here),
            "account": {"name": name_of(request), "desk": _posts(actor)},
            "locked": actor.secret is None,
            "today": today(),
        }
        | context,
    )


def ask(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], object],
    question: Question,
    **context: Any,
) -> HttpResponse:
    """Show a form; when its answers are accepted, act and go back; else keep every word typed.

    A session that locked while somebody wrote is told so, with the words still in the page.
    """
    if form.is_bound and who(request).secret is None:
        form.add_error(None, _("Your session locked. Unlock it in another tab, then send again."))
    if form.is_bound and form.is_valid() and _attempt(form, act):
        if question.done:
            messages.success(request, question.done)
        return HttpResponseRedirect(question.back)
    context |= {"form": form, "question": question}
    return show(request, question.template, question.here, **context)


def do(request: HttpRequest, act: Callable[[], object], back: str, done: str) -> HttpResponse:
    """Act without asking further and go back; an objection of the file is one line there."""
    try:
        act()
    except OBJECTIONS as objection:
        messages.error(request, objection_of(objection))
    else:
        messages.success(request, done)
    return HttpResponseRedirect(back)


def to_unlock(back: str) -> HttpResponse:
    """Lead a locked session to unlock, and from there back to the page it was on."""
    return HttpResponseRedirect(f"{reverse('desk:unlock')}?{urlencode({'next': back})}")


def objection_of(fault: Exception) -> str:
    """An objection in the reader's language; a step the table does not have is told plainly."""
    said = str(fault)
    if isinstance(fault, IllegalMove) and said.startswith("cannot "):
        return _("This step is not open now: something else happened first. Look again.")
    if isinstance(fault, Orphaned):
        return _("Nobody else could open it any more. Somebody else has to be let in first.")
    return _(said)


def _attempt(form: forms.Form, act: Callable[[dict[str, Any]], object]) -> bool:
    try:
        act(form.cleaned_data)
    except OBJECTIONS as objection:
        form.add_error(None, objection_of(objection))
    return not form.errors


def _rail(actor: Actor, here: str) -> list[dict[str, object]]:
    return [
        {"label": words, "url": reverse(f"desk:{name}"), "icon": icon, "current": name == here}
        for name, words, icon, permission in RAIL
        if permission is None or gate.may(actor, permission)
    ]


def _posts(actor: Actor) -> str:
    held = {
        " ".join(filter(None, (str(holding.role.label), holding.mission)))
        for holding in actor.holdings
    }
    return ", ".join(sorted(held))
