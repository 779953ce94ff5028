"""Files that leave the vault: always a download, under a harmless name, kept by no cache."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.vault import actions as vault

SAFE = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "application/pdf"})
LONGEST_NAME = 80


def handed_out(actor: Actor, attachments: QuerySet[Any]) -> HttpResponse:
    """Open one sealed file and hand it out. Raises gate.Denied where there is none.

    A browser must never run what a stranger sent: no type but a picture or a PDF is told, and
    nothing is shown inside a page.
    """
    found = attachments.first()
    if found is None:
        raise gate.Denied(Permission.SEAL_OPEN.value)
    label, chunks = vault.open_file(
        actor=actor, reference=found.file.reference, reason="attachment"
    )
    told = label.content_type if label.content_type in SAFE else "application/octet-stream"
    answer = HttpResponse(b"".join(chunks), content_type=told)
    name = harmless(label.name)
    answer["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "no-store"
    return answer


def harmless(name: str) -> str:
    """A file name without folders, control characters, quotes or direction marks."""
    last = re.split(r"[\\/]", name)[-1]
    kept = "".join(c for c in last if c.isalnum() or c in " ._-()").strip(" .")
    stem, dot, kind = kept.rpartition(".")
    if not dot or not stem:
        return kept[:LONGEST_NAME] or "file"
    return f"{stem[: LONGEST_NAME - 12]}.{kind[:10]}"
