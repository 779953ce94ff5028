"""Words are proposed by one and published by another; every process says them without a restart."""

from __future__ import annotations

import io

import pytest
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext, ngettext

from safeconduct.access import gate
from safeconduct.access.terms import Role
from safeconduct.audit.models import Entry
from safeconduct.wording import actions, asked, queries
from safeconduct.wording.actions import NotWorded
from safeconduct.wording.models import AddedLanguage, Wording
from safeconduct.wording.speaking import speech
from tests import people
from tests.people import TODAY
from tests.wording.filling import filled
from tests.wording.voices import key_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("said_as_shipped_again")]
ASKED = "Tell us what happened"
MAY = {Role.HEADQUARTERS_OFFICER, Role.ADMINISTRATOR}


@pytest.fixture
def house():
    return people.house()


@pytest.fixture
def other(house):
    return people.somebody("otto", Role.ADMINISTRATOR)


def worded(actor, words: str = "Racontez", text: str = ASKED, code: str = "fr") -> Wording:
    return actions.word(
        actor=actor, language=code, key=key_of(text, code), forms=[words], today=TODAY
    )


def published(one, other, words: str = "Racontez", code: str = "fr") -> Wording:
    row = worded(one, words, code=code)
    actions.publish(actor=other, language=code, references=[row.reference], today=TODAY)
    return row


def heard(code: str, text: str = ASKED) -> str:
    speech.refresh()
    with translation.override(code):
        return gettext(text)


def test_words_are_said_once_another_published_them(house, other):
    row = worded(house.headquarters)
    before = heard("fr")
    assert before != "Racontez"
    with pytest.raises(NotWorded):
        actions.publish(
            actor=house.headquarters, language="fr", references=[row.reference], today=TODAY
        )
    assert heard("fr") == before
    actions.publish(actor=other, language="fr", references=[row.reference], today=TODAY)
    assert heard("fr") == "Racontez"
    assert heard("es") != "Racontez"
    actions.take_back(actor=house.headquarters, language="fr", key=key_of(ASKED), today=TODAY)
    assert heard("fr") == before


@pytest.mark.parametrize("code", ["en", "ar", "zh-hans"])
def test_every_language_can_be_worded_anew(house, other, code):
    published(house.headquarters, other, "Words of ours", code)
    assert heard(code) == "Words of ours"


def test_the_newest_words_win(house, other):
    published(house.headquarters, other, "Un")
    published(other, house.headquarters, "Deux")
    assert heard("fr") == "Deux"
    rows = queries.history(other, "fr", key_of(ASKED))
    assert [row.words for row in rows] == ["Deux", "Un"]


def test_a_text_with_a_number_has_words_for_every_form(house, other):
    key = key_of("%(n)s new answer", "ar")
    count = asked.forms_of("ar")[0]
    with pytest.raises(NotWorded):
        actions.word(
            actor=other, language="ar", key=key, forms=["%(n)s"] * (count - 1), today=TODAY
        )
    forms = [f"%(n)s جواب {'ا' * (at + 1)}" for at in range(count)]
    row = actions.word(actor=other, language="ar", key=key, forms=forms, today=TODAY)
    refs = [row.reference]
    actions.publish(actor=house.headquarters, language="ar", references=refs, today=TODAY)
    speech.refresh()
    with translation.override("ar"):
        said = {ngettext("%(n)s new answer", "%(n)s new answers", n) for n in range(200)}
    assert said == set(forms)


def test_nobody_publishes_other_words_than_those_they_read(house, other):
    first = worded(house.headquarters, "Un")
    worded(house.headquarters, "Deux")
    with pytest.raises(NotWorded):
        actions.publish(actor=other, language="fr", references=[first.reference], today=TODAY)
    with pytest.raises(NotWorded):
        actions.publish(actor=other, language="fr", references=[], today=TODAY)
    assert heard("fr") != "Deux"


def test_the_database_knows_it_too(house, other):
    row = worded(house.headquarters)
    known = Wording.objects.filter(pk=row.pk)
    author = row.written_by_id
    with pytest.raises(IntegrityError), transaction.atomic():
        known.update(published_by=author, published_on=TODAY, place=1)
    actions.publish(actor=other, language="fr", references=[row.reference], today=TODAY)
    for change in ({"words": "x"}, {"published_on": None, "place": None, "published_by": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            known.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        known.delete()


@pytest.mark.parametrize("words", ["", "<b>x</b>", "%(name)s", "\u202ex", "x" * 500, 'a"b'])
def test_words_that_could_mislead_are_not_kept(house, words):
    with pytest.raises(NotWorded):
        worded(house.headquarters, words)
    assert not Wording.objects.exists()


def test_a_catalogue_is_handed_out_filled_and_taken_in(house, other):
    read = read_po(io.BytesIO(queries.catalogue(other, "fr")), locale="fr")
    read[ASKED].string = "Racontez"
    read["Start"].string = "<b>x</b>"
    stream = io.BytesIO()
    write_po(stream, read)
    taken = actions.take_in(actor=other, language="fr", content=stream.getvalue(), today=TODAY)
    assert (taken.proposed, [text for text, _fault in taken.refused]) == (1, ["Start"])
    again = actions.take_in(actor=other, language="fr", content=stream.getvalue(), today=TODAY)
    assert again.proposed == 0


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe",
        b"no catalogue",
        b'msgid "a',
        b'msgid ""\nmsgstr ""\n"Content-Type: x; charset=zz"',
    ],
)
def test_what_is_no_catalogue_changes_nothing(house, content):
    try:
        taken = actions.take_in(
            actor=house.headquarters, language="fr", content=content, today=TODAY
        )
        assert taken.proposed == 0
    except NotWorded:
        pass
    assert not Wording.objects.exists()


