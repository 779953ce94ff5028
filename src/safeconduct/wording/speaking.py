"""Has this process speak the words of the installation, within seconds of their publication.

They lie in the database, so that every server says the same. Each process looks there every few
seconds whether something was published, and lays the words before the shipped catalogues. No
server is started again. Where the database does not answer, what was said last is said on.
"""

from __future__ import annotations

import threading
from typing import Any

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.db import DatabaseError
from django.db.models import Max
from django.utils.translation import trans_real

from safeconduct.vocabulary import shelf
from safeconduct.wording import asked
from safeconduct.wording.asked import Forms, Text
from safeconduct.wording.languages import Language
from safeconduct.wording.models import AddedLanguage, Wording

SEEN_WITHIN = 3.0  # seconds after which a process looks again
Stamp = tuple[int, int]


class Own(dict[Any, str]):
    """The words of the installation in one language, as gettext looks them up."""


class Speech:
    """What this process speaks beside what was shipped."""

    def __init__(self) -> None:
        self.stamp: Stamp = (0, 0)
        self.looked = float("-inf")
        self.worded: frozenset[str] = frozenset()
        self.offered: tuple[tuple[str, str], ...] = ()
        self.lock = threading.Lock()

    def keep_current(self, now: float) -> None:
        """Look whether something was published since, if the last look is some seconds old."""
        if now - self.looked <= SEEN_WITHIN or not self.lock.acquire(blocking=False):
            return
        try:
            self.looked = now
            self.refresh()
        except DatabaseError:
            return
        finally:
            self.lock.release()

    def refresh(self) -> None:
        """Say from now on what is published in the database."""
        stamp = _stamp()
        if stamp == self.stamp:
            return
        rows = Wording.objects.filter(published_on__isnull=False)
        worded = frozenset(rows.values_list("language", flat=True).distinct())
        self._offer()
        for code in worded | self.worded:
            _lay_before(code, asked.published(code))
        self.worded, self.stamp = worded, stamp

    def _offer(self) -> None:
        added = AddedLanguage.objects.filter(offered_on__isnull=False).order_by("added_on", "id")
        now = tuple((one.code, one.name) for one in added)
        for one in added:
            listed = Language(one.code, one.name, right_to_left=one.right_to_left)
            LANG_INFO.setdefault(one.code, listed.info)
            if one.right_to_left:
                # Django asks for the direction by the part of the code before the hyphen.
                turned = {one.code, one.code.partition("-")[0]}
                settings.LANGUAGES_BIDI.extend(turned - set(settings.LANGUAGES_BIDI))
        listed_before = [each for each in settings.REPORTER_LANGUAGES if each not in self.offered]
        settings.REPORTER_LANGUAGES[:] = [*listed_before, *now]
        self.offered = now


speech = Speech()


def shipped(code: str, text: Text) -> Forms:
    """Return what a text is said as without words of the installation; nothing where unsaid."""
    if code == asked.SOURCE:
        return text.said
    by_the_form = "" if text.counted else asked.by_the_form(code).get(text.id, "")
    if by_the_form:
        return (by_the_form,)
    catalogues = [c for c in _catalog(code)._catalogs if not isinstance(c, Own)]
    count = asked.forms_of(code)[0] if text.counted else 1
    keys = [(text.id, form) for form in range(count)] if text.counted else [text.id]
    for said in catalogues:
        forms = tuple(said.get(key, "") for key in keys)
        if all(forms):
            return forms
    return ()


def _stamp() -> Stamp:
    last = Wording.objects.aggregate(last=Max("place"))["last"] or 0
    return last, AddedLanguage.objects.filter(offered_on__isnull=False).count()


def _lay_before(code: str, words: dict[str, Forms]) -> None:
    known, own = asked.of_reporters(code), Own()
    for key, forms in words.items():
        text = known.get(key)
        if text is not None and text.counted:
            own.update({(text.id, form): said for form, said in enumerate(forms)})
        elif text is not None:
            own[text.id] = forms[0]
    shelf.reword(code, own)
    catalog = _catalog(code)
    if isinstance(catalog._catalogs[0], Own):
        catalog._catalogs[0] = own
    else:
        catalog._plurals.insert(0, asked.forms_of(code)[1])
        catalog._catalogs.insert(0, own)


def _catalog(code: str) -> Any:
    """Return what Django looks texts up in; it has no public way to lay words before it."""
    spoken: Any = trans_real.translation(code)
    return spoken._catalog
