"""A report being written: begun, answered page by page, and closed for sending."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from datetime import date

from safeconduct.access import actors
from safeconduct.access.actors import Actor
from safeconduct.base import references
from safeconduct.intake import form, queries
from safeconduct.intake.actions.reporting import Submission
from safeconduct.intake.drafts import files
from safeconduct.intake.drafts.places import Content, changing, keep, still_open
from safeconduct.intake.drafts.saving import receipt_for
from safeconduct.roster import queries as roster
from safeconduct.vault import boxes, receipts

WEB = "web"
MARK = 16  # signs: enough to see that an answer is another one


def begin(today: date, asked: form.Form | None = None, *, known: form.Answers | None = None) -> str:
    """Begin a report. Its identifiers and the key of its files are chosen now, by chance.

    It answers the form of today, or another that is named. `known` is what the way in told
    already: it stands as answered, and is asked no more.
    """
    content: Content = {
        "form": (asked or form.current()).code,
        "answers": dict(known or {}),
        "known": sorted(known or {}),
        "files": [],
        "submission": secrets.token_hex(16),
        "report": references.new(),
        "compartment": references.new(),
        "key": base64.b64encode(boxes.new_key() + boxes.new_key()).decode(),
        "receipt": "",
    }
    return keep(content, today)


def told_before(content: Content, page: form.Page) -> bool:
    """Say whether everything a page asks was told before the report began, and still stands."""
    codes = {question.code for question in page.questions}
    return bool(codes) and codes <= set(content.get("known", ())) & set(content["answers"])


class Answered(Exception):
    """Another phone answered this page meanwhile; `kept` is what it said, by question."""

    def __init__(self, kept: form.Answers) -> None:
        super().__init__("answered meanwhile")
        self.kept = kept


def answer(token: str, said: form.Answers, today: date, *, seen: str = "") -> Content:
    """Put the answers of one page in place of what was said there. Raises NoDraft or Frozen.

    `seen` is the mark of the answers that the page was shown with: where a draft lies open on two
    phones and the other one answered since, nothing is put in place of that. Raises Answered.
    """
    with changing(token, today) as content:
        still_open(content)
        kept = {code: words for code, words in content["answers"].items() if code in said}
        meant = {code: words for code, words in said.items() if words}
        if receipt_for(content) and seen and seen != mark(kept) and kept not in ({}, meant):
            raise Answered(kept)
        content["answers"] |= said
        content["answers"] = {code: words for code, words in content["answers"].items() if words}
    return content


def mark(answers: form.Answers) -> str:
    """Return a short mark of answers, which changes with them."""
    words = json.dumps(dict(answers), sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()[:MARK]


def settle(token: str, language: str, today: date) -> tuple[Submission, str]:
    """Close a draft for sending; return the submission and the receipt it will have.

    However often it is asked, by two tabs or a double click, the receipt and the submission key
    stay the same. Raises NoDraft, or form.Refused for an answer that is missing or outside its
    question; then nothing is closed.
    """
    codes = {m.code: m for m in roster.missions_taking_reports(actors.reporter())}
    with changing(token, today) as content:
        settled = form.settle(
            form.version(content["form"]), content["answers"], today=today, missions=codes
        )
        if not content["receipt"]:
            content["receipt"] = receipt_for(content) or receipts.make(language)
            content["language"] = language
    submission = Submission(
        key=content["submission"],
        form=content["form"],
        language=content["language"],
        channel=WEB,
        mission=codes.get(settled.mission),
        urgent=settled.urgent,
        answers=settled.facts,
        identity=settled.identity,
        ahead=files.opened(content),
        files=[files.stored(file) for file in content["files"]],
    )
    return submission, content["receipt"]


def receipt_of(actor: Actor, content: Content) -> str:
    """Return the receipt of a draft whose report is safely stored, else nothing."""
    if content["receipt"] and queries.arrived(actor, content["submission"]):
        return str(content["receipt"])
    return ""
