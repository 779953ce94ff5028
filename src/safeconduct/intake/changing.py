"""What stands before every change of a version of the form: unpublished, seen, and by whom."""

from __future__ import annotations

import hashlib

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account
from safeconduct.intake.models import QuestionSet


class NotWritten(Exception):
    """The questions cannot be kept or published; the text says why in one line."""


def account_of(actor: Actor) -> Account:
    """Return whose act it is. Raises gate.Denied for an actor without an account."""
    if actor.account is None:
        raise gate.Denied("questions")
    return Account.objects.get(pk=actor.account)


def unpublished(questions: QuestionSet) -> QuestionSet:
    """Lock a version that may still change. Raises NotWritten for one that was published."""
    found = QuestionSet.objects.select_for_update().get(pk=questions.pk)
    if found.published_on is not None:
        raise NotWritten("This version was published and cannot change any more. Write another.")
    return found


def mark_of(questions: QuestionSet) -> str:
    """Return a mark of a version that changes with each of its words and recordings."""
    heard = questions.recordings.order_by("reference").values_list("reference", flat=True)
    return hashlib.sha256("\n".join((questions.text, *heard)).encode()).hexdigest()
