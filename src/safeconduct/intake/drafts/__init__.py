"""What is kept between two pages of somebody without an account, and who alone can read it."""

from safeconduct.intake.drafts.files import add_file, remove_file
from safeconduct.intake.drafts.mailboxes import keep_mailbox, mailbox
from safeconduct.intake.drafts.places import (
    BLOCK,
    Content,
    Frozen,
    NoDraft,
    Place,
    changing,
    drop,
    forget,
    keep,
    read,
)
from safeconduct.intake.drafts.writing import WEB, answer, begin, receipt_of, settle

__all__ = [
    "BLOCK",
    "WEB",
    "Content",
    "Frozen",
    "NoDraft",
    "Place",
    "add_file",
    "answer",
    "begin",
    "changing",
    "drop",
    "forget",
    "keep",
    "keep_mailbox",
    "mailbox",
    "read",
    "receipt_of",
    "remove_file",
    "settle",
]
