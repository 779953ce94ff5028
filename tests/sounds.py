"""The beginnings of recordings, as far as anything here looks into them."""

from __future__ import annotations

OPUS = b"OggS\x00\x02" + bytes(22) + b"OpusHead\x01\x01" + bytes(60)
MP3 = b"ID3\x04\x00" + bytes(80)
M4A = b"\x00\x00\x00\x18ftypM4A " + bytes(20) + b"hdlr" + bytes(8) + b"soun" + bytes(40)


def _element(name: bytes, content: bytes) -> bytes:
    return name + (0x10000000 | len(content)).to_bytes(4) + content


def webm(*codecs: str) -> bytes:
    """The beginning of a WebM with a track for each codec, as a browser that records writes it."""
    head = _element(b"\x1aE\xdf\xa3", _element(b"\x42\x82", b"webm"))
    tracks = b"".join(
        _element(
            b"\xae",
            _element(b"\x83", b"\x02" if codec.startswith("A_") else b"\x01")
            + _element(b"\x86", codec.encode()),
        )
        for codec in codecs
    )
    unknown = b"\x18\x53\x80\x67\x01" + b"\xff" * 7
    return head + unknown + _element(b"\x16\x54\xae\x6b", tracks) + b"\x1f\x43\xb6\x75" + bytes(60)
