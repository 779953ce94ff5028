"""Sheets to print: a template and what stands on it, set as PDF without any other machine.

What stands on a sheet reaches typst as data, never as markup, and nothing is written to a disk.
Only the typefaces that typst carries itself are used, so a sheet looks the same everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import typst

TEMPLATES = files("safeconduct.site.sheets")
NOWHERE = "/nonexistent"  # no package is looked for, and so none is fetched


def compile(
    template: str, content: Mapping[str, object], *, form: Literal["pdf", "png"] = "pdf"
) -> bytes:
    """Return a sheet: one of the .typ templates beside this module, filled in, as PDF or PNG."""
    fonts = typst.Fonts(include_system_fonts=False)
    made: Any = typst.compile(
        TEMPLATES.joinpath(template).read_bytes(),
        font_paths=fonts,
        format=form,
        ppi=110 if form == "png" else None,
        sys_inputs={"content": json.dumps(content)},
        package_path=NOWHERE,
        package_cache_path=NOWHERE,
    )
    return bytes(made[0] if isinstance(made, list) else made)


def write(path: Path, content: bytes) -> None:
    """Write a sheet that only its owner may read; there must be none of that name."""
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(content)
