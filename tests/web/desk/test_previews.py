"""A file is looked at before it is taken: one act, recorded, with the original's hash beside it."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest

from safeconduct.access import actors
from safeconduct.audit.models import Entry
from safeconduct.intake import actions as intake
from safeconduct.intake import queries
from safeconduct.vault import receipts
from safeconduct.vault.seals import FileLabel
from tests import people
from tests.intake.test_previews import MARK, document, photo, without_any_word
from tests.people import TODAY
from tests.web.desk.conftest import browser


@pytest.fixture
def osei(desk):
    return browser("osei")


@pytest.fixture
def sent(desk):
    """Add a file to a report of Amina's, and return where it is looked at."""

    def send(kind: str, content: bytes, scan: str = "") -> str:
        report, receipt = people.report_from_amina(desk.cast.minara, key="amina-9")
        box = queries.mailbox(actors.reporter(), receipts.keys(receipt))
        label = FileLabel("market.jpg", kind, len(content), scan=scan)
        intake.write_to_desk(
            actor=box.actor, report=report, text="See.", today=TODAY, files=[(label, content)]
        )
        return f"/desk/reports/{report.reference}/files/{report.attachments.get().reference}"

    return send


def pictures(page) -> list[bytes]:
    found = re.findall(r'<img src="data:image/jpeg;base64,([^"]+)"', page.content.decode())
    return [base64.b64decode(picture) for picture in found]


def test_a_photograph_is_shown_without_its_place_and_camera_and_with_its_hash(sent, osei):
    content = photo()
    page = osei.post(sent("image/jpeg", content) + "/preview")
    (drawn,) = pictures(page)
    assert without_any_word(drawn)
    words = page.content.decode()
    assert hashlib.sha256(content).hexdigest() in words
    assert "image/jpeg" in words
    assert MARK not in words
    assert "no-store" in page["Cache-Control"]
    assert page["X-Content-Type-Options"] == "nosniff"


def test_the_original_is_a_second_step_with_a_warning(desk, sent, osei):
    content = photo()
    at = sent("image/jpeg", content)
    report = at.rpartition("/files/")[0]
    listed = osei.post(f"{report}/read", {"reason": "triage"}).content.decode()
    assert f'action="{at}/preview"' in listed
    assert f'action="{at}"' not in listed
    shown = osei.post(f"{at}/preview").content.decode()
    assert f'action="{at}"' in shown
    assert "Think before you download" in shown
    assert osei.post(at).getvalue() == content


def test_looking_is_recorded_once_with_who_and_why(desk, sent, osei):
    at = sent("application/pdf", document(pages=3))
    before = Entry.objects.filter(event="file.open").count()
    assert len(pictures(osei.post(f"{at}/preview"))) == 3
    (entry,) = Entry.objects.filter(event="file.open").order_by("pk")[before:]
    assert (entry.actor, entry.reason) == (desk.cast.officer.reference, "preview")


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        ("image/png", b"\x89PNG\r\n\x1a\nbroken", "No preview could be made of this file."),
        ("video/mp4", b"moving", "There is no preview of files of this kind."),
        ("text/plain", b"<script>words</script>", "&lt;script&gt;words&lt;/script&gt;"),
    ],
)
def test_what_cannot_be_drawn_is_said_plainly(sent, osei, kind, content, said):
    page = osei.post(sent(kind, content) + "/preview")
    assert said in page.content.decode()
    assert "Download the original" in page.content.decode()


@pytest.mark.parametrize(
    ("scan", "said"),
    [
        ("", "no scanner is in use"),
        ("clean", "found nothing"),
        ("found", "found something harmful"),
        ("not-scanned", "did not answer"),
    ],
)
def test_what_the_scanner_said_stands_beside_it(sent, osei, scan, said):
    assert said in osei.post(sent("video/mp4", b"moving", scan) + "/preview").content.decode()


def test_a_stranger_and_another_report_learn_nothing(desk, sent, osei):
    at = sent("image/jpeg", photo())
    unknown = osei.post("/desk/reports/0123456789abcdef/files/0123456789abcdef/preview")
    file = at.rpartition("/")[2]
    other = osei.post(f"/desk/reports/{desk.waiting.reference}/files/{file}/preview")
    stranger = browser("stranger").post(f"{at}/preview")
    assert unknown.status_code == other.status_code == stranger.status_code == 404
    assert osei.get(f"{at}/preview").status_code == 404


def test_whoever_has_a_locked_key_unlocks_it_first(sent, osei):
    at = sent("image/jpeg", photo())
    osei.post("/desk/lock")
    assert "/desk/unlock" in osei.post(f"{at}/preview")["Location"]
