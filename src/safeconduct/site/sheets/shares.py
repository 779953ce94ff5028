"""The sheet of one share of the recovery key, as a custodian keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from safeconduct.base import prints
from safeconduct.site import sheets
from safeconduct.vault import quorum

TEMPLATE = "share.typ"


@dataclass(frozen=True, slots=True)
class Set:
    """What all shares of one ceremony have in common."""

    public: bytes
    threshold: int
    count: int
    made_on: date


def sheet(words: str, number: int, of: Set, custodian: str = "") -> bytes:
    """Return the sheet of one share as a PDF, in the language of the moment."""
    return sheets.compile(TEMPLATE, content(words, number, of, custodian))


def content(words: str, number: int, of: Set, custodian: str = "") -> dict[str, object]:
    """What stands on the sheet of one share."""
    share = _("Share %(number)s of %(count)s") % {"number": number, "count": of.count}
    needed = _("%(threshold)s of %(count)s shares") % {
        "threshold": of.threshold,
        "count": of.count,
    }
    day = date_format(of.made_on, "j F Y", use_l10n=False)
    return {
        "rtl": get_language_bidi(),
        "language": (get_language() or "en").partition("-")[0],
        "place": _("Safe Conduct"),
        "title": _("Share of the recovery key"),
        "number": share,
        "lead": _(
            "When somebody loses their passphrase, enough of these shares together give them back "
            "what their desks hold. This share alone opens nothing."
        ),
        "code": prints.code(words),
        "facts": [
            [_("Custodian"), custodian or "." * 44],
            [_("Needed to recover"), needed],
            [_("Made on"), day],
            [_("Fingerprint of the recovery key"), quorum.fingerprint(of.public)],
        ],
        "words_title": _("The words, in this order"),
        "words": words.split(),
        "advice": [
            {"title": _("How to keep it"), "lines": _keeping()},
            {"title": _("How it is used"), "lines": _using()},
        ],
        "signatures": [_("Custodian"), _("Witness"), _("Date")],
        "foot": _("Restricted. For the custodian only."),
        "mark_title": _("Mark of this share"),
        "mark": quorum.mark(words),
    }


def _keeping() -> list[str]:
    return [
        _("Fold it, seal it in an envelope, sign across the flap, and lock it in a safe."),
        _("Do not copy, photograph, scan or type it anywhere else."),
        _("Keep no two shares in one place or with one person."),
        _("Say at once when it is lost or was seen: a new set is then made."),
    ]


def _using() -> list[str]:
    return [
        _("An administrator asks the custodians together, and the request is recorded."),
        _("Compare the fingerprint with the one shown on the screen."),
        _("Type the words, or read the code, yourself. Nobody else needs to see them."),
        _("Each use stands in the audit log by the mark below, never by its words."),
    ]
