"""What can be done with a report, by the one who makes it and by the desk that receives it."""

from safeconduct.intake.actions.adding import add_words
from safeconduct.intake.actions.envelopes import (
    Arrived,
    Sealed,
    Unreadable,
    deliver,
    open_envelopes,
)
from safeconduct.intake.actions.forming import (
    begin_questions,
    discard_questions,
    edit_questions,
    publish_questions,
    write_questions,
)
from safeconduct.intake.actions.recording import record_question, remove_recording
from safeconduct.intake.actions.reporting import (
    FilesGone,
    Letter,
    StoredFile,
    Submission,
    read_mailbox,
    submit,
    write_to_desk,
)
from safeconduct.intake.actions.retelling import read_own_answers
from safeconduct.intake.actions.tablets import (
    add_tablet,
    ask_to_wipe,
    end_tablet,
    enrol_tablet,
    hear,
    wiped,
)
from safeconduct.intake.actions.taking import take_down
from safeconduct.intake.actions.together import set_aside_together, surface, undo_together
from safeconduct.intake.actions.triage import (
    acknowledge,
    join_matter,
    open_matter,
    reconsider,
    set_aside,
    write_to_reporter,
)
from safeconduct.intake.actions.wishing import (
    Ways,
    allow_contact,
    ask_for_call,
    called,
    refuse_contact,
    renew_receipt,
    take_back,
    withdraw,
)
from safeconduct.intake.changing import NotWritten

__all__ = [
    "Arrived",
    "FilesGone",
    "Letter",
    "NotWritten",
    "Sealed",
    "StoredFile",
    "Submission",
    "Unreadable",
    "Ways",
    "acknowledge",
    "add_tablet",
    "add_words",
    "allow_contact",
    "ask_for_call",
    "ask_to_wipe",
    "begin_questions",
    "called",
    "deliver",
    "discard_questions",
    "edit_questions",
    "end_tablet",
    "enrol_tablet",
    "hear",
    "join_matter",
    "open_envelopes",
    "open_matter",
    "publish_questions",
    "read_mailbox",
    "read_own_answers",
    "reconsider",
    "record_question",
    "refuse_contact",
    "remove_recording",
    "renew_receipt",
    "set_aside",
    "set_aside_together",
    "submit",
    "surface",
    "take_back",
    "take_down",
    "undo_together",
    "wiped",
    "withdraw",
    "write_questions",
    "write_to_desk",
    "write_to_reporter",
]
