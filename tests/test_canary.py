"""Marked words go in through every field of the real server, and are looked for everywhere after.

They may be in memory while a request runs and on the screen of who may read them. They must not be
in the database, its journal, the file store, the temporary folder or the log. A face that gains a
form adds a walk here.
"""

from __future__ import annotations

import base64
import http.cookiejar
import re
import secrets
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from tests import house, serving

MARK = f"kanarie{secrets.token_hex(6)}"
FOUND_A_HOUSE = "import django; django.setup(); from tests import people; people.house()"


class Browser:
    """A browser with cookies and no script."""

    def __init__(self, address: str) -> None:
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)
        self.address = address

    def get(self, path: str) -> str:
        """Open a page."""
        with self.opener.open(self.address + path, timeout=30) as page:
            return str(page.read().decode())

    def post(self, path: str, form: str = "", **said: str) -> str:
        """Fill in the form of a page and send it."""
        if token := re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form):
            said["csrfmiddlewaretoken"] = token[1]
        fields = urllib.parse.urlencode({name.replace("_", "-"): v for name, v in said.items()})
        request = urllib.request.Request(self.address + path, fields.encode())  # noqa: S310
        with self.opener.open(request, timeout=30) as page:
            return str(page.read().decode())

    def attach(self, path: str, field: str, form: str, name: str, content: bytes) -> str:
        """Send a file with the form of a page."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
        assert token
        edge = secrets.token_hex(16)
        parts = [("csrfmiddlewaretoken", token[1].encode()), ("add", b"1"), ("text", MARK.encode())]
        lines = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n'.encode() + v + b"\r\n"
            for n, v in parts
        ]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"'
        lines += [f"{head}\r\n\r\n".encode(), content, f"\r\n--{edge}--\r\n".encode()]
        request = urllib.request.Request(self.address + path, b"".join(lines))  # noqa: S310
        request.add_header("Content-Type", f"multipart/form-data; boundary={edge}")
        with self.opener.open(request, timeout=30) as page:
            return str(page.read().decode())


def report_as_amina(browser: Browser) -> str:
    """Write the mark into every field that takes words; return the receipt."""
    browser.post("/report/en/start")
    said = {
        "danger": {"danger": MARK},
        "what": {"what": f"It was {MARK}. " * 50},
        "when": {"when_year": MARK, "when-words": MARK},
        "where": {"where": f"By {MARK}"},
        "who": {"who": f"He is {MARK}"},
        "contact": {"contact": "named"},
        "you": {"name": MARK, "reach": MARK, "safely": MARK},
    }
    for code, answers in said.items():
        path = f"/report/en/question/{code}"
        browser.post(path, browser.get(path), **answers)
    path = "/report/en/question/when"
    browser.post(path, browser.get(path), **{"when-words": f"After {MARK}"})
    path = "/report/en/question/files"
    for content in (b"MZ\x00" + MARK.encode(), f"text {MARK} ".encode() * 60_000):
        browser.attach(path, "files", browser.get(path), f"{MARK}.txt", content)
    receipt_page = browser.post("/report/en/check", browser.get("/report/en/check"))
    receipt = " ".join(re.findall(r"<li>(\w+)</li>", receipt_page))
    path = "/report/en/receipt/kept"
    browser.post(path, browser.get(path), group=MARK)
    browser.post(path, browser.get(path), skip="1")
    browser.post("/report/en/mailbox", receipt=MARK)
    box = browser.post("/report/en/mailbox", receipt=receipt)
    browser.post("/report/en/mailbox/write", box, text=f"More {MARK}")
    browser.attach("/report/en/mailbox/write", "file", box, f"{MARK}.txt", MARK.encode())
    assert MARK in browser.get("/report/en/mailbox")
    return receipt


def draft_as_amina(browser: Browser) -> None:
    """Write the mark and go away without sending."""
    browser.post("/report/en/start")
    path = "/report/en/question/what"
    browser.post(path, browser.get(path), what=MARK)
    path = "/report/en/question/files"
    browser.attach(path, "files", browser.get(path), f"{MARK}.txt", MARK.encode())


def forms_of(words: str) -> list[bytes]:
    """The words as a leak might spell them."""
    plain = words.encode()
    spelled = [plain, plain.upper(), words.encode("utf-16-le"), plain.hex().encode()]
    return spelled + [base64.b64encode(b"x" * shift + plain)[4:-4] for shift in range(3)]


def leaks(places: list[Path], words: str) -> list[str]:
    """Every file under the places that holds the words, in its content or in its name."""
    wanted = forms_of(words)
    files = [file for place in places for file in sorted(place.rglob("*")) if file.is_file()]
    assert files
    return [
        str(file)
        for file in files
        if words in str(file) or any(form in file.read_bytes() for form in wanted)
    ]


@pytest.fixture
def mission(tmp_path, monkeypatch):
    """A real server with desks to report to, and a temporary folder of its own."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    data = tmp_path / "data"
    data.mkdir()
    with serving.serving(data, "--no-duties") as running:
        environment = running.environment | {
            "DJANGO_SETTINGS_MODULE": "safeconduct.site.settings",
            "PYTHONPATH": f"{house.ROOT / 'src'}:{house.ROOT}",
        }
        subprocess.run(  # noqa: S603  our own interpreter
            [sys.executable, "-c", FOUND_A_HOUSE], env=environment, check=True, timeout=120
        )
        yield running, [data, temporary]


def test_marked_words_of_a_reporter_lie_nowhere_in_the_clear(mission):
    running, places = mission
    receipt = report_as_amina(Browser(running.address))
    draft_as_amina(Browser(running.address))
    time.sleep(0.2)
    assert leaks(places, MARK) == []
    assert leaks(places, receipt) == []
    assert any("files" in file.parts for file in running.folder.rglob("*") if file.is_file())


def test_the_search_would_find_a_leak(tmp_path):
    for number, form in enumerate(forms_of(MARK)):
        (tmp_path / str(number)).write_bytes(b"before" + form + b"after")
    assert len(leaks([tmp_path], MARK)) == len(forms_of(MARK))
