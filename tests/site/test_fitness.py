"""An unsafe installation is told so, one line for each thing, and a safe one is let pass."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from click.testing import CliRunner
from django.utils import timezone

from safeconduct.access.models import Account
from safeconduct.access.terms import Role
from safeconduct.base import prints
from safeconduct.intake.letters import boxes
from safeconduct.intake.models import LetterBox
from safeconduct.roster.models import Desk
from safeconduct.site import fitness
from safeconduct.site.commands import check
from safeconduct.site.config import Config
from safeconduct.site.models import DutyRun
from safeconduct.vault.models import Keyring, Share
from safeconduct.vault.terms import Holder
from tests import house, people

pytestmark = pytest.mark.django_db
LINE = r"^[A-Za-z_]+: expected \S.*$"


@pytest.fixture
def safe(tmp_path, monkeypatch) -> dict[str, object]:
    """The settings of a safe installation, with its people, desks and keys in place."""
    for name in [name for name in os.environ if name.startswith("SAFECONDUCT_")]:
        monkeypatch.delenv(name)
    cast = people.house()
    for account in Account.objects.all():
        Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={})
    DutyRun.objects.create(name="post.deliver", finished_at=timezone.now())
    monkeypatch.setattr(fitness, "NEVER_CHANGED", ())  # the tests own their database
    monkeypatch.setattr(prints, "can_set", lambda language: True)  # and not their typefaces
    folder, key = tmp_path / "data", tmp_path / "audit_key"
    folder.mkdir(mode=0o700)
    key.touch(mode=0o600)
    assert cast.officer.account
    return {
        "production": True,
        "https": True,
        "hosts": ["conduct.example.org"],
        "secret_key": "correct-horse-battery-staple-" * 2,
        "second_factor": "required",
        "database": "postgresql://app:word@db.example.org:5432/sc?sslmode=verify-full",
        "mail_from": "conduct@example.org",
        "backup_recipients": ["age1example"],
        "audit_key_file": key,
        "data": folder,
    }


def settings_of(said: dict[str, object]) -> Config:
    """A Config that was not refused at once: this is what the check looks at."""
    return Config.model_construct(**(Config().model_dump() | Config(**said).model_dump()))


def spoil(safe: dict[str, object], **said: object) -> list[str]:
    """The codes of what is wrong when some settings are other than safe."""
    wanted = settings_of(safe).model_copy(update=said)
    return [code for code, _line in fitness.faults(wanted)]


def test_a_safe_installation_has_no_fault(safe):
    assert list(fitness.faults(settings_of(safe))) == []


WRONG = {
    "production": {"production": False},
    "https": {"https": False},
    "demo": {"demo": True},
    "hosts": {"hosts": ["localhost"]},
    "second-factor": {"second_factor": "offered"},
    "idle-lock": {"idle_lock_minutes": 31},
    "mail-from": {"mail_from": "safeconduct@localhost"},
    "sign-on": {"sign_on_issuer": "http://localhost:9000"},
    "backup": {"backup_recipients": []},
    "audit-key": {"audit_key_file": None},
}


@pytest.mark.parametrize("code", WRONG)
def test_a_wrong_setting_is_named(safe, code):
    assert spoil(safe, **WRONG[code]) == [code]


def test_a_secret_of_one_letter_is_no_secret(safe):
    assert spoil(safe, secret_key=Config(**safe | {"secret_key": "x" * 50}).secret_key) == [
        "secret-key"
    ]


@pytest.mark.parametrize(
    "url",
    ["postgresql://a:b@db.example.org/sc", "postgresql://a:b@db.example.org/sc?sslmode=require"],
)
def test_a_database_elsewhere_needs_a_verified_line(safe, url):
    assert spoil(safe, database=Config(**safe | {"database": url}).database) == ["database-tls"]


def test_a_language_without_letters_to_set_it_in_is_named(safe, monkeypatch):
    monkeypatch.setattr(prints, "can_set", lambda language: language != "zh-hans")
    found = dict(fitness.faults(settings_of(safe)))
    assert list(found) == ["typefaces"]
    assert "zh-hans" in found["typefaces"]


def test_a_letter_box_that_cannot_be_emptied_is_named_by_its_number(safe, settings):
    told = {"host": "h", "port": 993, "tls": True, "user": "u", "password": "p", "folder": "In"}
    settings.LETTER_BOXES = [told]
    (box,) = boxes.boxes()
    seen = LetterBox.objects.create(code=box.code, visited_at=timezone.now(), failures=31)
    ((code, line),) = fitness.faults(settings_of(safe))
    assert (code, "box 1" in line) == ("letter-boxes", True)
    seen.delete()
    assert spoil(safe) == []


def test_a_folder_or_key_that_others_may_read_is_named(safe):
    safe["data"].chmod(0o750)
    safe["audit_key_file"].chmod(0o640)
    assert spoil(safe) == ["data-folder", "audit-key"]


def test_an_installation_without_keys_desks_or_duties_is_told_what_to_do(safe):
    Desk.objects.all().delete()
    Share.objects.all().delete()
    Keyring.objects.filter(holder=Holder.RECOVERY).delete()
    DutyRun.objects.update(finished_at=timezone.now() - timedelta(days=1))
    assert spoil(safe) == ["recovery-key", "desks", "duties"]


def test_somebody_without_a_second_factor_is_counted_and_not_named(safe):
    Authenticator.objects.filter(user__username="osei").delete()
    ((code, line),) = fitness.faults(settings_of(safe))
    assert (code, "1 have none" in line, "osei" in line) == ("accounts", True, False)


def test_an_administrator_holds_no_case_post(safe):
    people.access.appoint(
        actor=people.SETUP,
        account=Account.objects.get(username="quinn"),
        role=Role.HEADQUARTERS_OFFICER,
    )
    assert spoil(safe) == ["apart"]


@house.ON_POSTGRESQL
def test_a_role_that_may_change_the_log_is_refused(safe, monkeypatch):
    monkeypatch.setattr(fitness, "NEVER_CHANGED", ("audit_entry", "audit_checkpoint"))
    assert spoil(safe) == ["audit-log"]


def test_no_check_is_left_without_a_fault_that_it_finds():
    elsewhere = {
        "secret-key",
        "database-tls",
        "data-folder",
        "recovery-key",
        "desks",
        "duties",
        "accounts",
        "apart",
        "audit-log",
        "typefaces",
        "letter-boxes",
    }
    assert {each.code for each in fitness.CHECKS} == WRONG.keys() | elsewhere


def test_the_command_says_one_line_for_each_fault_and_fails():
    people.house()
    ended = CliRunner().invoke(check.command, ["--deploy"])
    lines = ended.stderr.splitlines()
    assert ended.exit_code == 2
    assert all("expected" in line for line in lines)
    assert any(line.startswith("SAFECONDUCT_PRODUCTION:") for line in lines)
    assert len(lines) == len(set(lines)) > 5
