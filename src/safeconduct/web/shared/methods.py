"""A route answers the method it was made for; for any other it is not there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]


def only(method: str) -> Callable[[View], View]:
    """Answer one method, and HEAD where it is GET; any other finds nothing, as on no route."""
    answered = {method, "HEAD"} if method == "GET" else {method}

    def mark(view: View) -> View:
        @wraps(view)
        def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in answered:
                raise Http404
            return view(request, *args, **kwargs)

        return enter

    return mark
