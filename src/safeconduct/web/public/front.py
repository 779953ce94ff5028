"""The one door of the public face: anyone may read, and nothing is remembered about them.

The other faces share a door that knows sessions and keys. This face may not even import it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponse]
KEPT_SECONDS = 300
ANYONE = "anyone"


def door(opens_to: str) -> Callable[[View], View]:
    """Mark a page as open to anyone: read only, the same for everyone who reads one language.

    Any cache may keep the page for five minutes; the answer carries no cookie and asks for none.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = view(request, *args, **kwargs)
            patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
            return response

        opened = require_safe(enter)
        vars(opened)["door"] = opens_to
        return opened

    return mark
