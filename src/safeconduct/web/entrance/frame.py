"""What every page of one's own account shares: who is here, and at which face they work."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from safeconduct.access.terms import Role
from safeconduct.web.entrance import ways
from safeconduct.web.shared.doors import name_of, who


def face_of(request: HttpRequest) -> str:
    """The face at which whoever is signed in has a post, among those this server has."""
    roles = {held.role for held in who(request).holdings}
    own = "partner" if roles == {Role.MEMBER_STATE} else "desk"
    return own if own in ways.served() else ways.served()[0]


def show(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """Render a page of one's own account inside its frame."""
    face = face_of(request)
    told = {"face": face, "home": ways.HOMES[face], "account": {"name": name_of(request)}}
    return render(request, f"entrance/{template}.html", told | context)
