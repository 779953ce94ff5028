"""The other end of the line: a process of its own that sends, talks and reads over HTTP.

It loads nothing of the product, so that it costs the machine little and knows no more than a
browser. It is told one job as JSON on its input and answers in lines of JSON: one for each thing
done, and one with the seconds from first to last. Other times are in milliseconds.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import random
import re
import sys
import threading
import time
from base64 import b64encode
from collections import deque
from collections.abc import Callable
from html import unescape
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode

Job = dict[str, Any]
Line = dict[str, Any]

FORM = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
RECEIPT = re.compile(r'<div class="receipt">.*?<ol[^>]*>(.*?)</ol>', re.DOTALL)
GROUP = re.compile(r"<li>([^<]+)</li>")
LONGEST_WALK = 40
FOUND, OK = 302, 200
FAULTS = (OSError, HTTPException, ValueError)


class Unexpected(ValueError):
    """The server answered something else than a person would have been shown."""


class Browser:
    """One visitor with cookies, on a line that several visitors may use one after another."""

    def __init__(self, line: HTTPConnection, cookies: dict[str, str] | None = None) -> None:
        self.line, self.cookies, self.token = line, dict(cookies or {}), ""

    def get(self, path: str) -> str:
        """Read a page."""
        status, _where, page = self.ask("GET", path)
        if status != OK:
            raise Unexpected(f"GET answered {status}")
        return page

    def post(self, path: str, said: dict[str, Any]) -> str:
        """Send a form; return where the server sends the visitor next."""
        body = urlencode(said | {"csrfmiddlewaretoken": self.token}, doseq=True).encode()
        status, where, _page = self.ask("POST", path, body)
        if status != FOUND:
            raise Unexpected(f"POST answered {status}")
        return where

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, str, str]:
        """Make one request and read the whole answer: status, address to go to, page."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.line.request(method, path, body, headers)
        answer = self.line.getresponse()
        page = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if found := FORM.search(page):
            self.token = found[1]
        return answer.status, answer.headers.get("Location", ""), page


def receipt_on(page: str) -> str:
    """Return the receipt that a page shows. Raises Unexpected when it shows none."""
    shown = RECEIPT.search(page)
    if shown is None:
        raise Unexpected("no receipt on the page")
    return " ".join(unescape(group) for group in GROUP.findall(shown[1]))


def send(job: Job) -> None:
    """Send reports that were written before: the button, and the page with the receipt.

    Where a file is to go with each, it is sent first, and its time counts. Then press the button
    again for a few of them, as an impatient person does.
    """
    waiting: deque[Browser] = deque()
    numbers = itertools.count()

    def prepare(line: HTTPConnection, token: str) -> Line:
        visitor = Browser(line, {job["cookie"]: token})
        visitor.get(job["check"])
        waiting.append(visitor)
        return {"prepared": True}

    def press(line: HTTPConnection, visitor: Browser) -> Line:
        visitor.line = line
        started = time.perf_counter()
        if job["size"]:
            Uploader(job, visitor, next(numbers)).go_on()
        where = visitor.post(job["check"], {})
        answered = time.perf_counter()
        receipt = receipt_on(visitor.get(where))
        ended = time.perf_counter()
        return {"ms": _ms(started, ended), "post_ms": _ms(started, answered), "receipt": receipt}

    def again(line: HTTPConnection, visitor: Browser) -> Line:
        visitor.line = line
        return {"again": receipt_on(visitor.get(visitor.post(job["check"], {})))}

    _side_by_side(job, job["tokens"], prepare)
    ready = list(waiting)
    _tell({"begun": True})
    _tell({"seconds": _side_by_side(job, ready, press)})
    _side_by_side(job, ready[: job["again"]], again)


def talk(job: Job) -> None:
    """Go the whole way, page after page, from the first to the receipt."""

    def walk(line: HTTPConnection, _number: int) -> Line:
        visitor = Browser(line)
        started = time.perf_counter()
        visitor.get(job["welcome"])
        where, asked = visitor.post(job["start"], {}), 2
        while where != job["receipt"]:
            if asked > LONGEST_WALK:
                raise Unexpected("the questions do not end")
            visitor.get(where)
            where = visitor.post(where, job["says"].get(where.rpartition("/")[2], {"skip": "1"}))
            asked += 2
        receipt = receipt_on(visitor.get(where))
        ms = _ms(started, time.perf_counter())
        return {"ms": ms, "requests": asked + 1, "receipt": receipt}

    _tell({"begun": True})
    _tell({"seconds": _side_by_side(job, list(range(job["count"])), walk)})


def read(job: Job) -> None:
    """Sign in once and read pages, one after another."""

    def reading(line: HTTPConnection, _once: int) -> Line:
        officer = Browser(line)
        officer.get(job["sign_in"])
        officer.post(job["sign_in"], job["who"])
        for name, paths in job["pages"].items():
            for path in paths[: job["warm"]]:
                officer.get(path)
            for number in range(job["count"]):
                started = time.perf_counter()
                size = len(officer.get(paths[number % len(paths)]))
                _tell({"page": name, "ms": _ms(started, time.perf_counter()), "size": size})
        return {"read": True}

    _tell({"seconds": _side_by_side(job, [0], reading)})


