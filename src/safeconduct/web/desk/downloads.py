"""Files that leave the vault: always a download, under a harmless name, kept by no cache."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.vault import actions as vault
from safeconduct.web.shared.streams import Streamed

SAFE = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "application/pdf"})
LONGEST_NAME = 80
# What a file ends in follows what it holds. Opened from a folder, a page called "letter.html" would
# run, and tell whoever wrote it when and from where it was read.
ENDINGS: Mapping[str, tuple[str, ...]] = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "image/heic": (".heic", ".heif"),
    "application/pdf": (".pdf",),
    "audio/mpeg": (".mp3",),
    "audio/mp4": (".m4a",),
    "audio/webm": (".webm", ".weba"),
    "audio/ogg": (".ogg", ".oga", ".opus"),
    "audio/amr": (".amr",),
    "audio/wav": (".wav",),
    "video/mp4": (".mp4", ".m4v"),
    "video/3gpp": (".3gp",),
    "text/plain": (".txt",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.oasis.opendocument.text": (".odt",),
}


def handed_out(actor: Actor, attachments: QuerySet[Any]) -> StreamingHttpResponse:
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
    answer = Streamed(chunks, content_type=told)
    answer["Content-Length"] = str(label.size)  # a file that breaks off is seen to be cut
    name = ended(harmless(label.name), label.content_type)
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


def ended(name: str, kind: str) -> str:
    """The name with an ending that fits what the file holds; one that lies is kept before it."""
    endings = ENDINGS.get(kind, (".bin",))
    return name if name.lower().endswith(endings) else name + endings[0]
