"""The words of access: what may be done, who people are here, and how far it reaches."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(TextChoices):
    # A report, before it is part of a file
    REPORT_MAKE = "report:make", _("Make a report")
    REPORT_TAKE = "report:take", _("Take a report down for somebody")
    REPORT_READ = "report:read", _("See reports")
    REPORT_TRIAGE = "report:triage", _("Acknowledge and triage reports")
    REPORT_ANSWER = "report:answer", _("Write to the reporter")
    MAILBOX_USE = "mailbox:use", _("Read and write one's own mailbox")
    # The case file
    MATTER_READ = "matter:read", _("See matters")
    MATTER_OPEN = "matter:open", _("Open a matter")
    MATTER_EDIT = "matter:edit", _("Add subjects, victims, allegations and notes")
    MATTER_ASSIGN = "matter:assign", _("Assign people to a matter")
    ALLEGATION_ASSESS = "allegation:assess", _("Assess allegations")
    ALLEGATION_REFER = "allegation:refer", _("Refer allegations")
    ALLEGATION_INVESTIGATE = "allegation:investigate", _("Investigate allegations")
    FINDING_RECORD = "finding:record", _("Record findings")
    MEASURE_RECORD = "measure:record", _("Record measures")
    MATTER_CLOSE = "matter:close", _("Close and reopen")
    MATTER_LOG = "matter:log", _("See who did what in a matter")
    # Sealed content
    SEAL_OPEN = "seal:open", _("Open sealed content that was granted")
    GRANT_GIVE = "grant:give", _("Grant and withdraw access to a compartment")
    EMERGENCY_OPEN = "emergency:open", _("Break the glass in an emergency")
    EMERGENCY_REVIEW = "emergency:review", _("Review emergency access")
    # Member States
    REFERRAL_READ = "referral:read", _("See referrals to a Member State")
    REFERRAL_SEND = "referral:send", _("Send a referral to a Member State")
    REFERRAL_ANSWER = "referral:answer", _("Answer a referral")
    # Numbers
    FIGURE_COMPILE = "figure:compile", _("Compile figures from the register")
    FIGURE_PUBLISH = "figure:publish", _("Publish figures")
    # Keeping and disposing
    RETENTION_READ = "retention:read", _("See what is due to be disposed of")
    RETENTION_PROPOSE = "retention:propose", _("Propose a disposition, place and lift holds")
    RETENTION_APPROVE = "retention:approve", _("Approve a disposition proposed by another")
    # The house
    FORM_EDIT = "form:edit", _("Write and publish the questions of the report form")
    WORDING_EDIT = "wording:edit", _("Word what reporters read, and publish words of another")
    ROSTER_READ = "roster:read", _("See missions, units and strengths")
    ROSTER_IMPORT = "roster:import", _("Import missions, strengths and registers")
    POINT_KEEP = "point:keep", _("Keep and test the places where people can report")
    AUDIT_READ = "audit:read", _("Read the audit log")
    ACCOUNT_MANAGE = "account:manage", _("Manage accounts, desks and keys")


class Role(TextChoices):
    REPORTER = "reporter", _("Reporter")
    CONDUCT_OFFICER = "conduct-officer", _("Conduct officer in a mission")
    HEADQUARTERS_OFFICER = "headquarters-officer", _("Conduct officer at headquarters")
    INVESTIGATOR = "investigator", _("Investigator")
    MEMBER_STATE = "member-state", _("Member State focal point")
    STATISTICIAN = "statistician", _("Publishes the figures")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("System administrator")
    EMERGENCY = "emergency", _("Somebody who broke the glass")


# A receipt makes a reporter and broken glass an emergency reader: nobody is appointed to either.
NEVER_APPOINTED = (Role.REPORTER, Role.EMERGENCY)


class Reach(TextChoices):
    EVERYWHERE = "everywhere", _("Every record")
    OWN_MISSION = "own-mission", _("Records of one's own mission")
    ASSIGNED = "assigned", _("Records assigned to the person")
    OWN_STATE = "own-state", _("What was sent to one's own State")
    OWN = "own", _("One's own report")
    GRANTED = "granted", _("What was granted to the person or to their desk")
    EMERGENCY = "emergency", _("The file for which the glass was broken")


class WallSource(TextChoices):
    NAMED = "named", _("Named in the file")
    CHAIN_OF_COMMAND = "chain-of-command", _("In the recorded chain of command")
    DECLARED = "declared", _("Declared an interest")
    MANUAL = "manual", _("Decided by an officer")


# These stand at once, and a human confirms or lifts them.
COMPUTED = (WallSource.NAMED, WallSource.CHAIN_OF_COMMAND)


class LiftReason(TextChoices):
    ANOTHER_PERSON = "another-person", _("It is another person of that name")
    NOT_IN_COMMAND = "not-in-command", _("They were not in command of the subject")
    NO_INTEREST = "no-interest", _("The interest has ended")
    MISTAKE = "mistake", _("The wall was put up by mistake")


class EmergencyReason(TextChoices):
    LIFE = "life", _("Somebody's life or safety is in danger now")
    EVIDENCE = "evidence", _("Evidence would be lost before the team can act")
    NOBODY_THERE = "nobody-there", _("Nobody of the team can be reached")
    ORDER = "order", _("Ordered by a competent authority")


class Verdict(TextChoices):
    JUSTIFIED = "justified", _("Justified")
    NOT_JUSTIFIED = "not-justified", _("Not justified: to be followed up")
