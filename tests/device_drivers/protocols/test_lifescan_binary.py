"""LifeScan frames: nothing but whole frames, clocks of 1970 and 2000, and streams cut anywhere."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import lifescan_binary
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.lifescan_binary import (
    EPOCH_1970,
    EPOCH_2000,
    LifeScanFrame,
    Meal,
    MeterRecord,
    UltraEasy,
    Verio2015,
    VerioIQ,
    decode_frame,
    decode_sector,
    encode_frame,
    encode_sector,
    moment_after,
    seconds_since,
    stream,
)
from device_drivers.protocols.refusal import Refused
from tests.device_drivers.protocols.strategies import fed, pieces, relaxed, u8

FRAMES = st.builds(LifeScanFrame, u8, st.binary(max_size=40))
CUTS = st.lists(st.integers(0, 400), max_size=12)


@relaxed
@given(FRAMES)
def test_round_trip(frame: LifeScanFrame) -> None:
    assert decode_frame(encode_frame(frame)) == frame
    assert decode_sector(encode_sector(frame)) == frame


@relaxed
@given(FRAMES, st.integers(0, 100), st.integers(1, 255))
def test_one_changed_byte_is_refused(frame: LifeScanFrame, at: int, flip: int) -> None:
    """H2: a damaged frame never becomes a value."""
    wire = bytearray(encode_frame(frame))
    wire[at % len(wire)] ^= flip
    with pytest.raises(Refused):
        decode_frame(bytes(wire))


@relaxed
@given(st.binary(max_size=80))
def test_any_bytes_are_a_frame_or_refused(data: bytes) -> None:
    for decode in (
        decode_frame,
        decode_sector,
        UltraEasy.decode_record,
        VerioIQ.decode_record,
        Verio2015.decode_record,
        UltraEasy.decode_count,
    ):
        try:
            assert decode(data)
        except Refused as error:
            assert error.reason in {"short", "length", "checksum", "unknown", "reserved"}


@relaxed
@given(st.lists(FRAMES.map(encode_frame) | st.binary(max_size=6), max_size=6).map(b"".join), CUTS)
def test_a_stream_cut_anywhere_gives_the_same(data: bytes, cuts: list[int]) -> None:
    assert fed(stream(), pieces(data, cuts)) == fed(stream(), [data])


def test_a_frame_behind_noise_and_a_damaged_one_is_found() -> None:
    whole = LifeScanFrame(3, UltraEasy.COUNT)
    damaged = encode_frame(whole)[:-1] + b"\0"
    found = stream().feed(b"\xff\x00" + damaged + encode_frame(whole))
    assert found[-1] == whole and all(isinstance(one, Refusal) for one in found[:-1])


@pytest.mark.parametrize(
    ("wire", "reason"),
    [("0206", "short"), ("020903050d0203", "short"), ("02060703fc7200", "length"), ("02060703fc73", "checksum"), ("", "short")],
)
def test_refused(wire: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        decode_frame(bytes.fromhex(wire))
    assert refused.value.reason == reason


@pytest.mark.parametrize("epoch", [EPOCH_1970, EPOCH_2000])
@given(seconds=st.integers(0, 2**32 - 1))
@relaxed
def test_clocks_are_exact(epoch: datetime, seconds: int) -> None:
    moment = epoch + timedelta(seconds=seconds)
    assert moment_after(epoch, seconds_since(epoch, moment)) == moment


def test_the_two_epochs_lie_thirty_years_apart() -> None:
    """H9: a VerioIQ read with the wrong epoch would be thirty years off."""
    assert timedelta(seconds=946684800) == EPOCH_2000 - EPOCH_1970


def test_a_record_of_each_family() -> None:
    taken = datetime(2026, 3, 5, 8, 41, 20)
    easy = b"\x05\x06" + seconds_since(EPOCH_1970, taken) + (104).to_bytes(4, "little")
    assert UltraEasy.decode_record(easy) == MeterRecord(taken, 104)
    verio = b"\x03\x06" + seconds_since(EPOCH_2000, taken) + b"\x68\x00\x01\x02\x00\x00"
    assert VerioIQ.decode_record(verio) == MeterRecord(taken, 104, control=True, meal=Meal.AFTER)
    late = b"\x03\x06" + b"\x05\x00\x00" + b"\x39\x30" + seconds_since(EPOCH_2000, taken) + b"\x68\x00\x01\x00\x00\x0b\x00"
    assert Verio2015.decode_record(late) == MeterRecord(taken, 104, meal=Meal.BEFORE, lifetime=12345)


@pytest.mark.parametrize("flags", [b"\x02\x00\x00\x00", b"\x00\x03\x00\x00"])
def test_reserved_flags_are_no_result(flags: bytes) -> None:
    """H2: a mark nobody knows may mean a control solution."""
    with pytest.raises(Refused) as refused:
        VerioIQ.decode_record(b"\x03\x06" + bytes(4) + b"\x68\x00" + flags)
    assert refused.value.reason == "reserved"


def test_nothing_that_erases_can_be_built() -> None:
    offered = {name for dialect in (UltraEasy, VerioIQ, Verio2015) for name in vars(dialect) if not name.startswith("_")}
    assert not [name for name in offered if "erase" in name.lower() or "clear" in name.lower()]
    assert not hasattr(lifescan_binary, "erase")
