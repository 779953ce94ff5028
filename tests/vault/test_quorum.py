"""The recovery key in shares: any M of N open it, fewer or others do not."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl import bindings as sodium
from shamir_mnemonic import wordlist as slip39

from safeconduct.vault import quorum
from safeconduct.vault.quorum import BadShare, Quorum, Why

KEYS = st.binary(min_size=32, max_size=32)
SIZES = st.integers(2, 6).flatmap(lambda m: st.tuples(st.just(m), st.integers(m, 8)))


def quorum_of(private):
    return Quorum(sodium.crypto_scalarmult_base(private))


@settings(max_examples=25, deadline=None)
@given(KEYS, SIZES, st.randoms())
def test_any_m_of_n_open_the_key_and_one_fewer_do_not(private, sizes, chance):
    threshold, count = sizes
    shares = quorum.split(private, threshold, count)
    chosen = chance.sample(shares, threshold)
    held = quorum_of(private)
    for number, words in enumerate(chosen, start=1):
        held.add(words)
        assert held.missing == threshold - number
        if held.missing:
            with pytest.raises(BadShare):
                held.private()
    assert held.private() == private


@settings(max_examples=10, deadline=None)
@given(KEYS, st.randoms())
def test_more_shares_than_needed_do_no_harm(private, chance):
    held = quorum_of(private)
    for words in chance.sample(quorum.split(private, 2, 5), 4):
        held.add(words)
    assert (held.private(), held.missing) == (private, -2)


@settings(max_examples=20, deadline=None)
@given(KEYS, KEYS)
def test_shares_of_two_ceremonies_do_not_mix(one, other):
    ours, theirs = (quorum.split(key, 2, 3) for key in (one, other))
    held = quorum_of(one)
    held.add(ours[0])
    if quorum.set_of(held.public) == quorum.set_of(quorum_of(other).public):
        return  # one in 32,768: told by the key itself, below
    with pytest.raises(BadShare) as refused:
        held.add(theirs[1])
    assert refused.value.why == Why.SET
    assert held.missing == 1


def test_two_splits_of_one_key_do_not_mix_either():
    private = random.Random(7).randbytes(32)
    held = quorum_of(private)
    held.add(quorum.split(private, 2, 3)[0])
    held.add(quorum.split(private, 2, 3)[1])
    with pytest.raises(BadShare) as refused:
        held.private()
    assert refused.value.why == Why.KEY


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 32), st.sampled_from(slip39.WORDLIST), st.integers(0, 2))
def test_one_wrong_word_never_passes(place, word, which):
    private = bytes(range(32))
    words = quorum.split(private, 2, 3)[which].split()
    if words[place] == word:
        return
    words[place] = word
    held = quorum_of(private)
    with pytest.raises(BadShare) as refused:
        held.add(" ".join(words))
    assert refused.value.why == Why.CHECKSUM
    assert not held.taken


@pytest.mark.parametrize(
    ("spoil", "why", "word"),
    [
        (lambda words: [*words[:4], "xylophone", *words[5:]], Why.WORD, 5),
        (lambda words: words[:-1], Why.LENGTH, 0),
        (lambda words: [*words, words[0]], Why.LENGTH, 0),
        (lambda _words: [], Why.LENGTH, 0),
        (lambda words: [words[1], words[0], *words[2:]], Why.CHECKSUM, 0),
    ],
)
def test_what_is_wrong_with_a_share_is_named(spoil, why, word):
    private = bytes(range(32))
    held = quorum_of(private)
    with pytest.raises(BadShare) as refused:
        held.add(" ".join(spoil(quorum.split(private, 3, 5)[0].split())))
    assert (refused.value.why, refused.value.word, held.taken) == (why, word, {})


def test_the_same_share_counts_once_however_it_is_written():
    private = bytes(range(32))
    words = quorum.split(private, 2, 3)[0]
    held = quorum_of(private)
    held.add(words)
    with pytest.raises(BadShare) as refused:
        held.add(f"  {words.upper()}\n")
    assert (refused.value.why, held.missing) == (Why.TWICE, 1)


@pytest.mark.parametrize("sizes", [(1, 1), (1, 3), (3, 2), (2, 17), (0, 0)])
def test_a_quorum_of_one_or_of_more_than_there_are_is_refused(sizes):
    with pytest.raises(ValueError, match="threshold"):
        quorum.split(bytes(32), *sizes)


def test_nothing_that_is_shown_of_shares_tells_a_word():
    private = bytes(range(32))
    words = quorum.split(private, 2, 3)
    held = quorum_of(private)
    held.add(words[0])
    shown = f"{held!r} {held.marks} {quorum.fingerprint(held.public)}"
    assert not set(words[0].split()) & set(shown.replace("'", " ").split())
    assert quorum.mark(words[0]) == held.marks[0] != quorum.mark(words[1])
