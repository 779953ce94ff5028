"""What every template may know about the installation it is shown by."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def installation(request: HttpRequest) -> dict[str, bool | str]:
    """Say whether this is the demonstration, so that no page of it is mistaken for a real one.

    Also what the organisation's sign-on is called, where the quick exit leads, what a reporter's
    browser calls these pages, and the onion address, if there is one.
    """
    return {
        "is_demo": settings.DEMO,
        "sign_on": settings.SIGN_ON,
        "neutral_title": settings.NEUTRAL_TITLE,
        "exit_to": settings.EXIT_TO,
        "onion": settings.ONION,
    }
