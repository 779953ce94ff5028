"""Set a sheet to print, and draw the code on it that a telephone reads.

What stands on a sheet reaches typst as data, never as markup; nothing is written to a disk, and no
package or program of another machine takes part.
"""

from __future__ import annotations

import io
from functools import cache
from typing import Any, Literal

import qrcode
import typst
from qrcode.image.svg import SvgPathImage

NOWHERE = "/nonexistent"  # no package is looked for, and so none is fetched
# A script that typst carries no typeface for, and what the names of those that hold it contain.
SCRIPTS = {"ar": "Arabic", "zh": "CJK", "ja": "CJK", "ko": "CJK", "he": "Hebrew", "fa": "Arabic"}
SHARP = 110  # dots to the inch of a picture


def sheet(
    template: bytes,
    content: str,
    *,
    form: Literal["pdf", "png"] = "pdf",
    alike_everywhere: bool = False,
) -> bytes:
    """Return a template filled with its content, a JSON text, as PDF or as PNG of its first page.

    A sheet that has to look alike everywhere uses only the typefaces that typst carries itself.
    """
    carried: Any = typst.Fonts(include_system_fonts=False) if alike_everywhere else []
    made: Any = typst.compile(
        template,
        font_paths=carried,
        format=form,
        ppi=SHARP if form == "png" else None,
        sys_inputs={"content": content},
        package_path=NOWHERE,
        package_cache_path=NOWHERE,
    )
    return bytes(made[0] if isinstance(made, list) else made)


@cache
def can_set(language: str) -> bool:
    """Say whether a typeface on this machine holds the script of a language.

    Without one a sheet would be full of empty boxes.
    """
    script = SCRIPTS.get(language.partition("-")[0])
    return script is None or any(script in family for family in typst.Fonts().families())


def code(words: str) -> str:
    """Return the two-dimensional code of some words, as SVG."""
    drawn = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    drawn.add_data(words)
    kept = io.BytesIO()
    drawn.make_image(image_factory=SvgPathImage).save(kept)
    return kept.getvalue().decode()
