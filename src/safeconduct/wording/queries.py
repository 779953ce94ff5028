"""What can be asked about the words of the installation, by whoever may word them."""

from __future__ import annotations

import io
from dataclasses import dataclass

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import to_locale

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.wording import asked, speaking
from safeconduct.wording.asked import Forms, Text
from safeconduct.wording.models import AddedLanguage, Wording
from safeconduct.wording.rules import PARTED


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language, how much of it is said, and how much waits for somebody else."""

    code: str
    name: str
    right_to_left: bool
    said: int
    texts: int
    own: int
    waiting: int
    added: AddedLanguage | None = None

    @property
    def percent(self) -> int:
        """How much is said, never rounded up to all of it."""
        return self.said * 100 // self.texts

    @property
    def whole(self) -> bool:
        """Whether nothing is missing, as `safeconduct messages compile` asks of a language."""
        return self.said == self.texts


@dataclass(frozen=True, slots=True)
class Said:
    """One text in one language: as shipped, as this installation says it, and as proposed."""

    text: Text
    shipped: Forms
    own: Forms
    waiting: Wording | None = None

    @property
    def now(self) -> Forms:
        """What a reporter reads."""
        return self.own or self.shipped

    @property
    def written_by(self) -> int | None:
        """Whose words wait."""
        return self.waiting.written_by_id if self.waiting else None

    @property
    def proposed(self) -> Forms:
        """What waits for somebody else to publish it."""
        return tuple(self.waiting.words.split(PARTED)) if self.waiting else ()


def languages(actor: Actor) -> list[Spoken]:
    """Every language of the reporter face, and those that are being added to it."""
    gate.require_anywhere(actor, Permission.WORDING_EDIT)
    known = [(code, name, None) for code, name in _listed()]
    added = [(one.code, one.name, one) for one in AddedLanguage.objects.order_by("added_on", "id")]
    return [_spoken(*each) for each in (*known, *added)]


def language(actor: Actor, code: str) -> Spoken:
    """One language. Raises gate.Denied for one that this installation does not know."""
    gate.require_anywhere(actor, Permission.WORDING_EDIT)
    added = AddedLanguage.objects.filter(code=code).select_related("added_by", "offered_by").first()
    name = added.name if added else dict(_listed()).get(code)
    if name is None:
        raise gate.Denied(Permission.WORDING_EDIT.value)
    return _spoken(code, name, added)


def texts(actor: Actor, code: str, search: str = "") -> list[Said]:
    """Every text in one language; with a search those that have it in English or in the words."""
    spoken = language(actor, code)
    own, waiting = asked.published(code), _waiting(code)
    found = [
        Said(text, _shipped(spoken, text), own.get(key, ()), waiting.get(key))
        for key, text in asked.of_reporters(code).items()
    ]
    sought = search.strip().casefold()
    return [
        said
        for said in found
        if not sought
        or any(sought in words.casefold() for words in (*said.text.said, *said.now, *said.proposed))
    ]


def text(actor: Actor, code: str, key: str) -> Said:
    """One text in one language. Raises gate.Denied where there is none."""
    spoken, known = language(actor, code), asked.of_reporters(code).get(key)
    if known is None:
        raise gate.Denied(Permission.WORDING_EDIT.value)
    own = asked.published(code).get(key, ())
    return Said(known, _shipped(spoken, known), own, _waiting(code).get(key))


def history(actor: Actor, code: str, key: str) -> QuerySet[Wording]:
    """Every wording of a text that was ever published, the newest first."""
    gate.require_anywhere(actor, Permission.WORDING_EDIT)
    rows = Wording.objects.filter(language=code, key=key, published_on__isnull=False)
    return rows.select_related("written_by", "published_by").order_by("-place")


def catalogue(actor: Actor, code: str) -> bytes:
    """The texts of a language as a gettext catalogue, for a translator's own program."""
    made = Catalog(locale=to_locale(code), project="Safe Conduct", charset="utf-8", fuzzy=False)
    for said in texts(actor, code):
        words = said.proposed or said.now
        counted = said.text.counted
        made.add(
            said.text.said if counted else said.text.said[0],
            string=words if counted else "".join(words[:1]),
            context=said.text.context or None,
        )
    stream = io.BytesIO()
    write_po(stream, made, width=100)
    return stream.getvalue()


def _spoken(code: str, name: str, added: AddedLanguage | None) -> Spoken:
    known, own = asked.of_reporters(code), asked.published(code)
    said = sum(key in own or not (added or _is_unsaid(code, text)) for key, text in known.items())
    turned = added.right_to_left if added else code in settings.LANGUAGES_BIDI
    waits = Wording.objects.filter(language=code, published_on__isnull=True).count()
    mine = sum(key in known for key in own)
    return Spoken(code, name, turned, said, len(known), mine, waits, added)


def _is_unsaid(code: str, text: Text) -> bool:
    return not speaking.shipped(code, text)


def _shipped(spoken: Spoken, text: Text) -> Forms:
    return () if spoken.added else speaking.shipped(spoken.code, text)


def _waiting(code: str) -> dict[str, Wording]:
    rows = Wording.objects.filter(language=code, published_on__isnull=True)
    return {row.key: row for row in rows.select_related("written_by")}


def _listed() -> list[tuple[str, str]]:
    added = set(AddedLanguage.objects.values_list("code", flat=True))
    return [(code, name) for code, name in settings.REPORTER_LANGUAGES if code not in added]
