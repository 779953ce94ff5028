"""The form on paper asks what the site asks, in the same order, in the reader's language."""

from __future__ import annotations

import json
from unittest.mock import Mock, patch

import pytest
from django.utils import translation

from safeconduct.base import prints
from safeconduct.intake import form, paper

pytestmark = pytest.mark.django_db
SITE = "https://report.example.org/report/en/"


def content_of(language: str) -> dict[str, object]:
    with translation.override(language), patch.object(paper, "_compiled") as compiled:
        paper.sheet(form.shipped(), SITE)
    return json.loads(compiled.call_args.args[0])


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_it_is_a_pdf_in_the_readers_language(language):
    with translation.override(language):
        assert paper.sheet(form.shipped(), SITE).startswith(b"%PDF-")
    assert content_of(language)["rtl"] is (language == "ar")


def test_every_question_that_paper_can_hold_is_there_in_the_order_it_is_keyed_in():
    said = content_of("en")
    asked = [
        question["label"] or section["title"].partition(". ")[2]
        for section in said["sections"]
        for question in section["questions"]
    ]
    assert asked == [q.label for q in form.shipped().questions() if q.kind != "file"]
    with_options = {q.label: len(q.choices) for q in form.shipped().questions()}
    for section in said["sections"]:
        for question in section["questions"]:
            label = question["label"] or section["title"].partition(". ")[2]
            assert len(question["options"]) == with_options[label]
            assert question["options"] or question["rows"] or question["date"]


def test_what_names_the_reporter_is_on_a_sheet_of_its_own():
    apart = [section for section in content_of("en")["sections"] if section["apart"]]
    assert len(apart) == 1
    assert "Only after" in apart[0]["after"]
    assert apart[0]["questions"]


@pytest.mark.parametrize(
    ("families", "sets"), [(["Noto Sans"], False), (["Noto Sans CJK SC"], True)]
)
def test_paper_is_offered_only_where_its_letters_can_be_set(client, monkeypatch, families, sets):
    prints.can_set.cache_clear()
    monkeypatch.setattr(prints.typst, "Fonts", lambda: Mock(families=lambda: families))
    for language, offered in (("zh-hans", sets), ("en", True)):
        page = client.get(f"/report/{language}/places").content.decode()
        assert (f"/report/{language}/paper" in page) is offered
    prints.can_set.cache_clear()
