"""The owner of an installation words a text anew and adds a language, without code."""

from __future__ import annotations

import gettext

import pytest
from click.testing import CliRunner
from django.conf import settings as django_settings

from safeconduct.site.commands.messages import command
from safeconduct.wording import catalogues, files, languages
from safeconduct.wording.languages import Fault, Language

ASKED = "Tell us what happened"
OURS = django_settings.PACKAGE / "locale"


@pytest.fixture
def folder(tmp_path, settings):
    settings.WORDING = tmp_path / "wording"
    return settings.WORDING


def said(folder, code: str, text: str) -> str:
    with languages.catalogue(folder, code).with_suffix(".mo").open("rb") as stream:
        return gettext.GNUTranslations(stream).gettext(text)


def fill(folder, code: str, but: int = 0) -> None:
    catalogue = catalogues.read(code, folder)
    for message in list(catalogue)[: len(catalogue) + 1 - but]:
        if message.id:
            plural = not isinstance(message.id, str)
            message.string = ("said",) * catalogue.num_plurals if plural else "said"
    catalogues.write(code, catalogue, folder)


def test_a_text_is_said_in_the_owners_words(folder):
    files.say("en", ASKED, "We are listening")
    assert list(files.compile_all()) == [("en", 1, 0)]
    assert said(folder, "en", ASKED) == "We are listening"


def test_what_the_form_asks_is_worded_anew_too(folder):
    files.say("en", "Yes, somebody is in danger now", "Yes, now")
    assert list(files.compile_all()) == [("en", 1, 0)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("What no page says", "anything"),
        ("The sum of %(nothing)s", "x"),
        ("This is too long. Please write at most %(most)s characters.", "Too long."),
        ("You have %(n)d of them", "%(n)d %(n)d"),
    ],
)
def test_words_that_do_not_fit_are_refused_and_nothing_is_written(folder, text, words):
    with pytest.raises(files.Refused, match=r"^en: "):
        files.say("en", text, words)
    assert not folder.exists()


def test_a_language_is_offered_once_nothing_is_missing(folder):
    files.begin("rn", "Ikirundi")
    assert languages.spoken(OURS, folder) == languages.listed(OURS)
    fill(folder, "rn", but=1)
    ((code, compiled, lacking),) = files.compile_all()
    assert (code, compiled, lacking) == ("rn", 0, 1)
    assert languages.spoken(OURS, folder) == languages.listed(OURS)
    fill(folder, "rn")
    ((_code, compiled, lacking),) = files.compile_all()
    assert compiled > 100
    assert lacking == 0
    assert languages.spoken(OURS, folder)[-1] == Language("rn", "Ikirundi")


def test_a_language_written_from_the_right_says_so(folder):
    files.begin("ps", "پښتو", right_to_left=True)
    (added,) = languages.listed(folder)
    assert added.info["bidi"] is True


@pytest.mark.parametrize(
    ("code", "name"),
    [("ar", "العربية"), ("rn", ' "'), ("rn", ""), ("../x", "X"), ("much-too-long", "X"), ("", "X")],
)
def test_a_language_that_cannot_be_is_refused_in_one_line(folder, code, name):
    ended = CliRunner().invoke(command, ["begin", code, name])
    assert ended.exit_code == 1
    assert len(ended.output.strip().splitlines()) == 1
    assert not folder.exists() or list(folder.iterdir()) == []


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "[[language]]\ncode = 3",
        '[[language]]\ncode = "x"\nname = "X"\nsize = 1',
        "[[other]]",
    ],
)
def test_a_list_that_is_not_one_is_refused_with_its_place(tmp_path, text):
    (tmp_path / "languages.toml").write_text(text)
    with pytest.raises(Fault, match=r"languages\.toml.*expected|is not a column"):
        languages.listed(tmp_path)
