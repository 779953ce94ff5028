"""Pages travel compressed where a length betrays nothing, and plain wherever it could."""

from __future__ import annotations

import gzip

import pytest
from django.urls import get_resolver

from safeconduct.site import compression
from tests import people

pytestmark = pytest.mark.django_db
GZIP = {"headers": {"accept-encoding": "gzip, br"}}


def test_a_page_anybody_reads_is_compressed_and_says_the_same(client):
    plain = client.get("/report/en/safety")
    packed = client.get("/report/en/safety", **GZIP)
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 2


def test_equal_pages_do_not_have_one_length(client):
    lengths = {len(client.get("/report/en/safety", **GZIP).content) for _ in range(20)}
    assert len(lengths) > 1


def test_the_receipt_and_the_mailbox_travel_plain(client):
    people.house()
    client.post("/report/en/start")
    assert "Content-Encoding" in client.get("/report/en/question/what", **GZIP)
    for said in ({"mission": "MINARA"}, {"what": "He took the fuel."}):
        client.post(f"/report/en/question/{next(iter(said))}", said)
    assert "Content-Encoding" in client.get("/report/en/check", **GZIP)
    client.post("/report/en/check")
    receipt = client.get("/report/en/receipt", **GZIP)
    assert b"receipt" in receipt.content
    assert "Content-Encoding" not in receipt
    assert "Content-Encoding" not in client.get("/report/en/mailbox", **GZIP)


def test_a_form_that_comes_back_and_a_refusal_travel_plain(client):
    people.house()
    client.post("/report/en/start")
    assert "Content-Encoding" not in client.post("/report/en/question/what", {"what": ""}, **GZIP)
    assert "Content-Encoding" not in client.get("/report/en/question/unknown", **GZIP)


def test_what_somebody_told_travels_plain_beside_words_of_an_address(client):
    people.house()
    client.post("/report/en/start")
    assert "Content-Encoding" in client.get("/report/en/question/what", **GZIP)
    for page in ("question/what", "check", "question/files"):
        said = client.get(f"/report/en/{page}?at=gate-4", **GZIP)
        assert said.status_code != 404
        assert "Content-Encoding" not in said
    assert "Content-Encoding" in client.get("/report/en/?at=gate-4", **GZIP)


def test_a_stranger_at_the_sign_in_page_is_sent_nothing_compressed(client):
    assert "Content-Encoding" not in client.get("/desk/sign-in", **GZIP)


def test_every_page_that_is_named_exists():
    routes = get_resolver("safeconduct.web.reporter.urls").url_patterns
    assert {f"reporter:{route.name}" for route in routes} >= compression.OPEN
