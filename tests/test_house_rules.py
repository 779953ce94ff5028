"""Promises about the code itself, kept by a machine."""

from __future__ import annotations

import ast
import re
import tomllib
from importlib import import_module
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from safeconduct import __version__
from safeconduct.base import moves
from safeconduct.site.command_line import COMMANDS
from safeconduct.site.config import PREFIX, Config
from tests import house

HARD_STOP = 400
FIELDS = tomllib.loads((house.ROOT / "tests" / "fields.toml").read_text())
EVERY_SOURCE = pytest.mark.parametrize("path", house.SOURCES, ids=house.name_of)
EVERY_TEMPLATE = pytest.mark.parametrize("path", house.TEMPLATES, ids=house.name_of)
EVERY_STYLE = pytest.mark.parametrize("path", house.STYLES, ids=house.name_of)

# Acts that cannot have the usual shape. Each needs a reason an auditor would accept.
EXCUSED = {
    "vault.open_compartment": "one step of the caller's act, which asks the gate and records",
    "vault.open_beside": "one step of the caller's act, which asks the gate and records",
    "messaging.take_turn": "counts a delivery; what comes of it is recorded",
    "post.queue": "one step of the caller's act; post stands beside access and knows nobody",
    "vault.enter": "asks the gate and changes nothing; what is then sealed is recorded",
    "intake.hear": "keeps the day a tablet was heard, as any request would show",
    "vault.wrap_with_passkey": "one's own key alone, which has to be unlocked",
    "vault.change_passphrase": "one's own key alone, which has to be unlocked",
    "vault.forget_passkey": "one's own key alone: nobody else's wrap is ever looked at",
    "access.knock": "counts a try of somebody not known yet; the door records those that fail",
    "access.forgive": "forgets what was counted once the try was right",
    "access.spend_code": "one step of signing in or confirming, which is recorded",
    "access.accept_invitation": "whoever holds the link acts, and has no account yet",
    "access.set_passphrase": "one's own passphrase alone",
    "access.end_session": "one's own sessions alone: nobody else's row is ever looked at",
    "access.bind_sign_on": "one's own sign-on alone, while coming in by it",
}


@EVERY_SOURCE
def test_no_file_grows_past_the_hard_stop(path):
    assert len(path.read_text().splitlines()) <= HARD_STOP


@EVERY_SOURCE
def test_imports_stand_at_the_top_and_name_the_whole_way(path):
    tree = ast.parse(path.read_text())
    relative = [n.lineno for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.level]
    hidden = [
        inner.lineno
        for outer in ast.walk(tree)
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(outer)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert (relative, hidden) == ([], [])


@EVERY_SOURCE
def test_nothing_is_printed(path):
    calls = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call)]
    assert [c.lineno for c in calls if isinstance(c.func, ast.Name) and c.func.id == "print"] == []


@EVERY_SOURCE
def test_no_name_says_nothing(path):
    empty_words = {"manager", "managers", "helpers", "helper", "utils", "handlers", "signals"}
    empty_words |= {"process", "processes", "handle", "data", "info"}
    assert not empty_words & {path.stem, path.parent.name}
    assert "import receiver" not in path.read_text()


@pytest.mark.parametrize("path", house.ACTIONS, ids=house.name_of)
def test_every_act_names_its_actor_asks_the_gate_and_is_recorded(path):
    package = path.relative_to(house.PACKAGE).parts[0]
    for function, text in house.public_functions(path):
        if f"{package}.{function.name}" in EXCUSED:
            continue
        assert not function.args.args, f"{function.name}: keyword-only"
        assert "actor" in {a.arg for a in function.args.kwonlyargs}, function.name
        assert "transaction.atomic" in text, f"{function.name}: atomic"
        assert re.search(r"gate\.(require|reaches)", text), f"{function.name}: asks the gate"
        assert "log.record(" in text, f"{function.name}: recorded"


def test_an_excuse_outlives_no_act():
    acts = {
        f"{path.relative_to(house.PACKAGE).parts[0]}.{function.name}"
        for path in house.ACTIONS
        for function, _text in house.public_functions(path)
    }
    assert set(EXCUSED) <= acts


def test_every_column_is_classified_so_that_nothing_readable_slips_into_the_database():
    stored = house.stored_fields()
    forgotten = [
        f"{model}.{field}"
        for model, fields in stored.items()
        for field in fields
        if field not in FIELDS.get(model, {})
    ]
    stale = [
        f"{model}.{field}"
        for model, fields in FIELDS.items()
        for field in fields
        if field not in stored.get(model, [])
    ]
    assert (forgotten, stale) == ([], [])


def test_every_classification_is_a_known_kind_with_a_reason():
    kinds = r"(open|link|ciphertext|key|hash): \w.+"
    said = {f"{m}.{f}": words for m, fields in FIELDS.items() for f, words in fields.items()}
    assert [name for name, words in said.items() if not re.fullmatch(kinds, words)] == []


