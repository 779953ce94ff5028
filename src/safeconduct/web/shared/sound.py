"""Hands a recording to a browser, whole or in the part it asks for; some play only parts."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse

PART = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")


def played(request: HttpRequest, content_type: str, raw: bytes) -> HttpResponse:
    """Answer with a recording; with 206 and one part of it where a part was asked for (RFC 9110).

    What is no such part is answered with the whole, as the standard allows.
    """
    start, end = _part(request.headers.get("Range", ""), len(raw))
    whole = (start, end) == (0, len(raw))
    answer = HttpResponse(raw[start:end], content_type=content_type, status=200 if whole else 206)
    answer["Accept-Ranges"] = "bytes"
    if not whole:
        answer["Content-Range"] = f"bytes {start}-{end - 1}/{len(raw)}"
    return answer


def _part(asked: str, size: int) -> tuple[int, int]:
    found = PART.fullmatch(asked.strip())
    if found is None or not any(found.groups()):
        return 0, size
    first, last = found.groups()
    if not first:  # the last so many bytes
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
    return (start, end) if start < end else (0, size)
