"""Whoever runs the installation sees which box fails; a desk sees that letters of its own wait."""

from __future__ import annotations

from datetime import timedelta

import pytest

from safeconduct.access.terms import Role
from safeconduct.intake.letters import boxes
from safeconduct.intake.models import LetterBox
from tests import people
from tests.intake.letters.conftest import NOON

pytestmark = pytest.mark.django_db
BOX = {"host": "h", "port": 993, "tls": True, "user": "u", "password": "p", "folder": "In"}


@pytest.fixture
def two(house, settings):
    """A box of MINARA where two letters wait, and one of headquarters that fails since an hour."""
    settings.LETTER_BOXES = [BOX | {"mission": "MINARA"}, BOX | {"folder": "Other"}]
    one, other = boxes.boxes()
    LetterBox.objects.create(code=one.code, visited_at=NOON, emptied_at=NOON, large=1, left=1)
    LetterBox.objects.create(
        code=other.code, visited_at=NOON, emptied_at=NOON - timedelta(hours=1), failures=60
    )
    return people.somebody("ada", Role.ADMINISTRATOR)


def test_an_administrator_sees_every_box(two):
    assert boxes.told(two, NOON) == (1, 2)


def test_a_desk_sees_that_letters_of_its_own_wait_and_a_stranger_sees_nothing(house, two):
    assert boxes.told(house.officer, NOON) == boxes.told(house.headquarters, NOON) == (0, 2)
    for other in (house.stranger, house.investigator, house.auditor):
        assert boxes.told(other, NOON) == (0, 0)


def test_a_box_fails_only_after_half_an_hour_and_when_it_was_never_emptied(two):
    LetterBox.objects.update(emptied_at=NOON - timedelta(minutes=29))
    assert boxes.told(two, NOON)[0] == 0
    LetterBox.objects.update(emptied_at=None)
    assert boxes.told(two, NOON)[0] == 1


def test_a_box_that_is_no_longer_kept_is_forgotten(two, settings):
    settings.LETTER_BOXES = []
    assert boxes.told(two, NOON) == (0, 0)


def test_how_a_box_is_known_here_tells_nothing_of_its_address(two, settings):
    code = boxes.boxes()[0].code
    settings.SECRET_KEY = "another secret of this installation, forty signs"
    assert boxes.boxes()[0].code != code
    assert "user" not in repr(boxes.boxes()[0])
    assert "password" not in repr(boxes.boxes()[0])
