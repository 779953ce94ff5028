"""The corridor every test of a referral stands in."""

import pytest

from tests.memberstates import corridors


@pytest.fixture
def scene():
    return corridors.scene()


@pytest.fixture
def referral(scene):
    return corridors.sent(scene)
