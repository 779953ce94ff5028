"""Sheets to print: a template and what stands on it, set as PDF without any other machine.

Only the typefaces that typst carries itself are used, so a sheet looks the same everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Literal

from safeconduct.base import prints

TEMPLATES = files("safeconduct.site.sheets")


def compile(
    template: str, content: Mapping[str, object], *, form: Literal["pdf", "png"] = "pdf"
) -> bytes:
    """Return a sheet: one of the .typ templates beside this module, filled in, as PDF or PNG."""
    source = TEMPLATES.joinpath(template).read_bytes()
    return prints.sheet(source, json.dumps(content), form=form, alike_everywhere=True)


def write(path: Path, content: bytes) -> None:
    """Write a sheet that only its owner may read; there must be none of that name."""
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(content)
