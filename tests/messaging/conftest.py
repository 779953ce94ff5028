"""A gateway that passes on what people write, and the people of the house."""

from __future__ import annotations

import pytest

from tests import people
from tests.messaging.gateway import gateway


@pytest.fixture
def cast():
    return people.house()


@pytest.fixture
def sms(cast):
    return gateway(cast.officer, cast.minara)
