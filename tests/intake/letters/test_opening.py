"""A letter is taken apart without rendering, fetching or losing anything, however odd it is."""

from __future__ import annotations

import time
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from safeconduct.intake.letters import plain
from safeconduct.intake.letters.opening import opened
from safeconduct.intake.letters.shape import (
    AUTOMATIC,
    EMPTY,
    FORMATTED,
    INSIDE,
    SIGNATURE,
    WHOLE,
)

HEAD = b"From: Amina <amina@example.org>\r\nReceived: from 203.0.113.9\r\nX-Mailer: tell-tale\r\n"
MARK = "canary-in-the-words"
TYPES = (
    b"multipart/mixed; boundary=a",
    b"multipart/mixed",
    b'multipart/alternative; boundary="b"',
    b"message/rfc822",
    b"message/delivery-status",
    b"text/html; charset=utf-7",
    b"text/plain; charset=hex",
    b"text/plain; charset*=utf-8''%ff",
)
LINES = (
    *(b"Content-Type: " + kind for kind in TYPES),
    *(b"Content-Transfer-Encoding: " + c for c in (b"base64", b"quoted-printable", b"x-uuencode")),
    b"Content-Disposition: attachment; filename==?",
    b"Content-Disposition: attachment; filename*0*=utf-8''%e2; filename*1=x",
    b"Subject: =?utf-8?b?////?=",
    b"Reply-To: <",
    b"begin 644 x",
    b"From ",
    b"--a",
    b"--a--",
    b"--b",
    b"",
)
SIGNS = (b"\n", b"\r", b"\0", b"\xff\xfe", b"=", b"=3D", b"<p>", b"<!--", b"&#99;")
PARTS = st.sampled_from([line + b"\r\n" for line in LINES] + list(SIGNS))


def all_of(raw: bytes) -> bytes:
    """Everything that is kept of a letter for its desk."""
    letter = opened(raw)
    return letter.text.encode() + b"".join(file.content for file in letter.enclosures)


def anywhere(raw: bytes) -> bytes:
    """Everything that is kept of a letter at all."""
    return all_of(raw) + "\n".join(opened(raw).sender.values()).encode()


@given(pieces=st.lists(PARTS | st.binary(max_size=30), max_size=30), at=st.integers(0, 30))
@effort(max_examples=600, deadline=None)
def test_no_malformed_letter_loses_its_words(pieces, at):
    words = f"\r\n{MARK}.\r\n".encode()
    raw = HEAD + b"".join([*pieces[:at], b"\r\n", words, *pieces[at:]])
    assert MARK.encode() in anywhere(raw)


@given(raw=st.binary(max_size=300))
def test_any_bytes_are_a_letter(raw):
    letter = opened(raw)
    letter.text.encode()
    assert letter.text or letter.enclosures or EMPTY in letter.notes


@given(pieces=st.lists(PARTS, max_size=20))
def test_how_a_letter_travelled_is_kept_nowhere(pieces):
    kept = anywhere(HEAD + b"\r\nWords.\r\n" + b"".join(pieces))
    assert b"203.0.113.9" not in kept
    assert b"tell-tale" not in kept


@given(pieces=st.lists(PARTS, max_size=20))
def test_who_sent_it_is_never_among_the_facts(pieces):
    assert b"amina@example.org" not in all_of(HEAD + b"\r\nWords.\r\n" + b"".join(pieces))


@given(page=st.text(alphabet="<>!-/abp &#;\"'=x9\n", max_size=200))
def test_any_page_becomes_text(page):
    plain.of_html(page).encode()


@given(words=st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), min_size=1))
def test_no_word_of_a_page_is_lost(words):
    page = "<html><head><style>p{}</style></head><body>" + "".join(
        f"<p class='x'>{word}<br/>" for word in words
    )
    assert plain.of_html(page).split() == words


def test_what_is_no_tag_of_html_stays():
    assert (
        plain.of_html("<p>1 < 2 <amina@example.org> <!-- open")
        == "1 < 2 <amina@example.org> <!-- open"
    )


