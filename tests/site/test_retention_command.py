"""A look at what is due, from the command line; it names no record."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from safeconduct.access.models import Account
from safeconduct.retention import actions
from safeconduct.retention.models import Disposition
from safeconduct.site.commands.retention import command
from tests.retention.conftest import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def old(settings):
    settings.RETENTION = {"report-set-aside": 0, "matter-not-substantiated": 0}
    return build()


def test_it_counts_what_is_due_and_what_is_held_and_names_nothing(old):
    today = datetime.now(UTC).date()
    actions.place_hold(actor=old.hana, scope=old.aside.reference, reason="court", today=today)
    ended = CliRunner().invoke(command, ["due", "--json"])
    assert ended.exit_code == 0
    told = json.loads(ended.output)
    rows = {row["rule"]: (row["due"], row["held"]) for row in told["rules"]}
    assert rows["matter-not-substantiated"] == (1, 0)
    assert rows["report-set-aside"] == (0, 1)
    assert told["due"] == 1
    plain = CliRunner().invoke(command, ["due"]).output
    assert "CD-04" in plain
    for name in (old.matter.reference, old.matter.number, *Account.objects.values_list("name")):
        assert str(name) not in plain


def test_looking_changes_nothing(old):
    CliRunner().invoke(command, ["due"])
    assert not Disposition.objects.exists()
