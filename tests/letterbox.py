"""A letter box that stands in for a mail server: enough IMAP to be emptied, and it can break off.

`breaks` names a command, and whether the line is cut before the command is obeyed or after it was
obeyed and before that is said. `at` hears each command, for tests that kill the visitor then.
"""

from __future__ import annotations

import datetime
import ipaddress
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "reports@example.org", "a secret, of course"
BEFORE, AFTER = "before", "after"
COMMANDS = ("LOGIN", "SELECT", "SEARCH", "FETCH", "STORE", "EXPUNGE", "LOGOUT")


@dataclass
class LetterBox:
    """What lies in the box, and how it behaves."""

    letters: dict[int, bytes] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    validity: int = 1
    uidplus: bool = True
    breaks: tuple[str, str] | None = None
    sizes: dict[int, int] = field(default_factory=dict)
    at: Callable[[str], None] = lambda _command: None
    heard: list[str] = field(default_factory=list)
    port: int = 0
    next: int = 1

    def put(self, *letters: bytes) -> None:
        """Let letters arrive."""
        for raw in letters:
            self.letters[self.next] = raw
            self.next += 1

    def renumber(self) -> None:
        """Restore the box as a server does after a loss: the same letters under other numbers."""
        self.validity += 1
        old, self.letters, self.deleted = list(self.letters.values()), {}, set()
        self.next += 100
        self.put(*old)

    def told(self, **other: Any) -> dict[str, Any]:
        """Return what an installation is told of this box."""
        return {
            "host": "localhost",
            "port": self.port,
            "tls": True,
            "user": USER,
            "password": PASSWORD,
            "folder": "INBOX",
            "mission": "",
            "language": "en",
        } | other


class Cut(Exception):
    """The line is to be cut here."""


class Line:
    """One visitor's line to the box."""

    def __init__(self, box: LetterBox, line: socket.socket, trust: ssl.SSLContext) -> None:
        self.box, self.line, self.trust = box, line, trust
        self.reading = line.makefile("rb")

    def serve(self) -> None:
        self._say("* OK a letter box")
        while words := self.reading.readline().decode().strip():
            tag, _space, rest = words.partition(" ")
            command = rest.upper().removeprefix("UID ").partition(" ")[0]
            self.box.heard.append(command)
            self.box.at(command)
            if self.box.breaks == (command, BEFORE):
                raise Cut
            told = self._obey(command, rest)
            if self.box.breaks == (command, AFTER):
                raise Cut
            for one in told:
                self._say(one)
            self._say(f"{tag} {'NO' if told == ['* refused'] else 'OK'} {command} done")
            if command == "STARTTLS":
                self.line = self.trust.wrap_socket(self.line, server_side=True)
                self.reading = self.line.makefile("rb")
            if command == "LOGOUT":
                return

    def close(self) -> None:
        self.reading.close()
        self.line.close()

    def _say(self, said: str | bytes) -> None:
        self.line.sendall((said.encode() if isinstance(said, str) else said) + b"\r\n")

    def _obey(self, command: str, rest: str) -> list[str | bytes]:
        box, numbers = self.box, self._numbers(rest)
        match command:
            case "CAPABILITY":
                tls = "" if isinstance(self.line, ssl.SSLSocket) else " STARTTLS"
                return [f"* CAPABILITY IMAP4REV1{tls}{' UIDPLUS' if box.uidplus else ''}"]
            case "LOGIN":
                right = isinstance(self.line, ssl.SSLSocket) and PASSWORD in rest and USER in rest
                return [] if right else ["* refused"]
            case "SELECT":
                return [f"* {len(box.letters)} EXISTS", f"* OK [UIDVALIDITY {box.validity}] so"]
            case "SEARCH":
                found = box.deleted if "DELETED" in rest else box.letters
                return [" ".join(["* SEARCH", *map(str, sorted(found))])]
            case "FETCH":
                return [told for n in numbers if n in box.letters for told in self._letter(n, rest)]
            case "STORE":
                box.deleted |= numbers & set(box.letters)
            case "EXPUNGE":
                self._expunge(numbers & box.deleted if rest.startswith("UID") else {*box.deleted})
        return ["* BYE"] if command == "LOGOUT" else []

    def _expunge(self, numbers: set[int]) -> None:
        for n in numbers:
            self.box.letters.pop(n, None)
            self.box.deleted.discard(n)

    def _letter(self, n: int, rest: str) -> list[bytes]:
        raw = self.box.letters[n]
        if part := re.search(r"BODY\.PEEK\[\]<(\d+)\.(\d+)>", rest):
            start, size = map(int, part.groups())
            piece = raw[start : start + size]
            head = b"* %d FETCH (UID %d BODY[]<%d> {%d}\r\n" % (n, n, start, len(piece))
            return [head + piece + b")"]
        return [b"* %d FETCH (UID %d RFC822.SIZE %d)" % (n, n, self.box.sizes.get(n, len(raw)))]

    def _numbers(self, rest: str) -> set[int]:
        found = re.match(r"UID (?:FETCH|STORE|EXPUNGE) ([\d,:]+)", rest, re.IGNORECASE)
        numbers = set[int]()
        for one in found.group(1).split(",") if found else ():
            first, _colon, last = one.partition(":")
            numbers |= set(range(int(first), int(last or first) + 1))
        return numbers


@contextmanager
def open_box(folder: Path, *, starttls: bool = False) -> Iterator[LetterBox]:
    """Keep a letter box on this machine; its certificate is `folder/box.pem`."""
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trust.load_cert_chain(certificate(folder))
    box = LetterBox()
    with socket.create_server(("localhost", 0)) as listening:
        box.port = listening.getsockname()[1]

        def listen() -> None:
            while True:
                try:
                    line, _address = listening.accept()
                except OSError:
                    return
                with line:
                    serve(line)

        def serve(line: socket.socket) -> None:
            try:
                line.settimeout(20)
                if not starttls:
                    line = trust.wrap_socket(line, server_side=True)
                with line, closing(Line(box, line, trust)) as visited:
                    visited.serve()
            except (Cut, OSError):
                pass

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield box
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def certificate(folder: Path) -> Path:
    """Write a certificate for this machine, with its key, and return where it lies."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    kept = folder / "box.pem"
    kept.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return kept
