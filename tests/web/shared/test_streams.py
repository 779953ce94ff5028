"""A large file leaves as it is read, a little at a time."""

from __future__ import annotations

import asyncio

import pytest

from safeconduct.web.shared.streams import Streamed


def counted(read: list[int], count: int = 50):
    for number in range(count):
        read.append(number)
        yield bytes([number])


def test_no_more_is_read_than_was_taken():
    read: list[int] = []

    async def take(answer: Streamed) -> list[bytes]:
        return [await anext(sending) for sending in [aiter(answer)] for _ in range(3)]

    assert asyncio.run(take(Streamed(counted(read)))) == [b"\0", b"\1", b"\2"]
    assert read == [0, 1, 2]


def test_all_of_it_arrives_either_way():
    async def whole(answer: Streamed) -> bytes:
        return b"".join([part async for part in answer])

    assert asyncio.run(whole(Streamed(counted([])))) == bytes(range(50))
    assert Streamed(counted([])).getvalue() == bytes(range(50))
    assert asyncio.run(whole(Streamed([]))) == b""


def test_what_does_not_open_is_an_error_before_any_answer():
    def broken():
        raise ValueError("does not open")
        yield b""

    with pytest.raises(ValueError, match="does not open"):
        Streamed(broken())
