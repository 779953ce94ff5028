"""Signatures, names, short answers and the words that steer: held for every input."""

from __future__ import annotations

import hashlib
import hmac
import string

import pytest
from django.conf import settings as site
from hypothesis import example, given, settings
from hypothesis import strategies as st

from safeconduct.messaging import answers, reading, rules, words
from safeconduct.messaging.rules import WINDOW, Proof
from safeconduct.messaging.terms import Mode, Word
from safeconduct.vault import receipts
from safeconduct.wording import texts
from tests import house

LANGUAGES = [code for code, _name in site.REPORTER_LANGUAGES]
NOW = 1_800_000_000
calmly = settings(deadline=None)  # other work may be going on on the machine
SECRETS = st.text(string.ascii_letters, min_size=8, max_size=40)
BODIES = st.binary(max_size=200)


def proof(secret, body, at=NOW):
    return Proof("", str(at), rules.signature(secret, str(at), body))


@calmly
@given(SECRETS, BODIES, st.integers(-WINDOW, WINDOW))
def test_what_was_signed_within_the_window_is_proved(secret, body, off):
    held = proof(secret, body, NOW + off)
    assert rules.is_proved(Mode.SIGNED, held, body, ["another", secret], NOW)


@calmly
@given(SECRETS, BODIES, st.integers(WINDOW + 1, 10**9), st.booleans())
def test_what_was_signed_outside_the_window_is_not(secret, body, off, ahead):
    held = proof(secret, body, NOW + off if ahead else NOW - off)
    assert not rules.is_proved(Mode.SIGNED, held, body, [secret], NOW)


@calmly
@given(SECRETS, SECRETS, BODIES, BODIES, st.text(max_size=20))
def test_no_other_secret_body_or_time_is_proved_by_a_signature(secret, other, body, more, time):
    held = proof(secret, body)
    changed = Proof("", time, held.signature)
    assert rules.is_proved(Mode.SIGNED, held, body + more, [secret], NOW) == (not more)
    assert rules.is_proved(Mode.SIGNED, held, body, [other], NOW) == (secret == other)
    assert rules.is_proved(Mode.SIGNED, changed, body, [secret], NOW) == (time == str(NOW))
    assert not rules.is_proved(Mode.TOKEN, held, body, [secret], NOW)
    assert not rules.is_proved(Mode.SIGNED, held, body, [], NOW)


@calmly
@given(st.text(), st.text(), st.text(), BODIES)
def test_no_head_of_any_kind_breaks_the_question(authorization, timestamp, signature, body):
    held = Proof(authorization, timestamp, signature)
    for mode in Mode:
        assert not rules.is_proved(mode, held, body, ["a secret nobody types"], NOW)


@calmly
@given(SECRETS, st.sampled_from(("Bearer", "Token", "token", "BEARER")))
def test_a_token_is_shown_in_either_way_of_writing_it(secret, scheme):
    assert rules.is_proved(Mode.TOKEN, Proof(f"{scheme} {secret}"), b"", [secret], NOW)
    assert not rules.is_proved(Mode.TOKEN, Proof(secret), b"", [secret], NOW)
    assert not rules.is_proved(Mode.TOKEN, Proof(f"{scheme} {secret}x"), b"", [secret], NOW)


def test_the_signature_is_the_one_the_handbook_describes():
    expected = hmac.new(b"secret", b"1800000000.{}", hashlib.sha256).hexdigest()
    assert rules.signature("secret", "1800000000", b"{}") == f"sha256={expected}"


@pytest.mark.parametrize(
    "written",
    ["+250788123456", "250788123456", "tel:+250788123456", "00250788123456", "+250 (788) 123-456"],
)
def test_a_number_is_one_however_it_is_written(written):
    assert rules.one_name(written) == "tel:250788123456"


@calmly
@given(st.text(min_size=1))
@example(":\r#")
@example("\u0345\u1fb3 ?")
def test_any_name_is_compared_and_comparing_it_again_changes_nothing(said):
    once = rules.one_name(said)
    assert rules.one_name(once) == once


def test_names_of_two_applications_are_two():
    assert rules.one_name("whatsapp:250788123456") != rules.one_name("tel:250788123456")


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_its_words_and_its_names(code):
    own = words.listed()[code]
    assert all(words.meant(said) == Word.STOP for said in own["stop"])
    assert all(words.meant(said) == Word.NEW for said in own["new"])
    assert all(words.language(said, LANGUAGES) == code for said in own["named"])


def test_no_word_means_two_things():
    every = [
        (rules.as_word(said), word)
        for own in words.listed().values()
        for word in Word
        for said in own[word]
    ]
    assert len(set(every)) == len({said for said, _word in every})


def answers_in(code):
    receipt = receipts.in_one_line(receipts.make_in_digits())
    return [answers.received(code, receipt), answers.begun_anew(code), answers.waiting(code)]


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_answer_fits_one_message_in_each_language(code):
    for answer in answers_in(code):
        assert rules.fits_one_message(answer), f"{len(answer)} characters in {code}: {answer}"


def test_the_receipt_stands_whole_in_its_answer_in_each_language():
    for code in LANGUAGES:
        assert "1234-5678" in answers.received(code, "1234-5678")


def test_the_answer_says_nothing_of_what_it_answers():
    said = " ".join(answers_in("en")).lower()
    assert not any(word in said for word in ("report", "abuse", "conduct", "complain", "desk"))


def test_every_language_of_reporters_is_asked_for_the_answers():
    asked = {message.id for message in texts.of_reporters(house.PACKAGE, "fr")}
    assert {
        "Received. To read an answer, keep: %(receipt)s",
        "What you write next is kept apart from before.",
        "There is an answer. Your number opens it.",
    } <= asked


@calmly
@given(st.text(), st.text())
def test_a_message_fits_as_the_standard_counts(one, other):
    if rules.fits_one_message(one + other):
        assert rules.fits_one_message(one) or len(one) > rules.OF_OTHERS
    assert rules.fits_one_message("a" * 160)
    assert not rules.fits_one_message("a" * 161)
    assert not rules.fits_one_message("€" * 81)
    assert rules.fits_one_message("ф" * 70)
    assert not rules.fits_one_message("ф" * 71)


@calmly
@given(st.binary(), st.text())
def test_any_bytes_are_a_message_or_unreadable(body, kind):
    try:
        read = reading.read(body, kind)
    except reading.Unreadable:
        return
    assert read.sender
    assert read.text
    (read.sender + read.text + read.name + read.language).encode()


def test_an_attachment_is_named_by_its_address():
    body = b'{"from":"+1","text":"","attachments":["image/jpeg:https://x.org/1.jpg",{"url":"u"}]}'
    assert reading.read(body, "application/json").text.splitlines()[-1] == "u"
