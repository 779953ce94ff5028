"""Killed between storing a letter and deleting it, the product has it once and nothing in clear."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from email.message import EmailMessage
from urllib.parse import quote

from tests import house, letterbox, marked, serving

START = "import django; django.setup(); from tests.site import reading_letters as r; r."
TOO_ODD = b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n\r\n\r\n" * 3


def letters() -> list[bytes]:
    """Letters with a marked word wherever there is room for one."""
    made = EmailMessage()
    core = marked.CORE
    made["From"] = f"{marked.word()} <{core}@{core}.example.org>"
    made["Reply-To"], made["Subject"] = f"{core}@example.org", marked.word()
    made["Cc"], made["Message-ID"] = f"{core}@example.net", f"<{core}@example.org>"
    made["Received"] = f"from {core}.example.org [203.0.113.9]"
    made.set_content(f"{marked.word()} in plain words.")
    made.add_alternative(f"<p title='{core}'>{marked.word()}, and more.", subtype="html")
    made.add_attachment(marked.word().encode(), "text", "plain", filename=f"{marked.word()}.txt")
    made.add_attachment(
        b"\0" + marked.word().encode(), "application", "zip", filename=f"{core}.zip"
    )
    odd = (
        f"From: {core}@example.org\r\nSubject: {core}\r\n".encode()
        + TOO_ODD
        + marked.word().encode()
    )
    only_head = f"X-Story: {marked.word()}\r\nFrom: {core}\r\n".encode()
    return [made.as_bytes(), odd, only_head, *(made.as_bytes() + b"%d" % n for n in range(3))]


def speaking(environment: dict[str, str], verb: str) -> str:
    ended = subprocess.run(
        [sys.executable, "-c", f"{START}{verb}()"],
        env=environment | {"DJANGO_SETTINGS_MODULE": "safeconduct.site.settings"},
        cwd=house.ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@house.ON_SQLITE
def test_killed_before_deleting_it_keeps_each_letter_once_and_nothing_in_clear(tmp_path):
    folder, temporary = tmp_path / "data", tmp_path / "temporary"
    temporary.mkdir()
    with letterbox.open_box(tmp_path) as box:
        box.put(*letters())
        user, word = quote(letterbox.USER, safe=""), quote(letterbox.PASSWORD, safe="")
        environment = serving.environment_of(
            folder,
            letter_boxes=f"imaps://{user}:{word}@localhost:{box.port}/INBOX?mission=MINARA",
        ) | {
            "PYTHONPATH": f"{house.ROOT}/src:{house.ROOT}",
            "SSL_CERT_FILE": str(tmp_path / "box.pem"),
            **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary)),
        }
        assert serving.command("migrate", environment=environment).returncode == 0
        speaking(environment, "ground")
        outputs = [
            killed_at(box, command, environment) for command in ("STORE", "EXPUNGE", "FETCH")
        ]
        box.at = lambda _command: None
        ended = serving.command("mail", "fetch", environment=environment)
        status = serving.command("mail", "boxes", environment=environment)
        outputs += [ended.stdout, ended.stderr, status.stdout, status.stderr]
        assert (ended.returncode, box.letters) == (0, {}), ended.stderr
        assert "MINARA" in status.stdout
        assert letterbox.USER not in "".join(outputs)
    read = json.loads(speaking(environment, "read"))
    assert read == {"reports": len(letters()), "words": 5, "drafts": 0}
    assert marked.seen_under(folder) == []
    (database,) = folder.glob("*.sqlite3")
    assert marked.seen_in_tables(database) == []
    assert marked.seen_under(temporary) == []
    assert marked.seen_in("\n".join(outputs).encode()) == []


def killed_at(box: letterbox.LetterBox, command: str, environment: dict[str, str]) -> str:
    """Start to empty a box, and be killed when the box hears a command."""
    with subprocess.Popen(
        [*serving.COMMAND, "mail", "fetch"],
        env=environment,
        cwd=house.ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as visitor:
        box.at = lambda heard: os.kill(visitor.pid, signal.SIGKILL) if heard == command else None
        said, _errors = visitor.communicate(timeout=120)
    assert visitor.returncode == -signal.SIGKILL, said
    return said
