"""Files of a report: added with an ordinary form, or in pieces by a script that can go on later.

The script speaks the small protocol of docs/uploads.md. Its answers are JSON; every line a person
reads is written here, in their language.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from safeconduct.intake import drafts, form, uploads
from safeconduct.web.reporter.pages import REPORT, in_language, show, token_of
from safeconduct.web.reporter.writing import after, checking, gone, place_of
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import Door, door

TOLD = 12  # signs of a digest: enough to see that another file was chosen
DIGEST = "sha-256=:"
LONGEST_NUMBER = 15
View = Callable[..., HttpResponse]


@door(Door.REPORTER)
@require_http_methods(["GET", "HEAD", "POST"])
@in_language
def files(request: HttpRequest) -> HttpResponse:
    """Show the files that were added; add one, or take one out again."""
    token = token_of(request, REPORT)
    refused = ""
    try:
        if request.method == "POST":
            refused = _change_files(request, token)
        content = drafts.read(token)
    except (drafts.NoDraft, drafts.Frozen):
        return gone(request)
    page = form.version(content["form"]).page("files", content["answers"])
    if page is None:
        raise Http404
    if request.method == "POST" and not refused:
        return after(request, page, content) if "go-on" in request.POST else _same(request)
    torn = [file for file in drafts.unfinished(content) if not file.answers]
    return show(
        request,
        "files",
        page=page,
        files=[file for file in content["files"] if not file.get("answers")],
        torn=torn,
        full=len(content["files"]) + len(drafts.unfinished(content)) >= uploads.most_files(),
        most_files=uploads.most_files(),
        most_at_once=min(uploads.MOST_BYTES, uploads.most_bytes()) // uploads.MEGABYTE,
        most=uploads.most_bytes() // uploads.MEGABYTE,
        refused=refused,
        **place_of(request, page, content),
    )


def _answering(view: View) -> View:
    """Turn what can go wrong with a piece into an answer that a script understands."""

    @wraps(view)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, **kwargs)
        except uploads.NotTaken as refused:
            return JsonResponse({"line": str(refused)}, status=422)
        except drafts.Garbled:
            return JsonResponse({}, status=400)
        except drafts.AnotherFile:
            return JsonResponse({"another": True}, status=409)
        except drafts.Missing as missing:
            return JsonResponse({"missing": missing.numbers}, status=409)
        except (drafts.NoDraft, drafts.Frozen):
            return JsonResponse({}, status=410)
        except drafts.NotThis:
            raise Http404 from None

    return answer


@door(Door.REPORTER)
@require_POST
@in_language
@_answering
def announce(request: HttpRequest) -> HttpResponse:
    """Announce a file by name and size, or ask which of its pieces are here."""
    size = request.POST.get("size", "")
    if not (size.isascii() and size.isdigit() and len(size) <= LONGEST_NUMBER):
        raise drafts.Garbled
    name = request.POST.get("name", "")
    announced = drafts.announce(
        token_of(request, REPORT), name, int(size), today(), **_spoken(request)
    )
    return JsonResponse(
        {
            "file": announced.file.reference,
            "piece": announced.file.piece,
            "here": [digest.hex()[:TOLD] if digest else "" for digest in announced.here],
        }
    )


@door(Door.REPORTER)
@require_POST
@in_language
@_answering
def piece(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Take one piece. The answer says that it is on the disk."""
    drafts.take_piece(
        token_of(request, REPORT),
        reference,
        number,
        request.body,
        digest=_digest(request.headers.get("Content-Digest", "")),
        today=today(),
    )
    return JsonResponse({})


@door(Door.REPORTER)
@require_POST
@in_language
@_answering
def finish(request: HttpRequest, reference: str) -> HttpResponse:
    """Join the pieces, once all are here."""
    drafts.finish(token_of(request, REPORT), reference, today())
    return JsonResponse({})


def _spoken(request: HttpRequest) -> dict[str, Any]:
    """Read which question a recording answers and how long it is. Raises Garbled."""
    answers, seconds = request.POST.get("answers", ""), request.POST.get("seconds", "0")
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) <= LONGEST_NUMBER):
        raise drafts.Garbled
    if not answers:
        return {}
    return {"answers": answers, "seconds": min(int(seconds), drafts.LONGEST_RECORDING)}


def _digest(header: str) -> bytes:
    """Read the digest of a piece (RFC 9530). Raises Garbled."""
    if not (header.startswith(DIGEST) and header.endswith(":")):
        raise drafts.Garbled
    try:
        return base64.b64decode(header.removeprefix(DIGEST)[:-1], validate=True)
    except (binascii.Error, ValueError):
        raise drafts.Garbled from None


def _change_files(request: HttpRequest, token: str) -> str:
    """Add or remove what was asked; return the line of refusal, if there is one."""
    if reference := request.POST.get("remove", ""):
        drafts.remove_file(token, reference, today())
        return ""
    sent = request.FILES.get("files")
    if sent is None:
        return "" if "go-on" in request.POST else _("Please choose a file first, or go on.")
    try:
        drafts.add_file(token, sent.name or "", sent.read(), today())
    except uploads.NotTaken as refused:
        return str(refused)
    return ""


def _same(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(request.path + checking(request))
