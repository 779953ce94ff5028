"""The same code, told only that it is in production."""

from __future__ import annotations

import http.client
import re

import pytest

from tests import serving

HOST = {"host": "conduct.example.org", "x-forwarded-proto": "https"}
SETTINGS = {
    "production": "true",
    "https": "true",
    "hosts": "conduct.example.org,127.0.0.1",
    "secret_key": "correct-horse-battery-staple-" * 2,
}


@pytest.fixture(scope="module", params=["asgi", "wsgi"])
def served(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("production")
    collected = serving.command("collect", environment=serving.environment_of(folder, **SETTINGS))
    assert collected.returncode == 0, collected.stderr
    with serving.serving(folder, "--interface", request.param, **SETTINGS) as running:
        yield running


def ask(served, path, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
    connection.request("GET", path, headers=HOST | headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def test_browsers_are_told_to_stay_on_https(served):
    answer, _page = ask(served, "/report/unknown")
    assert "max-age=31536000" in answer.headers["strict-transport-security"]


def test_cookies_belong_to_this_host_alone_and_travel_encrypted(served):
    answer, _page = ask(served, "/language/ar?next=/")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-language=ar")
    assert {"Secure", "HttpOnly", "Path=/"} <= set(re.split(r"; ", cookie))
    assert "Domain" not in cookie


def test_static_files_carry_their_hash_and_are_kept_for_ever(served):
    _answer, page = ask(served, "/report/unknown")
    links = re.findall(rb'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', page)
    assert links
    answer, _style = ask(served, links[0].decode(), **{"accept-encoding": "br"})
    assert answer.status == 200
    assert answer.headers["content-encoding"] == "br"
    assert "immutable" in answer.headers["cache-control"]


def test_a_name_this_installation_does_not_answer_to_looks_like_absence(served):
    answer, _page = ask(served, "/report/unknown", host="elsewhere.example.org")
    assert answer.status == 404


def test_several_processes_share_one_installation(served):
    with serving.serving(served.folder, **SETTINGS) as second:
        assert second.port != served.port
        answers = [ask(one, "/report/unknown") for one in (served, second)]
    assert {(answer.status, page) for answer, page in answers} == {(404, answers[0][1])}
