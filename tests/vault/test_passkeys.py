"""A passkey unlocks its owner's key, in its own place, and nothing else opens it."""

from dataclasses import replace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as runs
from hypothesis import strategies as st

from safeconduct.access.gate import Denied
from safeconduct.audit.models import Entry
from safeconduct.vault import actions as vault
from safeconduct.vault import rings
from safeconduct.vault.models import Wrap
from safeconduct.vault.rings import Locked
from safeconduct.vault.terms import Means
from tests import people

pytestmark = pytest.mark.django_db

ids = st.binary(min_size=16, max_size=64)
outputs = st.binary(min_size=32, max_size=32)
in_one_house = runs(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def cast():
    return people.house()


def unlocked(actor, credential, output):
    return rings.unlock_with_passkey(people.account_of(actor), credential, output)


def wrap_of(actor):
    return Wrap.objects.get(keyring__account=actor.account, means=Means.PASSKEY)


@in_one_house
@given(credential=ids, output=outputs, other=outputs)
def test_a_passkey_opens_its_owners_key_and_another_output_does_not(
    cast, credential, output, other
):
    vault.wrap_with_passkey(actor=cast.officer, credential=credential, output=output)
    assert unlocked(cast.officer, credential, output) == cast.officer.secret
    assert unlocked(cast.stranger, credential, output) is None
    if other != output:
        assert unlocked(cast.officer, credential, other) is None


@in_one_house
@given(credential=ids, elsewhere=ids, output=outputs)
def test_a_wrap_moved_to_another_keyring_or_credential_never_opens(
    cast, credential, elsewhere, output
):
    with transaction.atomic():
        wrap = vault.wrap_with_passkey(actor=cast.officer, credential=credential, output=output)
        Wrap.objects.filter(pk=wrap.pk).update(keyring=people.keyring_of(cast.stranger))
        assert unlocked(cast.stranger, credential, output) is None
        name = rings.name_of_credential(elsewhere)
        Wrap.objects.filter(pk=wrap.pk).update(
            keyring=people.keyring_of(cast.officer), credential=name
        )
        opened = unlocked(cast.officer, elsewhere, output)
        assert (opened is not None) == (credential == elsewhere)
        transaction.set_rollback(True)


def test_a_box_under_a_passkey_opens_under_no_other_means(cast):
    wrap = vault.wrap_with_passkey(actor=cast.officer, credential=b"one", output=bytes(32))
    other = Wrap.objects.get(keyring=wrap.keyring, means=Means.PASSPHRASE)
    Wrap.objects.filter(pk=wrap.pk).update(box=bytes(other.box))
    assert unlocked(cast.officer, b"one", bytes(32)) is None


def test_wrapping_twice_changes_nothing_and_is_recorded_once(cast):
    made = vault.wrap_with_passkey(actor=cast.officer, credential=b"one", output=bytes(32))
    again = vault.wrap_with_passkey(actor=cast.officer, credential=b"one", output=bytes(32))
    assert (made.pk, bytes(made.box)) == (again.pk, bytes(again.box))
    assert Entry.objects.filter(event="key.passkey").count() == 1


def test_a_wrap_that_opens_no_more_is_made_anew(cast):
    vault.wrap_with_passkey(actor=cast.officer, credential=b"one", output=bytes(32))
    renewed = b"\1" * 32
    vault.wrap_with_passkey(actor=cast.officer, credential=b"one", output=renewed)
    assert unlocked(cast.officer, b"one", renewed) == cast.officer.secret
    assert wrap_of(cast.officer)


def test_changing_the_passphrase_leaves_passkeys_valid(cast):
    vault.wrap_with_passkey(actor=cast.officer, credential=b"one", output=bytes(32))
    before = bytes(wrap_of(cast.officer).box)
    rings.wrap_with_passphrase(people.keyring_of(cast.officer), cast.officer.secret, "another one")
    assert bytes(wrap_of(cast.officer).box) == before
    assert unlocked(cast.officer, b"one", bytes(32)) == cast.officer.secret


def test_a_forgotten_passkey_unlocks_nothing_and_the_others_still_do(cast):
    for credential in (b"one", b"two"):
        vault.wrap_with_passkey(actor=cast.officer, credential=credential, output=bytes(32))
    locked = replace(cast.officer, secret=None)
    assert vault.forget_passkey(actor=locked, credential=b"one")
    assert not vault.forget_passkey(actor=locked, credential=b"one")
    assert unlocked(cast.officer, b"one", bytes(32)) is None
    assert unlocked(cast.officer, b"two", bytes(32)) == cast.officer.secret
    assert Entry.objects.filter(event="key.passkey.forget").count() == 1


def test_a_stranger_neither_wraps_with_nor_forgets_somebody_elses_passkey(cast):
    vault.wrap_with_passkey(actor=cast.officer, credential=b"one", output=bytes(32))
    assert not vault.forget_passkey(actor=cast.stranger, credential=b"one")
    stolen = replace(cast.stranger, secret=cast.officer.secret)
    with pytest.raises(Denied):
        vault.wrap_with_passkey(actor=stolen, credential=b"two", output=bytes(32))
    assert unlocked(cast.officer, b"one", bytes(32)) == cast.officer.secret


def test_only_an_unlocked_key_is_wrapped(cast):
    with pytest.raises(Locked):
        vault.wrap_with_passkey(
            actor=replace(cast.officer, secret=None), credential=b"one", output=bytes(32)
        )
    assert not Wrap.objects.filter(means=Means.PASSKEY).exists()


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_an_output_of_another_length_is_refused_and_opens_nothing(cast, size):
    with pytest.raises(ValueError, match="32 bytes"):
        vault.wrap_with_passkey(actor=cast.officer, credential=b"one", output=bytes(size))
    vault.wrap_with_passkey(actor=cast.officer, credential=b"one", output=bytes(32))
    assert unlocked(cast.officer, b"one", bytes(size)) is None


def test_neither_the_output_nor_the_credential_is_kept(cast):
    output, credential = b"output of the passkey, 32 bytes.", b"credential id of the passkey"
    wrap = vault.wrap_with_passkey(actor=cast.officer, credential=credential, output=output)
    kept = bytes(wrap.box) + bytes(wrap.salt) + wrap.credential.encode()
    assert output not in kept
    assert credential not in kept
    entry = Entry.objects.latest("seq")
    assert credential.hex() not in f"{entry.subject}{entry.detail}{entry.reason}"


def test_an_administrator_takes_every_passkey_of_somebody_from_their_key_and_nobody_else_does(cast):
    for credential in (b"one", b"two"):
        vault.wrap_with_passkey(actor=cast.officer, credential=credential, output=bytes(32))
    osei = people.account_of(cast.officer)
    for outsider in (cast.officer, cast.stranger, cast.headquarters):
        with pytest.raises(Denied):
            vault.forget_passkeys(actor=outsider, account=osei)
    assert vault.forget_passkeys(actor=people.SETUP, account=osei) == 2
    assert vault.forget_passkeys(actor=people.SETUP, account=osei) == 0
    assert unlocked(cast.officer, b"one", bytes(32)) is None
    assert rings.unlock_account(osei, people.PASSPHRASE) == cast.officer.secret
