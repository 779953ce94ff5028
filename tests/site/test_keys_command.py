"""The ceremony and what custodians do afterwards, as they type it."""

from __future__ import annotations

import json
import stat

import pytest
import typst
from click.testing import CliRunner
from django.utils import translation

from safeconduct.access.models import Account
from safeconduct.audit.models import Entry
from safeconduct.site import custody, sheets
from safeconduct.site.commands.keys import command
from safeconduct.vault import actions as vault
from safeconduct.vault import rings
from safeconduct.vault.models import Keyring, Share, Wrap
from tests import people

pytestmark = pytest.mark.django_db
NEW = "a new and different passphrase"


def keys(*words, typed=""):
    return CliRunner().invoke(command, [str(word) for word in words], input=typed)


def ceremony(folder, threshold=2, count=3, *more):
    return keys("ceremony", "--threshold", threshold, "--shares", count, "--out", folder, *more)


@pytest.fixture
def words(monkeypatch):
    """The words of every sheet that is made, as its custodian reads them."""
    seen = []

    def sheet(content, *_arguments, **_named):
        seen.append(content)
        return b"%PDF-"

    monkeypatch.setattr(custody.sheet, "sheet", sheet)
    return seen


@pytest.fixture
def held(tmp_path, words):
    """The files of three shares, two of which are needed, and the cast of a founded house."""
    ended = ceremony(tmp_path / "sheets")
    assert ended.exit_code == 0, ended.output
    people.house()
    files = [tmp_path / f"{number}.txt" for number in range(3)]
    for file, share in zip(files, words, strict=True):
        file.write_text(share)
    return files


def given(*files):
    return [part for file in files for part in ("--share-file", file)]


def changed():
    return [
        list(Wrap.objects.order_by("pk").values_list("pk", "box")),
        list(Share.objects.order_by("pk").values_list("pk", "box")),
        list(Account.objects.order_by("pk").values_list("pk", "password")),
        list(Keyring.objects.order_by("pk").values_list("pk", "public")),
        Entry.objects.count(),
    ]


def test_a_ceremony_leaves_one_private_sheet_a_custodian_and_says_no_secret(tmp_path):
    folder = tmp_path / "sheets"
    ended = ceremony(folder, 3, 5)
    assert ended.exit_code == 0, ended.output
    made = sorted(folder.iterdir())
    assert [path.name for path in made] == [f"share-{n}.pdf" for n in range(1, 6)]
    assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert all(path.read_bytes().startswith(b"%PDF-") for path in made)
    assert len(ended.output.split()) < 60  # five shares are 165 words
    assert "delete the folder" in ended.output
    assert Entry.objects.get(event="key.ceremony").detail.count("5") >= 1


def test_a_sheet_is_set_from_data_and_never_from_markup(tmp_path, words):
    names = ("#panic()", "*a* $x$", '#read("/etc/hostname") \\')
    named = [part for name in names for part in ("--custodian", name)]
    assert ceremony(tmp_path / "sheets", 2, 3, *named).exit_code == 0
    of = custody.sheet.Set(bytes(32), 2, 3, people.TODAY)
    for name in names:
        content = custody.sheet.content(words[0], 1, of, name)
        assert content["facts"][0][1] == name
        assert sheets.compile("share.typ", content).startswith(b"%PDF-")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_sheet_is_whole_with_the_typefaces_typst_carries(language):
    of = custody.sheet.Set(bytes(32), 2, 3, people.TODAY)
    with translation.override(language):
        content = custody.sheet.content(vault_split(bytes(32)), 1, of)
    fonts = typst.Fonts(include_system_fonts=False)
    template = sheets.TEMPLATES.joinpath("share.typ").read_bytes()
    _made, warnings = typst.compile_with_warnings(
        template, format="pdf", font_paths=fonts, sys_inputs={"content": json.dumps(content)}
    )
    assert not warnings
    assert len(content["words"]) == 33


def test_the_ceremony_is_held_once_and_a_failed_one_leaves_nothing(tmp_path, monkeypatch):
    def broken(*_arguments, **_named):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(custody.sheet, "sheet", broken)
        assert ceremony(tmp_path / "first").exit_code != 0
    assert not Keyring.objects.exists()
    assert not list((tmp_path / "first").iterdir())
    assert ceremony(tmp_path / "first").exit_code == 0
    again = ceremony(tmp_path / "second")
    assert (again.exit_code, "exists already" in again.output) == (2, True)


