"""Where the pages for people without an account stand, as the desk writes it on what it hands out.

A desk is often served by another process, on another host, than the site for reporters
(deploy/README.md). What it prints, and what it tells a gateway or a tablet, has to lead there all
the same: a receipt that names the desk's own host helps nobody.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

# As the other process routes them; a test holds them to it.
PATHS = {
    "reporter:welcome": "/report/{}/",
    "reporter:mailbox": "/report/{}/mailbox",
    "hooks:receive": "/hooks/{}",
    "field:start": "/field/",
}


def address(request: HttpRequest, name: str, *args: str) -> str:
    """Return the whole address of a page; of one elsewhere on a host we were not told, its path."""
    try:
        path, here = reverse(name, args=args), True
    except NoReverseMatch:
        path, here = PATHS[name].format(*args), False
    if settings.REPORTER_SITE:
        return f"{settings.REPORTER_SITE}{path}"
    return request.build_absolute_uri(path) if here else path


def is_whole(address: str) -> bool:
    """Say whether an address names its host."""
    return not address.startswith("/")
