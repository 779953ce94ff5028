"""Losing a passphrase loses nobody's file, and a quorum changes nothing unless it is whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from safeconduct.access.gate import Denied
from safeconduct.access.models import Account
from safeconduct.audit.models import Entry
from safeconduct.vault import actions as vault
from safeconduct.vault import boxes, quorum, rings, seals
from safeconduct.vault.actions import recovery
from safeconduct.vault.models import Grant, Keyring, Share, Wrap
from safeconduct.vault.quorum import BadShare, Quorum
from safeconduct.vault.terms import Holder, Kind
from tests import people
from tests.people import SETUP, TODAY

pytestmark = pytest.mark.django_db
NEW = "a new and different passphrase"


@pytest.fixture
def shares():
    """The shares of a ceremony held before the house was founded."""
    return recovery.hold_ceremony(actor=SETUP, threshold=2, count=3)


@pytest.fixture
def cast(shares):
    return people.house()


def quorum_of(*words):
    held = Quorum(bytes(quorum.recovery_key().public))
    for each in words:
        held.add(each)
    return held


def recover(cast, *words):
    account = people.account_of(cast.officer)
    return recovery.recover(actor=SETUP, account=account, passphrase=NEW, shares=quorum_of(*words))


def again(actor, passphrase=NEW):
    """The person, signed in with what they type now; None if it unlocks nothing."""
    account = Account.objects.get(pk=actor.account)
    secret = rings.unlock_account(account, passphrase)
    return account.actor(secret) if secret else None


def sealed(cast, *holders):
    opened = vault.open_compartment(
        actor=cast.officer, kind=Kind.FACTS, scope="a-file", holders=holders, reason="test"
    )
    return seals.put_text(opened, "note", "sealed words", TODAY)


def desk_of(cast):
    return Keyring.objects.get(desk__mission=cast.minara)


def state():
    return [
        sorted(Wrap.objects.values_list("pk", "box")),
        sorted(Share.objects.values_list("pk", "box")),
        sorted(Grant.objects.values_list("pk", "withdrawn_on")),
        sorted(Keyring.objects.values_list("pk", "public")),
        sorted(Account.objects.values_list("pk", "password")),
        Entry.objects.count(),
    ]


def test_somebody_recovered_reads_what_their_desk_reads(cast, shares):
    seal = sealed(cast, desk_of(cast))
    found = recover(cast, shares[2], shares[0])
    assert (found.desks, found.compartments, found.lost) == (1, 0, 0)
    texts = vault.open_seals(actor=again(cast.officer), references=[seal.reference], reason="test")
    assert texts == {seal.reference: "sealed words"}


def test_a_personal_grant_comes_back_where_a_desk_has_the_same_compartment(cast, shares):
    own = people.keyring_of(cast.investigator)
    known, alone = sealed(cast, desk_of(cast), own), sealed(cast, own)
    account = people.account_of(cast.investigator)
    found = recovery.recover(
        actor=SETUP, account=account, passphrase=NEW, shares=quorum_of(*shares[:2])
    )
    assert (found.desks, found.compartments, found.lost) == (0, 1, 1)
    ivo = again(cast.investigator)
    assert rings.unwrap(ivo, known.compartment)
    with pytest.raises(Denied):
        rings.unwrap(ivo, alone.compartment)


def test_a_desk_that_is_not_sealed_to_the_recovery_key_is_counted_as_lost(cast, shares):
    Share.objects.filter(desk=desk_of(cast), member__holder=Holder.RECOVERY).delete()
    found = recover(cast, *shares[:2])
    assert (found.desks, found.lost) == (0, 1)
    assert again(cast.officer) is not None


def test_the_end_of_a_cover_survives_recovery(cast, shares):
    Share.objects.filter(member=people.keyring_of(cast.officer)).update(until="2999-01-01")
    recover(cast, *shares[:2])
    (share,) = Share.objects.filter(member=people.keyring_of(cast.officer))
    assert str(share.until) == "2999-01-01"


def test_the_lost_passphrase_and_the_lost_key_open_nothing_afterwards(cast, shares):
    seal = sealed(cast, desk_of(cast))
    recover(cast, *shares[:2])
    assert again(cast.officer, people.PASSPHRASE) is None
    with pytest.raises((Denied, boxes.WillNotOpen)):  # the old private half, kept by somebody
        rings.unwrap(cast.officer, seal.compartment)
    account = people.account_of(cast.officer)
    assert account.check_password(NEW)
    assert not account.check_password(people.PASSPHRASE)


def test_one_share_too_few_changes_nothing(cast, shares):
    before = state()
    with pytest.raises(BadShare):
        recover(cast, shares[0])
    assert state() == before


def test_a_recovery_that_fails_on_the_way_changes_nothing(cast, shares, monkeypatch):
    before = state()

    def broken(*_arguments, **_named):
        raise RuntimeError

    monkeypatch.setattr(recovery.log, "record", broken)
    with pytest.raises(RuntimeError):
        recover(cast, *shares[:2])
    assert state() == before


def test_only_who_manages_accounts_recovers_renews_or_proves(cast, shares):
    before = state()
    held = quorum_of(*shares[:2])
    account = people.account_of(cast.officer)
    for actor in (cast.stranger, cast.headquarters, cast.auditor):
        with pytest.raises(Denied):
            recovery.recover(actor=actor, account=account, passphrase=NEW, shares=held)
        with pytest.raises(Denied):
            recovery.renew_recovery(actor=actor, shares=held, threshold=2, count=2)
        with pytest.raises(Denied):
            recovery.prove_quorum(actor=actor, shares=held)
    assert state() == before


def test_the_log_tells_that_and_which_shares_but_no_word_of_them(cast, shares):
    recovery.prove_quorum(actor=SETUP, shares=quorum_of(*shares[1:]))
    recover(cast, *shares[:2])
    entries = {e.event: e for e in Entry.objects.filter(event__startswith="key.")}
    assert {"key.ceremony", "key.prove", "key.recover"} <= set(entries)
    assert '"threshold":2' in entries["key.ceremony"].detail
    told = " ".join(e.detail + e.reason + e.subject for e in entries.values())
    words = {word for share in shares for word in share.split()}
    assert not words & set(told.replace('"', " ").split())


def test_after_renewal_the_old_shares_open_nothing_and_the_new_ones_everything(cast, shares):
    seal = sealed(cast, desk_of(cast))
    old = Share.objects.filter(member__holder=Holder.RECOVERY).count()
    fresh = recovery.renew_recovery(
        actor=SETUP, shares=quorum_of(*shares[:2]), threshold=3, count=4
    )
    assert Share.objects.filter(member__holder=Holder.RECOVERY).count() == old
    with pytest.raises(BadShare):
        quorum_of(shares[0])
    account = people.account_of(cast.officer)
    recovery.recover(actor=SETUP, account=account, passphrase=NEW, shares=quorum_of(*fresh[1:]))
    assert rings.unwrap(again(cast.officer), seal.compartment)


def test_a_quorum_for_another_key_is_refused_although_it_is_whole(cast, shares):
    held = quorum_of(*shares[:2])
    recovery.renew_recovery(actor=SETUP, shares=held, threshold=2, count=2)
    before = state()
    with pytest.raises(BadShare):
        recovery.prove_quorum(actor=SETUP, shares=held)
    assert state() == before


def test_the_key_is_made_once(shares):
    with pytest.raises(quorum.NoRecoveryKey):
        recovery.hold_ceremony(actor=replace(SETUP), threshold=2, count=2)
    assert Keyring.objects.filter(holder=Holder.RECOVERY).count() == 1
