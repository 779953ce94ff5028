"""Choosing a language asks nothing of anybody and leads nowhere else."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.http import Http404
from django.test import RequestFactory

from safeconduct.web.shared import language


def _choose(code: str, **query: str):
    return language.choose(RequestFactory().get("/language/x", query), code)


def test_the_choice_is_kept_and_the_reader_is_back_where_she_was():
    answer = _choose("ar", next="/report/where")
    assert answer["Location"] == "/report/where"
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "ar"
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME]["httponly"]


@pytest.mark.parametrize("away", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_a_link_cannot_lead_to_another_site(away):
    assert _choose("en", next=away)["Location"] == "/"


def test_a_language_nobody_here_speaks_does_not_exist():
    with pytest.raises(Http404):
        _choose("xx")