OPEN_TO_ALL = {"intake.Recording": {"content"}}  # the form read aloud: every reporter hears it


def test_a_column_for_bytes_or_for_any_length_of_text_is_never_open():
    roomy = models.BinaryField | models.TextField | models.JSONField
    for label, fields in FIELDS.items():
        for field, words in fields.items():
            column = apps.get_model(label)._meta.get_field(field)
            if field in OPEN_TO_ALL.get(label, ()):
                continue
            assert not (isinstance(column, roomy) and words.startswith("open")), column


def test_every_setting_is_documented():
    written = (house.ROOT / "docs" / "configuration.md").read_text()
    lacking = [n for n in Config.model_fields if f"`{PREFIX}{n.upper()}`" not in written]
    assert lacking == []


def test_every_setting_says_what_it_is_for():
    assert [n for n, f in Config.model_fields.items() if not f.description] == []


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_in_the_table_loads_and_explains_itself(name):
    command = import_module(f"safeconduct.site.commands.{COMMANDS[name]}").command
    assert command.name == name
    assert command.help


@pytest.mark.django_db
def test_no_migration_is_missing():
    said = StringIO()
    call_command("makemigrations", check_changes=True, dry_run=True, stdout=said, verbosity=1)
    assert "No changes detected" in said.getvalue()


def test_the_version_is_the_same_everywhere():
    project = tomllib.loads((house.ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == __version__
    assert f"## {__version__}" in (house.ROOT / "CHANGELOG.md").read_text()


def test_no_text_of_ours_holds_an_em_dash_in_any_spelling():
    spellings = ("\N{EM DASH}", "&mda" + "sh;", "&#82" + "12;", "&#x20" + "14;", "\\u20" + "14")
    texts = {house.name_of(path): path.read_text() for path in house.tracked_texts()}
    assert [name for name, text in texts.items() if any(s in text for s in spellings)] == []


def test_nothing_names_a_package_index_or_a_path_of_somebodys_machine():
    parts = (("pypi", ".org"), ("python", "hosted"), ("registry.", "npmjs"), ("deb.", "debian.org"))
    paths = (("/wo", "rk/"), ("/ro", "ot/"), ("/home", "/"), ("/Use", "rs/"))
    choices = (("--index", "-url"), ("--extra-index", "-url"), ("--find", "-links"))
    words = ["".join(pair) for pair in (*parts, *paths, *choices)]
    texts = {house.name_of(path): path.read_text() for path in house.tracked_texts()}
    assert [(name, word) for name, text in texts.items() for word in words if word in text] == []


@pytest.mark.parametrize("name", ["base.txt", "dev.txt"])
def test_every_requirement_is_pinned_to_one_version_with_its_hashes(name):
    text = (house.ROOT / "requirements" / name).read_text().replace("\\\n", " ")
    wanted = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    pinned = r"[\w.-]+(\[[\w,-]+\])?==\S+( ;[^#]*?)?(\s+--hash=sha256:[0-9a-f]{64})+\s*"
    assert wanted
    assert [line for line in wanted if not re.fullmatch(pinned, line)] == []


def test_the_base_lets_no_new_guest_in():
    guests = {"__init__", "clock", "moves", "prints", "references", "reports", "sheets", "words"}
    assert {path.stem for path in house.SOURCES if path.parent.name == "base"} == guests


@pytest.mark.parametrize("package", ["cases", "intake", "memberstates", "retention"])
def test_the_handbook_draws_every_process_as_its_table_has_it(package):
    drawn = moves.as_mermaid(import_module(f"safeconduct.{package}.rules").MOVES)
    assert drawn in (house.ROOT / "docs" / "diagrams" / "moves.md").read_text(), drawn


@EVERY_TEMPLATE
def test_a_template_carries_no_inline_style_or_script(path):
    text = path.read_text()
    assert re.findall(r"\sstyle\s*=", text) == []
    assert re.findall(r"\son[a-z]+\s*=", text) == []
    assert re.findall(r"<style(?![^>]*nonce)", text) == []
    assert re.findall(r"<script(?![^>]*(?:src|nonce)=)", text) == []
    assert "javascript:" not in text


@EVERY_STYLE
def test_a_style_sheet_serves_both_directions(path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    sided = r"(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)\b[^;{}]*"
    placed = r"(?<![\w-])(?:left|right)\s*:[^;{}]*"
    turned = r"(?:text-align|float|clear)\s*:\s*(?:left|right)"
    assert re.findall(f"{sided}|{placed}|{turned}", text) == []


@EVERY_STYLE
def test_a_style_sheet_asks_no_other_site_for_anything(path):
    assert re.findall(r"url\(\s*['\"]?(?:https?:)?//|@import", path.read_text()) == []
