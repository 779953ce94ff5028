"""What arrived, by whichever door, and what is being written."""

from safeconduct.intake.models.drafts import Draft, DraftFile, Saved
from safeconduct.intake.models.forms import QuestionSet, Recording
from safeconduct.intake.models.letters import AnsweredLetter, LetterBox
from safeconduct.intake.models.mailboxes import Message, Wish
from safeconduct.intake.models.reports import Attachment, Heap, Report
from safeconduct.intake.models.tablets import Envelope, Tablet

__all__ = [
    "AnsweredLetter",
    "Attachment",
    "Draft",
    "DraftFile",
    "Envelope",
    "Heap",
    "LetterBox",
    "Message",
    "QuestionSet",
    "Recording",
    "Report",
    "Saved",
    "Tablet",
    "Wish",
]
