"""The form on paper asks what the site asks, in the same order, in the reader's language."""

from __future__ import annotations

import json
from unittest.mock import patch

import pytest
from django.utils import translation

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
