"""The boxes: whatever goes in comes out, and nothing else opens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.vault import boxes

KEY = boxes.new_key()
small = st.binary(max_size=3000)


@given(content=small, place=st.binary(max_size=100))
def test_what_is_locked_opens_in_its_place(content, place):
    assert boxes.unlock(KEY, boxes.lock(KEY, content, place), place) == content


@given(content=small, place=st.binary(max_size=40), other=st.binary(max_size=40))
def test_a_box_moved_to_another_place_does_not_open(content, place, other):
    box = boxes.lock(KEY, content, place)
    if place != other:
        with pytest.raises(boxes.WillNotOpen):
            boxes.unlock(KEY, box, other)


@given(content=small, data=st.data())
def test_a_box_with_any_bit_changed_does_not_open(content, data):
    box = bytearray(boxes.lock(KEY, content, b"place"))
    at = data.draw(st.integers(0, len(box) - 1))
    box[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(boxes.WillNotOpen):
        boxes.unlock(KEY, bytes(box), b"place")


@given(content=small, place=st.binary(max_size=100))
def test_what_is_sent_is_received_by_its_owner_alone(content, place):
    public, private = boxes.new_pair()
    other_public, other_private = boxes.new_pair()
    box = boxes.send(public, content, place)
    assert boxes.receive(public, private, box, place) == content
    with pytest.raises(boxes.WillNotOpen):
        boxes.receive(other_public, other_private, box, place)
    with pytest.raises(boxes.WillNotOpen):
        boxes.receive(public, private, box, place + b"x")


@given(content=st.binary(max_size=2000))
def test_padding_hides_the_length_and_comes_off(content):
    padded = boxes.pad(content)
    assert len(padded) % boxes.PAD_TEXT == 0
    assert boxes.unpad(padded) == content


SIZES = (0, 1, boxes.CHUNK - 2, boxes.CHUNK - 1, boxes.CHUNK, 3 * boxes.CHUNK + 5)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("piece", [999, boxes.CHUNK, 10**6])
def test_a_file_of_any_size_comes_back_whole(size, piece):
    content = bytes(i % 251 for i in range(size))
    pieces = [content[i : i + piece] for i in range(0, size, piece)]
    sealed = b"".join(boxes.lock_stream(KEY, pieces, b"file"))
    assert b"".join(boxes.unlock_stream(KEY, [sealed], b"file")) == content


@pytest.mark.parametrize("size", [10, 2 * boxes.CHUNK])
def test_a_file_cut_short_lengthened_or_moved_does_not_open(size):
    sealed = b"".join(boxes.lock_stream(KEY, [bytes(size)], b"file"))
    step = boxes.CHUNK + 17
    spoiled = [
        sealed[:-1],
        sealed[: 24 + step] if size > boxes.CHUNK else sealed[:24],
        sealed + b"x",
    ]
    for box in spoiled:
        with pytest.raises(boxes.WillNotOpen):
            list(boxes.unlock_stream(KEY, [box], b"file"))
    with pytest.raises(boxes.WillNotOpen):
        list(boxes.unlock_stream(KEY, [sealed], b"other"))
