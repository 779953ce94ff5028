"""Founding an installation from the command line: in order, once, and with one line for a fault."""

import re
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from safeconduct.access import queries
from safeconduct.access.models import Account
from safeconduct.intake.models import Report
from safeconduct.roster.models import Desk, Mission
from safeconduct.site.commands import keys
from safeconduct.site.commands.found import command
from safeconduct.vault import rings
from safeconduct.vault.models import Keyring
from tests import people

pytestmark = pytest.mark.django_db
PASSPHRASE = "a long and quiet passphrase"


def found(*words):
    return CliRunner().invoke(command, words)


def ceremony(folder):
    sizes = ("--threshold", "2", "--shares", "3", "--out", str(folder / "sheets"))
    return CliRunner().invoke(keys.command, ("ceremony", *sizes))


def person(name, *options):
    return found("person", name, name.title(), "--passphrase", PASSPHRASE, *options)


@pytest.fixture
def founded(tmp_path):
    """An installation founded by the steps of the handbook."""
    steps = (
        ceremony(tmp_path),
        found("missions"),
        person("hana", "--role", "headquarters-officer"),
        person("osei", "--role", "conduct-officer", "--mission", "UNMISS"),
        found("desk", "headquarters", "Desk", "--member", "hana"),
        found("desk", "custodian", "Custodians", "--member", "hana"),
        found("desk", "mission", "UNMISS desk", "--mission", "UNMISS", "--member", "osei"),
    )
    assert [step.exit_code for step in steps] == [0] * len(steps), [s.output for s in steps]
    return steps


@pytest.mark.usefixtures("founded")
def test_a_founded_installation_takes_a_report_that_its_officer_can_read():
    report, _receipt = people.report_from_amina(Mission.objects.get(code="UNMISS"), name="Amina")
    account = Account.objects.get(username="osei")
    secret = rings.unlock_account(account, PASSPHRASE)
    assert rings.unwrap(account.actor(secret), report.compartment)
    assert Report.objects.get().identity is not None


@pytest.mark.usefixtures("founded")
@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("desk", "headquarters", "Again", "--member", "hana"), "This desk exists already"),
        (
            ("desk", "state", "No", "--member", "osei", "--state", "FR"),
            "no post that fits this desk",
        ),
        (("desk", "mission", "No", "--member", "osei"), "expected an acronym"),
        (("desk", "state", "No", "--member", "osei"), "expected an ISO code"),
        (("desk", "state", "No", "--member", "nobody", "--state", "FR"), "--member nobody"),
    ],
)
def test_a_wrong_desk_gets_one_line_and_changes_nothing(words, line):
    before = Desk.objects.count(), Keyring.objects.count()
    answer = found(*words)
    assert (answer.exit_code, answer.output.count("\n")) == (2, 1)
    assert line in answer.output
    assert (Desk.objects.count(), Keyring.objects.count()) == before


@pytest.mark.usefixtures("founded")
@pytest.mark.parametrize(
    ("name", "options", "line"),
    [
        ("osei", ("--role", "auditor"), "signs in with this name already"),
        ("tove", ("--role", "conduct-officer", "--mission", "UNXXX"), "--mission UNXXX"),
        ("selma", ("--role", "member-state"), "--state"),
        ("weak", ("--role", "auditor", "--passphrase", "short"), "--passphrase"),
    ],
)
def test_a_wrong_person_gets_one_line_and_changes_nothing(name, options, line):
    before = Account.objects.count()
    answer = person(name, *options)
    assert answer.exit_code == 2
    assert line in answer.output
    assert Account.objects.count() == before


def test_a_desk_waits_for_the_recovery_key():
    answer = found("desk", "headquarters", "Desk", "--member", "hana")
    assert "recovery" in answer.output
    assert not Desk.objects.exists()


def admit(username, by, passphrase=PASSPHRASE):
    where = ("--kind", "mission", "--mission", "UNMISS", "--passphrase", passphrase)
    return found("member", username, "--by", by, *where)


@pytest.mark.usefixtures("founded")
def test_a_member_admits_another_who_then_reads_what_came_before():
    report, _receipt = people.report_from_amina(Mission.objects.get(code="UNMISS"))
    person("tove", "--role", "conduct-officer", "--mission", "UNMISS")
    for by, passphrase, line in (
        ("hana", PASSPHRASE, "hana is no member"),
        ("osei", "a wrong passphrase", "not right"),
        ("nobody", PASSPHRASE, "usernames"),
    ):
        answer = admit("tove", by, passphrase)
        assert (answer.exit_code, line in answer.output) == (2, True)
    assert admit("tove", "osei").exit_code == 0
    tove = Account.objects.get(username="tove")
    assert rings.unwrap(tove.actor(rings.unlock_account(tove, PASSPHRASE)), report.compartment)
    assert "member already" in admit("tove", "osei").output


@pytest.mark.usefixtures("founded")
def test_an_account_is_opened_to_one_person_of_the_organisations_sign_on():
    assert found("sign-on", "hana", "hana@example.org").exit_code == 0
    assert found("sign-on", "hana", "hana@example.org").exit_code == 0
    assert Account.objects.get(username="hana").sign_on.identifier == "hana@example.org"


@pytest.mark.usefixtures("founded")
def test_an_account_is_closed_to_the_sign_on_again_and_only_once():
    found("sign-on", "hana", "hana@example.org")
    assert found("sign-on", "hana", "--withdraw").exit_code == 0
    assert not hasattr(Account.objects.get(username="hana"), "sign_on")
    again = found("sign-on", "hana", "--withdraw")
    assert (again.exit_code, again.output.count("\n")) == (2, 1)


@pytest.mark.usefixtures("founded")
@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("nobody", "x@example.org"), "nobody signs in with this name"),
        (("osei", "hana@example.org"), "another account is open"),
        (("osei", " "), "expected what the sign-on calls the person"),
    ],
)
def test_a_wrong_provision_gets_one_line_and_opens_nothing(words, line):
    found("sign-on", "hana", "hana@example.org")
    answer = found("sign-on", *words)
    assert (answer.exit_code, answer.output.count("\n")) == (2, 1)
    assert line in answer.output
    assert not hasattr(Account.objects.get(username="osei"), "sign_on")


@pytest.mark.usefixtures("founded")
def test_an_invited_person_gets_a_link_and_no_passphrase():
    said = found("person", "nia", "Nia", "--role", "auditor", "--invite")
    assert said.exit_code == 0
    (token,) = re.findall(r" at /account/invitation/(\S+)", said.output)
    account = Account.objects.get(username="nia")
    assert not account.has_usable_password()
    assert not Keyring.objects.filter(account=account).exists()
    assert queries.account_invited(token, datetime.now(UTC).date()) == account
