"""Receipts: strong, forgiving of how they are typed, and never mistaken for another."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mnemonic import Mnemonic

from safeconduct.vault import receipts

ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
SPOKEN = ["ar", "en", "es", "fr", "ht", "ln", "pt", "ru", "sw", "zh-hans"]
languages = st.sampled_from(SPOKEN)
# The alphabet of messages, without the characters that cost two (GSM 03.38, basic set).
GSM = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -")


def without_accents(text):
    apart = unicodedata.normalize("NFD", text)
    return "".join(c for c in apart if not unicodedata.combining(c))


SLOPPY = {
    "as shown": lambda made: made,
    "capitals": str.upper,
    "no accents": without_accents,
    "accents apart": lambda made: unicodedata.normalize("NFD", made),
    "wide letters": lambda made: "".join(
        chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in made
    ),
    "one a line": lambda made: "\n".join(f" {group}," for group in made.split()),
    "dashes": lambda made: made.replace(" ", "-"),
    "four letters": lambda made: " ".join(g[:4] for g in made.split()),
    "four letters, no accents": lambda made: " ".join(without_accents(g)[:4] for g in made.split()),
    "one line": receipts.in_one_line,
}


@given(languages, st.sampled_from(sorted(SLOPPY)))
@settings(max_examples=300, deadline=None)
def test_a_receipt_in_every_language_is_read_back_however_it_is_typed(language, way):
    made = receipts.make(language)
    assert receipts.normalise(SLOPPY[way](made)) == receipts.normalise(made)


@pytest.mark.parametrize("language", SPOKEN)
def test_no_receipt_is_ever_read_as_another(language):
    canonical = {}
    for _ in range(300):
        made = receipts.make(language)
        form = receipts.normalise(made)
        assert canonical.setdefault(form, made) == made
        assert receipts.normalise(form) == form
        if language in receipts.WORD_LISTS:  # and in no list but its own, by its first letters
            begun = [receipts.in_one_line(word)[:4] for word in made.split()]
            for other in set(receipts.WORD_LISTS) - {language}:
                known = {receipts.in_one_line(w)[:4] for w in wordlist(other)}
                assert not set(begun) <= known


def wordlist(language):
    return Mnemonic(receipts.WORD_LISTS[language]).wordlist


@pytest.mark.parametrize("language", receipts.WORD_LISTS)
def test_four_letters_without_accents_tell_the_words_of_a_list_apart(language):
    assert len(wordlist(language)) == 2048
    assert len({receipts.in_one_line(word)[:4] for word in wordlist(language)}) == 2048


def test_words_that_stand_in_two_lists_are_drawn_again(monkeypatch):
    shared = sorted(set(wordlist("en")) & set(wordlist("fr")))
    own = ["abdiquer"] * receipts.WORDS
    drawn = iter([*shared[: receipts.WORDS], *own])
    monkeypatch.setattr(receipts.secrets, "choice", lambda _words: next(drawn))
    assert receipts.make("fr") == " ".join(own)


def test_a_receipt_of_words_that_stand_in_two_lists_stays_english():
    shared = sorted(set(wordlist("en")) & set(wordlist("fr")))[: receipts.WORDS]
    given_before = " ".join(shared)
    assert receipts.normalise(given_before) == given_before


def test_words_where_a_list_exists_and_digits_of_the_script_elsewhere():
    for language in SPOKEN:
        groups = receipts.make(language).split()
        if language in receipts.WORD_LISTS:
            assert len(groups) == receipts.WORDS
            assert set(groups) <= {unicodedata.normalize("NFC", w) for w in wordlist(language)}
        else:
            assert len("".join(groups)) == receipts.DIGITS
    assert set(receipts.make("ar")) <= set("٠١٢٣٤٥٦٧٨٩ ")


def test_chinese_signs_may_be_typed_without_spaces():
    made = receipts.make("zh-hans")
    assert receipts.normalise(made.replace(" ", "")) == receipts.normalise(made)


@given(languages)
def test_a_receipt_fits_one_message(language):
    line = receipts.in_one_line(receipts.make(language))
    assert "\n" not in line
    assert len(line) <= (160 if set(line) <= GSM else 70)
    if language not in receipts.WORD_LISTS:  # one run of a number, in either direction
        assert set(line) <= set("0123456789-")


@given(languages)
def test_a_spelled_receipt_is_the_receipt(language):
    made = receipts.make(language)
    assert [line.replace(" ", "") for line in receipts.spelled(made)] == made.split()


@given(languages, st.data())
def test_one_word_or_group_is_known_again_however_it_is_typed(language, data):
    made = receipts.make(language)
    number = data.draw(st.integers(1, len(made.split())))
    group, other = made.split()[number - 1], made.split()[number - 2]
    for typed in (group, f" {group.upper()} ", without_accents(group), group[:4]):
        assert receipts.says_group(made, number, typed)
    for typed in (
        "",
        "a",
        *([other] if receipts.in_one_line(other)[:4] != receipts.in_one_line(group)[:4] else []),
    ):
        assert not receipts.says_group(made, number, typed)


@pytest.mark.parametrize("made", [receipts.make("ru") for _ in range(20)])
def test_digits_may_be_typed_in_arabic(made):
    assert receipts.normalise(made.translate(ARABIC_INDIC)) == receipts.normalise(made)
    last = made.split()[-1]
    assert receipts.says_group(made, 7, last.translate(ARABIC_INDIC))


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
