"""Recordings that answer a question: which questions take one, and which recordings are sent."""

from __future__ import annotations

from safeconduct.intake import form
from safeconduct.intake.drafts import files
from safeconduct.intake.drafts.places import Content

LONGEST_RECORDING = 600  # seconds


def may_be_spoken(content: Content) -> set[str]:
    """Return the questions on the way of this report that a recording answers as well."""
    path = form.version(content["form"]).path(content["answers"])
    return {q.code for page in path for q in page.questions if q.may_be_spoken}


def asked(content: Content) -> form.Form:
    """Return the form of a draft; what a recording answers needs no words any more."""
    return form.version(content["form"]).without_need(files.spoken(content))


def stands(content: Content, file: Content) -> bool:
    """Say whether a file is sent: not the recording for a question that no longer applies."""
    code = file.get("answers", "")
    return not code or code in may_be_spoken(content)
