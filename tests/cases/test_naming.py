"""Who is named is found in any order and spelling, and nobody by a given name alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.cases.naming import parts_of, stands_in

PART = st.text("abcdefghijklmnopqrstuvwxyzéüşñ", min_size=3, max_size=10)
NAMES = st.lists(PART, min_size=2, max_size=4, unique_by=lambda part: tuple(parts_of(part)))


def is_named(name, words):
    return stands_in(parts_of(name), parts_of(words))


@pytest.mark.parametrize(
    "words",
    ["Osei Damba", "DAMBA, Osei", "Sergeant Osei K. Damba of the second company", "oséi dämba"],
)
def test_a_name_is_found_however_it_is_written(words):
    assert is_named("Osei Damba", words)


@pytest.mark.parametrize("words", ["Osei", "Osei Kofi", "Damba", "", "a man with a blue cap"])
def test_a_given_name_alone_names_nobody(words):
    assert not is_named("Osei Damba", words)


def test_one_middle_name_may_be_missing_and_not_two():
    assert is_named("Maria Luisa Ortan", "Maria Ortan")
    assert not is_named("Maria Luisa Elena Ortan", "Maria Ortan")


@given(NAMES, st.randoms(), st.lists(PART, max_size=5))
def test_a_whole_name_among_other_words_is_always_found(name, chance, others):
    words = [*name, *others]
    chance.shuffle(words)
    assert is_named(" ".join(name), ", ".join(words).upper())


@given(NAMES, NAMES)
def test_people_who_share_less_than_two_parts_are_never_taken_for_each_other(one, other):
    shared = parts_of(" ".join(one)) & parts_of(" ".join(other))
    assert len(shared) >= 2 or not is_named(" ".join(one), " ".join(other))
