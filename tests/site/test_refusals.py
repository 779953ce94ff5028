"""A refusal looks like absence, and a lost form asks kindly."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from safeconduct.site import refusals, urls
from safeconduct.site.faces import MOUNTS, face_of
from tests import people


def refuse(request, how):
    raise {"absent": Http404, "forbidden": PermissionDenied, "odd": SuspiciousOperation}[how]


def accept(request):
    return HttpResponse("accepted")


urlpatterns = [
    path("desk/refuse/<str:how>", refuse),
    path("desk/form", accept),
    path("report/form", accept),
]
handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404


@pytest.fixture
def browser(settings):
    settings.ROOT_URLCONF = __name__
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


@pytest.fixture
def officer(browser, db):
    browser.force_login(people.account_of(people.house().officer))
    return browser


def test_whoever_has_not_signed_in_is_asked_to_on_known_and_unknown_paths_alike(browser):
    for tail in ("unknown", "refuse/absent", "refuse/forbidden"):
        answer = browser.get(f"/desk/{tail}")
        assert (answer.status_code, answer["Location"]) == (
            302,
            f"/desk/sign-in?next=%2Fdesk%2F{tail.replace('/', '%2F')}",
        )


def test_a_form_sent_by_nobody_leads_to_the_sign_in_page(browser):
    assert browser.post("/desk/form")["Location"] == "/desk/sign-in"


def test_a_missing_sign_in_page_does_not_lead_to_itself(browser):
    assert browser.get("/desk/sign-in").status_code == 404


def test_every_refusal_is_the_same_page_as_an_unknown_route(officer):
    browser = officer
    unknown = browser.get("/desk/unknown")
    refusals_of_three_kinds = [
        browser.get(f"/desk/refuse/{how}") for how in ("absent", "forbidden", "odd")
    ]
    assert {(r.status_code, r.content) for r in refusals_of_three_kinds} == {(404, unknown.content)}


def test_a_form_without_its_token_looks_like_absence_at_the_desk(officer):
    assert officer.post("/desk/form").status_code == 404


def test_a_reporter_whose_page_was_open_too_long_is_asked_to_send_again(browser):
    answer = browser.post("/report/form")
    assert answer.status_code == 403
    assert b"your words are still there" in answer.content


def test_the_page_for_our_own_faults_needs_no_database_and_says_nothing_technical():
    page = refusals.broken(RequestFactory().get("/desk/"))
    assert page.status_code == 500
    assert b"Traceback" not in page.content


@pytest.mark.parametrize("face", sorted(set(MOUNTS) - {"public"}))
def test_an_address_belongs_to_the_face_it_is_mounted_under(face):
    prefix = MOUNTS[face].removesuffix("/")
    assert face_of(f"/{prefix}") == face_of(f"/{prefix}/some/page") == face
    assert face_of(f"/{prefix}ing") == "public"


@pytest.mark.parametrize(("demo", "said"), [(True, True), (False, False)])
def test_only_a_demonstration_says_that_everything_in_it_is_invented(browser, settings, demo, said):
    settings.DEMO = demo
    assert (b"is invented" in browser.get("/nothing").content) is said


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/desk/matters", "/report/en", "/nowhere"])
def test_an_address_with_a_null_in_it_is_no_address(client, path):
    assert client.get(path, {"number": "a\0b"}).status_code == 404
