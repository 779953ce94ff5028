"""A report in the making that somebody comes back to, on any phone, with the receipt it will have.

What the cookie carries is sealed once more under the receipt, so that either opens the same draft:
two phones write into one place and never into two copies. The receipt stays when the report is
sent. Where it lies tells nobody whether a report follows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from safeconduct.access import actors
from safeconduct.intake import queries
from safeconduct.intake.drafts.places import (
    Content,
    NoDraft,
    Place,
    changing,
    forget,
    read,
    still_open,
)
from safeconduct.intake.models import Draft, Saved
from safeconduct.vault import boxes, receipts
from safeconduct.vault.receipts import ReceiptKeys

PURPOSE = "saved draft"


@dataclass(frozen=True, slots=True)
class Return:
    """How somebody comes back to a saved draft: the receipt, and the last day it opens it."""

    receipt: str
    until: date


def save(token: str, language: str, today: date, *, at: str = "") -> Return:
    """Keep a draft under a receipt for so many days from today; asked again, the days begin anew.

    The receipt stays the same, and will be that of the report. `at` is the page to go on with.
    Raises NoDraft or Frozen.
    """
    with changing(token, today) as content:
        still_open(content)
        receipt = content["saved"] = receipt_for(content) or receipts.make(language)
        content["at"] = at
    keys = receipts.keys(receipt)  # slow, so with nothing locked
    until = today + timedelta(days=int(settings.SAVED_DAYS))
    draft = Draft.objects.filter(lookup=Place.of(token).lookup).first()
    if draft is None:
        raise NoDraft
    lookup = _lookup(keys)
    box = boxes.lock(keys.wrapping, token.encode(), boxes.bind(PURPOSE, lookup))
    Saved.objects.update_or_create(
        draft=draft, defaults={"lookup": lookup, "box": box, "until": until}
    )
    return Return(receipt, until)


def saved(token: str) -> Return | None:
    """Return how to come back to a draft; None for one that was not saved. Raises NoDraft."""
    receipt = receipt_for(read(token))
    row = Saved.objects.filter(draft__lookup=Place.of(token).lookup).first()
    return Return(receipt, row.until) if row and receipt else None


def receipt_for(content: Content) -> str:
    """Return the receipt a draft was saved under, or nothing."""
    return str(content.get("saved", ""))


def saved_under(receipt: ReceiptKeys, today: date) -> str:
    """Return the token of the draft that a receipt opens. Raises NoDraft."""
    lookup = _lookup(receipt)
    row = Saved.objects.filter(lookup=lookup, until__gte=today).first()
    if row is None:
        raise NoDraft
    try:
        opened = boxes.unlock(receipt.wrapping, bytes(row.box), boxes.bind(PURPOSE, lookup))
    except boxes.WillNotOpen:
        raise NoDraft from None
    return opened.decode()


def leave(token: str) -> None:
    """Forget a draft, unless it was saved and not sent: then it waits under its receipt."""
    try:
        if not waits(token):
            forget(token)
    except NoDraft:
        return


def waits(token: str) -> bool:
    """Say whether a draft was saved and not sent. Raises NoDraft."""
    content = read(token)
    if not receipt_for(content) or not saved(token):
        return False
    return not queries.arrived(actors.reporter(), content["submission"])


def _lookup(receipt: ReceiptKeys) -> str:
    """Where a draft is found by its receipt: nothing that could be laid beside a report."""
    return boxes.derive(receipt.wrapping, "saved lookup").hex()
