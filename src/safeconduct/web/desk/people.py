"""The people who sign in: who they are, which posts they hold, and how they come in.

Nothing here shows a file: who manages accounts holds no key to one (4-security).
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safeconduct.access import actions, queries
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission, Role
from safeconduct.cases import actions as cases
from safeconduct.roster import queries as roster
from safeconduct.vault import actions as vault
from safeconduct.web.desk import staff
from safeconduct.web.desk.forms.people import FactorForm, NameForm, NewcomerForm, PostForm
from safeconduct.web.desk.frame import OBJECTIONS, Question, ask, do, objection_of, show
from safeconduct.web.shared import notices
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import door, who
from safeconduct.web.shared.methods import only

HERE = "people"
SIZE = 25
LONGEST = 60


@door(Permission.ACCOUNT_MANAGE)
@only("GET")
def people(request: HttpRequest) -> HttpResponse:
    """List accounts by name, those a search finds if there is one."""
    actor = who(request)
    words = request.GET.get("words", "").strip()[:LONGEST]
    found = queries.people(actor, words)
    asked = request.GET.get("page", "")
    number = max(int(asked), 1) if asked.isdecimal() and len(asked) < len("10000") else 1
    first = (number - 1) * SIZE
    shown = list(found[first : first + SIZE + 1])
    return show(
        request,
        "people",
        HERE,
        rows=staff.rows(actor, shown[:SIZE], today()),
        count=found.count(),
        words=words,
        before=number - 1,
        after=number + 1 if len(shown) > SIZE else 0,
        leaving=queries.leaving(actor).count(),
    )


@door(Permission.ACCOUNT_MANAGE)
@only("GET")
def person(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one account: posts, ways to come in, desks, and what can be done with it."""
    return show(request, "person", HERE, **_told(request, reference))


@door(Permission.ACCOUNT_MANAGE, confirmed=True)
def admit(request: HttpRequest) -> HttpResponse:
    """Ask who comes, and make an account that an invitation opens."""
    made: list[str] = []

    def act(said: dict[str, Any]) -> None:
        account = actions.admit(actor=who(request), **said)
        made.append(account.reference)

    form = NewcomerForm(request.POST or None)
    answer = ask(
        request,
        form,
        act,
        Question(
            _("Admit a person"),
            _("Make the account"),
            reverse("desk:people"),
            here=HERE,
            done=_("The account is made. Give it a post, then invite the person."),
            about=_("People"),
        ),
    )
    return HttpResponseRedirect(_page(made[0])) if made else answer


