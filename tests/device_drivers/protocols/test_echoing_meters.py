"""Packets of Accu-Chek behind a cable and frames of CareSens: whole or refused, streams cut anywhere, results as sent."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import accu_chek_serial
from device_drivers.protocols import caresens_cable as caresens
from device_drivers.protocols.accu_chek_serial import AccuChekPacket, AccuChekResult
from device_drivers.protocols.caresens_cable import CareSensFrame
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.readings import Quantity
from tests.device_drivers.protocols.strategies import fed, pieces, relaxed

CUTS = st.lists(st.integers(0, 400), max_size=12)
MOMENTS = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2099, 12, 31)).map(lambda moment: moment.replace(microsecond=0))
PACKETS = st.builds(
    lambda text, last: accu_chek_serial.encode_packet(text.encode(), last=last),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60),
    st.booleans(),
)
COMMANDS = st.sampled_from([caresens.READ_CLOCK, caresens.COUNT, caresens.WRITE_CLOCK])
FRAMES = st.builds(CareSensFrame, COMMANDS, st.binary(max_size=60))


@relaxed
@given(MOMENTS, st.integers(0, 9999), st.integers(0, 255))
def test_accu_chek_result_round_trip(moment: datetime, value: int, flags: int) -> None:
    result = AccuChekResult(value, DeviceTime(moment.year, moment.month, moment.day, moment.hour, moment.minute, None), flags)
    packet = accu_chek_serial.decode_packet(accu_chek_serial.encode_packet(accu_chek_serial.encode_result(result), last=True))
    assert packet.last and accu_chek_serial.decode_result(packet.data) == result


@relaxed
@given(PACKETS, st.integers(0, 100), st.integers(1, 255))
def test_accu_chek_a_changed_byte_never_changes_the_data(packet: bytes, at: int, flip: int) -> None:
    """H2."""
    wire = bytearray(packet)
    wire[at % len(wire)] ^= flip
    try:
        found = accu_chek_serial.decode_packet(bytes(wire))
    except Refused:
        return
    assert found.data == accu_chek_serial.decode_packet(packet).data  # lower case hex, or 03 for 04


@relaxed
@given(st.lists(PACKETS | st.binary(max_size=6), max_size=5).map(b"".join), CUTS)
def test_accu_chek_stream_cut_anywhere(data: bytes, cuts: list[int]) -> None:
    assert fed(accu_chek_serial.stream(), pieces(data, cuts)) == fed(accu_chek_serial.stream(), [data])


def test_accu_chek_echo_and_packets_are_told_apart() -> None:
    packet = accu_chek_serial.encode_packet(b"\t003\t", last=True)
    assert accu_chek_serial.stream().feed(b"\x60\x06" + packet + b"\x06") == [0x60, 0x06, AccuChekPacket(b"003", True, packet), 0x06]


def test_accu_chek_set_packets() -> None:
    moment = datetime(2026, 3, 5, 8, 41, 20)
    assert accu_chek_serial.decode_packet(accu_chek_serial.set_date(moment)[1]).data == b"260305"
    assert accu_chek_serial.decode_packet(accu_chek_serial.set_time(moment)[1]).data == b"084120"
    assert accu_chek_serial.decode_clock(b"260305", b"084120").local() == moment


# --- CareSens ---------------------------------------------------------------------------------------------------------
@relaxed
@given(FRAMES)
def test_caresens_round_trip(frame: CareSensFrame) -> None:
    assert caresens.decode_frame(caresens.encode_frame(frame)) == frame


@relaxed
@given(FRAMES, st.integers(0, 100), st.integers(1, 255))
def test_caresens_one_changed_byte_is_refused(frame: CareSensFrame, at: int, flip: int) -> None:
    wire = bytearray(caresens.encode_frame(frame))
    wire[at % len(wire)] ^= flip
    with pytest.raises(Refused):
        caresens.decode_frame(bytes(wire))


@relaxed
@given(st.lists(FRAMES.map(caresens.encode_frame) | st.binary(max_size=6), max_size=5).map(b"".join), CUTS)
def test_caresens_stream_cut_anywhere(data: bytes, cuts: list[int]) -> None:
    assert fed(caresens.stream(), pieces(data, cuts)) == fed(caresens.stream(), [data])


@pytest.mark.parametrize(
    ("flags", "value", "quantity"),
    [
        (caresens.NORMAL, 101, Quantity(Decimal(101), "mg/dL")),
        (caresens.HIGH, 0, Quantity(Decimal(600), "mg/dL", ">")),
        (caresens.LOW, 0, Quantity(Decimal(20), "mg/dL", "<")),
        (caresens.KETONE, 6, Quantity(Decimal("0.6"), "mmol/L")),
        (caresens.KETONE | caresens.HIGH, 0, Quantity(None, "mmol/L", ">")),
    ],
)
def test_caresens_values(flags: int, value: int, quantity: Quantity) -> None:
    """H2: a ketone is never shown as glucose."""
    result = caresens.decode_result(caresens.encode_result(datetime(2026, 3, 5, 8, 41, 20), flags, value))
    assert result.value == quantity and result.ketone == bool(flags & caresens.KETONE)


def test_caresens_results_must_be_as_many_as_asked_for() -> None:
    """H2: their frame has no valid CRC, so a shifted answer shows only in its size."""
    with pytest.raises(Refused):
        caresens.split_results(bytes(17), 2)
    assert caresens.split_results(bytes(18), 2) == [bytes(9), bytes(9)]


DECODERS: list[Callable[[bytes], object]] = [
    accu_chek_serial.decode_packet,
    lambda data: accu_chek_serial.decode_result(data.decode("ascii", "ignore").encode()),
    caresens.decode_frame,
    caresens.decode_clock,
    caresens.decode_count,
    caresens.decode_result,
]


@relaxed
@given(st.binary(max_size=80), st.sampled_from(DECODERS))
def test_any_bytes_are_understood_or_refused(data: bytes, decode: Callable[[bytes], object]) -> None:
    try:
        assert decode(data) is not None
    except (Refused, Quarantine) as error:
        assert error.reason
