"""The examples an operator starts from do what they say."""

from __future__ import annotations

import re

import pytest
from click import Context
from django.db import ProgrammingError, connection, transaction

from safeconduct.audit.models import Entry
from safeconduct.site.command_line import Table
from safeconduct.site.config import PREFIX, Config
from safeconduct.site.faces import MOUNTS
from tests import house

ROLES = (house.ROOT / "deploy" / "postgresql-roles.sql").read_text()


def test_every_setting_of_the_example_environment_exists():
    text = (house.ROOT / "deploy" / "environment.example").read_text()
    named = re.findall(rf"^{PREFIX}(\w+)=", text, flags=re.MULTILINE)
    assert named
    assert {name.lower() for name in named} <= set(Config.model_fields)


@pytest.mark.parametrize("face", sorted(MOUNTS.keys() - {"health"}))
def test_the_example_proxy_passes_every_face_on(face):
    said = (house.ROOT / "deploy" / "nginx.conf").read_text()
    passed = re.findall(r"location (\S+|~ \S+) +\{ include .*proxy_pass", said)
    exact = {way for way in passed if not way.startswith("~")}
    patterns = [way.removeprefix("~ ") for way in passed if way.startswith("~")]
    path = f"/{MOUNTS[face]}"
    assert path in exact or any(re.match(pattern, path) for pattern in patterns)


def test_every_command_the_services_run_exists_with_its_options():
    commands = 0
    for service in (house.ROOT / "deploy").glob("*.service"):
        for said in re.findall(r"bin/safeconduct ([^'\n]+)", service.read_text()):
            name, *words = said.split()
            command = Table().get_command(Context(Table()), name)
            assert command is not None, said
            known = {o for each in command.params for o in (*each.opts, *each.secondary_opts)}
            assert {word for word in words if word.startswith("--")} <= known, said
            commands += 1
    assert commands >= 3


def test_the_timer_starts_the_service_of_its_name():
    timers = list((house.ROOT / "deploy").glob("*.timer"))
    assert timers
    assert all(timer.with_suffix(".service").exists() for timer in timers)


@house.ON_POSTGRESQL
@pytest.mark.django_db
@pytest.mark.parametrize(
    "forbidden",
    [
        "UPDATE audit_entry SET actor = 'somebody else'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
    ],
)
def test_the_role_that_runs_the_product_cannot_change_the_audit_log(forbidden):
    assert Entry._meta.db_table == "audit_entry"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ROLES)
        cursor.execute("SET LOCAL ROLE safeconduct_app")
        cursor.execute("SELECT count(*) FROM audit_entry")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute(forbidden)
        transaction.set_rollback(True)