def test_a_language_is_offered_once_it_is_whole_and_another_agreed(house, other):
    one = house.headquarters
    actions.add_language(actor=one, code="RN", name="Ikirundi", right_to_left=False, today=TODAY)
    assert queries.language(one, "rn").percent == 0
    with pytest.raises(NotWorded):
        actions.offer_language(actor=other, code="rn", today=TODAY)
    taken = actions.take_in(actor=one, language="rn", content=filled("rn"), today=TODAY)
    assert taken.refused == ()
    refs = list(Wording.objects.values_list("reference", flat=True))
    actions.publish(actor=other, language="rn", references=refs[1:], today=TODAY)
    assert queries.language(one, "rn").percent == 99
    with pytest.raises(NotWorded):
        actions.offer_language(actor=other, code="rn", today=TODAY)
    actions.publish(actor=other, language="rn", references=refs[:1], today=TODAY)
    with pytest.raises(NotWorded):
        actions.offer_language(actor=one, code="rn", today=TODAY)
    speech.refresh()
    assert "rn" not in dict(settings.REPORTER_LANGUAGES)
    actions.offer_language(actor=other, code="rn", today=TODAY)
    assert heard("rn") == f"{ASKED} x"
    assert dict(settings.REPORTER_LANGUAGES)["rn"] == "Ikirundi"
    with pytest.raises(NotWorded):
        actions.drop_language(actor=one, code="rn")
    with pytest.raises(NotWorded):
        actions.take_back(actor=one, language="rn", key=key_of(ASKED), today=TODAY)


def test_the_database_lets_nobody_offer_their_own_language(house):
    one = house.headquarters
    added = actions.add_language(
        actor=one, code="rn", name="Ikirundi", right_to_left=False, today=TODAY
    )
    rows = AddedLanguage.objects.filter(pk=added.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(offered_by=added.added_by_id, offered_on=TODAY)
    actions.drop_language(actor=one, code="rn")
    assert not rows.exists()


@pytest.mark.parametrize("code", ["fr", "en", "rn", "zh-hans"])
def test_a_language_is_listed_once(house, code):
    one = house.headquarters
    if code == "rn":
        actions.add_language(actor=one, code=code, name="x", right_to_left=False, today=TODAY)
    with pytest.raises(NotWorded):
        actions.add_language(actor=one, code=code, name="x", right_to_left=False, today=TODAY)


def test_what_is_done_stands_in_the_log(house, other):
    published(house.headquarters, other)
    said = list(Entry.objects.filter(event__startswith="wording.").values_list("event", flat=True))
    assert said == ["wording.write", "wording.publish"]


@pytest.mark.parametrize("role", [r for r in Role if r not in MAY])
def test_a_stranger_neither_words_nor_reads_of_it(house, role):
    if role in {Role.REPORTER, Role.EMERGENCY}:
        actor = house.officer
    else:
        mission = "MINARA" if role == Role.CONDUCT_OFFICER else ""
        actor = people.somebody("x", role, mission=mission, state="RO" if "state" in role else "")
    key = key_of(ASKED)
    told = set()
    for act in (
        lambda: worded(actor),
        lambda: queries.languages(actor),
        lambda: queries.texts(actor, "fr"),
        lambda: queries.texts(actor, "xx"),
        lambda: queries.catalogue(actor, "fr"),
        lambda: actions.publish(actor=actor, language="fr", references=["x"], today=TODAY),
        lambda: actions.discard(actor=actor, language="fr", reference="x"),
        lambda: actions.take_back(actor=actor, language="fr", key=key, today=TODAY),
        lambda: actions.take_in(actor=actor, language="fr", content=b"", today=TODAY),
        lambda: actions.offer_language(actor=actor, code="rn", today=TODAY),
        lambda: actions.drop_language(actor=actor, code="rn"),
    ):
        with pytest.raises(gate.Denied) as refused:
            act()
        told.add(str(refused.value))
    assert len(told) == 1
