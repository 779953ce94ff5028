"""What each act is called in plain words: every code that is recorded has its sentence here.

A test reads the whole source for codes and fails when one has no row. A sentence says what was
done, never who is in a file: counts and codes of the entry's detail may stand in it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

Detail = Mapping[str, str | int]

# fmt: off
SENTENCES: Mapping[str, Promise] = {
    # Reports and mailboxes
    "report.submit":          _("Sent a report"),
    "report.take":            _("Took a report down for somebody"),
    "envelope.arrive":        _("Sent a sealed report from a tablet"),
    "envelope.open":          _("Opened a report from tablet %(tablet)s and took it in"),
    "envelope.will-not-open": _("Found a sealed report from a tablet that does not open"),
    "tablet.add":             _("Expected a tablet at a desk"),
    "tablet.enrol":           _("The tablet was enrolled with its code"),
    "tablet.ask-to-wipe":     _("Asked the tablet to wipe itself"),
    "tablet.wiped":           _("The tablet says that it wiped itself"),
    "tablet.end":             _("Ended the tablet: nothing is taken from it any more"),
    "report.acknowledge":     _("Acknowledged the report"),
    "report.answer":          _("Wrote to the reporter"),
    "report.open-matter":     _("Opened a matter from the report"),
    "report.join":            _("Joined the report to a matter"),
    "report.set-aside":       _("Set the report aside"),
    "report.reconsider":      _("Took the report up again"),
    "report.surface":         _("Came back to the report: it waits for an answer again"),
    "report.together":         _("Set reports that look alike aside together"),
    "report.undo-together":   _("Took reports that were set aside together up again"),
    "mailbox.read":           _("Read the mailbox"),
    "mailbox.write":          _("Wrote to the desk"),
    "mailbox.wish":           _("Decided about contact, a call or withdrawal"),
    "mailbox.take-back":      _("Took back a decision about contact, a call or withdrawal"),
    "mailbox.renew":          _("Took a new receipt for the mailbox"),
    "report.call":            _("Called the reporter"),
    "channel.open":           _("Opened a channel for messages"),
    "channel.change":         _("Changed a channel for messages"),
    "channel.renew-secret":   _("Gave a channel for messages another secret"),
    "channel.forget-secret":  _("Ended the earlier secret of a channel for messages"),
    "channel.discard-secret": _("Ended the newest secret of a channel for messages"),
    "channel.end":            _("Ended a channel for messages"),
    "channel.stop":           _("Asked by message for no more answers"),
    "questions.write":        _("Wrote questions of the report form"),
    "questions.publish":      _("Published questions of the report form"),
    "questions.record":       _("Supplied a recording of a question"),
    "questions.unrecord":     _("Removed a recording of a question"),
    "questions.discard":      _("Discarded questions of the report form"),
    "wording.write":          _("Proposed other words for a text"),
    "wording.take-in":        ngettext_lazy(
        "Proposed the words of a catalogue for %(texts)d text",
        "Proposed the words of a catalogue for %(texts)d texts",
        "texts",
    ),
    "wording.publish":        ngettext_lazy(
        "Published other words for %(texts)d text",
        "Published other words for %(texts)d texts",
        "texts",
    ),
    "wording.discard":        _("Discarded words that waited"),
    "wording.take-back":      _("Took words back: the text is said as it was shipped"),
    "wording.add-language":   _("Added a language"),
    "wording.offer-language": _("Offered a language to reporters"),
    "wording.drop-language":  _("Dropped a language that was never offered"),
    # The case file
    "matter.open":            _("Opened the matter"),
    "matter.assign":          _("Gave somebody a part in the matter"),
    "matter.end-assignment":  _("Ended the part of somebody in the matter"),
    "matter.hand-over":       _("Gave the lead of the matter to somebody else: who led it leaves"),
    "matter.note":            _("Wrote a sealed note"),
    "matter.break-glass":     _("Broke the glass: opened the matter in an emergency"),
    "identity.request":       _("Asked for the release of an identity"),
    "identity.release":       _("Released an identity to one person, for a time"),
    "identity.refuse":        _("Refused the release of an identity"),
    "matter.keep-away":       _("Kept somebody away from the matter"),
    "matter.confirm-wall":    _("Confirmed that somebody is kept away"),
    "matter.lift-wall":       _("Let somebody near the matter again"),
    "matter.compare-names":   _("Compared the names in the matter with those of accounts"),
    "subject.add":            _("Added subject %(slot)s"),
    "victim.add":             _("Added victim %(slot)s"),
    "allegation.add":         _("Added an allegation"),
    "allegation.assess":      _("Assessed an allegation"),
    "allegation.refer":       _("Moved an allegation to referred"),
    "allegation.investigate": _("Opened the investigation of an allegation"),
    "allegation.report":      _("Recorded the investigation report of an allegation"),
    "allegation.clarify":     _("Sent an investigation back for clarification"),
    "allegation.find":        _("Settled the finding on an allegation"),
    "allegation.await-action": _("Moved an allegation to awaiting action"),
    "allegation.record-action": _("Confirmed the action taken on an allegation"),
    "allegation.close":       _("Closed an allegation"),
    "allegation.set-aside":   _("Recorded insufficient information on an allegation"),
    "allegation.pass-on":     _("Passed an allegation to another body"),
    "allegation.link":        _("Linked an allegation as a duplicate"),
    "allegation.reopen":      _("Reopened an allegation"),
    "finding.record":         _("Recorded a finding"),
    "measure.record":         _("Recorded a measure"),
    # Member States
    "referral.send":          _("Sent a referral to a Member State"),
    "referral.acknowledge":   _("Confirmed receipt of a referral"),
    "referral.elect-own":     _("Answered a referral: the State investigates alone"),
    "referral.elect-joint": _(
        "Answered a referral: the State investigates with the United Nations"
    ),
    "referral.decline":       _("Answered a referral: the State declines to investigate"),
    # Sealed things and who can open them
    "seal.open":              ngettext_lazy(
        "Opened %(seals)d sealed entry of the file",
        "Opened %(seals)d sealed entries of the file",
        "seals",
    ),
    "file.open":              _("Opened a sealed attachment"),
    "file.bring-under":       _("Brought sealed parts of a report under the matter"),
    "file.shred": _(
        "Destroyed the keys of the file: its sealed words can never be opened again"
    ),
    "grant.give":             _("Let a person or desk into a sealed part of the file"),
    "grant.withdraw":         _("Withdrew access to a sealed part and gave it a new key"),
    "grant.ended":            _("Ended an access to a sealed part: its time was over"),
    # Keys
    "key.enrol":              _("Made a key for the account"),
    "key.passkey":            _("Let a passkey unlock the key"),
    "key.passkey.forget":     _("Took a passkey from the key"),
    "key.passphrase":         _("Put the key under another passphrase"),
    "key.re-enrol":           _("Made a new key for the account, because its passphrase was lost"),
    "key.invite-again":       _("Invited somebody anew who has a key: the link makes another one"),
    "key.lost-device":        _("Took from the key what the passkeys of a lost device opened"),
    "key.errands":            _("Did key work that had waited for an unlocked key"),
    "key.errand-stuck":       _("Could not make a new key, because something there was altered"),
    "key.recovery":           _("Made the recovery key"),
    "key.ceremony":           _("Split the recovery key among custodians"),
    "key.renew-recovery":     _("Split a new recovery key among custodians"),
    "key.drill":              _("Rehearsed the recovery of a key"),
    "key.prove":              _("Proved that the shares of the recovery key fit"),
    "key.recover":            _("Restored what the account could open, with the recovery key"),
    "desk.found":             ngettext_lazy(
        "Made the key of a desk with %(members)d member",
        "Made the key of a desk with %(members)d members",
        "members",
    ),
    "desk.renew":             _("Took up the new key of the desk"),
    "desk.succeed":           _("Gave the desk a key that only other people hold"),
    "desk.release":           _("Released a member and gave the desk a new key"),
    "desk.cover-ended":       _("Ended an absence cover at the desk"),
    "desk.admit":             _("Gave one more member the key of the desk"),
    # Accounts and signing in
    "account.admit":          _("Made the account"),
    "account.invite":         _("Made an invitation link for the account"),
    "account.invitation.close": _("Closed the invitation of the account"),
    "account.invitation.accept": _("Came in by an invitation and set a passphrase"),
    "account.passphrase":     _("Changed the passphrase of the account"),
    "account.names-compared": _("Compared the names of accounts with those in files"),
    "account.rename":         _("Changed the name shown for the account"),
    "account.dismiss":        _("Ended a post of the account: %(role)s"),
    "account.end-post":       _("Made sure that nothing is left which only the account could open"),
    "account.departure.begin": _("Began the departure of the account"),
    "account.departure.call-off": _("Called off the departure of the account"),
    "account.departure.end":  _("Closed the account: the person left"),
    "account.let-go":         _("Took back everything the account held"),
    "account.appoint":        _("Gave the account a role: %(role)s"),
    "account.sign-on":        _("Prepared single sign-on for the account"),
    "account.sign-on.bind":   _("Bound the account to its single sign-on"),
    "account.sign-on.withdraw": _("Withdrew single sign-on from the account"),
    "access.why":             _("Asked why somebody can or cannot see a file"),
    "access.wall":            _("Put a wall between an account and a file"),
    "access.wall-computed":   _("Found that an account may have to be kept away from a file"),
    "access.wall-confirmed":  _("Confirmed a wall between an account and a file"),
    "access.wall-lifted":     _("Lifted a wall between an account and a file"),
    "access.wall-withheld":   _("Left a wall undecided: it would keep everybody away"),
    "access.warning-settled": _("Dealt with a wall that was left undecided"),
    "matter.settle-warning": _("Dealt with a wall that was left undecided"),
    "roster.walls": ngettext_lazy(
        "Kept %(raised)d person away from files, because of a command",
        "Kept %(raised)d people away from files, because of a command",
        "raised",
    ),
    "emergency.open":         _("Broke the glass: opened the file in an emergency"),
    "emergency.review":       _("Reviewed an emergency access"),
    "session.sign-in":        _("Signed in"),
    "session.end":            ngettext_lazy(
        "Ended %(sessions)d session",
        "Ended %(sessions)d sessions",
        "sessions",
    ),
    "session.code":           _("Failed to give a right code"),
    "factor.reset":           _("Forgot every code and passkey of the account"),
    "factor.codes":           _("Made new recovery codes"),
    "factor.app.add":         _("Added an authenticator app"),
    "factor.app.remove":      _("Removed the authenticator app"),
    "factor.passkey.add":     _("Added a passkey"),
    "factor.passkey.remove":  _("Removed a passkey"),
    "session.sign-on":        _("Single sign-on failed"),
    "session.passkey":        _("Showed a passkey that opens no account"),
    # Numbers, rosters, registers
    "register.import":        ngettext_lazy(
        "Took in a register of %(rows)d row",
        "Took in a register of %(rows)d rows",
        "rows",
    ),
    "register.undo":          _("Took a register out again"),
    "roster.lay-out":         _("Wrote the missions of the vocabulary into the roster"),
    "roster.import":          _("Took in a list of missions or strengths"),
    "roster.found-desk":      _("Founded a desk"),
    "roster.admit":           _("Admitted somebody to a desk"),
    "roster.succeed":         _("Gave the desk of a Member State to other focal points"),
    "roster.release":         _("Released somebody from a desk"),
    "roster.renew-desk":      _("Gave a desk its new key"),
    "roster.appoint-command": _("Recorded who commands a unit"),
    "roster.add-point":       _("Listed a place to report"),
    "roster.change-point":    _("Changed a place to report"),
    "roster.close-point":     _("Closed a place to report"),
    "roster.test-point":      _("Recorded a test of a place to report"),
    "roster.end-command":     _("Recorded the end of a command"),
    "roster.place-unit":      _("Recorded which unit another is part of"),
    "roster.add-station":     _("Added a duty station"),
    "roster.add-unit":        _("Added a unit"),
    "roster.deploy":          _("Recorded a deployment"),
    "release.compile":        _("Compiled figures"),
    "release.publish":        _("Published figures"),
    # Keeping and disposing
    "hold.place":             _("Placed a legal hold on the file"),
    "hold.lift":              _("Lifted a legal hold from the file"),
    "disposition.propose":    _("Proposed to dispose of the file"),
    "disposition.approve":    _("Approved the disposal of the file"),
    "disposition.refuse":     _("Refused the disposal of the file"),
    "disposition.withdraw":   _("Withdrew the proposal to dispose of the file"),
    "disposition.carry-out":  _("Disposed of the file"),
    # Backups
    "backup.begin":           _("Began a backup"),
    "backup.end":             _("Ended a backup"),
    "backup.restore":         _("Restored the installation from a backup"),
    "backup.seal":            _("Sealed the test words of the drill"),
    # The log itself
    "audit.check":            _("Asked for the whole log to be checked"),
    "audit.download":         ngettext_lazy(
        "Downloaded %(entries)d entry of the log",
        "Downloaded %(entries)d entries of the log",
        "entries",
    ),
    "audit.export":           _("Exported the log"),
    "bench.entry":            _("Measured the log"),
}
# Codes that end in a part of their own, such as the name of a page.
BEGINNINGS: Mapping[str, Promise] = {
    "session.sign-in.":       _("Failed to sign in"),
    "session.unlock.":        _("Failed to unlock the session"),
    "door.":                  _("Was refused at a page: %(rest)s"),
}
# fmt: on


def sentence(event: str, detail: Detail) -> str:
    """Return what an entry says in the reader's language; an unknown code stands for itself."""
    said: Detail = defaultdict(int, detail)
    words = SENTENCES.get(event)
    if words is None:
        begun = next((each for each in BEGINNINGS if event.startswith(each)), "")
        words, said = BEGINNINGS.get(begun), {"rest": event.removeprefix(begun)}
    return str(words % said) if words is not None else event


def detail_of(stored: str) -> dict[str, Any]:
    """Read the codes and counts of an entry; nothing where there are none."""
    found = json.loads(stored) if stored else {}
    return found if isinstance(found, dict) else {}