@door(Permission.ACCOUNT_MANAGE, confirmed=True)
def appoint(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for a role, and a mission or State where the role has one; give that post."""
    actor = who(request)
    account = queries.person(actor, reference)
    form = PostForm(roster.missions(actor), request.POST or None)
    return ask(
        request,
        form,
        lambda _said: actions.appoint(actor=actor, account=account, **form.post()),
        _question(account, _("Give a post"), _("Give the post"), _("The post is given.")),
    )


@door(Permission.ACCOUNT_MANAGE, confirmed=True)
@only("POST")
def dismiss(request: HttpRequest, reference: str) -> HttpResponse:
    """End one post, unless something would be left without anybody who can open it."""
    actor = who(request)
    account = queries.person(actor, reference)
    held = {staff.post_code(p): p for p in queries.posts(actor, [account.pk])[account.pk]}
    post = held.get(request.POST.get("post", ""))
    if post is None:
        messages.error(request, _("This post had ended already."))
        return HttpResponseRedirect(_page(reference))

    def act() -> None:
        cases.end_post(
            actor=actor,
            account=account,
            role=Role(post.role),
            mission=post.mission,
            state=post.state,
        )

    return do(request, act, _page(reference), _("The post is ended."))


@door(Permission.ACCOUNT_MANAGE)
def rename(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for the name an account is shown under from now on."""
    actor = who(request)
    account = queries.person(actor, reference)
    form = NameForm(request.POST or None, initial={"name": account.name})
    return ask(
        request,
        form,
        lambda said: actions.rename(actor=actor, account=account, name=said["name"]),
        _question(account, _("Change the name"), _("Save the name"), _("The name is changed.")),
    )


@door(Permission.ACCOUNT_MANAGE, confirmed=True)
def invite(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what an invitation does; make a link to set a passphrase with, and show it this once."""
    actor = who(request)
    account = queries.person(actor, reference)
    if not account.is_active:
        messages.error(request, _("This person has left."))
        return HttpResponseRedirect(_page(reference))
    row = staff.rows(actor, [account], today())[0]
    if request.method != "POST":
        return show(request, "invite", HERE, person=account, row=row)
    try:
        token = vault.invite(actor=actor, account=account, today=today())
    except OBJECTIONS as objection:
        messages.error(request, objection_of(objection))
        return HttpResponseRedirect(_page(reference))
    link = request.build_absolute_uri(reverse("invitation", args=[token]))
    until = queries.invited(actor, [account.pk])[account.pk].expires_on
    answer = show(request, "invited", HERE, person=account, link=link, until=until)
    answer["Cache-Control"] = "no-store"
    return answer


@door(Permission.ACCOUNT_MANAGE)
@only("POST")
def close_invitation(request: HttpRequest, reference: str) -> HttpResponse:
    """Let an open invitation open nothing any more."""
    actor = who(request)
    account = queries.person(actor, reference)
    act = partial(actions.close_invitation, actor=actor, account=account)
    return do(request, act, _page(reference), _("The invitation opens nothing any more."))


@door(Permission.ACCOUNT_MANAGE, confirmed=True)
def reset_factor(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask whether the person's identity was checked, and remove their second factors."""
    actor = who(request)
    account = queries.person(actor, reference)
    return ask(
        request,
        FactorForm(request.POST or None),
        lambda _said: _reset(actor, account),
        _question(
            account,
            _("Remove the second factor"),
            _("Remove it and sign them out"),
            _("The second factor is removed. They set up another when they sign in."),
            kind="danger",
        ),
    )


@door(Permission.ACCOUNT_MANAGE)
@only("POST")
def end_sessions(request: HttpRequest, reference: str) -> HttpResponse:
    """Sign somebody out everywhere."""
    actor = who(request)
    account = queries.person(actor, reference)
    ended = actions.end_sessions(actor=actor, account=account)
    said = ngettext("%(n)d session is ended.", "%(n)d sessions are ended.", ended) % {"n": ended}
    messages.success(request, said if ended else _("They were signed in nowhere."))
    return HttpResponseRedirect(_page(reference))


def _reset(actor: Actor, account: Any) -> None:
    """Remove their second factors, and have a letter tell them that somebody did."""
    vault.reset_second_factor(actor=actor, account=account)
    notices.tell(account)


def _told(request: HttpRequest, reference: str) -> dict[str, Any]:
    actor = who(request)
    account = queries.person(actor, reference)
    departure = queries.departure_of(actor, account)
    return {
        "person": account,
        "row": staff.rows(actor, [account], today())[0],
        "posts": [
            {"words": staff.post_in_words(post), "code": staff.post_code(post)}
            for post in queries.posts(actor, [account.pk])[account.pk]
        ],
        "desks": staff.desks_behind(actor, account),
        "departure": departure if departure and departure.ended_on is None else None,
        "left": None if account.is_active else departure,
        "oneself": actor.account == account.pk,
    }


def _page(reference: str) -> str:
    return reverse("desk:person", args=[reference])


def _question(account: Any, title: str, button: str, done: str, kind: str = "primary") -> Question:
    return Question(
        title,
        button,
        _page(account.reference),
        here=HERE,
        done=done,
        about=account.name,
        kind=kind,
    )
