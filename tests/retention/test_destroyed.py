"""After a destruction: no byte opens with any key there is, old copies included; numbers stay."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings

from safeconduct.access import actors
from safeconduct.access.gate import Denied
from safeconduct.access.terms import Permission
from safeconduct.audit import queries as audit
from safeconduct.audit.models import Entry
from safeconduct.base.moves import IllegalMove
from safeconduct.cases import actions as cases
from safeconduct.cases import register
from safeconduct.cases.models import Matter
from safeconduct.cases.terms import Part
from safeconduct.intake import actions as intake
from safeconduct.intake import queries as mailboxes
from safeconduct.intake.models import Report
from safeconduct.retention import actions, certificates, duties, queries
from safeconduct.retention.terms import Kind
from safeconduct.roster import actions as roster
from safeconduct.roster.actions.founding import Entrant, Service
from safeconduct.transparency import actions as transparency
from safeconduct.transparency.models import PublishedCell
from safeconduct.vault import actions as vault
from safeconduct.vault import boxes, leftovers, receipts, rings, seals
from safeconduct.vault.models import Compartment, Grant, Seal, SealedFile, ShredKey
from safeconduct.vault.seals import grant_place
from tests import people
from tests.people import TODAY
from tests.retention.conftest import LATER, WORDS, build


def destroy(old, scope):
    (made,) = actions.propose(actor=old.hana, scopes=[scope], today=LATER)
    actions.approve(actor=old.cora, disposition=made, today=LATER)
    return actions.carry_out(actor=old.hana, disposition=made, today=LATER)


def everybody(old):
    """Every unlocked key of the house: officers, their desks, and the reporter's mailbox."""
    cast = old.cast
    found = [getattr(cast, name) for name in cast.__dataclass_fields__]
    people_of = [actor for actor in found if getattr(actor, "secret", None)]
    typed = receipts.keys(old.receipt)
    return [*people_of, mailboxes.mailbox(actors.reporter(), typed).actor]


def copy_of(scope):
    """What a dated backup holds of a file: compartments, grants, texts and stored files."""
    held = list(Compartment.objects.filter(scope=scope))
    grants = list(
        Grant.objects.filter(compartment__in=held).select_related("holder", "compartment")
    )
    texts = list(Seal.objects.filter(compartment__in=held).select_related("compartment"))
    files = {}
    for file in SealedFile.objects.filter(compartment__in=held).select_related("compartment"):
        with seals.store().open(file.stored_as, "rb") as stored:
            files[file] = stored.read()
    return grants, texts, files


def halves_open(old, grants):
    """Every half of a key that anybody can take out of a copy of the grants."""
    found: dict[str, set[bytes]] = {}
    for grant in grants:
        for actor in everybody(old):
            secret = actor.secret
            try:
                desk = rings.desk_secret(actor, grant.holder)
            except Denied:
                desk = None
            for key in filter(None, (secret, desk)):
                place = grant_place(grant.compartment, grant.holder, grant.reference)
                public = bytes(grant.holder.public)
                try:
                    half = boxes.receive(public, key.private, bytes(grant.box), place)
                except boxes.WillNotOpen:
                    continue
                found.setdefault(grant.compartment.reference, set()).add(half)
    return found


def opened(old, copy):
    """How many texts and files of a copy open with any half there is and any half kept apart."""
    grants, texts, files = copy
    kept = [bytes(half) for half in ShredKey.objects.values_list("half", flat=True)] + [b""]
    halves = halves_open(old, grants)
    count = 0
    for thing in (*texts, *files):
        for granted in halves.get(thing.compartment.reference, ()):
            count += any(_opens(thing, granted, half, files) for half in kept)
    return count


def _opens(thing, granted, half, files):
    opening = seals.Opened(thing.compartment, granted, half)
    try:
        if isinstance(thing, Seal):
            return bool(seals.text_of(thing, opening))
        key = boxes.derive(opening.key, f"file {thing.reference}")
        place = boxes.bind("file", thing.compartment.reference, thing.reference)
        return bool(b"".join(boxes.unlock_stream(key, [files[thing]], place)))
    except boxes.WillNotOpen:
        return False


