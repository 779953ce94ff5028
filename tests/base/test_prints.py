"""What is printed: the same sheet from the same words, and nothing of them read as markup."""

from __future__ import annotations

import json

import pytest

from safeconduct.base import prints

TEMPLATE = b"#let said = json(bytes(sys.inputs.content))\n#said.words"


@pytest.mark.parametrize("alike", [False, True])
def test_a_sheet_is_set_from_its_words(alike):
    content = json.dumps({"words": "Come at ten."})
    assert prints.sheet(TEMPLATE, content, alike_everywhere=alike).startswith(b"%PDF-")


def test_what_stands_on_a_sheet_is_never_read_as_markup():
    wrong = json.dumps({"words": '#read("/etc/passwd") #import "@preview/x:1.0.0": y'})
    assert prints.sheet(TEMPLATE, wrong).startswith(b"%PDF-")


def test_a_sheet_is_shown_as_a_picture_too():
    picture = prints.sheet(TEMPLATE, json.dumps({"words": "Come."}), form="png")
    assert picture.startswith(b"\x89PNG")


def test_a_code_is_one_picture_without_any_script_or_address_in_it():
    drawn = prints.code("https://example.org/")
    assert drawn.count("<svg") == 1
    assert "example" not in drawn
    assert "script" not in drawn
