"""A catalogue of every text, as a translator hands it in."""

from __future__ import annotations

import io

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from safeconduct.wording import asked


def filled(code: str) -> bytes:
    """Every text of the reporter face with an x behind it, in every form of the language."""
    made = Catalog(locale=code)
    for text in asked.of_reporters(code).values():
        count = made.num_plurals if text.counted else 1
        words = tuple(f"{shipped} x" for shipped in text.as_shipped(count))
        made.add(
            text.said if text.counted else text.said[0],
            string=words if text.counted else words[0],
            context=text.context or None,
        )
    stream = io.BytesIO()
    write_po(stream, made)
    return stream.getvalue()
