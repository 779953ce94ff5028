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
from safeconduct.intake.drafts import files, speaking
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
    return keep(_new(asked or form.current(), known or {}), today)


def begin_again(told: form.Answers, today: date, *, say_so: bool = False) -> str:
    """Begin a report about something else for whoever said `told` before.

    What they said about themselves stands, and is asked no more. Nothing in the new report leads
    to the old one; `say_so` adds one line that there is an earlier one.
    """
    asked = form.current()
    codes = [mission.code for mission in roster.missions_taking_reports(actors.reporter())]
    known = form.lasting(asked, told, today=today, missions=codes)
    content = _new(asked, known)
    unshown = {q.code for q in asked.questions() if q.part == form.IDENTITY}
    content["unshown"] = [code for code, words in known.items() if words and code in unshown]
    content["say_so"] = say_so
    return keep(content, today)


def _new(asked: form.Form, known: form.Answers) -> Content:
    return {
        "form": asked.code,
        "answers": {code: words for code, words in known.items() if words},
        "known": sorted(known),
        "files": [],
        "submission": secrets.token_hex(16),
        "report": references.new(),
        "compartment": references.new(),
        "key": base64.b64encode(boxes.new_key() + boxes.new_key()).decode(),
        "receipt": "",
    }


def told_before(content: Content, page: form.Page) -> bool:
    """Say whether what a page asks was told before the report began, and still stands."""
    codes = {question.code for question in page.questions}
    return codes <= set(content.get("known", ())) and bool(codes & set(content["answers"]))


def shown(content: Content) -> form.Answers:
    """Return the answers that a page may show.

    Whoever opens a mailbox with a receipt they found is not shown who wrote. What names a reporter
    was taken over from an earlier report unseen; it is shown once it was written here.
    """
    unshown = content.get("unshown", ())
    return {code: words for code, words in content["answers"].items() if code not in unshown}


def keeps_unshown(content: Content, page: form.Page) -> bool:
    """Say whether a page has an answer that stands and is not shown."""
    return any(question.code in content.get("unshown", ()) for question in page.questions)


class Answered(Exception):
    """Another phone answered this page meanwhile; `kept` is what it said, by question."""

    def __init__(self, kept: form.Answers) -> None:
        super().__init__("answered meanwhile")
        self.kept = kept


def answer(
    token: str, said: form.Answers, today: date, *, seen: str = "", phone: str = ""
) -> Content:
    """Put the answers of one page in place of what was said there. Raises NoDraft or Frozen.

    `seen` is the mark of the answers that the page was shown with, `phone` that of the browser:
    where a draft lies open on two phones and the other one answered since, nothing is put in place
    of that. Raises Answered.
    """
    with changing(token, today) as content:
        still_open(content)
        kept = {code: words for code, words in shown(content).items() if code in said}
        by = content.setdefault("by", {})
        own = bool(phone) and all(by.get(code) == phone for code in kept)
        meant = {code: words for code, words in said.items() if words}
        stale = receipt_for(content) and seen not in {"", mark(kept)}
        if stale and not own and kept not in ({}, meant):
            raise Answered(kept)
        by |= dict.fromkeys(said, phone)
        content["unshown"] = [c for c in content.get("unshown", ()) if c not in said]
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
            speaking.asked(content), content["answers"], today=today, missions=codes
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
        answers=settled.facts | ({form.WROTE_BEFORE: form.SAID} if content.get("say_so") else {}),
        identity=settled.identity,
        ahead=files.opened(content),
        files=[files.stored(file) for file in content["files"] if speaking.stands(content, file)],
    )
    return submission, content["receipt"]


def receipt_of(actor: Actor, content: Content) -> str:
    """Return the receipt of a draft whose report is safely stored, else nothing."""
    if content["receipt"] and queries.arrived(actor, content["submission"]):
        return str(content["receipt"])
    return ""