def test_where_a_link_leads_is_written_and_no_picture_is_loaded():
    page = (
        '<a href="https://example.org/x">here</a><img src="https://spy.example/1.gif" alt="gate">'
    )
    assert plain.of_html(page) == "here [https://example.org/x] [gate]"


def test_a_link_that_is_never_closed_is_written_too():
    page = "<a href=https://example.org/1>one<a href='https://example.org/2'>two"
    assert plain.of_html(page) == "one [https://example.org/1] two [https://example.org/2]"


def test_a_letter_in_two_forms_is_read_once_and_a_form_that_says_more_is_added():
    made = EmailMessage()
    made["From"] = "amina@example.org"
    made.set_content("He came at night.")
    made.add_alternative("<p>He came <b>at night</b>.", subtype="html")
    assert opened(made.as_bytes()).text == "He came at night."
    made.get_payload(1).set_content("<p>He came at night, twice.", subtype="html")
    letter = opened(made.as_bytes())
    assert "twice" in letter.text
    assert FORMATTED in letter.notes


def test_base64_that_is_none_is_kept_as_it_stands():
    raw = HEAD + b"Content-Transfer-Encoding: base64\r\n\r\nHe came at night.\r\n"
    assert b"He came at night." in all_of(raw)
    assert WHOLE in opened(raw).notes


def test_a_letter_inside_a_letter_loses_its_way_and_keeps_its_words():
    inner, outer = EmailMessage(), EmailMessage()
    inner["Received"], inner["Subject"] = "from 203.0.113.9", "Before"
    inner.set_content("The first letter.")
    outer.set_content("See below.")
    outer.add_attachment(inner)
    letter = opened(outer.as_bytes())
    assert INSIDE in letter.notes
    assert b"The first letter." in letter.enclosures[0].content
    assert b"203.0.113.9" not in letter.enclosures[0].content


def test_a_signature_that_names_the_sender_is_left_out_and_that_is_said():
    made = EmailMessage()
    made.set_content("Words.")
    made.add_attachment(b"amina", maintype="application", subtype="pgp-signature")
    letter = opened(made.as_bytes())
    assert (letter.enclosures, letter.notes) == ([], {SIGNATURE})


@pytest.mark.parametrize(
    "line",
    [
        b"Auto-Submitted: auto-replied",
        b"Precedence: bulk",
        b"List-Id: <x.example>",
        b"Return-Path: <>",
        b"Content-Type: multipart/report; boundary=q",
        b"Sender: x\r\nX-Autoreply: yes",
    ],
)
def test_a_letter_of_a_machine_is_known_as_one_and_kept(line):
    letter = opened(HEAD + line + b"\r\n\r\nI am away.\r\n")
    assert AUTOMATIC in letter.notes
    assert b"I am away." in all_of(HEAD + line + b"\r\n\r\nI am away.\r\n")


NEST = b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n"


@pytest.mark.parametrize(
    "body",
    [
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n\r\nx\r\n" * 10_000,
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n"
        + b"--a\r\nContent-Disposition: attachment\r\n\r\nx\r\n" * 10_000,
        b"".join(NEST % (n, n) for n in range(5000)),
        b"Content-Type: message/rfc822\r\n\r\n" * 5000,
        b"Content-Type: text/plain" + b';"a' * 200_000 + b"\r\n\r\nx",
        b"Subject: " + b"=?utf-8?q?x?= " * 50_000 + b"\r\n\r\nx",
        b"X: y\r\n" * 200_000 + b"\r\nx",
        b"Content-Type: text/html\r\n\r\n" + b"<p <!--" * 300_000,
        b"Content-Type: text/html\r\n\r\n" + b"<script>" * 300_000,
        b"Content-Type: text/html\r\n\r\n&#" + b"9" * 1_000_000 + b";",
    ],
    ids=lambda body: f"{len(body)} bytes",
)
def test_a_letter_made_to_exhaust_its_reader_is_kept_in_seconds(body):
    began = time.monotonic()
    assert all_of(HEAD + body)
    assert time.monotonic() - began < 20
