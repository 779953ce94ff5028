"""What every page of the partner face shares: who speaks here, and for which State."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from safeconduct.access.terms import Role
from safeconduct.web.partner import wording
from safeconduct.web.shared.doors import name_of, who


def show(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """Render a page of the partner face inside its frame."""
    actor = who(request)
    states = {held.state for held in actor.holdings if held.role == Role.MEMBER_STATE}
    return render(
        request,
        f"partner/{template}.html",
        {
            "account": {"name": name_of(request)},
            "place": ", ".join(sorted(map(wording.state, states))),
            "locked": actor.secret is None,
        }
        | context,
    )
