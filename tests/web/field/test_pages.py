"""What a tablet keeps of us: the same for everybody, with no cookie and no session."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client

from safeconduct.intake import form
from safeconduct.vault import receipts

pytestmark = pytest.mark.django_db
SPOKEN = [code for code, _name in settings.REPORTER_LANGUAGES]
FRESH = ["", "worker.js", "manifest.json", *(f"{code}/" for code in SPOKEN)]


@pytest.mark.parametrize("address", FRESH)
def test_every_page_is_the_same_for_everybody_and_sets_no_cookie(address):
    pages = [
        Client().get(f"/field/{address}", HTTP_ACCEPT_LANGUAGE=asked) for asked in ("fr", "ar", "")
    ]
    assert [page.status_code for page in pages] == [200] * 3
    assert len({page.content for page in pages}) == 1
    assert not any(page.cookies for page in pages)


def test_the_worker_keeps_every_page_and_every_file_they_name():
    kept = set(re.findall(r'"(/[^"]*)"', Client().get("/field/worker.js").content.decode()))
    for code in SPOKEN:
        page = Client().get(f"/field/{code}/").content.decode()
        named = set(re.findall(r'(?:src|href)="(/(?:static|field)/[^"]*)"', page))
        assert {n.encode().decode("unicode_escape") for n in named} <= {
            k.encode().decode("unicode_escape") for k in kept
        }


def test_nothing_in_a_page_tells_a_browser_to_run_words_of_the_page():
    page = Client().get("/field/ar/").content.decode()
    assert 'dir="rtl"' in page
    assert re.findall(r"<script(?![^>]*src=)", page) == []
    assert re.findall(r"\son\w+=|\sstyle=", page) == []


@pytest.mark.parametrize("code", SPOKEN)
def test_the_questions_are_those_of_the_current_form_in_every_language(code):
    said = Client().get(f"/field/{code}/questions.json").json()
    assert (said["form"], said["language"]) == (form.current().code, code)
    asked = {q["code"] for page in said["pages"] for q in page["questions"]}
    of_tablets = {q.code for q in form.current().questions() if q.kind not in {"file", "recording"}}
    assert asked == of_tablets


def test_a_language_nobody_speaks_here_is_not_there():
    absent = Client().get("/no/such/page").content
    for address in ("xx/", "xx/questions.json", "en/other"):
        answer = Client().get(f"/field/{address}")
        assert (answer.status_code, answer.content) == (404, absent)


@pytest.mark.parametrize("code", sorted(receipts.WORD_LISTS))
def test_a_receipt_with_one_word_of_its_own_list_is_read_as_such(code):
    words, own = receipts.words_for(code)
    assert len(words) == 2048
    assert len(own) > 700
    common = [word for place, word in enumerate(words) if place not in set(own)]
    drawn = [*common[: receipts.WORDS - 1], words[own[0]], *words][: receipts.WORDS]
    assert receipts.keys(" ".join(drawn))
