"""What somebody said in an earlier report, given back to the holder of its receipt alone."""

from __future__ import annotations

import json

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.intake import form
from safeconduct.intake.models import Report, Wish
from safeconduct.intake.terms import Wished
from safeconduct.vault import actions as vault


@transaction.atomic
def read_own_answers(*, actor: Actor, report: Report) -> form.Answers:
    """Open what the holder of a receipt said in their report, and who they said they are.

    How they can be reached is left out where they asked since not to be contacted. It is kept
    nowhere. The opening is recorded as that of the mailbox.
    Raises gate.Denied for anybody else.
    """
    gate.require(actor, Permission.MAILBOX_USE, report)
    sealed = [seal.reference for seal in (report.answers, report.identity) if seal is not None]
    texts = vault.open_seals(actor=actor, references=sealed, reason="mailbox")
    told = {code: said for words in texts.values() for code, said in json.loads(words).items()}
    log.record("mailbox.read", actor=actor, subject=report)
    silent = Wish.objects.filter(report=report, kind=Wished.SILENCE, ended_on__isnull=True)
    untold = form.reaching(form.current()) if silent.exists() else frozenset()
    return {code: said for code, said in told.items() if code not in untold}
