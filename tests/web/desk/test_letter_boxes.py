"""The first page of the desk says that letters wait, to those whose letters they are."""

from __future__ import annotations

import pytest
from django.utils import timezone

from safeconduct.access.terms import Role
from safeconduct.intake.letters import boxes
from safeconduct.intake.models import LetterBox
from tests import people
from tests.web.desk.conftest import browser

SAID = "letters lie in letter boxes and could not be taken"
FAILS = "letter box could not be emptied"


@pytest.fixture
def waiting(desk, settings):
    settings.LETTER_BOXES = [
        {"host": "h", "port": 993, "tls": True, "user": "u", "password": "p", "folder": "In"}
        | {"mission": "MINARA"}
    ]
    (box,) = boxes.boxes()
    LetterBox.objects.create(code=box.code, visited_at=timezone.now(), failures=40, large=2)
    people.somebody("ada", Role.ADMINISTRATOR)


@pytest.mark.parametrize(
    ("name", "letters", "fails"),
    [("osei", True, False), ("hana", True, False), ("ada", True, True), ("stranger", False, False)],
)
def test_the_first_page_says_what_waits_to_whom_it_concerns(waiting, name, letters, fails):
    page = browser(name).get("/desk/").content.decode()
    assert (SAID in page, FAILS in page) == (letters, fails)
