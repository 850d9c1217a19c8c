"""Cutting a stream into frames: fragmentation, garbage, stalls, bounded memory."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols.byte_stream import GARBAGE_LIMIT, ByteStream, Refusal
from device_drivers.protocols.refusal import Refused
from tests.device_drivers.protocols.strategies import fed, pieces, relaxed

LONGEST = 20


def _cut(buffer: bytes) -> tuple[bytes, int] | None:
    """A made-up protocol: '#', size of the whole frame, payload, and '!' at the end."""
    if buffer[:1] != b"#":
        raise Refused("unknown")
    if len(buffer) < 2:
        return None
    size = buffer[1]
    if size < 3:
        raise Refused("length")
    if len(buffer) < size:
        return None
    if buffer[size - 1 : size] != b"!":
        raise Refused("checksum")
    return buffer[2 : size - 1], size


def _frame(payload: bytes) -> bytes:
    return b"#" + bytes((len(payload) + 3,)) + payload + b"!"


def _raw(item: bytes | Refusal) -> bytes:
    return item.raw if isinstance(item, Refusal) else _frame(item)


NOISY = st.lists(st.binary(max_size=8).map(_frame) | st.binary(max_size=8) | st.just(b"#\x05#"), max_size=12).map(b"".join)
CUTS = st.lists(st.integers(0, 200), max_size=12)


@relaxed
@given(NOISY, CUTS)
def test_fragmentation_makes_no_difference(data: bytes, cuts: list[int]) -> None:
    assert fed(ByteStream(_cut, LONGEST), pieces(data, cuts)) == fed(ByteStream(_cut, LONGEST), [data])


@relaxed
@given(NOISY)
def test_every_byte_comes_out_exactly_once(data: bytes) -> None:
    assert b"".join(map(_raw, fed(ByteStream(_cut, LONGEST), [data]))) == data


def test_half_and_merged_frames() -> None:
    stream = ByteStream(_cut, LONGEST)
    assert stream.feed(_frame(b"one")[:3]) == []
    assert stream.pending == 3
    assert stream.feed(_frame(b"one")[3:] + _frame(b"two") + b"#") == [b"one", b"two"]
    assert stream.pending == 1


def test_a_damaged_frame_does_not_take_the_next_one_along() -> None:
    """H11: the frame behind a damaged one is not lost."""
    damaged = b"#\x06ab" + _frame(b"x")  # announces six bytes, of which two belong to the next frame
    stream = ByteStream(_cut, LONGEST)
    assert stream.feed(damaged) == [Refusal("checksum", b"#\x06ab"), b"x"]


def test_a_start_that_asks_for_too_much_is_garbage() -> None:
    stream = ByteStream(_cut, LONGEST)
    found = stream.feed(b"#\xff" + bytes(LONGEST) + _frame(b"x"))
    assert found == [Refusal("length", b"#\xff" + bytes(LONGEST)), b"x"]


def test_silence_inside_a_frame() -> None:
    stream = ByteStream(_cut, LONGEST)
    stream.feed(_frame(b"one")[:4])
    assert stream.reset() == [Refusal("short", b"#\x06on")]
    assert stream.pending == 0
    assert stream.feed(_frame(b"two")) == [b"two"]


def test_a_frame_behind_a_false_start_is_found_when_the_line_falls_silent() -> None:
    """H11: noise that looks like the start of a long frame does not cost the result behind it."""
    stream = ByteStream(_cut, LONGEST)
    assert stream.feed(b"#\x10" + _frame(b"one")) == []
    assert stream.reset() == [Refusal("short", b"#\x10"), b"one"]


def test_memory_is_bounded() -> None:
    """T5: a device that sends garbage for hours is reported in pieces and never piles up."""
    stream = ByteStream(_cut, LONGEST)
    reported = 0
    for _ in range(50):
        reported += sum(len(item.raw) for item in stream.feed(b"?" * 1000) if isinstance(item, Refusal))
        assert stream.pending < GARBAGE_LIMIT + LONGEST
    assert reported + stream.pending == 50_000


@relaxed
@given(NOISY, CUTS)
def test_knowing_what_frames_begin_with_changes_no_frame(data: bytes, cuts: list[int]) -> None:
    quick = fed(ByteStream(_cut, LONGEST, b"#"), pieces(data, cuts))
    assert [item for item in quick if isinstance(item, bytes)] == [
        item for item in fed(ByteStream(_cut, LONGEST), [data]) if isinstance(item, bytes)
    ]
    assert b"".join(map(_raw, quick)) == data
    assert all(len(item.raw) <= GARBAGE_LIMIT for item in quick if isinstance(item, Refusal))
