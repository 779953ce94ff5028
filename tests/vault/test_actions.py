"""Who can open what, once keys, desks and grants are real."""

import hashlib
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from safeconduct.access import actions as access
from safeconduct.access import gate
from safeconduct.access.terms import WallSource
from safeconduct.audit.models import Entry
from safeconduct.vault import actions as vault
from safeconduct.vault import boxes, rings, seals
from safeconduct.vault.models import Compartment, Grant, Keyring, Seal
from safeconduct.vault.rings import Locked
from safeconduct.vault.seals import FileLabel
from safeconduct.vault.terms import Holder, Kind
from tests import people
from tests.people import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return people.house()


@pytest.fixture
def opened(cast):
    """A compartment granted to MINARA's desk alone."""
    desk = Keyring.objects.get(desk__mission=cast.minara)
    return vault.open_compartment(
        actor=cast.officer, kind=Kind.FACTS, scope="a-file", holders=[desk], reason="test"
    )


def test_a_member_of_a_granted_desk_reads_and_leaves_a_trace(cast, opened):
    seal = seals.put_text(opened, "note", "sealed words", TODAY)
    before = Entry.objects.count()
    texts = vault.open_seals(actor=cast.officer, references=[seal.reference], reason="reading")
    assert texts == {seal.reference: "sealed words"}
    entry = Entry.objects.latest("seq")
    assert (Entry.objects.count(), entry.event, entry.subject, entry.reason) == (
        before + 1,
        "seal.open",
        "a-file",
        "reading",
    )
    assert "sealed words" not in f"{entry.detail}{entry.reason}"


def test_nobody_else_reads_whatever_their_role(cast, opened):
    seal = seals.put_text(opened, "note", "sealed words", TODAY)
    outsiders = (
        cast.stranger,
        cast.headquarters,
        cast.investigator,
        cast.state,
        cast.auditor,
        cast.statistician,
    )
    for outsider in outsiders:
        with pytest.raises(gate.Denied):
            vault.open_seals(actor=outsider, references=[seal.reference], reason="prying")


def test_a_forged_grant_row_opens_nothing(cast, opened):
    """A database administrator copies the desk's grant to the stranger's own keyring."""
    seal = seals.put_text(opened, "note", "sealed words", TODAY)
    real = Grant.objects.get(compartment=opened.compartment)
    Grant.objects.create(
        compartment=opened.compartment,
        holder=people.keyring_of(cast.stranger),
        box=bytes(real.box),
        given_by="nobody",
        reason="forged",
        given_on=TODAY,
    )
    with pytest.raises(boxes.WillNotOpen):
        vault.open_seals(actor=cast.stranger, references=[seal.reference], reason="prying")


def test_a_locked_session_opens_nothing_and_is_sent_to_unlock(cast, opened):
    seal = seals.put_text(opened, "note", "sealed words", TODAY)
    locked = replace(cast.officer, secret=None)
    for asked in (seal.reference, "nothing"):  # locked says nothing of what is there
        with pytest.raises(Locked):
            vault.open_seals(actor=locked, references=[asked], reason="reading")


def test_a_seal_moved_to_another_row_version_or_compartment_does_not_open(cast, opened):
    seal = seals.put_text(opened, "note", "first", TODAY)
    other = seals.put_text(opened, "note", "second", TODAY)
    elsewhere = vault.open_compartment(
        actor=cast.officer,
        kind=Kind.NOTES,
        scope="a-file",
        holders=[Keyring.objects.get(desk__mission=cast.minara)],
        reason="test",
    )
    changes = (
        {"box": bytes(other.box)},
        {"version": 2},
        {"kind": "answers"},
        {"compartment": elsewhere.compartment},
    )
    for change in changes:
        with transaction.atomic():
            Seal.objects.filter(pk=seal.pk).update(**change)
            with pytest.raises(boxes.WillNotOpen):
                vault.open_seals(actor=cast.officer, references=[seal.reference], reason="reading")
            transaction.set_rollback(True)


def test_one_unknown_reference_opens_none_of_them(cast, opened):
    seal = seals.put_text(opened, "note", "first", TODAY)
    with pytest.raises(gate.Denied):
        vault.open_seals(
            actor=cast.officer, references=[seal.reference, "nothing"], reason="reading"
        )
    assert not Entry.objects.filter(event="seal.open").exists()