def open_mailboxes(job: Job) -> None:
    """Come back with receipts and look whether each opens a mailbox."""

    def come_back(line: HTTPConnection, receipt: str) -> Line:
        visitor = Browser(line)
        page = visitor.get(visitor.post(job["mailbox"], {"receipt": receipt}))
        return {"opened": job["close"] in page}

    _tell({"seconds": _side_by_side(job, job["receipts"], come_back)})


def upload(job: Job) -> None:
    """Send a large file each, in pieces; come back after every break and go on."""

    def sending(line: HTTPConnection, number: int) -> Line:
        sender = Uploader(job, Browser(line, {job["cookie"]: job["tokens"][number]}), number)
        until = time.monotonic() + job["patience"]
        while True:
            try:
                return sender.go_on()
            except FAULTS:
                if time.monotonic() > until:
                    raise
                line.close()
                sender.breaks += 1
                time.sleep(0.5)

    _tell({"seconds_sending": _side_by_side(job, list(range(len(job["tokens"]))), sending)})


class Uploader:
    """One file on its way: what was acknowledged, and what had to be sent although it was."""

    def __init__(self, job: Job, browser: Browser, number: int) -> None:
        self.job, self.browser, self.number = job, browser, number
        self.taken: set[int] = set()
        self.breaks, self.lost = 0, 0

    def piece(self, at: int, size: int) -> bytes:
        """The same bytes whenever they are asked for; the first look like a film."""
        made = random.Random(f"{self.number} {at}").randbytes(size)
        return made if at else b"\0\0\0\x18ftypisom" + made[12:]

    def go_on(self) -> Line:
        """Ask what is there, send what is not, and finish."""
        self.browser.get(self.job["page"])
        told = self._json(self.job["announce"], name=f"{self.number}.mp4", size=self.job["size"])
        here = {number for number, digest in enumerate(told["here"]) if digest}
        self.lost += len(self.taken - here)
        for at in range(len(told["here"])):
            if at not in here:
                self._send(f"{self.job['announce']}/{told['file']}/{at}", at, told["piece"])
                self.taken.add(at)
                _tell({"piece": at})
        started = time.perf_counter()
        self._json(f"{self.job['announce']}/{told['file']}/finish")
        return {
            "number": self.number,
            "sha256": self._sha256(told["piece"], len(told["here"])),
            "finish_ms": _ms(started, time.perf_counter()),
            "lost": self.lost,
            "breaks": self.breaks,
        }

    def _send(self, address: str, at: int, size: int) -> None:
        content = self.piece(at, size)
        digest = b64encode(hashlib.sha256(content).digest()).decode()
        self.browser.line.request(
            "POST",
            address,
            content,
            {
                "Cookie": "; ".join(f"{k}={v}" for k, v in self.browser.cookies.items()),
                "Content-Type": "application/octet-stream",
                "Content-Digest": f"sha-256=:{digest}:",
                "X-CSRFToken": self.browser.token,
            },
        )
        answer = self.browser.line.getresponse()
        answer.read()
        if answer.status != OK:
            raise Unexpected(f"a piece was answered {answer.status}")

    def _json(self, address: str, **said: Any) -> Line:
        body = urlencode(said | {"csrfmiddlewaretoken": self.browser.token}).encode()
        status, _where, text = self.browser.ask("POST", address, body)
        if status != OK:
            raise Unexpected(f"{address.rpartition('/')[2]} was answered {status}")
        told: Line = json.loads(text)
        return told

    def _sha256(self, size: int, count: int) -> str:
        digest = hashlib.sha256()
        for at in range(count):
            digest.update(self.piece(at, size))
        return digest.hexdigest()


JOBS: dict[str, Callable[[Job], None]] = {
    "send": send,
    "talk": talk,
    "read": read,
    "mailboxes": open_mailboxes,
    "upload": upload,
}


def _side_by_side(job: Job, things: list[Any], act: Callable[[HTTPConnection, Any], Line]) -> float:
    """Do one act to every thing, so many at a time; return the seconds from first to last.

    A fault ends one thing and not the run: it is told and counted.
    """
    left, gate = deque(things), threading.Barrier(job["concurrency"] + 1)

    def work() -> None:
        line = HTTPConnection("127.0.0.1", job["port"], timeout=job.get("patience", 60))
        gate.wait()
        while left:
            try:
                thing = left.popleft()
            except IndexError:
                break
            try:
                _tell(act(line, thing))
            except FAULTS as fault:
                line.close()  # the next request begins on a fresh line
                _tell({"fault": str(fault) or type(fault).__name__})
        line.close()

    threads = [threading.Thread(target=work, daemon=True) for _ in range(job["concurrency"])]
    for thread in threads:
        thread.start()
    gate.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    return time.perf_counter() - started


def _ms(started: float, ended: float) -> float:
    return (ended - started) * 1000


def _tell(line: Line) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Do the job on the input."""
    job = json.loads(sys.stdin.readline())
    try:
        JOBS[job["job"]](job)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
