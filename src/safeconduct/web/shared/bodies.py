"""What a machine posts, as a whole: a gateway or a tablet, which read no cookie and no page."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import UnreadablePostError

from safeconduct.access import gate
from safeconduct.access.terms import Permission


def whole(request: HttpRequest, most: int) -> bytes:
    """Return a body of at most so many bytes. Raises gate.Denied for any other."""
    try:
        declared = int(request.headers.get("content-length") or 0)
        if declared <= most and len(request.body) <= most:
            return request.body
    except (ValueError, RequestDataTooBig, UnreadablePostError):
        pass
    raise gate.Denied(Permission.REPORT_MAKE.value)
