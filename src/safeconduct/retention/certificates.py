"""The certificate of a destruction: what it says, its fingerprint, and the sheet to print.

It names posts and references, never a victim, a subject, a complainant or an officer. The sheet is
set anew each time it is asked for; what it says does not change, and its fingerprint proves that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from importlib.resources import files

from django.utils.formats import date_format
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from safeconduct.access.terms import Role
from safeconduct.base import prints
from safeconduct.retention.models import Tombstone
from safeconduct.retention.terms import Kind
from safeconduct.vocabulary import shelf

METHOD = "cryptographic-erasure"
SHEET = "certificate.typ"


class Altered(Exception):
    """What is stored no longer has the fingerprint under which it was destroyed."""


def said_of(stone: Tombstone) -> dict[str, str | int]:
    """What a certificate states, in codes, references and days."""
    by = stone.disposition
    return {
        "certificate": stone.certificate,
        "record": stone.scope,
        "number": stone.number,
        "kind": stone.kind,
        "rule": stone.rule,
        "series": stone.series,
        "counted_from": by.counted_from.isoformat(),
        "due_on": by.due_on.isoformat(),
        "disposition": by.reference,
        "proposed_by": by.proposed_by.reference,
        "proposed_as": by.proposed_as,
        "proposed_on": by.proposed_on.isoformat(),
        "approved_by": by.approved_by.reference if by.approved_by else "",
        "approved_as": by.approved_as,
        "approved_on": by.approved_on.isoformat() if by.approved_on else "",
        "carried_out_by": by.ended_by.reference if by.ended_by else "",
        "carried_out_as": by.ended_as,
        "disposed_on": stone.disposed_on.isoformat(),
        "method": METHOD,
        "compartments": stone.compartments,
        "seals": stone.seals,
        "files": stone.files,
    }


def fingerprint(said: Mapping[str, str | int]) -> str:
    """Return BLAKE2b-256 over the canonical JSON of a certificate, in hexadecimal."""
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.blake2b(text.encode("ascii"), digest_size=32).hexdigest()


def sheet(stone: Tombstone) -> bytes:
    """Return the certificate as a PDF in the reader's language. Raises Altered."""
    if fingerprint(said_of(stone)) != stone.hash:
        raise Altered
    template = files("safeconduct.retention").joinpath(SHEET).read_bytes()
    return prints.sheet(template, json.dumps(_words(stone)))


def post(said: str) -> str:
    """A post as the certificate names it: the role, and the mission if it has one."""
    role, _space, mission = said.partition(" ")
    label = str(Role(role).label) if role in Role else role
    return " ".join(filter(None, (label, mission)))


def _words(stone: Tombstone) -> dict[str, object]:
    by = stone.disposition
    return {
        "rtl": get_language_bidi(),
        "place": _("Safe Conduct"),
        "title": _("Certificate of destruction"),
        "number": stone.certificate,
        "lead": _(
            "The sealed content of the record below was destroyed and cannot be brought back, "
            "from this installation or from any dated backup of it."
        ),
        "facts": _facts(stone),
        "people_title": _("Decided by"),
        "people": [
            [_("Proposed"), *_decided(by.proposed_as, by.proposed_by, by.proposed_on)],
            [_("Approved"), *_decided(by.approved_as, by.approved_by, by.approved_on)],
            [_("Carried out"), *_decided(by.ended_as, by.ended_by, by.ended_on)],
        ],
        "hash_title": _("Fingerprint of this certificate (BLAKE2b-256)"),
        "hash": stone.hash,
        "foot": _(
            "The same fingerprint stands in the audit log under the reference of the record. "
            "Codes and days without content stay, so that published figures can be counted again."
        ),
    }


def _facts(stone: Tombstone) -> list[list[str]]:
    by = stone.disposition
    return [
        [_("Record"), f"{Kind(stone.kind).label} {stone.number or stone.scope}"],
        [_("Reference"), stone.scope],
        [_("Series"), stone.series],
        [_("Rule"), str(shelf.label("retention", stone.rule))],
        [_("Counted from"), _day(by.counted_from)],
        [_("Due on"), _day(by.due_on)],
        [_("Destroyed on"), _day(stone.disposed_on)],
        [
            _("Method"),
            _(
                "Cryptographic erasure: every key of the content was destroyed, the sealed "
                "texts were emptied, the sealed files were removed."
            ),
        ],
        [_("Compartments"), str(stone.compartments)],
        [_("Sealed texts"), str(stone.seals)],
        [_("Sealed files"), str(stone.files)],
    ]


def _decided(acting_as: str, account: object, on: date | None) -> list[str]:
    return [post(acting_as), str(getattr(account, "reference", "")), _day(on)]


def _day(on: date | None) -> str:
    return date_format(on, "j F Y", use_l10n=False) if on else ""
