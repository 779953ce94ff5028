"""The cast of every test that brings a register in."""

import pytest

from tests import people


@pytest.fixture
def cast():
    return people.house()
