"""A file shown before it is handed out: drawn anew, with what is known of the original beside it.

The pictures stand in the page itself. They have no address that could be kept, asked for again or
sent on, and looking is one act with one entry in the log.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from csp.decorators import csp_update
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.intake import queries, uploads
from safeconduct.intake.previews import making
from safeconduct.vault import actions as vault
from safeconduct.vault.seals import FileLabel
from safeconduct.web.desk import dossiers, shelves, wording
from safeconduct.web.desk.frame import show, to_unlock
from safeconduct.web.shared.doors import door, who
from safeconduct.web.shared.methods import only

KIND = "image/jpeg"
HEARD = frozenset({"audio/webm", "audio/mp4", "audio/ogg", "audio/mpeg", "audio/wav"})
MOST_HEARD = 8 * uploads.MEGABYTE  # it stands in the page; ten minutes of speech are 2 MB


@door(Permission.REPORT_READ)
@only("POST")
def preview(request: HttpRequest, reference: str, file: str) -> HttpResponse:
    """Show what a file of a report looks like; the original is another, warned step."""
    return _shown(request, reference, file, looked_at)


@door(Permission.REPORT_READ)
@only("POST")
@csp_update({"media-src": ["data:"]})  # type: ignore[arg-type]  # of a view that takes more
def listen(request: HttpRequest, reference: str, file: str) -> HttpResponse:
    """Play a recording as it was sent; like the pictures it stands in the page itself."""
    return _shown(request, reference, file, listened_to)


def _shown(
    request: HttpRequest,
    reference: str,
    file: str,
    opened: Callable[[Actor, QuerySet[Any]], dict[str, Any]],
) -> HttpResponse:
    actor = who(request)
    found = queries.report(actor, reference)
    held = queries.attachments(actor, found)
    if actor.secret is None:
        return to_unlock(reverse("desk:report", args=[reference]))
    if shelves.destroyed(found, actor, Permission.REPORT_READ):
        return show(request, "report", "reports", **dossiers.of_report(actor, found))
    row = wording.report_row(found, ())
    seen = opened(actor, held.filter(reference=file))
    return show(request, "preview", "reports", report=found, row=row, file=file, **seen)


def listened_to(actor: Actor, attachments: QuerySet[Any]) -> dict[str, Any]:
    """Open one recording to be played. Raises gate.Denied where there is none."""
    found = attachments.first()
    if found is None:
        raise gate.Denied(Permission.SEAL_OPEN.value)
    label, chunks = vault.open_file(actor=actor, reference=found.file.reference, reason="listen")
    if not can_be_heard(label):
        return {"label": label}
    sound = base64.b64encode(b"".join(chunks)).decode()
    return {"label": label, "sound": f"data:{label.content_type};base64,{sound}"}


def can_be_heard(label: FileLabel) -> bool:
    """Say whether a file is a recording that a browser plays, and short enough for a page."""
    return label.content_type in HEARD and label.size <= MOST_HEARD


def looked_at(actor: Actor, attachments: QuerySet[Any]) -> dict[str, Any]:
    """Open one file to be drawn. Raises gate.Denied where there is none."""
    found = attachments.first()
    if found is None:
        raise gate.Denied(Permission.SEAL_OPEN.value)
    label, chunks = vault.open_file(actor=actor, reference=found.file.reference, reason="preview")
    made = making.make(label.content_type, chunks)
    drawn = made.pictures if made else ()
    return {
        "label": label,
        "made": made,
        "can_be_heard": can_be_heard(label),
        "can_be_made": making.can_be_made(label.content_type),
        "pictures": [f"data:{KIND};base64,{base64.b64encode(x).decode()}" for x in drawn],
    }
