"""A text is worded by one and published by another; so is a language that is added.

Whoever changes what a frightened person reads can lead them to the wrong door. So nobody does it
alone; only the way back to the shipped text, which leads nobody astray, is open to one.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po
from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import to_locale

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.base.words import noop
from safeconduct.wording import asked, queries, rules
from safeconduct.wording.asked import Forms
from safeconduct.wording.models import AddedLanguage, Wording
from safeconduct.wording.rules import PARTED


class NotWorded(Exception):
    """The words or the language cannot be kept or published; the text says why in one line."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a catalogue: how many texts are proposed, and the words that are refused."""

    proposed: int
    refused: tuple[tuple[str, str], ...]


@transaction.atomic
def word(*, actor: Actor, language: str, key: str, forms: Sequence[str], today: date) -> Wording:
    """Propose other words for a text, in the place of what waits; another publishes them.

    Raises NotWorded for words that cannot stand there.
    """
    gate.require_anywhere(actor, Permission.WORDING_EDIT)
    said = queries.text(actor, language, key)
    fitted = _fitted(said.text, language, forms)
    if fitted == said.now:
        raise NotWorded(noop("It is said so already."))
    written = _propose(actor, language, key, fitted, today)
    log.record("wording.write", actor=actor, subject=written, detail={"language": language})
    return written


@transaction.atomic
def take_in(*, actor: Actor, language: str, content: bytes, today: date) -> Taken:
    """Propose every wording of a gettext catalogue that says something new and can stand.

    Raises NotWorded for a file that is no catalogue.
    """
    gate.require_anywhere(actor, Permission.WORDING_EDIT)
    known = {said.text.key: said for said in queries.texts(actor, language)}
    proposed, refused = 0, []
    for key, forms in _read(content, language).items():
        said = known.get(key)
        if said is None or not all(forms) or forms in {said.now, said.proposed}:
            continue
        try:
            fitted = _fitted(said.text, language, forms)
        except NotWorded as fault:
            refused.append((said.text.said[0], str(fault)))
            continue
        _propose(actor, language, key, fitted, today)
        proposed += 1
    detail: dict[str, str | int] = {"texts": proposed}
    log.record("wording.take-in", actor=actor, subject=language, detail=detail)
    return Taken(proposed, tuple(refused))


@transaction.atomic
def publish(*, actor: Actor, language: str, references: Collection[str], today: date) -> int:
    """Have reporters read exactly these waiting words from now on; return how many there are.

    Raises NotWorded where one of them is the actor's own, was changed, or is gone.
    """
    gate.require_anywhere(actor, Permission.WORDING_EDIT)
    spoken = queries.language(actor, language)
    # First, because this takes the lock of the log: two publishers get their places in turn.
    detail: dict[str, str | int] = {"texts": len(references)}
    log.record("wording.publish", actor=actor, subject=spoken.code, detail=detail)
    rows = Wording.objects.select_for_update().filter(
        language=language, reference__in=references, published_on__isnull=True
    )
    waiting = list(rows.order_by("id"))
    if not references or len(waiting) != len(set(references)):
        raise NotWorded(noop("Something was changed meanwhile. Look at it again."))
    account = _account(actor)
    if any(row.written_by_id == account.pk for row in waiting):
        raise NotWorded(noop("Somebody else has to publish what you wrote."))
    for row in waiting:
        row.published_by, row.published_on, row.place = account, today, _place()
        row.save()
    return len(waiting)


@transaction.atomic
def discard(*, actor: Actor, language: str, reference: str) -> None:
    """Throw away words that wait. Raises NotWorded where there are none."""
    gate.require_anywhere(actor, Permission.WORDING_EDIT)
    rows = Wording.objects.select_for_update().filter(language=language, reference=reference)
    row = rows.filter(published_on__isnull=True).first()
    if row is None:
        raise gate.Denied(Permission.WORDING_EDIT.value)
    log.record("wording.discard", actor=actor, subject=row, detail={"language": language})
    row.delete()


@transaction.atomic
def take_back(*, actor: Actor, language: str, key: str, today: date) -> None:
    """Have a text said as it was shipped again. Raises NotWorded where nothing was shipped."""
    gate.require_anywhere(actor, Permission.WORDING_EDIT)
    said = queries.text(actor, language, key)
    log.record("wording.take-back", actor=actor, subject=language, detail={"text": key})
    if not said.own:
        raise NotWorded(noop("It is said as it was shipped already."))
    if not said.shipped:
        raise NotWorded(noop("Nothing was shipped for it. Propose other words instead."))
    account = _account(actor)
    done = {"published_by": account, "published_on": today, "place": _place()}
    Wording.objects.create(
        language=language, key=key, words="", written_by=account, written_on=today, **done
    )


