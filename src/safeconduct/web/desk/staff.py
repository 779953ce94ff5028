"""What the pages about people and desks show of them: posts, ways to come in, desks; no file."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safeconduct.access import queries as access
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Role
from safeconduct.roster import queries as roster
from safeconduct.roster.terms import DeskKind
from safeconduct.vault import queries as vault
from safeconduct.vocabulary import countries


def rows(actor: Actor, accounts: Collection[Any], today: date) -> list[dict[str, Any]]:
    """Some accounts as lines of the list of people."""
    keys = [account.pk for account in accounts]
    posts, invited = access.posts(actor, keys), access.invited(actor, keys)
    secured, keyed = access.secured(actor, keys), vault.keyed(actor, keys)
    leaving = set(access.leaving(actor).filter(pk__in=keys).values_list("pk", flat=True))
    return [
        {
            "url": reverse("desk:person", args=[account.reference]),
            "name": account.name,
            "line": account.username,
            "posts": [post_in_words(post) for post in posts[account.pk]],
            "key": account.pk in keyed,
            "factor": account.pk in secured,
            "invitation": _invitation(invited.get(account.pk), today),
            "state": _state(account, leaving=account.pk in leaving),
        }
        for account in accounts
    ]


def post_in_words(post: Any) -> str:
    """A post as it is told: the role, and in which mission or for which State."""
    where = [post.mission] if post.mission else []
    if post.state:
        where.append(countries.name(post.state, get_language() or "en"))
    return " · ".join([str(Role(post.role).label), *where])


def post_code(post: Any) -> str:
    """A post as a form names it; a row number is in no page."""
    return f"{post.role} {post.mission} {post.state}"


def desks_behind(actor: Actor, account: Any) -> list[dict[str, Any]]:
    """The desks somebody is behind, for who manages accounts."""
    keyring = getattr(account, "keyring", None)
    if keyring is None:
        return []
    keys = [ring.pk for ring in vault.desks_of(actor, keyring)]
    known = {desk.pk: desk for desk in roster.desks_by_key(actor, keys).values()}
    return desk_rows(actor, known.values(), "desk:desk")


def desk_rows(actor: Actor, desks: Iterable[Any], page: str) -> list[dict[str, Any]]:
    """Desks as lines of a list, with who is behind each."""
    return [desk_row(actor, desk, page) for desk in desks]


def desk_row(actor: Actor, desk: Any, page: str) -> dict[str, Any]:
    """One desk with its members, as far as somebody may see them."""
    behind = [member_row(share) for share in vault.members(actor, desk.keyring)]
    return {
        "reference": desk.reference,
        "url": reverse(page, args=[desk.reference]),
        "name": desk.name,
        "kind": str(DeskKind(desk.kind).label),
        "where": desk.mission.code if desk.mission else _country(desk.state),
        "members": behind,
        "lasting": sum(row["active"] and not row["until"] for row in behind),
        "waits": desk.keyring.retired_on is not None,
    }


def member_row(share: Any) -> dict[str, Any]:
    """Somebody behind a desk, and until when if they cover an absence."""
    account = share.member.account
    return {
        "account": account,
        "name": account.name,
        "active": account.is_active,
        "until": share.until,
    }


def _country(state: str) -> str:
    return countries.name(state, get_language() or "en") if state else ""


def _invitation(invitation: Any, today: date) -> str:
    if invitation is None:
        return ""
    return _("Invited") if invitation.expires_on >= today else _("Invitation ran out")


def _state(account: Any, *, leaving: bool) -> dict[str, str]:
    if not account.is_active:
        return {"tone": "", "words": _("Left")}
    if leaving:
        return {"tone": "soon", "words": _("Leaving")}
    return {"tone": "done", "words": _("Active")}
