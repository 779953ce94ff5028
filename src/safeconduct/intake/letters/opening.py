"""Takes a letter apart. What names its sender is kept apart, how it travelled is not kept at all.

A letter is a stranger's word about its own shape. One that is odd is kept whole beside what could
be read of it, one that cannot be read is kept whole: the box gives up its only copy afterwards.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parseaddr

from safeconduct.intake.letters import plain
from safeconduct.intake.letters.shape import (
    AUTOMATIC,
    EMPTY,
    FORMATTED,
    INSIDE,
    SIGNATURE,
    UNREAD,
    WHOLE,
    Enclosure,
    Opened,
)

MOST_ENCLOSURES = 50
MOST_NESTED = 60
LONGEST_HEAD = 256 * 1024
LONGEST_LINE = 4096
LONGEST_FIELD = 2000
# Python reads these with care for every rule and none for time: what is longer is not shown to it.
NESTED = re.compile(rb"boundary[*0-9]*\s*=|content-type:\s*message/", re.IGNORECASE)
CONTENT = re.compile(rb"(?:^|[\r\n])content-[a-z-]+[ \t]*:(?:[^\r\n]|\r?\n[ \t]|\r[ \t])*", re.I)
LINE_OF_HEAD = re.compile(rb"[!-9;-~]+[ \t]*:|[ \t]|From ")
OF_CONTENT = (b"content-", b"mime-version")
OF_THE_WAY = re.compile(r"received|return-path|x-|authentication|arc-|dkim|delivered|envelope|date")
SAID = re.compile(r"\w+|[^\w\s\[\]<>]")  # words and signs, but for what stands around a link
PREAMBLE = re.compile(r"\s*(this is a .{0,40}message in mime format\.?\s*)?", re.IGNORECASE)
SIGNATURES = frozenset(
    {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
)
LISTS = frozenset({"list-id", "list-unsubscribe", "list-post", "x-autoreply", "x-autorespond"})
NOBODY = re.compile(
    r"(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)\b", re.IGNORECASE
)


class Unreadable(Exception):
    """A letter whose shape is not worth the time it would take to read it."""


def opened(raw: bytes) -> Opened:
    """Return a letter taken apart, or whole where that is not possible. Never raises."""
    fields, content = _head(raw)
    letter = _with_sender(fields)
    try:
        _take_apart(raw, letter)
    except Exception:  # whatever a stranger's letter does to a parser, it is kept
        letter = _with_sender(fields)
        letter.notes.add(UNREAD)
    if letter.notes & {WHOLE, UNREAD}:
        letter.enclosures.append(Enclosure("letter.txt", content))
    if not letter.text.strip():
        letter.text = ""
        letter.notes.add(EMPTY)
        kept = [f"{name}: {said}" for name, said in fields if not OF_THE_WAY.match(name)]
        letter.sender["head"] = "\n".join(kept)[: 10 * LONGEST_FIELD]
    letter.sender = {name: said for name, said in letter.sender.items() if said}
    return letter


def _head(raw: bytes) -> tuple[list[tuple[str, str]], bytes]:
    """Return the lines of the head by name, and the letter without those that are no content."""
    place, lines = 0, list[bytes]()
    for line in raw[:LONGEST_HEAD].splitlines(keepends=True):
        if not LINE_OF_HEAD.match(line):
            place += 0 if line.strip(b"\r\n") else len(line)
            break
        place += len(line)
        if line[:1] in b" \t" and lines:
            lines[-1] += line
        else:
            lines.append(line)
    kept = b"".join(line for line in lines if line.lower().startswith(OF_CONTENT))
    named = (line.partition(b":") for line in lines if b":" in line)
    fields = [
        (name.decode("ascii", "replace").strip().lower(), _said(said)) for name, _, said in named
    ]
    return fields, (kept and kept + b"\r\n") + raw[place:]


def _said(raw: bytes) -> str:
    """Return what a line of the head says, undoing RFC 2047 where it can be undone."""
    line = plain.decoded(raw[:LONGEST_FIELD], "utf-8")[0]
    line = " ".join(line.split())
    try:
        words = [
            plain.decoded(part, charset or "")[0] if isinstance(part, bytes) else part
            for part, charset in decode_header(line)
        ]
    except (MessageError, binascii.Error, ValueError):
        return line
    return " ".join(plain.clean("".join(words)).split())


def _with_sender(fields: list[tuple[str, str]]) -> Opened:
    """Return a letter of which only the head is known."""
    first = dict(reversed(fields))
    origin = first.get("from") or first.get("sender", "")
    name, address = parseaddr(origin)
    letter = Opened()
    letter.sender = {
        "name": name if address else origin,
        "address": address,
        "reply": first.get("reply-to", ""),
        "copies": ", ".join(_others(first)),
        "subject": first.get("subject", ""),
    }
    letter.follows = re.findall(
        r"<([^<>\s]+)>", f"{first.get('in-reply-to')} {first.get('references')}"
    )
    if _is_automatic(first, address):
        letter.notes.add(AUTOMATIC)
    return letter


def _others(first: dict[str, str]) -> list[str]:
    """Return who else a letter went to; where it is addressed alone is our own box."""
    to = getaddresses([first.get("to", "")])
    return [
        text for text in (first.get("cc", ""), first.get("to", "") if len(to) > 1 else "") if text
    ]


def _is_automatic(first: dict[str, str], address: str) -> bool:
    """Say whether a machine or a list sent it (RFC 3834, RFC 5230, and what others do)."""
    return (
        first.get("auto-submitted", "no").partition(";")[0].strip().lower() != "no"
        or first.get("precedence", "").lower() in {"bulk", "list", "junk", "auto_reply"}
        or first.get("return-path", "<x>").replace(" ", "") == "<>"
        or "multipart/report" in first.get("content-type", "").lower()
        or bool(LISTS & set(first))
        or NOBODY.match(address) is not None
    )


def _take_apart(raw: bytes, letter: Opened) -> None:
    if sum(1 for _ in NESTED.finditer(raw)) > MOST_NESTED:
        raise Unreadable
    if any(len(found.group()) > LONGEST_LINE for found in CONTENT.finditer(raw)):
        raise Unreadable
    if len(raw) >= LONGEST_HEAD and not re.search(rb"\n\r?\n|\r\r", raw[:LONGEST_HEAD]):
        raise Unreadable
    pages: list[str] = []
    texts: list[str] = []
    for part in _leaves(message_from_bytes(raw), letter):
        _take_leaf(part, letter, texts, pages)
        if len(letter.enclosures) > MOST_ENCLOSURES:
            raise Unreadable
    for page in map(plain.of_html, pages):
        known = set(SAID.findall(" ".join(texts)))
        if not set(SAID.findall(page)) <= known:
            texts.append(page)
            letter.notes.add(FORMATTED)
    letter.text = "\n\n".join(text.strip("\n") for text in texts if text.strip())


def _leaves(part: Message, letter: Opened) -> Iterator[Message]:
    """Yield what a letter holds that holds nothing else; say so where its shape is odd."""
    if part.defects:
        letter.notes.add(WHOLE)
    if part.get_content_maintype() != "multipart" or not part.is_multipart():
        yield part
        return
    around = (part.preamble or "", part.epilogue or "")
    if not all(PREAMBLE.fullmatch(said) for said in around):
        letter.notes.add(WHOLE)
    for inner in part.get_payload():
        if not isinstance(inner, Message):
            raise Unreadable
        yield from _leaves(inner, letter)


def _take_leaf(part: Message, letter: Opened, texts: list[str], pages: list[str]) -> None:
    kind = part.get_content_type()
    if part.get_content_maintype() == "message":
        letter.notes.add(INSIDE)
        letter.enclosures.append(Enclosure("letter-inside.txt", _inside(part)))
        return
    if kind in SIGNATURES:
        letter.notes.add(SIGNATURE)
        return
    content, name = _content(part, letter), part.get_filename()
    apart = part.get_content_disposition() == "attachment" or bool(name)
    if apart or kind not in {"text/plain", "text/html"} or len(content) > plain.LONGEST_PAGE:
        if content:
            letter.enclosures.append(Enclosure(_named(name), content))
        return
    text, whole = plain.decoded(content, part.get_content_charset("") or "")
    if not whole:
        letter.notes.add(WHOLE)
    (pages if kind == "text/html" else texts).append(text)


def _content(part: Message, letter: Opened) -> bytes:
    """Return what a part holds; where its encoding is another than it says, say so."""
    encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
    del part["content-transfer-encoding"]
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        raise Unreadable
    if encoding == "quoted-printable":
        return binascii.a2b_qp(raw)
    if encoding == "base64":
        try:
            return base64.b64decode(b"".join(raw.split()), validate=True)
        except binascii.Error:
            letter.notes.add(WHOLE)
            return raw
    if encoding not in {"", "7bit", "8bit", "binary"}:
        letter.notes.add(WHOLE)
    return raw


def _inside(part: Message) -> bytes:
    """Return a letter inside a letter, without the lines that say how it travelled."""
    letters = part.get_payload()
    for letter in letters if isinstance(letters, list) else ():
        if isinstance(letter, Message):
            for name in {name for name, _said in letter.items() if OF_THE_WAY.match(name.lower())}:
                del letter[name]
    return part.as_bytes()


def _named(name: str | None) -> str:
    return _said(name.encode("utf-8", "replace")) if name else "file"
