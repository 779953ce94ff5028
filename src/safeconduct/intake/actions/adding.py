"""Words that come in after a report, from whoever sent it, where nobody holds the receipt.

A gateway passes on a message: it can neither open the mailbox nor read what is in it. The words
are sealed in a compartment of their own, for whoever is in the report's today (vault.open_beside).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.base import references
from safeconduct.intake.actions.together import surface
from safeconduct.intake.models import Attachment, Message, Report
from safeconduct.intake.terms import Direction
from safeconduct.vault import actions as vault
from safeconduct.vault import seals


@transaction.atomic
def add_words(
    *,
    actor: Actor,
    report: Report,
    text: str,
    today: date,
    files: Sequence[tuple[seals.FileLabel, bytes]] = (),
    key: str = "",
) -> Message:
    """Add a message, and files, from the reporter to their report, without opening anything.

    `key` is the reference the message will have: added twice, it is stored once.

    A report that was set aside unread waits for an answer again. Raises gate.Denied for anybody
    but the reporter, and once the report was destroyed.
    """
    report = surface(actor=actor, report=report)
    gate.require(actor, Permission.MAILBOX_USE, report)
    reference = key or references.new()
    if sent_before := Message.objects.filter(report=report, reference=reference).first():
        return sent_before
    opened = vault.open_beside(actor=actor, compartment=report.compartment, reason="added")
    for label, content in files:
        file = seals.put_file(opened, label, [content], today)
        Attachment.objects.create(report=report, file=file)
    message = Message.objects.create(
        reference=reference,
        report=report,
        direction=Direction.FROM_REPORTER,
        seal=seals.put_text(opened, "message", text, today),
        sent_on=today,
        place=report.messages.count(),
    )
    log.record("mailbox.write", actor=actor, subject=report)
    return message
