"""Who may do what, and how far: the whole policy, as one table."""

from __future__ import annotations

from collections.abc import Mapping

from safeconduct.access.terms import Permission as May
from safeconduct.access.terms import Reach, Role

# fmt: off
GRANTS: Mapping[Role, Mapping[May, Reach]] = {
    Role.REPORTER: {
        May.REPORT_MAKE:            Reach.EVERYWHERE,
        May.MAILBOX_USE:            Reach.OWN,
        May.SEAL_OPEN:              Reach.GRANTED,
    },
    # A mission's conduct and discipline team receives, records, refers and tracks.
    # It does not investigate (3-domain, 1).
    # Whoever calls may speak of any mission: taking it down reaches further than reading it.
    Role.CONDUCT_OFFICER: {
        May.REPORT_TAKE:            Reach.EVERYWHERE,
        May.REPORT_READ:            Reach.OWN_MISSION,
        May.REPORT_TRIAGE:          Reach.OWN_MISSION,
        May.REPORT_ANSWER:          Reach.OWN_MISSION,
        May.MATTER_READ:            Reach.OWN_MISSION,
        May.MATTER_OPEN:            Reach.OWN_MISSION,
        May.MATTER_EDIT:            Reach.OWN_MISSION,
        May.MATTER_ASSIGN:          Reach.OWN_MISSION,
        May.ALLEGATION_ASSESS:      Reach.OWN_MISSION,
        May.ALLEGATION_REFER:       Reach.OWN_MISSION,
        May.MEASURE_RECORD:         Reach.OWN_MISSION,
        May.REFERRAL_READ:          Reach.OWN_MISSION,
        May.MATTER_LOG:             Reach.OWN_MISSION,
        May.SEAL_OPEN:              Reach.GRANTED,
        May.GRANT_GIVE:             Reach.GRANTED,
        May.EMERGENCY_OPEN:         Reach.EVERYWHERE,
        May.ROSTER_READ:            Reach.OWN_MISSION,
        May.POINT_KEEP:             Reach.OWN_MISSION,
    },
    # Headquarters reconciles, corresponds with Member States, closes and publishes.
    Role.HEADQUARTERS_OFFICER: {
        May.REPORT_TAKE:            Reach.EVERYWHERE,
        May.REPORT_READ:            Reach.EVERYWHERE,
        May.REPORT_TRIAGE:          Reach.EVERYWHERE,
        May.REPORT_ANSWER:          Reach.EVERYWHERE,
        May.MATTER_READ:            Reach.EVERYWHERE,
        May.MATTER_OPEN:            Reach.EVERYWHERE,
        May.MATTER_EDIT:            Reach.EVERYWHERE,
        May.MATTER_ASSIGN:          Reach.EVERYWHERE,
        May.ALLEGATION_ASSESS:      Reach.EVERYWHERE,
        May.ALLEGATION_REFER:       Reach.EVERYWHERE,
        May.FINDING_RECORD:         Reach.EVERYWHERE,
        May.MEASURE_RECORD:         Reach.EVERYWHERE,
        May.MATTER_CLOSE:           Reach.EVERYWHERE,
        May.REFERRAL_READ:          Reach.EVERYWHERE,
        May.REFERRAL_SEND:          Reach.EVERYWHERE,
        May.MATTER_LOG:             Reach.EVERYWHERE,
        May.SEAL_OPEN:              Reach.GRANTED,
        May.GRANT_GIVE:             Reach.GRANTED,
        May.EMERGENCY_OPEN:         Reach.EVERYWHERE,
        May.EMERGENCY_REVIEW:       Reach.EVERYWHERE,
        May.RETENTION_READ:         Reach.EVERYWHERE,
        May.RETENTION_PROPOSE:      Reach.EVERYWHERE,
        May.RETENTION_APPROVE:      Reach.EVERYWHERE,
        May.FIGURE_COMPILE:         Reach.EVERYWHERE,
        May.FORM_EDIT:              Reach.EVERYWHERE,
        May.WORDING_EDIT:           Reach.EVERYWHERE,
        May.POINT_KEEP:             Reach.EVERYWHERE,
        May.ROSTER_READ:            Reach.EVERYWHERE,
        May.ROSTER_IMPORT:          Reach.EVERYWHERE,
    },
    Role.INVESTIGATOR: {
        May.REPORT_READ:            Reach.ASSIGNED,
        May.MATTER_READ:            Reach.ASSIGNED,
        May.MATTER_EDIT:            Reach.ASSIGNED,
        May.ALLEGATION_INVESTIGATE: Reach.ASSIGNED,
        May.FINDING_RECORD:         Reach.ASSIGNED,
        May.SEAL_OPEN:              Reach.GRANTED,
    },
    Role.MEMBER_STATE: {
        May.REFERRAL_READ:          Reach.OWN_STATE,
        May.REFERRAL_ANSWER:        Reach.OWN_STATE,
        May.SEAL_OPEN:              Reach.GRANTED,
    },
    Role.STATISTICIAN: {
        May.FIGURE_COMPILE:         Reach.EVERYWHERE,
        May.FIGURE_PUBLISH:         Reach.EVERYWHERE,
        May.ROSTER_READ:            Reach.EVERYWHERE,
    },
    Role.AUDITOR: {
        May.AUDIT_READ:             Reach.EVERYWHERE,
        May.EMERGENCY_REVIEW:       Reach.EVERYWHERE,
    },
    Role.ADMINISTRATOR: {
        May.ACCOUNT_MANAGE:         Reach.EVERYWHERE,
        May.WORDING_EDIT:           Reach.EVERYWHERE,
        May.ROSTER_READ:            Reach.EVERYWHERE,
        May.ROSTER_IMPORT:          Reach.EVERYWHERE,
    },
    # Held for two hours by whoever broke the glass, over that one file and the reports that are
    # part of it (4-security).
    Role.EMERGENCY: {
        May.REPORT_READ:            Reach.EMERGENCY,
        May.MATTER_READ:            Reach.EMERGENCY,
        May.SEAL_OPEN:              Reach.EMERGENCY,
    },
}
# fmt: on