def test_an_old_copy_of_the_database_and_the_keys_kept_today_open_nothing(old):
    copy = copy_of(old.matter.reference)
    assert opened(old, copy) >= len(copy[1])  # before, every text opens for somebody
    destroy(old, old.matter.reference)
    leftovers.remove()
    assert ShredKey.objects.exists()  # the keys of every other file are still here
    assert opened(old, copy) == 0


def test_no_sealed_byte_key_or_grant_of_the_file_is_left(old):
    scope = old.matter.reference
    stored = list(SealedFile.objects.filter(compartment__scope=scope))
    others = Seal.objects.exclude(compartment__scope=scope).exclude(box=b"").count()
    destroy(old, scope)
    leftovers.remove()
    gone = Compartment.objects.filter(scope=scope)
    assert gone.count() >= 5
    assert not gone.filter(shredded_on__isnull=True).exists()
    assert not Grant.objects.filter(compartment__in=gone).exists()
    assert not ShredKey.objects.filter(compartment__in=gone).exists()
    assert set(Seal.objects.filter(compartment__in=gone).values_list("box", flat=True)) == {b""}
    assert stored
    assert not any(seals.store().exists(file.stored_as) for file in stored)
    kept = Seal.objects.exclude(compartment__scope=scope).exclude(box=b"").count()
    assert kept == others


def test_nobody_opens_what_was_destroyed_and_nothing_breaks(old):
    scope = old.matter.reference
    references = list(
        Seal.objects.filter(compartment__scope=scope).values_list("reference", flat=True)
    )
    destroy(old, scope)
    for actor in everybody(old):
        for reference in references:
            with pytest.raises(Denied):
                vault.open_seals(actor=actor, references=[reference], reason="handling")
    assert list(audit.verify()) == []


def test_figures_and_releases_count_as_before(old):
    before = list(register.rows(old.hana, LATER))
    first = transparency.compile_release(actor=old.hana, as_of=LATER, today=LATER, seed=1)
    destroy(old, old.matter.reference)
    destroy(old, old.aside.reference)
    assert list(register.rows(old.hana, LATER)) == before
    again = transparency.compile_release(actor=old.hana, as_of=LATER, today=LATER, seed=1)
    assert again.hash == first.hash
    assert PublishedCell.objects.exists()


def test_a_file_that_was_not_removed_before_the_power_was_cut_is_removed_by_the_duty(
    old, monkeypatch
):
    monkeypatch.setattr(leftovers, "remove", lambda: 0)
    scope = old.matter.reference
    (stored,) = SealedFile.objects.filter(compartment__scope=scope)
    destroy(old, scope)
    monkeypatch.undo()
    assert seals.store().exists(stored.stored_as)
    assert duties.finish_destruction() == 1
    assert not seals.store().exists(stored.stored_as)
    assert duties.finish_destruction() == 0


@pytest.mark.django_db(transaction=True)
def test_files_go_once_the_destruction_is_stored_and_not_before(transactional_db):
    old = build()
    scope = old.matter.reference
    (stored,) = SealedFile.objects.filter(compartment__scope=scope)
    (made,) = actions.propose(actor=old.hana, scopes=[scope], today=LATER)
    actions.approve(actor=old.cora, disposition=made, today=LATER)
    with transaction.atomic():
        actions.carry_out(actor=old.hana, disposition=made, today=LATER)
        transaction.set_rollback(True)
    assert seals.store().exists(stored.stored_as)
    assert Compartment.objects.filter(scope=scope, shredded_on__isnull=True).exists()
    actions.carry_out(actor=old.hana, disposition=made, today=LATER)
    assert not seals.store().exists(stored.stored_as)


