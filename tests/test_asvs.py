"""Every requirement of OWASP ASVS 5.0 we hold ourselves to, and that its proof exists."""

from __future__ import annotations

import ast
import csv
import re
from collections import Counter
from pathlib import Path

import pytest
from django.test import Client

from safeconduct.site import fitness
from tests import house

with (house.ROOT / "docs" / "asvs.csv").open() as table:
    ROWS = list(csv.DictReader(table))
VERDICTS = {"met", "partly", "gap", "operator", "not applicable"}
# How many requirements of level 1, 2 and 3 each chapter of the standard has, as far as we hold
# ourselves to them: level 3 for authentication (6), sessions (7), authorisation (8), cryptography
# (11), data protection (14) and logging (16).
EXPECTED = {
    1: (8, 19, 0),
    2: (4, 7, 0),
    3: (8, 11, 0),
    4: (2, 8, 0),
    5: (4, 5, 0),
    6: (13, 22, 12),
    7: (6, 12, 1),
    8: (4, 3, 6),
    9: (4, 3, 0),
    10: (5, 24, 0),
    11: (3, 11, 10),
    12: (3, 6, 0),
    13: (1, 12, 0),
    14: (2, 7, 4),
    15: (3, 10, 0),
    16: (0, 16, 1),
    17: (0, 7, 0),
}
# Where cryptography may be called, and for what.
CRYPTOGRAPHY = {
    "access/actions/signing.py": (["secrets"], "tokens of invitations"),
    "access/models/signing.py": (["hashlib"], "digests of invitations"),
    "audit/duties.py": (["cryptography"], "the type of the signing key"),
    "audit/rules.py": (["hashlib"], "the chain"),
    "audit/signing.py": (["cryptography", "hashlib"], "checkpoints"),
    "wording/asked.py": (["hashlib"], "keys of texts"),
    "base/references.py": (["secrets"], "references and row numbers"),
    "cases/imports/files.py": (["hashlib"], "fingerprints of register files"),
    "cases/imports/opening.py": (["hashlib"], "keyed identifiers of a register"),
    "cases/walling.py": (["hashlib"], "digests of what a computed wall follows from"),
    "flow/rules.py": (["hashlib"], "the small tasks of whoever waits in line"),
    "flow/tickets.py": (["hashlib", "secrets"], "names of tickets and their digests"),
    "intake/drafts/arriving.py": (["hashlib"], "the hash of a file that comes in pieces"),
    "intake/actions/envelopes.py": (["hashlib"], "digests of envelopes from tablets"),
    "intake/changing.py": (["hashlib"], "marks of versions, so that a stale page changes none"),
    "intake/recordings.py": (["hashlib"], "digests of the words that were read aloud"),
    "intake/drafts/writing.py": (["hashlib", "secrets"], "tokens of drafts and marks of answers"),
    "intake/letters/emptying.py": (["ssl"], "the line to a letter box"),
    "intake/letters/threads.py": (["hashlib"], "references of messages, drawn from a keyed digest"),
    "intake/letters/taking.py": (["hashlib"], "the digest of a letter's bytes, then keyed"),
    "messaging/keys.py": (["hashlib", "secrets"], "secrets of gateways and keyed digests"),
    "messaging/rules.py": (["hashlib", "hmac"], "signatures of gateways"),
    "retention/certificates.py": (["hashlib"], "fingerprints of certificates"),
    "site/backends.py": (["secrets"], "the signing key made on first use"),
    "site/backups/age.py": (["pyrage"], "recipients and identities"),
    "site/backups/manifest.py": (["hashlib"], "hashes of the files in an archive"),
    "site/backups/reading.py": (["pyrage"], "opening an archive"),
    "site/backups/rehearsing.py": (["pyrage"], "the drill"),
    "site/backups/restoring.py": (["pyrage"], "the shred keys"),
    "site/backups/settling.py": (["secrets"], "overwriting what was in clear"),
    "site/backups/writing.py": (["pyrage"], "sealing an archive"),
    "site/bench/client.py": (["hashlib"], "the hash of a piece, as a browser makes it"),
    "site/bench/flood.py": (["secrets"], "stand-ins for receipts"),
    "site/bench/uploads.py": (["hashlib"], "the hash of a file that arrived"),
    "site/bench/register.py": (["secrets"], "stand-ins for ciphertext"),
    "site/bench/submissions.py": (["secrets"], "submission keys"),
    "site/demo/build.py": (["secrets"], "nothing secret"),
    "site/demo/telling.py": (["secrets"], "submission keys"),
    "site/notary.py": (["cryptography"], "the key that signs checkpoints"),
    "site/onions.py": (["hashlib"], "the checksum in the name of an onion service"),
    "transparency/actions.py": (["secrets"], "the seed of a release"),
    "transparency/rounding.py": (["hashlib"], "the draw of controlled rounding"),
    "transparency/tables.py": (["hashlib"], "the hash of a release"),
    "vault/actions/drills.py": (["hashlib", "secrets"], "the test seal of the drill"),
    "vault/boxes.py": (["argon2", "hashlib", "nacl"], "every box"),
    "vault/envelopes.py": (["cryptography", "hashlib", "secrets"], "what a tablet sealed"),
    "vault/pieces.py": (["hashlib"], "the hash of a piece of a file"),
    "vault/quorum.py": (["hashlib", "nacl", "shamir_mnemonic"], "shares of the recovery key"),
    "vault/receipts.py": (["secrets"], "receipts"),
    "vault/rings.py": (["hashlib", "nacl"], "digests of credentials; salts"),
    "vault/seals.py": (["hashlib"], "the hash of the original of a file"),
    "vault/session_store.py": (["hashlib"], "digests of session keys"),
    "web/entrance/issuer.py": (["jwt"], "tokens of the issuer"),
    "web/entrance/single_sign_on.py": (["hashlib", "hmac"], "digests of subjects"),
    "web/entrance/webauthn.py": (["fido2", "hashlib"], "passkeys"),
    "web/shared/seeds.py": (["hashlib", "secrets"], "seeds of authenticator apps"),
    "web/shared/throttle.py": (["secrets"], "cookies of known browsers"),
}
LIBRARIES = re.compile(
    r"^(nacl|argon2|cryptography|hashlib|hmac|secrets|pyrage|shamir_mnemonic|fido2|jwt|ssl)(\.|$)"
)


