"""How somebody comes in with two factors, click by click without a browser."""

from __future__ import annotations

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from safeconduct.access.models import SpentCode
from tests import people

PERIOD = 30


def code(secret: str, off: int = 0) -> str:
    """The code an app shows now, or some half minutes off."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD + off))


def fresh(secret: str) -> str:
    """A code that was not used yet, as far as anybody remembers."""
    SpentCode.objects.all().delete()
    return code(secret)


def sign_in(browser: Client, name: str, passphrase: str = people.PASSPHRASE, **more):
    """Type a name and a passphrase at the desk."""
    face = more.pop("face", "desk")
    said = {"username": name, "passphrase": passphrase}
    return browser.post(f"/{face}/sign-in", said, **more)


def browser_of(name: str, face: str = "desk") -> Client:
    """A browser in which somebody signed in by passphrase alone."""
    browser = Client()
    assert sign_in(browser, name, face=face).status_code == 302
    return browser


def set_up_app(browser: Client) -> str:
    """Set up an authenticator app for whoever is signed in; return its key."""
    page = browser.get("/account/authenticator/add")
    secret = "".join(page.context["groups"])
    assert re.fullmatch(r"[A-Z2-7]{32}", secret)
    done = browser.post("/account/authenticator/add", {"code": code(secret)})
    assert done["Location"] == "/account/recovery-codes"
    return secret


def come_in(name: str, secret: str) -> Client:
    """A browser in which somebody signed in by passphrase and app."""
    browser = Client()
    assert sign_in(browser, name)["Location"] == "/account/code"
    done = browser.post("/account/code", {"code": fresh(secret)})
    assert done.status_code == 302
    return browser


def codes_shown(browser: Client) -> list[str]:
    """The recovery codes that a page shows."""
    return browser.get("/account/recovery-codes").context["codes"]


def is_in(browser: Client) -> bool:
    """Whether a browser is signed in at the desk."""
    return browser.get("/desk/").status_code == 200
