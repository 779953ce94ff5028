"""What words may take the place of a shipped text: the same places and tags, and nothing unseen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.wording import rules

PLAIN = st.text(st.characters(whitelist_categories=["L", "N", "Zs"]), min_size=1).filter(
    lambda words: words.strip()
)
TEXT = "You will be answered by %(on)s."


@pytest.mark.parametrize(
    "words",
    [
        "You will be answered.",
        "%(on)s and %(on)s",
        "You will be answered by %(in)s.",
        "By %(on)s, 100% sure",
        "By %(on)s {0}",
        "By %(on)s {{ secret }}",
        "By %(on)s <b>now</b>",
        "By %(on)s <script>",
        'By %(on)s" onfocus=',
        "By %(on)s &lt;",
        "By %(on)s & more",
        "By %(on)s \u202egnorw",
        "By %(on)s \u2067x",
        "By %(on)s \u200bx",
        "By %(on)s \x1e",
        "By %(on)s \nx",
        "   ",
        "%(on)s" + "x" * 400,
    ],
)
def test_words_that_could_mislead_or_break_a_page_are_refused(words):
    assert rules.objection(TEXT, words)


@pytest.mark.parametrize("words", ["On vous répond le %(on)s.", "%(on)s", "بحلول %(on)s"])
def test_plain_words_with_every_place_are_taken(words):
    assert rules.objection(TEXT, words) == ""


@given(PLAIN, PLAIN)
def test_no_plain_words_are_refused_for_anything_but_their_length(text, words):
    assert bool(rules.objection(text, words)) == (len(words) > rules.longest(text))


@given(st.text(max_size=60))
def test_whatever_is_taken_adds_no_sign_of_markup_or_of_a_place(words):
    if not rules.objection("Start", words):
        assert not set(words) & set('<>&"%{}\x1e\u202e')
        assert words % {} == words


@given(st.text(max_size=60))
def test_whatever_is_taken_can_be_filled_in(words):
    if not rules.objection(TEXT, f"%(on)s{words}"):
        assert "3 May" in f"%(on)s{words}" % {"on": "3 May"}


def test_tags_of_the_text_itself_are_kept():
    assert rules.objection("Press <b>here</b>", "Appuyez <b>ici</b>") == ""
    assert rules.objection("Press <b>here</b>", "Appuyez ici")
    assert rules.objection("Press <b>here</b>", "Appuyez <b onclick=x>ici</b>")


def test_white_space_around_a_text_is_kept():
    assert rules.fitted("\n  Start\n", "Go ") == "\n  Go\n"


@pytest.mark.parametrize(
    "code", ["", "r", "RN", "rn-", "rundi", "rn_BI", "ku-arabic", "../x", "rn\n"]
)
def test_what_is_no_code_of_a_language_is_refused(code):
    assert rules.language_objection(code, "Ikirundi")


@pytest.mark.parametrize("name", ["", " ", "x" * 41, "A<b>", "a\u202eb", 'a"b', "1", "a\nb"])
def test_a_name_is_made_of_letters(name):
    assert rules.language_objection("rn", name)


@pytest.mark.parametrize(
    ("code", "name"),
    [("rn", "Ikirundi"), ("ku-arab", "کوردی"), ("fr-ca", "Français (Canada)"), ("hi", "हिन्दी")],
)
def test_a_language_has_a_code_and_a_name_in_its_own_script(code, name):
    assert rules.language_objection(code, name) == ""
