"""What was taken back stays taken back, and nothing that should stay is lost with it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeconduct.access import actions as access
from safeconduct.access.gate import Denied
from safeconduct.access.models import Account, Exclusion, Post, Session
from safeconduct.access.terms import Role, WallSource
from safeconduct.audit.models import Entry
from safeconduct.roster import actions as roster
from safeconduct.vault import actions as vault
from safeconduct.vault import boxes, days, queries, rekeying, rings, seals
from safeconduct.vault.models import (
    Errand,
    Grant,
    Keyring,
    Seal,
    Share,
    ShredKey,
    Wrap,
)
from safeconduct.vault.terms import Holder, Work
from tests import people
from tests.people import TODAY
from tests.vault.rooms import Room, build, fill

pytestmark = pytest.mark.django_db


def test_whoever_is_withdrawn_reads_nothing_and_the_others_all(room):
    assert room.reads(room.cast.investigator)
    assert vault.withdraw(actor=room.osei, holder=room.ivo, **room.named)
    assert not room.reads(room.cast.investigator)
    assert room.reads(room.osei)
    assert room.reads(room.noor)
    assert not vault.withdraw(actor=room.osei, holder=room.ivo, **room.named)
    assert Entry.objects.filter(event="grant.withdraw").count() == 1


def test_an_old_grant_put_back_into_the_database_opens_nothing(room):
    kept = Grant.objects.get(holder=room.ivo)
    vault.withdraw(actor=room.osei, holder=room.ivo, **room.named)
    Grant.objects.filter(pk=kept.pk).delete()
    kept.save(force_insert=True)  # as whoever writes to the database and kept a copy could
    with pytest.raises(boxes.WillNotOpen):
        room.reads(room.cast.investigator)


def test_a_box_kept_from_before_opens_nowhere_afterwards(room):
    before = Seal.objects.get(pk=room.seal.pk)
    stored = room.compartment.files.get().stored_as
    vault.withdraw(actor=room.osei, holder=room.ivo, **room.named)
    now = Seal.objects.get(pk=room.seal.pk)
    assert now.version == before.version + 1
    assert room.compartment.files.get().stored_as != stored
    for version in (before.version, now.version):
        replay = replace_row(now, box=bytes(before.box), version=version)
        with pytest.raises(boxes.WillNotOpen):
            seals.text_of(replay, rings.unwrap(room.osei, room.compartment))


def replace_row(seal: Seal, **changes) -> Seal:
    """The seal with other columns, as a row nobody stored."""
    for name, value in changes.items():
        setattr(seal, name, value)
    return seal


def test_old_bytes_of_files_leave_the_store(room, django_capture_on_commit_callbacks):
    stored = room.compartment.files.get().stored_as
    with django_capture_on_commit_callbacks(execute=True):
        vault.withdraw(actor=room.osei, holder=room.ivo, **room.named)
    assert not seals.store().exists(stored)
    assert room.reads(room.osei)


def test_a_new_key_that_fails_leaves_no_bytes_behind(room, monkeypatch):
    def breaks(*_pair):
        raise RuntimeError("the power went")

    made = []
    kept = seals.store_again
    monkeypatch.setattr(seals, "store_again", lambda *args: made.append(kept(*args)) or made[-1])
    monkeypatch.setattr(rekeying, "_issue", breaks)
    with pytest.raises(RuntimeError), transaction.atomic():
        vault.withdraw(actor=room.osei, holder=room.ivo, **room.named)
    assert made
    assert not any(seals.store().exists(name) for name, _size in made)
    assert room.reads(room.cast.investigator)


def test_withdrawing_from_a_member_of_a_desk_does_not_pretend(room):
    noor = people.keyring_of(room.noor)
    with pytest.raises(vault.ThroughDesk):
        vault.withdraw(actor=room.osei, holder=noor, **room.named)
    investigator = people.account_of(room.cast.investigator)
    access.appoint(
        actor=people.SETUP, account=investigator, role=Role.CONDUCT_OFFICER, mission="MINARA"
    )
    roster.admit(actor=room.osei, desk=room.desk, member=room.ivo)
    assert vault.withdraw(actor=room.osei, holder=room.ivo, **room.named)
    assert room.reads(room.cast.investigator)
    assert '"still":"desk"' in Entry.objects.filter(event="grant.withdraw").latest("seq").detail


def test_nobody_takes_a_reporters_words_from_her(room):
    report, _receipt = people.report_from_amina(room.cast.minara)
    inside = {"compartment": report.compartment, "holder": report.mailbox, "reason": "test"}
    with pytest.raises(Denied):
        vault.withdraw(actor=room.osei, **inside)
    with pytest.raises(Denied):
        vault.shut_out(
            actor=room.osei, compartments=[report.compartment], holder=report.mailbox, reason="test"
        )
    assert Grant.live().filter(holder=report.mailbox).exists()


def test_the_last_one_in_is_not_withdrawn_not_even_with_somebody_there_for_a_while(room):
    compartment, _seal, _file = fill(room.ivo, "alone")
    ivo = replace(
        room.cast.investigator,
        holdings=(*room.cast.investigator.holdings, *room.osei.holdings),
    )
    osei = people.keyring_of(room.osei)
    vault.grant(actor=ivo, compartment=compartment, holder=osei, reason="x", until=days.today())
    with pytest.raises(vault.Orphaned):
        vault.withdraw(actor=ivo, compartment=compartment, holder=room.ivo, reason="test")
    with pytest.raises(vault.Orphaned):
        vault.shut_out(
            actor=people.SETUP, compartments=[compartment], holder=room.ivo, reason="test"
        )
    assert Grant.live().filter(holder=room.ivo, compartment=compartment).exists()


@pytest.mark.parametrize("how", ["walled off", "in another post"])
def test_the_last_one_in_is_not_shut_out_while_the_others_could_not_open_it(room, how):
    compartment, _seal, _file = fill(room.ivo, "alone")
    actor = replace(
        room.cast.investigator,
        holdings=(*room.cast.investigator.holdings, *room.osei.holdings),
    )
    other = people.keyring_of(room.noor)
    vault.grant(actor=actor, compartment=compartment, holder=other, reason="test")
    if how == "walled off":
        Exclusion.objects.create(
            account=other.account, scope="alone", source=WallSource.MANUAL, raised_on=TODAY
        )
    else:
        Post.objects.filter(account=other.account).update(role=Role.STATISTICIAN, mission="")
    with pytest.raises(vault.Orphaned):
        vault.shut_out(actor=people.SETUP, compartments=[compartment], holder=room.ivo, reason="x")
    assert Grant.live().filter(compartment=compartment, holder=room.ivo).exists()


def test_a_desk_is_withdrawn_although_its_grant_lies_with_an_earlier_key(room):
    vault.grant(
        actor=room.osei,
        compartment=room.compartment,
        holder=people.keyring_of(room.cast.headquarters),
        reason="test",
    )
    noor = people.keyring_of(room.noor)
    roster.release(actor=room.osei, desk=room.desk, member=noor, reason="test")
    room.desk.refresh_from_db()
    assert vault.withdraw(actor=room.cast.headquarters, holder=room.desk.keyring, **room.named)
    assert not room.reads(room.osei)
    assert room.reads(room.cast.headquarters)
    assert not Errand.objects.filter(compartment=room.compartment).exists()


def test_a_stranger_takes_nothing_back_and_learns_nothing(room):
    for act in (
        lambda: vault.withdraw(actor=room.cast.stranger, holder=room.ivo, **room.named),
        lambda: vault.release_member(
            actor=room.cast.stranger,
            desk=room.desk.keyring,
            member=people.keyring_of(room.noor),
            reason="test",
        ),
        lambda: vault.renew_desk(actor=retired(room), desk=room.desk.keyring),
        lambda: vault.re_enrol(
            actor=room.cast.stranger, account=people.account_of(room.osei), passphrase="x" * 20
        ),
    ):
        with pytest.raises(Denied), transaction.atomic():
            act()
    assert room.reads(room.osei)


def retired(room: Room):
    """A stranger beside a desk whose key counts as retired."""
    noor = people.keyring_of(room.noor)
    vault.expel_member(actor=people.SETUP, desk=room.desk.keyring, member=noor, reason="test")
    return room.cast.stranger


def test_what_was_altered_waits_behind_all_other_key_work_and_is_told_of(room):
    other, _seal, _file = fill(room.desk.keyring, "other")
    noor = people.keyring_of(room.noor)
    roster.release(actor=room.osei, desk=room.desk, member=noor, reason="test")
    Seal.objects.filter(pk=room.seal.pk).update(box=b"x" * 60)
    Errand.objects.filter(compartment=room.compartment).update(asked_on=TODAY)  # it comes first
    for _again in range(2):
        roster.run_errands(actor=room.osei, limit=1)
    assert not Errand.objects.filter(compartment=other).exists()
    stuck = Errand.objects.get(compartment=room.compartment)
    assert stuck.because == queries.STUCK
    entry = Entry.objects.filter(event="key.errand-stuck").first()
    assert entry.subject == room.compartment.reference


def test_recovery_reaches_a_desk_after_a_release_and_its_old_key_too(room):
    recovery = Keyring.objects.get(holder=Holder.RECOVERY)
    Share.objects.filter(member=recovery).delete()  # a desk from before there was a recovery key
    noor = people.keyring_of(room.noor)
    roster.release(actor=room.osei, desk=room.desk, member=noor, reason="test")
    room.desk.refresh_from_db()
    assert Share.objects.filter(desk=room.desk.keyring, member=recovery).exists()
    assert rings.reaches(recovery, room.compartment)


def test_new_compartments_go_to_the_key_the_desk_has(room):
    before = room.desk.keyring
    noor = people.keyring_of(room.noor)
    roster.release(actor=room.osei, desk=room.desk, member=noor, reason="test")
    report, _receipt = people.report_from_amina(room.cast.minara)
    held = Grant.live().filter(compartment=report.compartment)
    room.desk.refresh_from_db()
    assert before.pk != room.desk.keyring_id
    assert set(held.values_list("holder", flat=True)) == {room.desk.keyring_id, report.mailbox_id}


def test_somebody_granted_by_the_earlier_key_of_a_desk_is_the_desk(room):
    old = room.desk.keyring
    noor = people.keyring_of(room.noor)
    roster.release(actor=room.osei, desk=room.desk, member=noor, reason="test")
    alone, _seal, _file = fill(people.keyring_of(room.osei), "own")
    vault.grant(actor=room.osei, compartment=alone, holder=old, reason="test")
    room.desk.refresh_from_db()
    assert Grant.live().filter(compartment=alone, holder=room.desk.keyring).exists()


def test_a_new_passphrase_touches_the_wrap_and_nothing_else(room):
    def everything():
        tables = (Grant, Share, Seal, ShredKey)
        return [
            sorted(table.objects.values_list("pk", "box" if table != ShredKey else "half"))
            for table in tables
        ]

    account, before = people.account_of(room.osei), everything()
    wraps = dict(Wrap.objects.values_list("pk", "box"))
    vault.change_passphrase(actor=room.osei, passphrase="an entirely other passphrase")
    assert everything() == before
    changed = [pk for pk, box in Wrap.objects.values_list("pk", "box") if wraps[pk] != box]
    assert changed == [Wrap.objects.get(keyring__account=account).pk]
    assert rings.unlock_account(account, "an entirely other passphrase") == room.osei.secret


def test_a_lost_passphrase_gives_a_new_key_and_takes_all_the_old_one_opened(room):
    account = people.account_of(room.noor)
    Session.objects.create(
        session_key="k",
        session_data="x",
        expire_date="2999-01-01T00:00Z",
        account=account,
        began_at="2026-01-01T00:00Z",
        seen_at="2026-01-01T00:00Z",
    )
    before = people.keyring_of(room.noor)
    secret = vault.re_enrol(actor=people.SETUP, account=account, passphrase="another one " * 3)
    assert not Session.objects.filter(account=account).exists()
    assert (secret.keyring, secret.private != room.noor.secret.private) == (before.reference, True)
    again = Account.objects.get(pk=account.pk).actor(secret)
    assert not room.reads(again)
    assert not room.reads(room.noor)
    roster.admit(actor=room.osei, desk=room.desk, member=people.keyring_of(again))
    assert room.reads(again)
    with pytest.raises(boxes.WillNotOpen):  # the old key, kept somewhere, opens no new share
        room.reads(room.noor)


def test_the_database_gives_nothing_back_and_nothing_to_itself(room):
    noor = people.keyring_of(room.noor)
    vault.withdraw(actor=room.osei, holder=room.ivo, **room.named)
    roster.release(actor=room.osei, desk=room.desk, member=noor, reason="test")
    room.seal.refresh_from_db()
    assert room.seal.version > 1
    for act in (
        lambda: Grant.objects.filter(holder=room.ivo).update(withdrawn_on=None),
        lambda: Keyring.objects.filter(retired_on__isnull=False).update(retired_on=None),
        lambda: Seal.objects.filter(pk=room.seal.pk).update(version=1),
        lambda: Keyring.objects.filter(pk=noor.pk).update(retired_on=TODAY),
        lambda: Share.objects.create(desk=noor, member=noor, box=b"x"),
        lambda: Grant.objects.bulk_create(
            [
                rings.new_grant(
                    rings.unwrap(room.osei, room.compartment), room.ivo, room.osei, "x", TODAY
                )
                for _twice in range(2)
            ]
        ),
        lambda: Errand.objects.bulk_create(
            [
                Errand(work=Work.REKEY, compartment=room.compartment, because="x", asked_on=TODAY)
                for _twice in range(2)
            ]
        ),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moved=st.data())
def test_a_ciphertext_moved_anywhere_else_never_opens(db, moved):
    """Boxes of two compartments in two versions each, put into any row as any version and kind."""
    with transaction.atomic():
        room = build()
        second, _seal, _file = fill(room.desk.keyring, "second")
        found = []
        for compartment in (room.compartment, second):
            opened = vault.enter(actor=room.osei, compartment=compartment)
            seals.put_texts(opened, {"note": "more", "answers": "words"}, TODAY)
            found += Seal.objects.filter(compartment=compartment)
            rekeying.rekey(opened, room.osei)
            found += Seal.objects.filter(compartment=compartment)
        source, target = (moved.draw(st.sampled_from(found)) for _pair in range(2))
        version = moved.draw(st.integers(1, 3))
        kind = moved.draw(st.sampled_from(["note", "answers", "file-label"]))
        row = Seal.objects.select_related("compartment").get(pk=target.pk)
        home = bytes(row.box) == bytes(source.box) and (version, kind) == (row.version, row.kind)
        replace_row(row, box=bytes(source.box), version=version, kind=kind)
        opened = rings.unwrap(room.osei, row.compartment)
        if home:
            assert seals.text_of(row, opened)
        else:
            with pytest.raises(boxes.WillNotOpen):
                seals.text_of(row, opened)
        transaction.set_rollback(True)
