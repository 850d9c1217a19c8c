"""SunTech modules: commands, the three kinds of reply, damaged lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import suntech
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.refusal import Refused
from device_drivers.protocols.suntech import Acknowledge, BpData, Command, CuffReply, HostCommand, OtherReply, Reply
from tests.device_drivers.protocols.strategies import fed, pieces, relaxed, u8, u16

RESULTS = st.builds(BpData, u16, u16, u16, u16, u8, u8, u8)
OTHERS = st.builds(OtherReply, st.binary(min_size=3, max_size=58).filter(lambda payload: len(payload) != 21))
REPLIES: st.SearchStrategy[Reply] = RESULTS | st.builds(CuffReply, u16) | st.builds(Acknowledge, u8) | OTHERS
RESULT = BpData(138, 88, 105, 72, 30)
CUTS = st.lists(st.integers(0, 300), max_size=8)


@relaxed
@given(REPLIES)
def test_reply_round_trip(reply: Reply) -> None:
    assert suntech.decode_reply(suntech.encode_reply(reply)) == reply


@pytest.mark.parametrize("command", Command)
def test_command_round_trip(command: Command) -> None:
    decoded = suntech.decode_command(suntech.encode_command(command))
    assert decoded.known is command
    assert decoded.op == command.name.lower()


def test_published_command_bytes() -> None:
    assert suntech.encode_command(Command.START_ADULT).hex() == "3a20a6"
    assert suntech.encode_command(Command.ABORT).hex() == "3a7901004c"


@pytest.mark.parametrize(
    ("wire", "op", "inflation"),
    [("3a17a000" + "0f", "set_initial_inflation", 160), ("3a0c000101b8", "control_pneumatics", None), ("3a5571", None, None)],
)
def test_commands_no_host_of_ours_sends(wire: str, op: str | None, inflation: int | None) -> None:
    command = suntech.decode_command(bytes.fromhex(wire))
    assert (command.known, command.op, command.initial_inflation) == (None, op, inflation)


@relaxed
@given(REPLIES, st.integers(0, 63), st.integers(1, 255))
def test_one_wrong_byte_is_no_reply(reply: Reply, at: int, flip: int) -> None:
    """H2: a damaged reply never becomes a pressure."""
    wire = bytearray(suntech.encode_reply(reply))
    wire[at % len(wire)] ^= flip
    with pytest.raises(Refused):
        suntech.decode_reply(bytes(wire))


@pytest.mark.parametrize(
    ("wire", "reason"),
    [
        ("", "short"),
        ("3e05", "short"),
        ("3e050201", "short"),
        ("3e000201ba", "length"),
        ("3e050201bb", "checksum"),
        ("3a050201be", "unknown"),
    ],
)
def test_refused_replies(wire: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        suntech.decode_reply(bytes.fromhex(wire))
    assert refused.value.reason == reason


@pytest.mark.parametrize(("wire", "reason"), [("3a20", "short"), ("3a20a7", "checksum"), ("3e20a2", "unknown")])
def test_refused_commands(wire: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        suntech.decode_command(bytes.fromhex(wire))
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("code", "name"), [(0, None), (1, "weak_signal"), (4, "time_out"), (85, "pneumatic"), (90, "pneumatic"), (200, "error_200")]
)
def test_error_names(code: int, name: str | None) -> None:
    assert BpData(0, 0, 0, 0, error_code=code).error == name


@pytest.mark.parametrize(("letter", "name"), [("O", "ok"), ("K", "done"), ("B", "busy"), ("A", "aborted"), ("Z", "other")])
def test_acknowledge_names(letter: str, name: str) -> None:
    assert Acknowledge(ord(letter)).name == name


@relaxed
@given(st.lists(REPLIES.map(suntech.encode_reply) | st.binary(max_size=6), max_size=6).map(b"".join), CUTS)
def test_fragmented_replies(data: bytes, cuts: list[int]) -> None:
    assert fed(suntech.reply_stream(), pieces(data, cuts)) == fed(suntech.reply_stream(), [data])


@relaxed
@given(st.lists(st.sampled_from(Command).map(suntech.encode_command) | st.binary(max_size=6), max_size=6).map(b"".join), CUTS)
def test_fragmented_commands(data: bytes, cuts: list[int]) -> None:
    assert fed(suntech.command_stream(), pieces(data, cuts)) == fed(suntech.command_stream(), [data])


def test_replies_behind_noise_and_a_damaged_one() -> None:
    """H11: the result behind a damaged reply is found."""
    damaged = suntech.encode_reply(CuffReply(120))[:-1] + b"\0"
    found = suntech.reply_stream().feed(b"\x00\x3e" + damaged + suntech.encode_reply(RESULT))
    assert found == [Refusal("unknown", b"\x00\x3e" + damaged), RESULT]


def test_merged_commands() -> None:
    wire = suntech.encode_command(Command.START_ADULT) + suntech.encode_command(Command.GET_CUFF_PRESSURE)
    found = suntech.command_stream().feed(wire)
    assert found == [HostCommand(Command.START_ADULT.value), HostCommand(Command.GET_CUFF_PRESSURE.value)]
