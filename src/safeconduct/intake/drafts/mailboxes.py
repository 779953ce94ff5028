"""A mailbox that was opened, kept for a while under the token of one cookie."""

from __future__ import annotations

import base64
from datetime import date

from safeconduct.access import actors
from safeconduct.access.actors import Actor, Secret
from safeconduct.intake import queries
from safeconduct.intake.actions.wishing import renew_receipt
from safeconduct.intake.drafts.places import NoDraft, changing, forget, keep, read
from safeconduct.vault import receipts


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
        "lookup": box.report.lookup,
        "new": queries.unread(box.actor, box.report),
    }
    return keep(content, today)


def new_answers(token: str) -> set[str]:
    """Return the references of the answers that were new when a mailbox was opened."""
    return set(read(token).get("new", ()))


def mailbox(token: str, minute: int, minutes: int) -> Actor:
    """Return the owner of a mailbox opened at most so many minutes ago. Raises NoDraft.

    One that was opened with a receipt that has been replaced since is closed.
    """
    content = read(token)
    fresh = 0 <= minute - content["minute"] <= minutes
    if not fresh or not queries.opens(content["report"], content.get("lookup", "")):
        forget(token)
        raise NoDraft
    secret = Secret(content["keyring"], base64.b64decode(content["private"]))
    return actors.reporter(own=content["report"], secret=secret)


def propose_receipt(token: str, language: str, today: date) -> None:
    """Make a new receipt for an open mailbox, once; it opens nothing before it is settled."""
    with changing(token, today) as content:
        content["receipt"] = content.get("receipt") or receipts.make(language)


def proposed_receipt(token: str) -> str:
    """Return the receipt that waits to be settled, or nothing."""
    return str(read(token).get("receipt", ""))


def settle_receipt(actor: Actor, token: str, today: date) -> None:
    """Put the proposed receipt in place of the one that opened the mailbox, everywhere at once."""
    keys = receipts.keys(proposed_receipt(token))  # slow, so before anything is locked
    with changing(token, today) as content:
        renew_receipt(actor=actor, report=queries.own_report(actor), receipt=keys)
        content |= {"receipt": "", "lookup": keys.lookup}
