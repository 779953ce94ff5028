"""What every page of the partner face shares: who speaks here, and for which State."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from safeconduct.access.actors import Actor
from safeconduct.access.terms import Role
from safeconduct.web.partner import wording


def who(request: HttpRequest) -> Actor:
    """Whoever came in by the door of this view."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def today() -> date:
    """The day on which an act is recorded."""
    return timezone.localdate()


def show(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """Render a page of the partner face inside its frame."""
    actor = who(request)
    states = {held.state for held in actor.holdings if held.role == Role.MEMBER_STATE}
    return render(
        request,
        f"partner/{template}.html",
        {
            "account": {"name": request.user.name},  # type: ignore[union-attr]
            "place": ", ".join(sorted(map(wording.state, states))),
            "locked": actor.secret is None,
        }
        | context,
    )
