"""Questions about reports: who may read which, what a receipt opens, what a form asks."""

from safeconduct.intake.queries.envelopes import (
    a_tablet,
    expected_tablet,
    tablet,
    tablets,
    unopened,
)
from safeconduct.intake.queries.forms import (
    heard,
    question_set,
    question_sets,
    recording,
    recordings,
)
from safeconduct.intake.queries.mailboxes import (
    Mailbox,
    answer_due,
    arrived,
    keys_of,
    mailbox,
    mailbox_for,
    messages,
    opens,
    own_report,
    takes_words,
    unread,
    wishes,
)
from safeconduct.intake.queries.reports import (
    access_of,
    attachments,
    joined_to,
    permissions_on,
    readable_by,
    report,
    waiting_for_a_call,
    with_wishes,
)
from safeconduct.intake.queries.taking import (
    Taken,
    taken,
)

__all__ = [
    "Mailbox",
    "Taken",
    "a_tablet",
    "access_of",
    "answer_due",
    "arrived",
    "attachments",
    "expected_tablet",
    "heard",
    "joined_to",
    "keys_of",
    "mailbox",
    "mailbox_for",
    "messages",
    "opens",
    "own_report",
    "permissions_on",
    "question_set",
    "question_sets",
    "readable_by",
    "recording",
    "recordings",
    "report",
    "tablet",
    "tablets",
    "taken",
    "takes_words",
    "unopened",
    "unread",
    "waiting_for_a_call",
    "wishes",
    "with_wishes",
]
