"""Lepu/Viatom frames: live ECG, battery, information, and the commands that must never be built."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import lepu_er
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.lepu_er import Battery, Command, DeviceInfo, LepuFrame, LiveData, RunStatus
from device_drivers.protocols.refusal import Refused
from tests.device_drivers.protocols.strategies import fed, pieces, relaxed, u8, u16

SAMPLES = st.lists(st.none() | st.integers(-0x8000, 0x7FFE), max_size=60).map(tuple)
LIVE = st.builds(LiveData, u16, u8, u8, st.integers(0, 0xFFFFFFFF), u8, SAMPLES)
DIRECTIONS = st.sampled_from([0, 1, 0xE0, 0xFF])
FRAMES = st.builds(LepuFrame, u8, DIRECTIONS, u8, st.binary(max_size=40))
# Deletes, inflates, sets, resets: never sent, whatever device speaks this protocol.
DANGEROUS = {0x04, 0x09, 0x0A, 0x24, 0x25, 0x39, 0xE2, 0xE3, 0xF8}
INFO = DeviceInfo("A", "1.2.3.4", 0x0101, DeviceTime(2026, 3, 9, 8, 30, 0), "2130049999")


@relaxed
@given(FRAMES)
def test_frame_round_trip(frame: LepuFrame) -> None:
    assert lepu_er.decode_frame(lepu_er.encode_frame(frame)) == frame


@relaxed
@given(LIVE, u8)
def test_live_round_trip(live: LiveData, sequence: int) -> None:
    frame = lepu_er.decode_frame(lepu_er.encode_live(live, sequence))
    assert frame.sequence == sequence
    assert lepu_er.decode_live(frame) == live


def test_lead_off_is_a_gap() -> None:
    """H15: a sample without signal is none, never 80 mV nor a flat line."""
    live = LiveData(0, 0, 50, 10, RunStatus.LEAD_OFF, (None, None, 5))
    assert lepu_er.decode_live(lepu_er.decode_frame(lepu_er.encode_live(live))).samples == (None, None, 5)


def test_parts_of_the_flags() -> None:
    live = LiveData(72, 0b10000101, 50, 10, 0x42, ())
    assert (live.battery_state, live.poor_signal, live.run_status) == (2, True, RunStatus.RECORDING)


@relaxed
@given(st.builds(Battery, u8, u8, u16))
def test_battery_round_trip(battery: Battery) -> None:
    assert lepu_er.decode_battery(lepu_er.decode_frame(lepu_er.encode_battery(battery))) == battery


@pytest.mark.parametrize("info", [INFO, DeviceInfo("B", "0.0.0.1", 0, None, "")])
def test_info_round_trip(info: DeviceInfo) -> None:
    frame = lepu_er.decode_frame(lepu_er.encode_info(info))
    decoded = lepu_er.decode_info(frame)
    assert len(frame.payload) == 60
    assert decoded.serial == info.serial
    assert (decoded.hardware, decoded.firmware, decoded.device_type) == (info.hardware, info.firmware, info.device_type)
    assert decoded.time == (info.time or DeviceTime(None, None, None, 0, 0, 0))


def test_an_impossible_device_clock_leaves_the_rest_readable() -> None:
    payload = bytearray(lepu_er.decode_frame(lepu_er.encode_info(INFO)).payload)
    payload[26] = 13
    decoded = lepu_er.decode_info(LepuFrame(Command.GET_INFO, 1, 0, bytes(payload)))
    assert (decoded.time, decoded.serial) == (None, INFO.serial)


@pytest.mark.parametrize("command", Command)
def test_requests_only_read(command: Command) -> None:
    """H11: no request of ours deletes, inflates, resets or writes."""
    frame = lepu_er.decode_frame(lepu_er.encode_request(command, 3))
    assert frame.command not in DANGEROUS
    assert (frame.known, frame.from_device, frame.sequence) == (command, False, 3)
    assert frame.payload == (b"\x7d" if command is Command.GET_REALTIME_DATA else b"")


def test_an_error_answer_has_no_data() -> None:
    frame = lepu_er.decode_frame(lepu_er.encode_frame(LepuFrame(Command.GET_BATTERY, 0xE1, 0)))
    assert (frame.error, frame.from_device) == (0xE1, True)
    with pytest.raises(Refused):
        lepu_er.decode_battery(frame)


@pytest.mark.parametrize("payload", [b"", bytes(19), bytes(20) + b"\x02\x00" + bytes(3), bytes(20) + b"\x01\x00" + bytes(3)])
def test_live_data_of_the_wrong_size(payload: bytes) -> None:
    with pytest.raises(Refused):
        lepu_er.decode_live(LepuFrame(Command.GET_REALTIME_DATA, 1, 0, payload))


def test_a_request_is_no_live_data() -> None:
    with pytest.raises(Refused) as refused:
        lepu_er.decode_live(LepuFrame(Command.GET_REALTIME_DATA, 0, 0, bytes(22)))
    assert refused.value.reason == "unknown"


@relaxed
@given(FRAMES, st.integers(0, 100), st.integers(1, 255))
def test_one_wrong_byte_is_no_frame(frame: LepuFrame, at: int, flip: int) -> None:
    """H15: damaged samples are not drawn."""
    wire = bytearray(lepu_er.encode_frame(frame))
    wire[at % len(wire)] ^= flip
    with pytest.raises(Refused):
        lepu_er.decode_frame(bytes(wire))


@pytest.mark.parametrize(
    ("wire", "reason"),
    [
        ("", "short"),
        ("a5e41b00000000", "short"),
        ("a5e41b0000010009", "short"),
        ("a5e41b000000000900", "length"),
        ("a5e41b0000000008", "checksum"),
    ],
)
def test_refused_frames(wire: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        lepu_er.decode_frame(bytes.fromhex(wire))
    assert refused.value.reason == reason


def test_a_reserved_direction() -> None:
    with pytest.raises(Refused) as refused:
        lepu_er.decode_frame(lepu_er.encode_frame(LepuFrame(Command.GET_INFO, 0x40, 0)))
    assert refused.value.reason == "reserved"


NOISE = st.lists(FRAMES.map(lepu_er.encode_frame) | st.binary(max_size=8) | st.just(b"\xa5\x03\xfc"), max_size=6).map(b"".join)


@relaxed
@given(NOISE, st.lists(st.integers(0, 300), max_size=8))
def test_fragmentation_makes_no_difference(data: bytes, cuts: list[int]) -> None:
    """A notification may hold half a frame or two."""
    assert fed(lepu_er.stream(), pieces(data, cuts)) == fed(lepu_er.stream(), [data])


def test_the_frame_behind_a_damaged_one() -> None:
    """H15: one lost frame is one gap, not the end of the stream."""
    live = LiveData(70, 0, 90, 1, RunStatus.RECORDING, (1, 2, 3))
    damaged = bytearray(lepu_er.encode_live(live, 1))
    damaged[12] ^= 0xFF
    found = lepu_er.stream().feed(bytes(damaged) + lepu_er.encode_live(live, 2))
    assert found == [Refusal("checksum", bytes(damaged)), lepu_er.decode_frame(lepu_er.encode_live(live, 2))]


def test_a_length_beyond_any_frame_is_no_frame() -> None:
    stream = lepu_er.stream()
    assert stream.feed(b"\xa5\x03\xfc\x01\x00\xff\xff") == []
    assert stream.reset() == [Refusal("length", b"\xa5\x03\xfc\x01\x00\xff\xff")]
