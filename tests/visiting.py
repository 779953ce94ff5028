"""Somebody without a browser: cookies, forms and files over HTTP, and every byte of an answer."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPMessage
from typing import Any, TypeAlias
from urllib.parse import urljoin

Said: TypeAlias = Mapping[str, Any]
File: TypeAlias = tuple[str, str, bytes]  # the field, the name, what is in it
TOKEN = "csrfmiddlewaretoken"
TEXT = frozenset({"text", "search", "textarea", "email", "password"})
MOVED = 302


@dataclass
class Field:
    """One field of a form: its name, its kind, what it offers, what it holds."""

    name: str
    kind: str
    offers: list[str] = field(default_factory=list)
    value: str = ""


@dataclass
class Form:
    """One form of a page: where it goes, and what it asks."""

    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)
    buttons: list[str] = field(default_factory=list)

    @property
    def asks(self) -> list[Field]:
        """The fields a person sees."""
        return [f for f in self.fields.values() if f.kind not in {"hidden", "file"}]


@dataclass(frozen=True)
class Answer:
    """One answer of the server, whole."""

    path: str
    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def where(self) -> str:
        """Where the server sends the visitor next."""
        return self.headers.get("Location", "")

    @property
    def forms(self) -> list[Form]:
        """The forms of the page; one without an action goes to the page itself."""
        reading = _Reading(self.path)
        reading.feed(self.text)
        return reading.found

    @property
    def links(self) -> list[str]:
        """The addresses of the page's links within the house."""
        reading = _Reading(self.path)
        reading.feed(self.text)
        return [link for link in reading.links if link.startswith("/")]


class Visitor:
    """Somebody with cookies and without a browser."""

    def __init__(self, port: int, language: str = "en") -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.language, self.token = language, ""

    def get(self, path: str) -> Answer:
        """Read a page, and follow where it leads."""
        answer = self.ask("GET", path)
        return self.get(answer.where) if answer.status == MOVED else answer

    def post(self, path: str, said: Said | None = None, files: Sequence[File] = ()) -> Answer:
        """Send a form, and follow where it leads."""
        body, kind = _multipart({TOKEN: self.token, **(said or {})}, files)
        answer = self.ask("POST", path, body, kind)
        return self.get(answer.where) if answer.status == MOVED else answer

    def give(self, path: str, content: bytes, **headers: str) -> Answer:
        """Send bytes as a script does, with the form key and headers of its own."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        more = {"X-CSRFToken": self.token, **named}
        return self.ask("POST", path, content, "application/octet-stream", more)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        kind: str = "",
        more: Mapping[str, str] | None = None,
    ) -> Answer:
        """Make one request and keep what the server asks a browser to keep."""
        headers = {
            **(more or {}),
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Accept-Language": self.language,
        }
        if kind:
            headers["Content-Type"] = kind
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as line:
            line.request(method, path, body, headers)
            got = line.getresponse()
            answer = Answer(path.partition("?")[0], got.status, got.headers, got.read())
        for cookie in got.headers.get_all("Set-Cookie") or ():
            name, _sign, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if "html" in got.headers.get("Content-Type", ""):
            tokens = [f.fields[TOKEN].value for f in answer.forms if TOKEN in f.fields]
            self.token = tokens[0] if tokens else self.token
        return answer

    def sign_in(self, face: str, username: str, passphrase: str) -> Answer:
        """Sign in at a face."""
        self.get(f"/{face}/sign-in")
        answer = self.post(f"/{face}/sign-in", {"username": username, "passphrase": passphrase})
        assert "sign-in" not in answer.path, "not signed in"
        return answer

    def twin(self) -> Visitor:
        """The same person in a second tab: the same cookies, a window of its own."""
        other = Visitor(self.port, self.language)
        other.cookies, other.token = dict(self.cookies), self.token
        return other


class _Reading(HTMLParser):
    """Reads the forms and links of a page."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.found: list[Form] = []
        self.links: list[str] = []
        self.form: Form | None = None
        self.field: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in had:
            self.links.append(had["href"])
        if tag == "form":
            action = urljoin(self.path, had.get("action") or self.path)
            self.form = Form(action, had.get("method", "get").lower())
            self.found.append(self.form)
        elif tag == "option" and self.field is not None:
            self.field.offers.append(had.get("value", ""))
        elif self.form is not None and had.get("name"):
            self._field(tag, had)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        if tag in {"select", "textarea"}:
            self.field = None

    def _field(self, tag: str, had: dict[str, str]) -> None:
        assert self.form is not None
        name, kind = had["name"], had.get("type", "text") if tag == "input" else tag
        if tag == "button":
            self.form.buttons.append(name)
            return
        if "readonly" in had:
            return
        self.field = self.form.fields.setdefault(name, Field(name, kind))
        if kind in {"radio", "checkbox"}:
            self.field.offers.append(had.get("value", "on"))
        else:
            self.field.value = had.get("value", "")


def _multipart(said: Said, files: Sequence[File]) -> tuple[bytes, str]:
    edge = secrets.token_hex(16)
    parts = []
    for name, value in said.items():
        for one in value if isinstance(value, list) else [value]:
            head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
            parts.append(f"{head}{one}\r\n".encode())
    for name, called, content in files:
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{called}"\r\n'
        parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode())
        parts.append(content + b"\r\n")
    return b"".join([*parts, f"--{edge}--\r\n".encode()]), f"multipart/form-data; boundary={edge}"
