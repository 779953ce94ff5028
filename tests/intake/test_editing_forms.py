"""What is changed field by field is the same form as what is written as text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.intake import form
from safeconduct.intake.form import Faulty, editing
from tests.intake.test_reading_forms import LEAST, TEXT

WORDS = st.dictionaries(
    st.sampled_from(["ar", "fr", "zh-hans"]), st.text(min_size=1, max_size=40).filter(str.strip)
).flatmap(
    lambda more: (
        st.text(min_size=1, max_size=40).filter(str.strip).map(lambda said: {"en": said, **more})
    )
)


def again(sheet: editing.Sheet) -> editing.Sheet:
    return editing.sheet_of(editing.text_of_sheet(sheet))


@pytest.mark.parametrize("code", ["report.1", "report.2"])
def test_a_shipped_form_comes_back_from_its_fields_as_it_was(code):
    sheet = editing.sheet_of(form.text_of(code))
    assert again(sheet) == sheet
    assert form.read(editing.text_of_sheet(sheet)) == form.version(code)


@settings(deadline=None)
@given(st.lists(st.tuples(WORDS, WORDS, WORDS, st.booleans()), min_size=1, max_size=4))
def test_any_form_comes_back_from_its_text_as_it_was(asked):
    pages = [
        {
            "code": f"p{number}",
            "young": {"label": other},
            "say": [other],
            "question": [
                {
                    "code": f"q{number}",
                    "kind": "choice",
                    "required": True,
                    "label": label,
                    "option": [{"code": "a", "label": option, "urgent": flag}],
                }
            ],
        }
        for number, (label, option, other, flag) in enumerate(asked)
    ]
    sheet = {"form": "report.9", "who": {"us": asked[0][0]}, "page": pages}
    assert again(sheet) == sheet
    form.read(editing.text_of_sheet(sheet))


@settings(deadline=None)
@given(st.sampled_from([page.code for page in form.shipped().pages]))
def test_texts_that_are_put_back_unchanged_change_nothing(code):
    sheet = editing.sheet_of(TEXT)
    page = editing.page_in(sheet, code)
    for language in ("en", "ar"):
        texts = {
            name: table.get(key, {}).get(language, "")
            for name, table, key in editing.words_of(editing.page_in(sheet, code))
        }
        editing.tidy(page)
        editing.put_words(page, language, texts)
    assert form.read(editing.text_of_sheet(sheet)) == form.shipped()


@settings(deadline=None)
@given(st.data())
def test_a_moved_page_comes_back_where_it_was(data):
    sheet = editing.sheet_of(TEXT)
    codes = [page["code"] for page in sheet["page"]]
    code = data.draw(st.sampled_from(codes[1:-1]))
    editing.reorder(sheet, editing.DOWN, code)
    assert [page["code"] for page in sheet["page"]] != codes
    editing.reorder(sheet, editing.UP, code)
    assert [page["code"] for page in sheet["page"]] == codes
    editing.reorder(sheet, editing.REMOVE, code)
    assert code not in [page["code"] for page in sheet["page"]]


def test_what_is_gone_is_said_in_one_line():
    sheet = editing.sheet_of(LEAST)
    for act in (editing.page_in, editing.question_in):
        with pytest.raises(Faulty, match="it is gone"):
            act(sheet, "nowhere")
