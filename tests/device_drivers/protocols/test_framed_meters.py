"""Frames of SD CodeFree and Contour: whole or refused, streams cut anywhere, records as sent."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import contour_usb, sd_codefree
from device_drivers.protocols.contour_usb import ContourFrame, ContourResult, ControlByte
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.protocols.sd_codefree import CodeFreeFrame, CodeFreeRecord
from tests.device_drivers.protocols.strategies import fed, pieces, relaxed

CUTS = st.lists(st.integers(0, 400), max_size=12)
CODEFREE = st.builds(CodeFreeFrame, st.binary(max_size=40), st.booleans())
TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60)
CONTOUR = st.builds(ContourFrame, st.integers(0, 7), TEXT, st.booleans())
MINUTES = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2099, 12, 31))
RECORD = "R|8|^^^Glucose|133|mg/dL^P||B/X||201202052034"


def minute(moment: datetime) -> DeviceTime:
    return DeviceTime(moment.year, moment.month, moment.day, moment.hour, moment.minute, None)


@relaxed
@given(CODEFREE)
def test_codefree_round_trip(frame: CodeFreeFrame) -> None:
    assert sd_codefree.decode_frame(sd_codefree.encode_frame(frame)) == frame


@relaxed
@given(CODEFREE, st.integers(0, 100), st.integers(1, 255))
def test_codefree_one_changed_byte_is_refused(frame: CodeFreeFrame, at: int, flip: int) -> None:
    """H2. The direction byte is under no sum, so another valid direction passes."""
    wire = bytearray(sd_codefree.encode_frame(frame))
    wire[at % len(wire)] ^= flip
    if wire[1] in (0x10, 0x20) and at % len(wire) == 1:
        assert sd_codefree.decode_frame(bytes(wire)).message == frame.message
        return
    with pytest.raises(Refused):
        sd_codefree.decode_frame(bytes(wire))


@relaxed
@given(MINUTES, st.integers(0, 600), st.sampled_from(sorted(sd_codefree.MEALS.values())))
def test_codefree_record_round_trip(moment: datetime, value: int, meal: str) -> None:
    record = CodeFreeRecord(minute(moment), value, meal)
    assert sd_codefree.decode_record(sd_codefree.encode_record(record)) == record


def test_codefree_a_meal_mark_nobody_knows_is_no_result() -> None:
    message = bytearray(sd_codefree.encode_record(CodeFreeRecord(minute(datetime(2026, 3, 5)), 101)))
    message[9] = 0x30
    with pytest.raises(Refused) as refused:
        sd_codefree.decode_record(bytes(message))
    assert refused.value.reason == "reserved"


@pytest.mark.parametrize(
    "wire", ["", "5320041030", "532004103020ab", "532004103021aa", "523004103020aa", "533004103020aa", "532004103020aa00"]
)
def test_codefree_refused(wire: str) -> None:
    with pytest.raises(Refused):
        sd_codefree.decode_frame(bytes.fromhex(wire))


@relaxed
@given(st.lists(CODEFREE.map(sd_codefree.encode_frame) | st.binary(max_size=6), max_size=6).map(b"".join), CUTS)
def test_codefree_stream_cut_anywhere(data: bytes, cuts: list[int]) -> None:
    assert fed(sd_codefree.stream(), pieces(data, cuts)) == fed(sd_codefree.stream(), [data])


# --- Contour ----------------------------------------------------------------------------------------------------------
@relaxed
@given(CONTOUR)
def test_contour_round_trip(frame: ContourFrame) -> None:
    wire = contour_usb.encode_frame(frame)
    assert contour_usb.decode_frame(wire) == frame == contour_usb.decode_frame(b"\x04" + wire + b"\x05")
    packed = contour_usb.pack_reports(wire)
    assert all(len(report) == contour_usb.REPORT for report in packed)
    assert b"".join(map(contour_usb.unpack_report, packed)) == wire


@relaxed
@given(CONTOUR, st.integers(0, 200), st.integers(1, 255))
def test_contour_one_changed_byte_is_refused(frame: ContourFrame, at: int, flip: int) -> None:
    """H2."""
    wire = bytearray(contour_usb.encode_frame(frame)[:-2])
    wire[at % len(wire)] ^= flip
    with pytest.raises(Refused):
        contour_usb.decode_frame(bytes(wire))


@relaxed
@given(st.lists(CONTOUR.map(contour_usb.encode_frame) | st.binary(max_size=6), max_size=5).map(b"".join), CUTS)
def test_contour_stream_cut_anywhere(data: bytes, cuts: list[int]) -> None:
    assert fed(contour_usb.stream(), pieces(data, cuts)) == fed(contour_usb.stream(), [data])


def test_contour_conversation_between_frames() -> None:
    frames = [ContourFrame(1, "P|1"), ContourFrame(2, "L|1||N", last=True)]
    wire = b"\x05" + contour_usb.encode_frame(frames[0]) + b"\x02torn" + contour_usb.encode_frame(frames[1]) + b"\x04"
    found = contour_usb.stream().feed(wire)
    assert [one for one in found if isinstance(one, ContourFrame | ControlByte)] == [ControlByte(5), *frames, ControlByte(4)]


@relaxed
@given(MINUTES, st.integers(1, 2000), st.integers(0, 600), st.sampled_from(["", "<", ">", "C", "B/X", "A"]))
def test_contour_result_round_trip(moment: datetime, number: int, value: int, markers: str) -> None:
    result = ContourResult(number, "Glucose", Decimal(value), "mg/dL", "P", markers, minute(moment))
    assert contour_usb.decode_result(contour_usb.encode_result(result)) == result


@pytest.mark.parametrize(
    "text",
    [
        "",
        "H|8|^^^Glucose|133|mg/dL^P||B/X||201202052034",
        RECORD.replace("Glucose", "Insulin"),
        RECORD.replace("133", "1x3"),
        RECORD.replace("201202052034", "2012020520"),
        "R|8|^^^Glucose|133",
    ],
)
def test_contour_texts_that_are_no_result(text: str) -> None:
    with pytest.raises(Refused):
        contour_usb.decode_result(text)


def test_contour_a_month_that_does_not_exist_is_quarantined() -> None:
    with pytest.raises(Quarantine):
        contour_usb.decode_result(RECORD.replace("201202052034", "201213052034"))


def test_contour_units_and_seconds_as_sent() -> None:
    """H2: mmol/L is not multiplied."""
    result = contour_usb.decode_result("R|8|^^^Glucose|7.4|mmol/L^P||||20120205203417")
    assert (result.value, result.unit, result.taken.text()) == (Decimal("7.4"), "mmol/L", "2012-02-05T20:34:17")


def test_contour_header_limits() -> None:
    header = contour_usb.decode_header(contour_usb.encode_header("S", minute(datetime(2026, 3, 5, 8, 41)), 17, 10, 600))
    assert (header.low, header.high, header.count) == (10, 600, 17)


DECODERS: list[Callable[[bytes], object]] = [
    sd_codefree.decode_frame,
    sd_codefree.decode_record,
    sd_codefree.decode_count,
    contour_usb.decode_frame,
    contour_usb.unpack_report,
    lambda data: contour_usb.decode_header(data.decode("latin-1")),
    lambda data: contour_usb.decode_result(data.decode("latin-1")),
]


@relaxed
@given(st.binary(max_size=80) | TEXT.map(str.encode), st.sampled_from(DECODERS))
def test_any_bytes_are_understood_or_refused(data: bytes, decode: Callable[[bytes], object]) -> None:
    try:
        assert decode(data) is not None
    except (Refused, Quarantine) as error:
        assert error.reason
