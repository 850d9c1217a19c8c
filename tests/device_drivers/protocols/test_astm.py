"""ASTM frames and records: damaged frames are named, cuts make no difference, hostile bytes give a refusal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import astm
from device_drivers.protocols.astm import AstmFrame, Control, Damaged, decode_message, encode_frame, encode_message
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.refusal import Refused
from tests.device_drivers.protocols.strategies import fed, pieces, relaxed

RECORDS = [b"H|\\^&|||X^1", b"P|1", b"R|1|^^^GLU|5.3|mmol/L", b"L|1|N"]
texts = st.binary(max_size=40).map(lambda data: bytes(byte for byte in data if byte not in (2, 3, 4, 5, 0x17)))
frames = st.builds(AstmFrame, st.integers(0, 7), texts, st.booleans())


@relaxed
@given(frames)
def test_a_frame_comes_back(frame: AstmFrame) -> None:
    found = [token for token in astm.stream().feed(encode_frame(frame)) if not isinstance(token, Control)]
    assert found == [frame]


@pytest.mark.parametrize(("how", "count"), [({}, 4), ({"one_frame": True}, 1), ({"all_but_last_etb": True}, 4)])
def test_every_way_to_frame_a_message(how: dict[str, bool], count: int) -> None:
    found = decode_message(b"\x05" + b"".join(encode_message(RECORDS, **how)) + b"\x04")
    assert found.count == count and found.message.header[5] == "X^1" and found.message.complete
    [result] = found.message.of_kind("R")
    assert (found.message.first_part(result[3]), result[4], result[5], result[99]) == ("GLU", "5.3", "mmol/L", "")


def test_a_record_split_over_frames_is_one_record() -> None:
    data = encode_frame(AstmFrame(1, b"H|\\^&|||X\rR|1|^^^GLU|5", False)) + encode_frame(AstmFrame(2, b".3|mmol/L\rL|1\r", True))
    assert decode_message(data).message.of_kind("R")[0][4] == "5.3"


def test_delimiters_are_the_messages_own() -> None:
    data = encode_frame(AstmFrame(1, b"H!~@#!!!X\rR!1!@@@GLU!5#F#3\rL!1\r", True))
    message = decode_message(data).message
    [result] = message.of_kind("R")
    assert message.first_part(result[3]) == "GLU" and message.delimiters.unescaped(result[4]) == "5!3"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "short"),
        (b"\x05\x04", "unknown"),
        (b"plain", "unknown"),
        (encode_message(RECORDS)[0][:-3], "short"),
        (encode_message(RECORDS)[0][:-4] + b"00\r\n", "checksum"),
        (encode_message(RECORDS)[0][:-4] + b"xy\r\n", "checksum"),
        (encode_frame(AstmFrame(1, b"R|1|^^^GLU|5\r", True)), "unknown"),
        (encode_frame(AstmFrame(1, b"", True)), "unknown"),
        (b"\x02\x0303", "unknown"),
        (b"\x02\x021H", "short"),
    ],
)
def test_what_is_no_message(data: bytes, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        decode_message(data)
    assert caught.value.reason == reason


def test_a_damaged_frame_in_the_middle_refuses_the_message() -> None:
    whole = encode_message(RECORDS)
    with pytest.raises(Refused) as caught:
        decode_message(whole[0] + whole[1].replace(b"P", b"Q") + whole[2] + whole[3])
    assert caught.value.reason == "checksum"


@relaxed
@given(st.lists(frames, max_size=4), st.lists(st.integers(0, 200), max_size=6))
def test_cuts_make_no_difference(sent: list[AstmFrame], cuts: list[int]) -> None:
    data = b"\x05" + b"".join(map(encode_frame, sent)) + b"\x04"
    assert fed(astm.stream(), pieces(data, cuts)) == fed(astm.stream(), [data])


def test_after_noise_and_a_lost_end_the_next_frame_is_read() -> None:
    frame = AstmFrame(1, b"H|\\^&\r", True)
    found = fed(astm.stream(), [b"\xff\x00noise\x02" + b"1H|" + encode_frame(frame)])
    assert frame in found and Damaged(b"\x021H|", "short") in found
    assert any(isinstance(token, Refusal) for token in found)


@relaxed
@given(st.binary(max_size=80))
def test_any_bytes_are_told_once_and_in_full(data: bytes) -> None:
    """T4, T5."""
    found = fed(astm.stream(), [data])
    assert sum(len(token.raw) if isinstance(token, Refusal) else astm.size_of(token) for token in found) == len(data)


def test_a_frame_without_end_is_bounded() -> None:
    stream = astm.stream()
    for _ in range(100):
        stream.feed(b"\x021H" + b"x" * 2000)
    stream.feed(b"x" * 200_000)
    assert stream.pending <= astm.LONGEST + 256
