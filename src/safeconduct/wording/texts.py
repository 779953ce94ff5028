"""Finds every text a person can read, without GNU gettext, and which of them a reporter meets.

Django's own reader turns a template into Python calls, and Babel's reader collects those calls.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import override, to_locale
from django.utils.translation.template import templatize

from safeconduct.intake import form

LAZY = ("gettext_lazy", "ngettext_lazy", "pgettext_lazy", "npgettext_lazy", "gettext_noop", "noop")
KEYWORDS = DEFAULT_KEYWORDS | {
    name: DEFAULT_KEYWORDS[name.rpartition("_")[0] if name in LAZY[:4] else "gettext"]
    for name in LAZY
}
SOURCE = "en"
KINDS = ("*.py", "*.html", "*.txt")
# Where somebody who reports gets texts from. Templates are followed from here to those they use.
REPORTER = (
    *("web/reporter", "intake", "vault/receipts.py", "messaging/answers.py"),
    "web/shared/templates/404.html",
)
DESK_ONLY = ("intake/actions/triage.py", "intake/terms.py")
USES = re.compile(r"""\{%\s*(?:extends|include)\s+["']([^"']+)["']|<c-([a-z][\w.-]*)""")
TEMPLATES = ("web/reporter/templates", "web/shared/templates")
Text = tuple[int, str | tuple[str, ...], list[str], str | None]


def found(package: Path) -> Catalog:
    """Collect every translatable text of the package's Python files and templates."""
    return _collect(package, (path for kind in KINDS for path in package.rglob(kind)))


def of_reporters(package: Path, language: str) -> Catalog:
    """Collect the texts that somebody who reports can meet, those of the form's lists too.

    The names of months are asked for only where Django does not speak the language itself.
    """
    catalogue = _collect(package, set(_of_reporters(package)))
    shipped = form.every_shipped().values()
    lists = {words for asked in shipped for part in asked.every_text() for words in part}
    months = set() if _django_speaks(language) else _months()
    for text in sorted(lists | months):
        catalogue.add(text, locations=[("the report form", 1)])
    return catalogue


def said_by_the_form(language: str) -> dict[str, str]:
    """Return what the form says in a language itself, beside its English; it needs no catalogue."""
    return {
        words[SOURCE]: words[language]
        for asked in form.every_shipped().values()
        for part in asked.every_wording()
        for words in part
        if words.get(language)
    }


def _collect(package: Path, paths: Iterable[Path]) -> Catalog:
    catalogue = Catalog(project="Safe Conduct", charset="utf-8", fuzzy=False)
    for path in sorted(paths):
        place = path.relative_to(package.parent).as_posix()
        for _line, message, comments, context in _texts(path):
            catalogue.add(message, locations=[(place, 1)], auto_comments=comments, context=context)
    return catalogue


def _texts(path: Path) -> Iterator[Text]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # The brackets make one expression of it, so that its indentation means nothing.
        source = f"(\n{templatize(source, origin=path.name)}\n)"
    stream = io.BytesIO(source.encode())
    return extract("python", stream, KEYWORDS, comment_tags=("Translators",), options=None)


def _of_reporters(package: Path) -> Iterator[Path]:
    waiting = [package / place for place in REPORTER]
    seen = {package / place for place in DESK_ONLY}
    while waiting:
        path = waiting.pop()
        if path.is_dir():
            waiting += [inside for kind in KINDS for inside in path.rglob(kind)]
        elif path not in seen and path.exists():
            seen.add(path)
            yield path
            if path.suffix != ".py":
                waiting += _used_by(package, path)


def _used_by(package: Path, template: Path) -> Iterator[Path]:
    """The templates that one extends, includes or draws as a component."""
    for named, component in USES.findall(template.read_text(encoding="utf-8")):
        place = f"cotton/{component.replace('.', '/').replace('-', '_')}"
        names = [named] if named else [f"{place}.html", f"{place}/index.html"]
        yield from (package / folder / name for folder in TEMPLATES for name in names)


def _django_speaks(language: str) -> bool:
    return (Path(django.__file__).parent / "conf" / "locale" / to_locale(language)).is_dir()


def _months() -> set[str]:
    with override("en"):
        return {str(month) for names in (MONTHS, MONTHS_3) for month in names.values()}