@pytest.mark.parametrize(
    ("sizes", "line"),
    [
        ((4, 3), "--threshold 4"),
        ((1, 3), "1 is not in the range"),
        ((2, 17), "17 is not in the range"),
        ((2, 3, "--custodian", "Cora"), "--custodian: expected 3 names"),
    ],
)
def test_a_ceremony_of_impossible_sizes_gets_a_line(tmp_path, sizes, line):
    ended = ceremony(tmp_path / "sheets", *sizes)
    assert (ended.exit_code, line in ended.output) == (2, True)
    assert not Keyring.objects.exists()


def test_shares_are_written_into_an_empty_folder_only(tmp_path):
    (tmp_path / "something").touch()
    ended = ceremony(tmp_path)
    assert (ended.exit_code, "empty folder" in ended.output) == (2, True)


def test_custodians_prove_their_shares_by_typing_them_unseen(held):
    words = [file.read_text() for file in held]
    typed = f"{words[0]}\n{words[0]}\nnonsense\n{words[2]}\n"
    ended = keys("check", typed=typed)
    assert ended.exit_code == 0, ended.output
    assert "Share 2: this share was given already. Try again." in ended.output
    assert "Share 2: word 1 is not in the list" in ended.output
    assert not set(words[0].split()) & set(ended.output.split())
    assert Entry.objects.filter(event="key.prove").count() == 1


def spoiled(file, change):
    words = file.read_text().split()
    file.write_text(" ".join(change(words)))


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda words: ["xyzzy", *words[1:]], "Share 2: word 1 is not in the list of words."),
        (lambda words: words[:20], "Share 2: expected 33 words, got 20."),
        (lambda words: [words[1], words[0], *words[2:]], "Share 2: the words do not fit"),
        (lambda _words: [], "Share 2: expected 33 words, got 0."),
    ],
)
def test_a_wrong_share_is_named_in_one_line_and_changes_nothing(held, change, line):
    spoiled(held[1], change)
    before = changed()
    for verb in (("check",), ("recover", "osei", "--passphrase", NEW)):
        ended = keys(*verb, *given(*held[:2]))
        assert (ended.exit_code, ended.output.count("\n")) == (2, 1)
        assert line in ended.output
    assert changed() == before


def test_a_share_of_another_set_given_twice_or_too_few_is_named(held, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text(vault_split(b"\x07" * 32))
    before = changed()
    for files, line in (
        ((held[0], other), "Share 2: this share belongs to another set"),
        ((held[0], held[0]), "Share 2: this share was given already"),
        ((held[0],), "1 of 2 shares given: 1 more is needed."),
        ((held[0], tmp_path / "absent"), "Share 2: expected a text file"),
    ):
        ended = keys("recover", "osei", "--passphrase", NEW, *given(*files))
        assert (ended.exit_code, line in ended.output, ended.output.count("\n")) == (2, True, 1)
    assert changed() == before


def vault_split(private):
    return custody.quorum.split(private, 2, 3)[0]


def test_somebody_without_their_passphrase_gets_in_again(held):
    ended = keys("recover", "osei", *given(*held[1:]), typed=f"{NEW}\n{NEW}\n")
    assert ended.exit_code == 0, ended.output
    assert "1 desks" in ended.output
    osei = Account.objects.get(username="osei")
    actor = osei.actor(rings.unlock_account(osei, NEW))
    assert rings.desk_secret(actor, Keyring.objects.get(desk__mission__code="MINARA"))
    assert NEW not in ended.output


def test_a_weak_passphrase_or_an_unknown_name_changes_nothing(held):
    before = changed()
    for name, passphrase, line in (("osei", "short", "--passphrase"), ("nobody", NEW, "nobody")):
        ended = keys("recover", name, "--passphrase", passphrase, *given(*held[:2]))
        assert (ended.exit_code, line in ended.output) == (2, True)
    assert changed() == before


def test_renewed_shares_replace_the_old_ones(held, words, tmp_path):
    sizes = ("--threshold", 3, "--shares", 4, "--out", tmp_path / "new")
    ended = keys("renew", *sizes, *given(*held[:2]))
    assert ended.exit_code == 0, ended.output
    assert keys("check", *given(*held[:2])).exit_code == 2
    for file, share in zip(held, words[3:], strict=False):
        file.write_text(share)
    assert keys("check", *given(*held)).exit_code == 0


def test_without_a_ceremony_there_is_nothing_to_prove():
    ended = keys("check")
    assert (ended.exit_code, "keys ceremony" in ended.output) == (2, True)
    vault.found_recovery(actor=people.SETUP)
    assert "Share 1" in keys("check").output
