"""Pages that hold no secret travel compressed: a third of their weight on a slow network.

A compressed page tells by its length how far what somebody put into it resembles what else is in
it (BREACH). So a page must be named here to be compressed; why these may be is decision 17.
"""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

# Pages of the reporter that show no receipt, no letter, and nothing taken from an address.
OPEN = frozenset(
    f"reporter:{name}"
    for name in (
        *("start", "welcome", "keeps", "safety", "places", "places-of", "help", "wait"),
        *("question", "files", "check", "done", "left"),
    )
)
# On these stands what somebody told. The way they came by (?at=) is repeated in links: a stranger
# who chose it could try words against theirs.
TOLD = frozenset({"reporter:question", "reporter:files", "reporter:check"})


class Compression(GZipMiddleware):
    """Compresses the pages named above, adding up to 100 random bytes so that lengths blur."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Compress a page that may be; leave everything else as it is."""
        route = request.resolver_match.view_name if request.resolver_match else ""
        page = isinstance(response, HttpResponse) and response.status_code == HTTPStatus.OK
        repeats = route in TOLD and "at" in request.GET
        if request.method != "GET" or route not in OPEN or not page or repeats:
            return response
        return super().process_response(request, response)
