"""Who may pass a message on, whose it is, and how long an answer may be. No tables, no clock."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from safeconduct.messaging.terms import Kind, Mode

WINDOW = 300  # seconds by which a signed time may be off, either way
PREFIX = "sha256="
LARGEST = 64 * 1024  # bytes of one delivery
LONGEST_NAME = 200  # characters of whoever writes, as the gateway calls them
ANSWER_DAYS = 2  # for which a delivery that comes again gets the very answer of the first
REMEMBERED_DAYS = 90  # for which a delivery that comes again is known
# What a report is said to have come by, in the list of channels.
CHANNELS: Mapping[Kind, str] = {
    Kind.SMS: "sms",
    Kind.WHATSAPP: "chat",
    Kind.TELEGRAM: "chat",
    Kind.VOICE: "hotline",
    Kind.OTHER: "chat",
}
# GSM 03.38: one message holds 160 of these; those of the extension table count twice.
GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_TWICE = frozenset("\f^{}\\[~]|€")
OF_GSM, OF_OTHERS = 160, 70


@dataclass(frozen=True, slots=True)
class Proof:
    """What a gateway writes in the head of a delivery, to show that it is from it."""

    authorization: str = field(default="", repr=False)  # "Bearer SECRET" or "Token SECRET"
    timestamp: str = ""
    signature: str = field(default="", repr=False)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return what a gateway writes beside a message: HMAC-SHA256 of "TIMESTAMP.BODY", in hex."""
    signed = timestamp.encode("utf-8", "replace") + b"." + body
    return PREFIX + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def is_proved(mode: Mode, proof: Proof, body: bytes, secrets: Iterable[str], now: int) -> bool:
    """Whether a delivery comes from whoever has one of the secrets, in the way of its channel.

    Every secret is tried whatever the first says, each in constant time.
    """
    if mode == Mode.TOKEN:
        return _shows(proof.authorization, secrets)
    signed = [
        _same(proof.signature, signature(secret, proof.timestamp, body)) for secret in secrets
    ]
    return any(signed) and is_fresh(proof.timestamp, now)


def is_fresh(timestamp: str, now: int) -> bool:
    """Whether a signed time (seconds of the epoch) is within the window."""
    if not re.fullmatch(r"[0-9]{1,12}", timestamp):
        return False
    return abs(now - int(timestamp)) <= WINDOW


def _shows(authorization: str, secrets: Iterable[str]) -> bool:
    scheme, _space, said = authorization.partition(" ")
    fitting = [_same(said.strip(), secret) for secret in secrets]
    return scheme.lower() in {"bearer", "token"} and any(fitting)


def _same(said: str, meant: str) -> bool:
    return hmac.compare_digest(said.encode("utf-8", "replace"), meant.encode())


def one_name(said: str) -> str:
    """Return how whoever writes is compared: a number by its digits, however it was written."""
    text = _caseless(said)
    scheme, colon, path = text.partition(":")
    if not colon:
        scheme, path = "tel", text
    scheme, path = scheme.strip(), path.partition("?")[0].partition("#")[0].strip()
    if scheme == "tel" and re.fullmatch(r"[+\d\s().-]*\d[\d\s().-]*", path):
        digits = "".join(str(unicodedata.digit(c)) for c in path if c.isdigit())
        return f"tel:{re.sub(r'^(00)+', '', digits)}"
    return f"{scheme}:{path}"


def _caseless(said: str) -> str:
    """A name without case or compatible forms, as Unicode compares them (3.13, D146)."""
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFD", said).casefold())
    return unicodedata.normalize("NFKD", text.casefold())


def as_word(text: str) -> str:
    """Return a message as it is compared with the words that steer: bare, in small letters."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(c if _is_of_a_word(c) else " " for c in plain).split())


def _is_of_a_word(sign: str) -> bool:
    return sign.isalnum() or bool(unicodedata.combining(sign))


def fits_one_message(text: str) -> bool:
    """Whether a phone network carries a text in one message (3GPP TS 23.038)."""
    if all(c in GSM or c in GSM_TWICE for c in text):
        return len(text) + sum(c in GSM_TWICE for c in text) <= OF_GSM
    return len(text.encode("utf-16-be")) // 2 <= OF_OTHERS