def evidence() -> list[tuple[str, str]]:
    """Every (requirement, piece of evidence)."""
    return [
        (row["requirement"], piece.strip())
        for row in ROWS
        for piece in row["evidence"].split(";")
        if piece.strip()
    ]


def anchors(page: Path) -> set[str]:
    """The headings of a page as addresses name them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^a-z0-9 -]", "", head.lower()).replace(" ", "-") for head in heads}


def fault_of(piece: str) -> str | None:
    """What is wrong with one piece of evidence, if anything."""
    if piece.startswith("check:"):
        known = {check.code for check in fitness.CHECKS}
        return None if piece.removeprefix("check:") in known else "no such check"
    where, _mark, name = piece.partition("::") if "::" in piece else piece.partition("#")
    path = house.ROOT / where
    if not path.is_file():
        return "no such file"
    if "::" in piece:
        functions = {n.name for n in ast.walk(ast.parse(path.read_text())) if hasattr(n, "name")}
        return None if name in functions else "no such test"
    return None if not name or name in anchors(path) else "no such section"


def imported(path: Path) -> set[str]:
    """The names of the modules a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def test_every_requirement_stands_in_the_table_once():
    names = [row["requirement"] for row in ROWS]
    assert len(names) == len(set(names)) == sum(sum(levels) for levels in EXPECTED.values())
    counted = Counter((int(row["requirement"][1:].split(".")[0]), row["level"]) for row in ROWS)
    found = {c: tuple(counted[c, level] for level in "123") for c in EXPECTED}
    assert found == EXPECTED


def test_every_requirement_has_a_verdict_and_what_it_rests_on():
    for row in ROWS:
        assert row["verdict"] in VERDICTS, row["requirement"]
        rests_on = row["evidence"] if row["verdict"] in {"met", "operator"} else row["reason"]
        assert rests_on.strip(), row["requirement"]


@pytest.mark.parametrize(("requirement", "piece"), evidence())
def test_what_proves_a_requirement_exists(requirement, piece):
    assert fault_of(piece) is None, requirement


def test_evidence_that_does_not_exist_is_noticed():
    spoilt = (
        "check:none",
        "tests/none.py::test",
        "tests/test_asvs.py::test_none",
        "docs/security.md#none",
    )
    assert all(fault_of(piece) for piece in spoilt)


def test_cryptography_is_called_from_the_listed_places_only():
    calling = {
        str(path.relative_to(house.PACKAGE)): sorted(
            {name.split(".")[0] for name in imported(path) if LIBRARIES.match(name)}
        )
        for path in house.SOURCES
    }
    assert {path: names for path, names in calling.items() if names} == {
        path: names for path, (names, _why) in CRYPTOGRAPHY.items()
    }


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["trace", "options", "put", "patch", "delete"])
@pytest.mark.parametrize("path", ["/report/", "/desk/sign-in", "/partner/", "/", "/health/live"])
def test_trace_is_not_answered(method, path):
    page = getattr(Client(), method)(path)
    assert page.status_code in {302, 404}
