"""Draws a picture or the first pages of a PDF anew. Runs alone, in a process that is shut in.

`python -m safeconduct.intake.previews.drawing picture|pdf`: the file comes on standard input, what
was drawn leaves on standard output, as `frames.py` lays it out. It knows no other part of the
product, has no key, no database and no setting. Only pixels leave: a photograph's place, hour and
camera, a document's author, scripts and links stay behind.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator

import pypdfium2
from PIL import (
    ExifTags,
    Image,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from safeconduct.intake.previews import confining, frames

EDGE = 1600  # pixels of the longer side
MOST_PIXELS = 64_000_000  # to unpack; of a larger JPEG a smaller one can be read at once
LARGEST_SCALE = 4.0
QUALITY = 85
KINDS = {
    JpegImagePlugin.JpegImageFile.format: JpegImagePlugin.JpegImageFile,
    PngImagePlugin.PngImageFile.format: PngImagePlugin.PngImageFile,
    WebPImagePlugin.WebPImageFile.format: WebPImagePlugin.WebPImageFile,
}
NEEDED = (MpoImagePlugin, TiffImagePlugin)  # to read a JPEG; once shut in, nothing can be imported
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class TooLarge(Exception):
    """A picture would fill all memory when unpacked."""


def picture(content: bytes) -> tuple[int, Iterator[bytes]]:
    """Return how many pages a picture has, which is one, and the picture drawn anew."""
    Image.MAX_IMAGE_PIXELS = None  # told below, once it is known how much would be unpacked
    image = Image.open(io.BytesIO(content), formats=[name for name in KINDS if name])
    turn = _turn(image)
    image.draft("RGB", (EDGE, EDGE))
    if image.width * image.height > MOST_PIXELS:
        raise TooLarge
    image.thumbnail((EDGE, EDGE))
    drawn = _on_white(image)
    return 1, iter([_encoded(drawn.transpose(turn) if turn is not None else drawn)])


def pages(content: bytes) -> tuple[int, Iterator[bytes]]:
    """Return how many pages a PDF has, and the first of them drawn."""
    document = pypdfium2.PdfDocument(content)
    total = len(document)
    return total, (_page(document, number) for number in range(min(total, frames.MOST)))


def _page(document: pypdfium2.PdfDocument, number: int) -> bytes:
    page = document[number]
    scale = min(EDGE / max(*page.get_size(), 1.0), LARGEST_SCALE)
    drawn = page.render(scale=scale, may_draw_forms=False).to_pil()
    page.close()
    return _encoded(_on_white(drawn))


def _turn(image: Image.Image) -> Image.Transpose | None:
    try:
        return TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # whatever is wrong with what a camera wrote, it is not kept
        return None


def _on_white(image: Image.Image) -> Image.Image:
    """Paint the pixels on a fresh sheet, which knows nothing of where they came from."""
    sheet = Image.new("RGB", image.size, "white")
    if image.has_transparency_data:
        shown = image.convert("RGBA")
        sheet.paste(shown, mask=shown.getchannel("A"))
    else:
        sheet.paste(image.convert("RGB"))
    return sheet


def _encoded(drawn: Image.Image) -> bytes:
    made = io.BytesIO()
    drawn.save(made, "JPEG", quality=QUALITY)
    return made.getvalue()


def main(kind: str) -> None:
    """Draw what comes in, and end at once: with nothing said if it cannot be drawn."""
    Image.preinit()
    content = sys.stdin.buffer.read(frames.LARGEST_FILE + 1)
    try:
        confining.confine()
        total, drawn = {"picture": picture, "pdf": pages}[kind](content)
        made = frames.laid_out(total, list(drawn))
        while made:
            made = made[os.write(1, made) :]
    except BaseException:  # a broken file, a bomb, a limit: all one
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
