"""The beginnings of recordings, as far as anything here looks into them."""

from __future__ import annotations

OPUS = b"OggS\x00\x02" + bytes(22) + b"OpusHead\x01\x01" + bytes(60)
MP3 = b"ID3\x04\x00" + bytes(80)
M4A = b"\x00\x00\x00\x18ftypM4A " + bytes(20) + b"hdlr" + bytes(8) + b"soun" + bytes(40)