def test_the_database_gives_a_shredded_compartment_no_key_no_grant_and_no_text(old):
    scope = old.matter.reference
    (grant, *_more), (text, *_texts), _files = copy_of(scope)
    destroy(old, scope)
    gone = Compartment.objects.filter(scope=scope)
    refused = (
        lambda: ShredKey.objects.create(compartment=gone[0], half=b"0" * 32),
        lambda: grant.save(force_insert=True),
        lambda: Seal.objects.filter(pk=text.pk).update(box=b"words"),
        lambda: gone.update(shredded_on=None),
    )
    for attempt in refused:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_the_database_calls_nothing_shredded_whose_key_is_still_there(old):
    with pytest.raises(IntegrityError), transaction.atomic():
        Compartment.objects.filter(scope=old.matter.reference).update(shredded_on=TODAY)


@pytest.mark.parametrize("name", ["officer", "investigator", "state", "auditor", "stranger"])
def test_a_stranger_shreds_nothing(old, name):
    before = ShredKey.objects.count()
    with pytest.raises(Denied):
        vault.shred(actor=getattr(old.cast, name), scope=old.matter.reference, reason="whim")
    assert ShredKey.objects.count() == before


def test_shredding_twice_finds_nothing_left_and_is_recorded_each_time(old):
    scope = old.matter.reference
    assert vault.shred(actor=old.hana, scope=scope, reason="matter-not-substantiated") >= 5
    assert vault.shred(actor=old.hana, scope=scope, reason="matter-not-substantiated") == 0
    assert Entry.objects.filter(event="file.shred", subject=scope).count() == 2


def test_a_set_aside_report_that_was_destroyed_moves_no_more(old):
    destroy(old, old.aside.reference)
    with pytest.raises(IllegalMove):
        intake.reconsider(actor=old.cast.officer, report=old.aside)


def test_a_destroyed_matter_takes_new_words_and_new_people_without_the_old_ones(old):
    destroy(old, old.matter.reference)
    matter = Matter.objects.get(pk=old.matter.pk)
    ivo = people.account_of(old.cast.investigator)
    cases.assign(actor=old.hana, matter=matter, account=ivo, part=Part.INVESTIGATOR, today=LATER)
    cases.note(actor=old.hana, matter=matter, text="The archives asked.", today=LATER)
    live = Compartment.objects.filter(scope=matter.reference, shredded_on__isnull=True)
    assert live.count() == 1


def test_the_certificate_names_nobody_and_its_fingerprint_proves_it(old):
    stone = destroy(old, old.matter.reference)
    told = str(certificates.said_of(stone)).lower()
    for name in ("amina", "canary", "hana", "cora", WORDS):
        assert name not in told
    assert certificates.sheet(stone).startswith(b"%PDF")
    stone.seals += 1
    with pytest.raises(certificates.Altered):
        certificates.sheet(stone)


def test_a_reporters_receipt_still_opens_a_mailbox_that_says_what_became_of_it(old):
    destroy(old, old.aside.reference)
    box = mailboxes.mailbox(actors.reporter(), receipts.keys(old.aside_receipt))
    stone = queries.remains(box.report, box.actor, Permission.MAILBOX_USE)
    assert stone.scope == old.aside.reference
    with pytest.raises(Denied):
        queries.remains(Report.objects.get(pk=old.report.pk), box.actor, Permission.MAILBOX_USE)


@override_settings(RETENTION={"roster-identity": 12})
def test_the_name_of_somebody_long_gone_is_destroyed_and_their_service_stays(old):
    for until in (date(2026, 1, 1), None):
        deployment = roster.deploy(
            actor=people.SETUP,
            entrant=Entrant(category="mc", state="RO", identity=WORDS),
            service=Service(mission=old.cast.minara, since=date(2025, 1, 1), until=until),
            today=TODAY,
        )
        if until:
            gone = deployment.person
    due = [row for row in queries.due(old.hana, LATER) if row.kind == Kind.PERSON]
    assert [row.scope for row in due] == [gone.reference]
    stone = destroy(old, gone.reference)
    assert (stone.kind, stone.seals) == (Kind.PERSON, 1)
    assert gone.deployments.count() == 1
