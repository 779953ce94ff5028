"""The public pages show what was published, and nothing of anybody."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from safeconduct.transparency import actions
from safeconduct.transparency.published import Series, Shape
from tests import people
from tests.people import TODAY
from tests.transparency.test_releases import allegation, compiled, put_out

pytestmark = pytest.mark.django_db
PLAIN = ["home", "numbers", "un", "un-download", "definitions", "standards", "how-to-report"]
SERIES = [reverse("public:series", args=[series.value]) for series in Series]
PAGES = [reverse(f"public:{name}") for name in PLAIN] + SERIES
FILES = [
    reverse("public:download", args=[series.value, shape.value])
    for series in Series
    for shape in Shape
]


@pytest.fixture
def cast(db):
    return people.house()


@pytest.fixture
def release(cast):
    for _ in range(10):
        allegation(cast)
    for _ in range(2):
        allegation(cast, category="unpol")
    return put_out(cast, compiled(cast, seed=1))


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_answers_before_the_first_release(client, address, language):
    assert client.get(address, headers={"accept-language": language}).status_code == 200


@pytest.mark.parametrize("address", [*PAGES, *FILES])
def test_every_page_is_the_same_for_everyone_and_remembers_nobody(client, release, address):
    response = client.get(address)
    assert response.status_code == 200
    assert not response.cookies
    assert "max-age=300" in response["Cache-Control"]
    assert "public" in response["Cache-Control"]
    assert {"Cookie", "Accept-Language"} <= set(re.split(r", ", response["Vary"]))


@pytest.mark.parametrize("address", [*PAGES, *FILES])
def test_the_public_pages_only_read(client, address):
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", FILES)
def test_no_file_exists_before_the_first_release(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", [reverse("public:home"), *SERIES])
def test_the_empty_state_says_so_calmly(client, address):
    assert "No figures have been published yet." in text(client.get(address))


@pytest.mark.parametrize("address", [reverse("public:home"), *SERIES])
def test_compiled_numbers_that_wait_are_not_shown(client, cast, address):
    for _ in range(25):
        allegation(cast)
    waiting = compiled(cast)
    page = text(client.get(address))
    assert "No figures have been published yet." in page
    assert waiting.reference not in page
    assert "25" not in re.sub(r"<[^>]*>", "", page)


def test_a_later_draft_does_not_reach_the_pages(client, cast, release):
    for _ in range(30):
        allegation(cast)
    draft = compiled(cast)
    page = text(client.get(reverse("public:numbers")))
    assert release.reference in page
    assert draft.reference not in page
    assert "about 40" not in page


def test_a_number_comes_with_its_rule_its_date_its_release_and_its_protection(client, release):
    page = text(client.get(reverse("public:numbers")))
    for words in (
        "In 2026 up to 4 May, about 10 allegations",
        "Counted per report received.",
        "4 May 2026",
        release.reference,
        release.hash,
        "rounded to a multiple of 5",
        "each release is protected by itself",
    ):
        assert words.lower() in page.lower()


def test_a_mission_and_a_category_are_plain_links(client, release):
    page = text(client.get(reverse("public:numbers")))
    for query in ("?mission=MINARA", "?category=military"):
        assert query in page
        assert "about 10" in text(
            client.get(reverse("public:series", args=["sea-allegations"]) + query)
        )


@pytest.mark.parametrize(
    "query",
    ["?mission=UNMOST", "?mission=", "?category=mc", "?mission=MINARA&category=military"],
)
def test_what_is_not_printed_is_not_found(client, release, query):
    assert client.get(reverse("public:numbers") + query).status_code == 404
    assert client.get(FILES[0] + query).status_code == 404


@pytest.mark.parametrize("address", ["/numbers/cases", "/numbers/subjects/by-name.csv"])
def test_a_table_that_does_not_exist_is_not_found(client, release, address):
    assert client.get(address).status_code == 404


def test_a_file_carries_its_filter_in_its_name_and_its_first_line(client, release):
    response = client.get(FILES[0] + "?mission=MINARA")
    name = f"sea-allegations-MINARA-by-year-as-of-2026-05-04-{release.reference}.csv"
    assert f'filename="{name}"' in response["Content-Disposition"]
    first, _heads, *rows = text(response).splitlines()
    for words in ("MINARA", "As of 2026-05-04", release.reference, "R3", "multiple of 5"):
        assert words in first
    assert rows == ["2026,10", "All years,10"]


def test_a_file_by_mission_and_year_adds_up(client, release):
    response = client.get(reverse("public:download", args=["sea-allegations", "year-mission"]))
    _title, *lines = text(response).splitlines()
    assert lines == ["Mission,2026,All years", "MINARA,10,10", "All,10,10"]


def test_the_figures_of_the_united_nations_stand_apart_with_every_vintage(client, release):
    page = text(client.get(reverse("public:un")))
    assert "restated" in page
    assert "From memory" not in page
    assert "not counted here" in page
    assert release.reference not in page
    assert "Number,Printed in,Rule,Source" in text(client.get(reverse("public:un-download")))


def test_the_second_release_shows_what_the_first_had_printed(client, cast, release):
    assert "changed from release to release" not in text(client.get(reverse("public:numbers")))
    allegation(cast)
    put_out(cast, compiled(cast))
    assert "changed from release to release" in text(client.get(reverse("public:numbers")))


def test_no_small_count_of_the_register_is_on_any_page(client, cast):
    for _ in range(3):
        allegation(cast)
    put_out(cast, actions.compile_release(actor=cast.statistician, as_of=TODAY, today=TODAY))
    for address in FILES:
        _title, _heads, *rows = text(client.get(address)).splitlines()
        numbers = {int(n) for row in rows for n in row.split(",")[1:]}
        assert not numbers & {1, 2, 3, 4}


def test_every_word_that_is_published_is_defined(client):
    page = text(client.get(reverse("public:definitions")))
    for words in (
        "R1",
        "R5",
        "Counted per incident",
        "Military (MC)",
        "<td>SA</td>",
        "Substantiated",
    ):
        assert words in page
