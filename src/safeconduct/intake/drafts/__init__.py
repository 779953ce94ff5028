"""What is kept between two pages of somebody without an account, and who alone can read it."""

from safeconduct.intake.drafts.arriving import (
    Announced,
    AnotherFile,
    Arriving,
    Garbled,
    Missing,
    NotThis,
    announce,
    finish,
    take_piece,
    unfinished,
)
from safeconduct.intake.drafts.files import add_file, remove_file
from safeconduct.intake.drafts.mailboxes import keep_mailbox, mailbox, new_answers
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
    "Announced",
    "AnotherFile",
    "Arriving",
    "Content",
    "Frozen",
    "Garbled",
    "Missing",
    "NoDraft",
    "NotThis",
    "Place",
    "add_file",
    "announce",
    "answer",
    "begin",
    "changing",
    "drop",
    "finish",
    "forget",
    "keep",
    "keep_mailbox",
    "mailbox",
    "new_answers",
    "read",
    "receipt_of",
    "remove_file",
    "settle",
    "take_piece",
    "unfinished",
]
