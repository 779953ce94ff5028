"""The recovery key in shares of words (SLIP-0039): any M of N make it whole, fewer tell nothing.

The number that all shares of one set carry is taken from the public key, so that a share of another
set is told apart before anything is put together.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

from nacl import bindings as sodium
from shamir_mnemonic import EncryptedMasterSecret, MnemonicError, Share, split_ems
from shamir_mnemonic import wordlist as slip39
from shamir_mnemonic.constants import ID_LENGTH_BITS, MAX_SHARE_COUNT
from shamir_mnemonic.shamir import ShareGroup, recover_ems

from safeconduct.vault.models import Keyring
from safeconduct.vault.terms import Holder

FEWEST, MOST = 2, MAX_SHARE_COUNT
WORDS = 33  # of a share of a 256-bit key
ROUNDS = 0  # no passphrase protects the shares, so stretching it longer would guard nothing


class Why(StrEnum):
    """What is wrong with a share."""

    LENGTH = "length"
    WORD = "word"
    CHECKSUM = "checksum"
    SET = "set"
    TWICE = "twice"
    KEY = "key"


class BadShare(Exception):
    """A share that cannot be used; `word` is the number of the first unknown word, or 0.

    The words themselves are in no message: they are the key.
    """

    def __init__(self, why: Why, word: int = 0, count: int = 0) -> None:
        super().__init__(why.value)
        self.why, self.word, self.count = why, word, count


class NoRecoveryKey(Exception):
    """There is no recovery key yet, or there is one already."""


def recovery_key() -> Keyring:
    """Return the recovery keyring. Raises NoRecoveryKey."""
    found = Keyring.objects.filter(holder=Holder.RECOVERY).first()
    if found is None:
        raise NoRecoveryKey
    return found


def set_of(public: bytes) -> int:
    """Return the number that the shares of this recovery key carry: 15 bits of its digest."""
    digest = hashlib.blake2b(public, digest_size=4, person=b"share set").digest()
    return int.from_bytes(digest, "big") >> (32 - int(ID_LENGTH_BITS))


def fingerprint(public: bytes) -> str:
    """Return what a person compares by eye: 80 bits of the public key's digest, in groups."""
    digest = hashlib.blake2b(public, digest_size=10, person=b"fingerprint").hexdigest()
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def split(private: bytes, threshold: int, count: int) -> list[str]:
    """Split a private key into shares of 33 words, any `threshold` of which make it whole.

    Raises ValueError unless 2 <= threshold <= count <= 16.
    """
    if not FEWEST <= threshold <= count <= MOST:
        raise ValueError(f"expected {FEWEST} <= threshold <= shares <= {MOST}")
    number = set_of(sodium.crypto_scalarmult_base(private))
    whole = EncryptedMasterSecret.from_master_secret(
        private, b"", number, extendable=True, iteration_exponent=ROUNDS
    )
    (shares,) = split_ems(1, [(threshold, count)], whole)
    return [share.mnemonic() for share in shares]


def mark(words: str) -> str:
    """Return what stands for a share in the log and on its sheet; it tells nothing of its words."""
    return _mark(Share.from_mnemonic(words))


@dataclass(slots=True)
class Quorum:
    """Shares as they come in, one at a time, for one recovery key."""

    public: bytes
    taken: dict[int, Share] = field(default_factory=dict, repr=False)

    def add(self, words: str) -> None:
        """Take one more share. Raises BadShare; then it is as if it had not been offered."""
        share = _read(words)
        if share.identifier != set_of(self.public) or share.group_count != 1:
            raise BadShare(Why.SET)
        if share.index in self.taken:
            raise BadShare(Why.TWICE)
        if self.taken and share.member_threshold != self.threshold:
            raise BadShare(Why.SET)
        self.taken[share.index] = share

    @property
    def threshold(self) -> int:
        """How many shares make the key whole, as every share says; 0 before the first."""
        return next((share.member_threshold for share in self.taken.values()), 0)

    @property
    def missing(self) -> int:
        """How many more shares are needed; 1 while nobody gave one, for then it is not known."""
        return self.threshold - len(self.taken) if self.taken else 1

    @property
    def marks(self) -> list[str]:
        """What stands for the shares taken, for the log."""
        return sorted(_mark(share) for share in self.taken.values())

    def words(self) -> list[str]:
        """The shares taken, in words again, to hand to another process. Never to be shown."""
        return [share.mnemonic() for share in self.taken.values()]

    def private(self) -> bytes:
        """Put the shares together. Raises BadShare when what comes out is not the recovery key."""
        group = ShareGroup()
        group.shares = set(list(self.taken.values())[: self.threshold])
        try:
            private = bytes(recover_ems({0: group}).decrypt(b""))
        except MnemonicError:
            raise BadShare(Why.KEY) from None
        if sodium.crypto_scalarmult_base(private) != self.public:
            raise BadShare(Why.KEY)
        return private


def _read(words: str) -> Share:
    said = words.lower().split()
    if unknown := [at for at, word in enumerate(said, 1) if word not in slip39.WORD_INDEX_MAP]:
        raise BadShare(Why.WORD, word=unknown[0], count=len(said))
    if len(said) != WORDS:
        raise BadShare(Why.LENGTH, count=len(said))
    try:
        return Share.from_mnemonic(" ".join(said))
    except MnemonicError:
        raise BadShare(Why.CHECKSUM) from None


def _mark(share: Share) -> str:
    said = f"{share.identifier}-{share.index}".encode()
    return hashlib.blake2b(said, digest_size=4, person=b"share mark").hexdigest()
