"""Opaque names say nothing, not even an order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from safeconduct.base import references


def test_a_fresh_reference_is_one_and_never_comes_twice():
    drawn = [references.new() for _ in range(1000)]
    assert all(map(references.is_one, drawn))
    assert len(set(drawn)) == len(drawn)


def test_references_and_row_numbers_tell_no_order():
    drawn = [references.new() for _ in range(100)]
    numbers = [references.number() for _ in range(100)]
    assert drawn != sorted(drawn)
    assert numbers != sorted(numbers)
    assert all(0 <= number < 2**63 for number in numbers)  # what both databases hold


@given(st.text())
def test_only_sixteen_letters_of_our_alphabet_are_a_reference(text):
    assert references.is_one(text) == (
        len(text) == 16 and all(letter in references.ALPHABET for letter in text)
    )
