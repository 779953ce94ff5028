"""Walks a browser through the reporter face, as somebody would."""

from __future__ import annotations

from django.conf import settings
from django.test import Client

# What Amina says on each page, in order.
SAYS = {
    "danger": {"danger": "no"},
    "relation": {"relation": "witness"},
    "mission": {"mission": "MINARA"},
    "what": {"what": "He took the fuel."},
    "when": {"when-year": "2026", "when-month": "3", "when-day": ""},
    "where": {"where": "By the well"},
    "who": {"who": "A tall man", "category": "military"},
    "harmed": {"harmed": ["adult"]},
    "contact": {"contact": "named"},
    "you": {"name": "Amina", "reach": "The market"},
}


def begin(client: Client, language: str = "en") -> None:
    """Press Start."""
    assert client.post(f"/report/{language}/start").status_code == 302


def fill(client: Client, language: str = "en", **instead: dict[str, object]) -> None:
    """Press Start and answer every page."""
    begin(client, language)
    for code, said in (SAYS | instead).items():
        answer = client.post(f"/report/{language}/question/{code}", said)
        assert answer.status_code == 302, (code, answer.status_code)


def send(client: Client, language: str = "en") -> str:
    """Press Send; return the receipt as the page shows it."""
    answer = client.post(f"/report/{language}/check")
    assert answer["Location"] == f"/report/{language}/receipt"
    return receipt(client, language)


def receipt(client: Client, language: str = "en") -> str:
    """Return the receipt that the page shows."""
    page = client.get(f"/report/{language}/receipt")
    assert page.status_code == 200
    return " ".join(page.context["groups"])


def token(client: Client) -> str:
    """Return what the cookie carries."""
    return client.cookies[settings.REPORT_COOKIE_NAME].value