@transaction.atomic
def add_language(
    *, actor: Actor, code: str, name: str, right_to_left: bool, today: date
) -> AddedLanguage:
    """Add a language, to be filled from now on. Raises NotWorded for one that is there."""
    gate.require_anywhere(actor, Permission.WORDING_EDIT)
    code, name = code.strip().lower(), name.strip()
    if fault := rules.language_objection(code, name):
        raise NotWorded(fault)
    known = {known for known, _name in settings.REPORTER_LANGUAGES}
    if code in known or AddedLanguage.objects.filter(code=code).exists():
        raise NotWorded(noop("This language is listed already."))
    added = AddedLanguage.objects.create(
        code=code,
        name=name,
        right_to_left=right_to_left,
        added_by=_account(actor),
        added_on=today,
    )
    log.record("wording.add-language", actor=actor, subject=added, detail={"language": code})
    return added


@transaction.atomic
def offer_language(*, actor: Actor, code: str, today: date) -> AddedLanguage:
    """Offer an added language to everybody who reports.

    Raises NotWorded while a text is missing, for the one who added it, and when it is offered.
    """
    gate.require_anywhere(actor, Permission.WORDING_EDIT)
    spoken, added = queries.language(actor, code), _added(code)
    account = _account(actor)
    if added.offered_on is not None:
        raise NotWorded(noop("It is offered already."))
    if not spoken.whole:
        raise NotWorded(noop("Texts are missing. It is offered once every one is said."))
    if added.added_by_id == account.pk:
        raise NotWorded(noop("Somebody else has to offer the language you added."))
    added.offered_by, added.offered_on = account, today
    added.save()
    log.record("wording.offer-language", actor=actor, subject=added, detail={"language": code})
    return added


@transaction.atomic
def drop_language(*, actor: Actor, code: str) -> None:
    """Forget a language that was never offered. Raises NotWorded for one that is."""
    gate.require_anywhere(actor, Permission.WORDING_EDIT)
    added = _added(code)
    if added.offered_on is not None:
        raise NotWorded(noop("It is offered already."))
    log.record("wording.drop-language", actor=actor, subject=added, detail={"language": code})
    Wording.objects.filter(language=code, published_on__isnull=True).delete()
    added.delete()


def _fitted(text: asked.Text, language: str, forms: Sequence[str]) -> Forms:
    wanted = len(asked.examples(language, text))
    if len(forms) != wanted:
        raise NotWorded(noop("Write the words for every number of it."))
    places = text.as_shipped(wanted)
    for shipped, words in zip(places, forms, strict=True):
        if fault := rules.objection(shipped, words):
            raise NotWorded(fault)
    return tuple(rules.fitted(*both) for both in zip(places, forms, strict=True))


def _propose(actor: Actor, language: str, key: str, forms: Forms, today: date) -> Wording:
    # A new row has a new reference, so that nobody publishes other words than those they read.
    Wording.objects.filter(language=language, key=key, published_on__isnull=True).delete()
    return Wording.objects.create(
        language=language,
        key=key,
        words=PARTED.join(forms),
        written_by=_account(actor),
        written_on=today,
    )


def _read(content: bytes, language: str) -> dict[str, Forms]:
    try:
        read = read_po(io.BytesIO(content), locale=to_locale(language), abort_invalid=True)
        return {asked.key_of(message): asked.forms(message) for message in _said(read)}
    except (PoFileError, ValueError, LookupError, TypeError, AttributeError) as fault:
        raise NotWorded(noop("This is no gettext catalogue (.po) in UTF-8.")) from fault


def _said(read: Catalog) -> list[Message]:
    return [message for message in read if message.id and message.string and not message.fuzzy]


def _account(actor: Actor) -> Account:
    if actor.account is None:
        raise gate.Denied(Permission.WORDING_EDIT.value)
    return Account.objects.get(pk=actor.account)


def _added(code: str) -> AddedLanguage:
    added = AddedLanguage.objects.select_for_update().filter(code=code).first()
    if added is None:
        raise gate.Denied(Permission.WORDING_EDIT.value)
    return added


def _place() -> int:
    return (Wording.objects.aggregate(last=Max("place"))["last"] or 0) + 1
