"""Somebody who comes is spoken to in their language, and chooses another before anything else."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.django_db
SPOKEN = [code for code, _name in settings.REPORTER_LANGUAGES]


def spoken_to(asked: str) -> str:
    page = Client().get("/report/", headers={"accept-language": asked} if asked else {})
    assert page.status_code == 200
    found = re.search(r'<html lang="([^"]+)"', page.content.decode())
    assert found is not None
    return found[1]


@pytest.mark.parametrize("code", SPOKEN)
def test_a_phone_is_answered_in_its_own_language(code):
    assert spoken_to(f"{code},en;q=0.5") == code
    assert spoken_to(f"{code.partition('-')[0]}-XX") == code


@pytest.mark.parametrize("asked", ["", "tlh", "*", "xx-YY;q=0.9", "en;q=", "é", ",,;;"])
def test_whoever_asks_for_what_is_not_spoken_is_answered_in_english(asked):
    assert spoken_to(asked) == "en"


@pytest.mark.parametrize("code", SPOKEN)
def test_the_first_page_offers_every_language_in_its_own_script_the_phones_own_first(code):
    text = Client().get("/report/", headers={"accept-language": code}).content.decode()
    offered = re.findall(r'<a href="/report/([\w-]+)/"\s+lang="\1"[^>]*>([^<]+)</a>', text)
    assert sorted(offered) == sorted(settings.REPORTER_LANGUAGES)
    assert offered[0][0] == code
    assert "<form" not in text


@pytest.mark.parametrize("code", SPOKEN)
def test_every_page_leads_to_itself_in_every_other_language(code):
    text = Client().get(f"/report/{code}/safety").content.decode()
    for other, name in settings.REPORTER_LANGUAGES:
        link = re.compile(rf'<a href="/report/{other}/safety"\s+lang="{other}"[^>]*>{name}</a>')
        assert link.search(text), other


@pytest.mark.parametrize("code", SPOKEN)
def test_a_language_is_written_in_its_own_direction(code):
    text = Client().get(f"/report/{code}/").content.decode()
    way = "rtl" if code in settings.LANGUAGES_BIDI else "ltr"
    assert f'<html lang="{code}" dir="{way}"' in re.sub(r"\s+", " ", text)
