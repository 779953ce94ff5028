"""Receipts: strong, forgiving of how they are typed, and never mistaken for another."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.vault import receipts

ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
languages = st.sampled_from(["en", "ar", "fr"])


@given(languages)
def test_a_receipt_is_its_own_canonical_form_however_it_is_spaced(language):
    made = receipts.make(language)
    canonical = receipts.normalise(made)
    for typed in (made.upper(), f"  {made}  ", made.replace(" ", "  "), made.replace(" ", "-")):
        assert receipts.normalise(typed) == canonical


def test_english_receipts_have_eight_words_and_others_twenty_eight_digits():
    assert len(receipts.make("en").split()) == receipts.WORDS
    assert len(receipts.make("ar").replace(" ", "")) == receipts.DIGITS


@pytest.mark.parametrize("made", [receipts.make("ar") for _ in range(20)])
def test_digits_may_be_typed_in_arabic(made):
    assert receipts.normalise(made.translate(ARABIC_INDIC)) == receipts.normalise(made)


def test_four_letters_of_each_word_are_enough():
    made = receipts.make("en")
    assert receipts.normalise(" ".join(word[:4] for word in made.split())) == made


@given(st.data())
def test_one_wrong_digit_is_noticed(data):
    digits = receipts.normalise(receipts.make("ar"))
    at = data.draw(st.integers(0, len(digits) - 1))
    wrong = str((int(digits[at]) + data.draw(st.integers(1, 9))) % 10)
    with pytest.raises(receipts.NotAReceipt):
        receipts.normalise(digits[:at] + wrong + digits[at + 1 :])


@given(st.text(max_size=200))
def test_anything_else_is_refused_without_a_crash(typed):
    try:
        canonical = receipts.normalise(typed)
    except receipts.NotAReceipt:
        return
    assert receipts.normalise(canonical) == canonical


@settings(max_examples=5, deadline=None)
@given(languages)
def test_two_receipts_share_nothing(language):
    first, second = (receipts.keys(receipts.make(language)) for _ in range(2))
    assert first.lookup != second.lookup
    assert first.wrapping != second.wrapping
    assert str(first.wrapping) not in repr(first)
