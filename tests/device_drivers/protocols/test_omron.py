"""Omron frames, records, clock blocks and slices: round trips, any bytes, and what the memory map makes of a ring."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import omron, omron_records, omron_scale
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.omron import OmronFrame, Op
from device_drivers.protocols.omron_channels import Assembly, sliced
from device_drivers.protocols.omron_memory import Counters, MemoryMap, Span, UserMap
from device_drivers.protocols.omron_records import CLOCKS, ClockLayout, OmronRecord, RecordLayout
from device_drivers.protocols.omron_scale import OmronScaleRecord
from device_drivers.protocols.refusal import Refused
from tests.device_drivers.protocols.strategies import relaxed, u8, u16

moments = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2063, 12, 31))
times = st.builds(lambda moment: DeviceTime.of(moment), moments)
records = st.builds(OmronRecord, st.integers(25, 250), st.integers(1, 255), st.integers(1, 255), times, st.booleans(), st.booleans())
SIZES = {RecordLayout.LE14: 16, RecordLayout.BYTES16: 32, RecordLayout.LE24: 24}


@given(st.builds(OmronFrame, u16, u16, u8, st.binary(max_size=200), u8))
@relaxed
def test_a_frame_comes_back_as_it_was(frame: OmronFrame) -> None:
    assert omron.decode_frame(omron.encode_frame(frame)) == frame


@given(st.binary(max_size=80))
@relaxed
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    for decode in (omron.decode_frame, omron.decode_advert, omron_records.decode_clock, omron_scale.decode_record):
        try:
            decode(data)
        except Refused as refused:
            assert refused.reason in {"short", "length", "checksum", "reserved", "unknown"}


@given(st.sampled_from(RecordLayout), st.binary(min_size=14, max_size=32))
@relaxed
def test_any_slot_is_a_record_empty_or_refused(layout: RecordLayout, data: bytes) -> None:
    try:
        record = omron_records.decode_record(layout, data)
    except Refused as refused:
        assert refused.reason in {"short", "length", "reserved"}
    else:
        assert record is None or record.time.local() is not None


@given(st.sampled_from(RecordLayout), records)
@relaxed
def test_a_record_comes_back_as_it_was(layout: RecordLayout, record: OmronRecord) -> None:
    slot = omron_records.encode_record(layout, record, SIZES.get(layout, 14))
    assert omron_records.decode_record(layout, slot) == record


@given(st.sampled_from(sorted(CLOCKS)), moments, st.binary(min_size=16, max_size=16))
@relaxed
def test_a_clock_block_tells_what_was_set_and_keeps_its_other_bytes(name: str, moment: datetime, block: bytes) -> None:
    layout: ClockLayout = CLOCKS[name]
    told = omron_records.set_clock(block[: layout.size], moment, layout)
    assert omron_records.decode_clock(told, layout) == DeviceTime.of(moment)
    changed = {at for at in range(layout.size) if told[at] != block[at]}
    assert changed <= {*range(layout.at, layout.at + 6), layout.sum_at}


@pytest.mark.parametrize(
    ("hexes", "reason"),
    [
        ("0800000000100019", "checksum"),
        ("08000000001000", "short"),
        ("080000000010001800", "length"),
        ("", "short"),
        ("0700000000100017", "length"),
    ],
)
def test_frames_that_are_none(hexes: str, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        omron.decode_frame(bytes.fromhex(hexes))
    assert caught.value.reason == reason


def test_the_two_big_endian_families_differ_in_their_flags_alone() -> None:
    slot = bytes.fromhex("4f53e892d449692bbd38fac63ebd")
    plain = omron_records.decode_record(RecordLayout.BE14, slot[:4] + b"\x94" + slot[5:])
    other = omron_records.decode_record(RecordLayout.BE14_MOVEMENT_FIRST, slot[:4] + b"\x94" + slot[5:])
    assert plain is not None and other is not None
    assert (plain.status_names, other.status_names) == (("irregular_pulse",), ("body_movement",))
    assert (plain.systolic, plain.time) == (other.systolic, other.time)


def test_an_error_code_is_told() -> None:
    record = OmronRecord(125, 80, 70, DeviceTime(2026, 6, 17, 19, 35, 30), error=5)
    assert omron_records.decode_record(RecordLayout.LE24, omron_records.encode_record(RecordLayout.LE24, record, 24)) == record


@given(
    st.builds(
        OmronScaleRecord,
        *(st.integers(0, 1000).map(lambda tenths: Decimal(tenths) / 10) for _ in range(4)),
        st.integers(0, 4000),
        st.integers(0, 60).map(lambda halves: Decimal(halves) / 2),
        st.integers(0, 120),
        times,
    ),
    st.sampled_from((48, 32)),
)
@relaxed
def test_a_weighing_comes_back_as_it_was(record: OmronScaleRecord, size: int) -> None:
    assert omron_scale.decode_record(omron_scale.encode_record(record, size), size) == record


# --- slices -----------------------------------------------------------------------------------------------------------
@given(st.binary(max_size=54), st.booleans())
@relaxed
def test_slices_make_the_frame_again(payload: bytes, four: bool) -> None:
    frame = omron.encode_frame(OmronFrame(Op.READ_REPLY, 0x100, len(payload), payload))
    assembly = Assembly(four=four)
    *before, last = [assembly.take(number, part) for number, part in sliced(frame, four=four)]
    assert last == frame and set(before) <= {None}


def test_a_frame_that_was_cut_off_does_not_spoil_the_next() -> None:
    frame = omron.encode_frame(OmronFrame(Op.READ_REPLY, 0x100, 30, bytes(30)))
    assembly = Assembly()
    parts = sliced(frame, four=True)
    assert assembly.take(*parts[0]) is None
    assert [assembly.take(*part) for part in parts][-1] == frame


def test_a_frame_in_two_notifications_on_one_channel() -> None:
    frame = omron.encode_frame(OmronFrame(Op.READ_REPLY, 0x100, 30, bytes(30)))
    assembly = Assembly(four=False)
    assert assembly.take(0, frame[:20]) is None and assembly.take(0, frame[20:]) == frame
    assembly.take(0, frame[:20])
    assembly.reset()
    assert assembly.take(0, frame) == frame


@given(st.lists(st.tuples(st.integers(0, 3), st.binary(max_size=20)), max_size=20), st.booleans())
@relaxed
def test_any_slices_are_taken(parts: list[tuple[int, bytes]], four: bool) -> None:
    assembly = Assembly(four=four)
    for number, part in parts:
        frame = assembly.take(number, part)
        assert frame is None or len(frame) <= 64 or not four


# --- the ring ---------------------------------------------------------------------------------------------------------
def memory(slots: int, record_size: int, block: int) -> MemoryMap:
    counters = Counters(8, "big", 0xFF, -1, 8)
    return MemoryMap("x", True, None, "le14", record_size, block, (UserMap(0x100, slots, 0, 4),), ("X",), 0x10, 0x50, counters, 20)


@given(st.integers(1, 100), st.sampled_from((14, 16, 24, 32)), st.sampled_from((16, 44, 56)), st.integers(0, 255))
@relaxed
def test_a_ring_is_read_whole_once_and_oldest_first(slots: int, record_size: int, block: int, cursor: int) -> None:
    one = memory(slots, record_size, block)
    [user] = one.users
    spans = one.reads(user, bytes((0, cursor)) + bytes(6))
    assert all(0 < span.size <= max(block, record_size) for span in spans)
    read = [address for span in spans for address in range(span.address, span.end)]
    assert sorted(read) == list(range(0x100, 0x100 + slots * record_size))
    assert read[0] == 0x100 + cursor % slots * record_size
    assert one.oldest_slot(user, b"") == 0


def test_only_what_is_on_the_list_can_be_written() -> None:
    one = memory(4, 14, 44)
    assert one.writable == (Span(0x64, 16), Span(0x50, 8))
    assert one.set_clock(bytes(16), datetime(2026, 3, 5)) is not None and one.set_clock(bytes(15), datetime(2026, 3, 5)) is None
    assert one.reset_unread(bytes(8)) is not None and one.reset_unread(bytes.fromhex("0000000080008000")[:7]) is None
    for address, size in ((0x63, 16), (0x64, 17), (0x50, 9), (0x100, 1), (0x10, 8)):
        with pytest.raises(ValueError, match="not for writing"):
            one._write(address, bytes(size))
