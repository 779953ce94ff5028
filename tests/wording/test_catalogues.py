"""No text a person reads is missing from a language unnoticed."""

from __future__ import annotations

import ast
import gettext
from pathlib import Path

import pytest

import safeconduct
from safeconduct.wording import catalogues, texts

HOUSE = Path(safeconduct.__path__[0])

PAGE = """{% load i18n %}
<h1>{% translate "A heading" %}</h1>
    <c-button label="{% translate 'On a component' %}" />
  {% blocktranslate count n=rows|length %}One row{% plural %}{{ n }} rows{% endblocktranslate %}
{% blocktranslate trimmed %}
   Two lines
   of text
{% endblocktranslate %}
{{ _("In braces") }} don't ( worry"""
MODULE = """from django.utils.translation import gettext_lazy as _, ngettext_lazy
A = _("Lazy")
B = ngettext_lazy("One", "Many", 2)
"""
TEXTS = {"A heading", "On a component", "One row", "Two lines of text", "In braces", "Lazy", "One"}


@pytest.fixture
def package(tmp_path, settings):
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "page.html").write_text(PAGE)
    (folder / "module.py").write_text(MODULE)
    return folder


def test_every_text_of_templates_and_modules_is_found(package):
    found = {m.id if isinstance(m.id, str) else m.id[0] for m in texts.found(package) if m.id}
    assert found == TEXTS


def test_a_language_without_a_catalogue_lacks_everything(package):
    assert set(catalogues.missing("ar", texts.found(package))) == TEXTS


def test_a_text_is_missing_until_every_form_of_it_is_said(package):
    wanted = texts.found(package)
    catalogues.update("ar", wanted)
    path = catalogues.path_of("ar")
    path.write_text(path.read_text().replace('msgstr ""', 'msgstr "said"'))
    lacking = catalogues.missing("ar", wanted)
    assert set(lacking) == {"One row", "One"}


def test_updating_keeps_what_is_said_and_drops_what_is_no_longer_asked(package):
    catalogues.update("ar", texts.found(package))
    path = catalogues.path_of("ar")
    path.write_text(
        path.read_text().replace('msgid "Lazy"\nmsgstr ""', 'msgid "Lazy"\nmsgstr "كسول"')
    )
    (package / "page.html").write_text("")
    catalogues.update("ar", texts.found(package))
    assert "A heading" not in path.read_text()
    assert "كسول" in path.read_text()


def test_a_compiled_catalogue_is_what_the_server_reads(package):
    catalogues.update("ar", texts.found(package))
    path = catalogues.path_of("ar")
    path.write_text(
        path.read_text().replace('msgid "Lazy"\nmsgstr ""', 'msgid "Lazy"\nmsgstr "كسول"')
    )
    assert catalogues.compile_one("ar") >= 1
    with path.with_suffix(".mo").open("rb") as stream:
        assert gettext.GNUTranslations(stream).gettext("Lazy") == "كسول"


def test_no_module_marks_a_text_with_a_name_the_catalogue_does_not_read():
    known = set(texts.KEYWORDS) | {"_"}
    renamed = [
        (path.name, name.asname)
        for path in HOUSE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if name.asname and name.asname not in known
    ]
    assert renamed == []
