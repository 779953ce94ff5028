"""A mailbox that was opened, kept for a while under the token of one cookie."""

from __future__ import annotations

import base64
from datetime import date

from safeconduct.access import actors
from safeconduct.access.actors import Actor, Secret
from safeconduct.intake import queries
from safeconduct.intake.drafts.places import NoDraft, forget, keep, read


def keep_mailbox(box: queries.Mailbox, minute: int, today: date) -> str:
    """Keep an opened mailbox for a while; `minute` says since when, inside the seal.

    Which answers were new is kept with it: a page that was lost on the way shows them as new
    again when it is asked for again.
    """
    secret = box.actor.secret
    content = {
        "report": box.report.reference,
        "keyring": secret.keyring if secret else "",
        "private": base64.b64encode(secret.private if secret else b"").decode(),
        "minute": minute,
        "new": queries.unread(box.actor, box.report),
    }
    return keep(content, today)


def new_answers(token: str) -> set[str]:
    """Return the references of the answers that were new when a mailbox was opened."""
    return set(read(token)["new"])


def mailbox(token: str, minute: int, minutes: int) -> Actor:
    """Return the owner of a mailbox opened at most so many minutes ago. Raises NoDraft."""
    content = read(token)
    if not 0 <= minute - content["minute"] <= minutes:
        forget(token)
        raise NoDraft
    secret = Secret(content["keyring"], base64.b64decode(content["private"]))
    return actors.reporter(own=content["report"], secret=secret)
