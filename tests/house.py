"""What the tests about the code itself read: the source, its functions, its models, its routes."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models
from django.urls import URLPattern, URLResolver

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "safeconduct"
SOURCES = sorted(p for p in PACKAGE.rglob("*.py") if "migrations" not in p.parts)
ACTIONS = [
    p
    for p in SOURCES
    if p.name != "__init__.py" and "actions" in {p.stem, p.parent.name} and "web" not in p.parts
]
TEMPLATES = sorted(PACKAGE.rglob("*.html"))
STYLES = sorted(PACKAGE.rglob("*.css"))
# A test that starts processes of ours gives them a database of their own: once is enough.
ON_SQLITE = pytest.mark.skipif(connection.vendor != "sqlite", reason="once is enough")
ON_POSTGRESQL = pytest.mark.skipif(
    connection.vendor != "postgresql",
    reason="make unit-postgresql runs it",
)
FACES = ("reporter", "desk", "partner", "public", "entrance", "hooks", "field")


def name_of(path: Path) -> str:
    """Return a path as a test calls it."""
    return path.relative_to(ROOT).as_posix()


def tracked_texts() -> list[Path]:
    """Return every text file of ours that is under version control."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file() and b"\0" not in path.read_bytes()]


def public_functions(path: Path) -> Iterator[tuple[ast.FunctionDef, str]]:
    """Yield each public function with its own text and that of the private ones it calls."""
    functions = {
        n.name: n for n in ast.parse(path.read_text()).body if isinstance(n, ast.FunctionDef)
    }
    for name, function in functions.items():
        if name.startswith("_"):
            continue
        reached, waiting = {name}, [name]
        while waiting:
            calls = [n for n in ast.walk(functions[waiting.pop()]) if isinstance(n, ast.Call)]
            named = {c.func.id for c in calls if isinstance(c.func, ast.Name)}
            new = {n for n in named if n.startswith("_") and n in functions} - reached
            reached |= new
            waiting += new
        yield function, "\n".join(ast.unparse(functions[n]) for n in reached)


def routes(face: str) -> dict[str, str]:
    """Return every route of a face by name, and the door it declares."""
    found: dict[str, str] = {}
    waiting = list(import_module(f"safeconduct.web.{face}.urls").urlpatterns)
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, URLResolver):
            waiting += entry.url_patterns
        elif isinstance(entry, URLPattern):
            found[entry.name or str(entry.pattern)] = door_of(entry.callback)
    return found


def door_of(view: object) -> str:
    """Return the door of a view as one word, or a word that no table may hold."""
    door = getattr(view, "door", None)
    if door is None:
        return "NO DOOR"
    if isinstance(door, str):
        return str(door)
    return " | ".join(sorted(str(part) for part in door))


def stored_fields() -> dict[str, list[str]]:
    """Return every column of every model of ours, by model; a row number is no content."""
    return {
        f"{model._meta.app_label}.{model.__name__}": [
            field.name
            for field in model._meta.concrete_fields
            if not isinstance(field, models.AutoField)
        ]
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("safeconduct.")
    }