def test_a_grant_lets_one_more_person_in_and_granting_twice_changes_nothing(cast, opened):
    seal = seals.put_text(opened, "note", "sealed words", TODAY)
    ivo = people.keyring_of(cast.investigator)
    for _ in range(2):
        vault.grant(
            actor=cast.officer, compartment=opened.compartment, holder=ivo, reason="assigned"
        )
    assert Grant.objects.filter(compartment=opened.compartment, holder=ivo).count() == 1
    assert vault.open_seals(
        actor=cast.investigator, references=[seal.reference], reason="reading"
    ) == {seal.reference: "sealed words"}


def test_a_member_of_a_granted_desk_is_given_no_second_way_in(cast, opened):
    osei = people.keyring_of(cast.officer)
    assert not vault.grant(
        actor=cast.officer, compartment=opened.compartment, holder=osei, reason="assigned"
    )
    assert not Grant.objects.filter(holder=osei).exists()


def test_who_holds_no_key_cannot_grant(cast, opened):
    for outsider in (cast.stranger, cast.headquarters, cast.investigator):
        with pytest.raises(gate.Denied):
            vault.grant(
                actor=outsider,
                compartment=opened.compartment,
                holder=people.keyring_of(cast.stranger),
                reason="prying",
            )


def test_a_wall_stands_above_a_grant(cast, opened):
    seal = seals.put_text(opened, "note", "sealed words", TODAY)
    access.wall_off(
        actor=cast.headquarters,
        account=people.account_of(cast.officer),
        scope="a-file",
        source=WallSource.NAMED,
        today=TODAY,
    )
    with pytest.raises(gate.Denied):
        vault.open_seals(actor=cast.officer, references=[seal.reference], reason="reading")


def test_a_file_keeps_its_name_and_content_sealed(cast, opened):
    label = FileLabel("a telling name.jpg", "image/jpeg", 7)
    file = seals.put_file(opened, label, [b"content"], TODAY)
    stored = seals.store().open(file.stored_as).read()
    assert b"content" not in stored
    assert "telling" not in file.stored_as
    found, chunks = vault.open_file(actor=cast.officer, reference=file.reference, reason="reading")
    sha256 = hashlib.sha256(b"content").hexdigest()
    assert (found, b"".join(chunks)) == (replace(label, sha256=sha256), b"content")
    with pytest.raises(gate.Denied):
        vault.open_file(actor=cast.stranger, reference=file.reference, reason="prying")
    seals.store().delete(file.stored_as)


def test_a_new_member_of_a_desk_reads_its_files_and_only_a_member_admits(cast, opened):
    seal = seals.put_text(opened, "note", "sealed words", TODAY)
    desk = Keyring.objects.get(desk__mission=cast.minara)
    with pytest.raises(gate.Denied):
        vault.admit_member(actor=cast.stranger, desk=desk, member=people.keyring_of(cast.stranger))
    vault.admit_member(actor=cast.officer, desk=desk, member=people.keyring_of(cast.headquarters))
    assert vault.open_seals(actor=cast.headquarters, references=[seal.reference], reason="reading")


def test_the_recovery_key_is_made_once_and_reaches_every_desk(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        vault.found_recovery(actor=people.SETUP)
    recovery = Keyring.objects.get(holder=Holder.RECOVERY)
    desks = Keyring.objects.filter(holder=Holder.DESK)
    assert set(recovery.desks.values_list("desk", flat=True)) == set(
        desks.values_list("pk", flat=True)
    )


def test_the_recovery_key_opens_what_a_desk_lost():
    secret = vault.found_recovery(actor=people.SETUP)
    cast = people.house()
    desk = Keyring.objects.get(desk__mission=cast.minara)
    opened = vault.open_compartment(
        actor=cast.officer, kind=Kind.FACTS, scope="a-file", holders=[desk], reason="test"
    )
    keeper = replace(people.SETUP, secret=secret)
    assert rings.unwrap(keeper, opened.compartment).key == opened.key


def test_a_passphrase_unlocks_its_own_key_and_no_other(cast):
    account = people.account_of(cast.officer)
    assert rings.unlock_account(account, people.PASSPHRASE) == cast.officer.secret
    assert rings.unlock_account(account, "wrong") is None


def test_a_new_passphrase_rewraps_the_same_key(cast):
    account = people.account_of(cast.officer)
    rings.wrap_with_passphrase(account.keyring, cast.officer.secret, "another passphrase")
    assert rings.unlock_account(account, people.PASSPHRASE) is None
    assert rings.unlock_account(account, "another passphrase") == cast.officer.secret


def test_secrets_do_not_print_themselves(cast, opened):
    for thing in (cast.officer, cast.officer.secret, opened):
        assert str(cast.officer.secret.private) not in repr(thing)
        assert repr(opened.key) not in repr(thing)
    assert str(Compartment.objects.get(pk=opened.compartment.pk)) == "facts of a-file"
