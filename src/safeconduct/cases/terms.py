"""The words of a case."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    RECEIVED = "received", _("Received")
    ASSESSED = "assessed", _("Assessed")
    REFERRED = "referred", _("Referred to Member State")
    INVESTIGATING = "investigating", _("Under investigation")
    REPORTED = "reported", _("Investigation report in")
    FOUND = "found", _("Finding made")
    ACTION_PENDING = "action-pending", _("Action pending")
    ACTION_RECORDED = "action-recorded", _("Action recorded")
    CLOSED = "closed", _("Closed")
    INSUFFICIENT = "insufficient", _("Recorded, insufficient information")
    OTHER_REMIT = "other-remit", _("Passed to another body")
    DUPLICATE = "duplicate", _("Linked as a duplicate")


class Act(TextChoices):
    ASSESS = "assess", _("Assess")
    REFER = "refer", _("Refer to Member State")
    INVESTIGATE = "investigate", _("Open an investigation")
    REPORT = "report", _("Record the investigation report")
    CLARIFY = "clarify", _("Send back for clarification")
    FIND = "find", _("Settle the finding")
    AWAIT_ACTION = "await-action", _("Await action")
    RECORD_ACTION = "record-action", _("Confirm the action taken")
    CLOSE = "close", _("Close")
    SET_ASIDE = "set-aside", _("Record as insufficient information")
    PASS_ON = "pass-on", _("Pass to another body")
    LINK = "link", _("Link as a duplicate")
    REOPEN = "reopen", _("Reopen")


class SubjectKind(TextChoices):
    KNOWN = "known", _("Known person")
    UNKNOWN = "unknown", _("Unknown person")
    GROUP = "group", _("Group of unknown size or identity")


class Stage(TextChoices):
    RECOMMENDED = "recommended", _("Recommended")
    FINAL = "final", _("Final")


class Authority(TextChoices):
    UN_INTERIM = "un-interim", _("United Nations, interim")
    UN_FINAL = "un-final", _("United Nations, final")
    STATE = "state", _("Member State")


class Progress(TextChoices):
    PROPOSED = "proposed", _("Proposed")
    DECIDED = "decided", _("Decided")
    IMPLEMENTED = "implemented", _("Implemented")


class Counted(TextChoices):
    INDIVIDUAL = "individual", _("Per individual")
    INCIDENT = "incident", _("Per incident")


class Part(TextChoices):
    LEAD = "lead", _("Lead officer")
    INVESTIGATOR = "investigator", _("Investigator")
    ADVISER = "adviser", _("Adviser")


class Change(TextChoices):
    ADDED = "added", _("Added")
    CHANGED = "changed", _("Changed")
    REMOVED = "removed", _("Removed")


class EventKind(TextChoices):
    OPENED = "opened", _("Matter opened")
    REPORT_JOINED = "report-joined", _("Report joined")
    SUBJECT_ADDED = "subject-added", _("Subject added")
    VICTIM_ADDED = "victim-added", _("Victim added")
    ALLEGATION_ADDED = "allegation-added", _("Allegation recorded")
    MOVED = "moved", _("Step taken")
    FINDING = "finding", _("Finding recorded")
    MEASURE = "measure", _("Measure recorded")
    NOTE = "note", _("Note")
    ASSIGNED = "assigned", _("Person assigned")
    RELEASED = "released", _("Person released")
    REFERRAL_SENT = "referral-sent", _("Referral sent")
    REFERRAL_ANSWERED = "referral-answered", _("Referral answered")
    IMPORTED = "imported", _("Brought in from another register")


class IdentityReason(TextChoices):
    INTERVIEW = "interview", _("To hear the complainant")
    PROTECTION = "protection", _("To protect the complainant")
    NOTIFICATION = "notification", _("To tell the complainant the outcome")
    COURT = "court", _("A court or tribunal asks")


class RefusalReason(TextChoices):
    NOT_NEEDED = "not-needed", _("The name is not needed for this")
    NO_CONSENT = "no-consent", _("The complainant does not agree")
    RISK = "risk", _("It would put the complainant at risk")


class Answered(TextChoices):
    RELEASED = "released", _("Released")
    REFUSED = "refused", _("Refused")
