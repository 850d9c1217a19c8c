"""Contec 08A frames: the seven-bit transport, records above and below 128, the clock, streams cut anywhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import contec_08a
from device_drivers.protocols.contec_08a import Command, CountHeader, Record, Reply
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.refusal import Quarantine, Refused
from tests.device_drivers.protocols.strategies import fed, pieces, relaxed, u8

TIMES = st.builds(
    DeviceTime, st.integers(2000, 2127), st.integers(1, 12), st.integers(1, 31), st.integers(0, 23), st.integers(0, 59), st.integers(0, 59)
)
RECORDS = st.builds(Record, st.integers(0, 511), u8, u8, u8, TIMES, st.integers(0, 15))
HEADERS = st.builds(CountHeader, st.integers(0, 0xFFFF), st.integers(0, 3))
CAPTURED = bytes.fromhex("828092d6baf1978580828a858091")


@given(st.binary(max_size=40))
@relaxed
def test_packing_round_trip(values: bytes) -> None:
    packed = contec_08a.pack(values)
    assert contec_08a.unpack(packed) == values
    assert all(byte & 0x80 for byte in packed)


@given(RECORDS)
@relaxed
def test_record_round_trip(record: Record) -> None:
    assert contec_08a.decode_record(contec_08a.encode_record(record)) == record


@given(HEADERS)
@relaxed
def test_header_round_trip(header: CountHeader) -> None:
    assert contec_08a.decode_count_header(contec_08a.encode_count_header(header)) == header


def test_the_encoder_writes_what_was_captured() -> None:
    assert contec_08a.encode_record(contec_08a.decode_record(CAPTURED)) == CAPTURED
    assert contec_08a.encode_count_header(CountHeader(70, 1)).hex() == "46418080c6828080808080808081"


@pytest.mark.parametrize("systolic", [90, 118, 127, 128, 246, 255, 256, 300])
def test_the_map_byte_carries_the_top_bit_of_the_systolic(systolic: int) -> None:
    """The public PC decoder prints the raw byte: 118 would be 246."""
    record = Record(systolic, 78, 89, 72, DeviceTime(2023, 5, 1, 13, 9, 0), 1)
    assert contec_08a.decode_record(contec_08a.encode_record(record)).systolic == systolic


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("", "short"),
        (CAPTURED[:13].hex(), "short"),
        (CAPTURED.hex() + "00", "length"),
        ("02" + CAPTURED[1:].hex(), "reserved"),
        ("46418080c6828080808080808081", "reserved"),
    ],
)
def test_refused_records(data: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        contec_08a.decode_record(bytes.fromhex(data))
    assert refused.value.reason == reason


@pytest.mark.parametrize(("data", "reason"), [("46418080", "short"), (CAPTURED.hex(), "unknown"), ("4641" + "80" * 13, "length")])
def test_refused_headers(data: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        contec_08a.decode_count_header(bytes.fromhex(data))
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("data", "reason"), [("428fff", "short"), ("418ffffefdfc", "unknown"), ("428ffffefdfd", "unknown"), ("408ffffefdfc00", "length")]
)
def test_refused_handshakes(data: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        contec_08a.decode_handshake(bytes.fromhex(data))
    assert refused.value.reason == reason


def test_both_handshakes() -> None:
    for text in ("408ffffefdfc", "428ffffefdfc"):
        assert contec_08a.decode_handshake(bytes.fromhex(text)).hex() == text


def test_a_date_no_calendar_has() -> None:
    record = contec_08a.decode_record(CAPTURED)
    broken = replace(record, time=DeviceTime(2023, 13, 2, 10, 5, 0))
    with pytest.raises(Quarantine):
        contec_08a.decode_record(contec_08a.encode_record(broken))


@given(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2099, 12, 31)))  # noqa: DTZ001 - no zone
@relaxed
def test_clock_round_trip(local: datetime) -> None:
    assert contec_08a.decode_clock(contec_08a.encode_clock(local)) == DeviceTime.of(local)


def test_nothing_that_deletes_can_be_built() -> None:
    """43 42 03 .. and 15h to 18h delete: no command has them."""
    for command in Command:
        assert command.value[:3] != bytes.fromhex("434203") and not set(command.value) & {0x15, 0x16, 0x18}


@given(
    st.lists(
        st.one_of(RECORDS.map(contec_08a.encode_record), HEADERS.map(contec_08a.encode_count_header), st.binary(max_size=5)), max_size=6
    ),
    st.lists(st.integers(0, 100), max_size=6),
)
@relaxed
def test_fragmentation_makes_no_difference(frames: list[bytes], cuts: list[int]) -> None:
    data = b"".join(frames)
    assert fed(contec_08a.stream(), pieces(data, cuts)) == fed(contec_08a.stream(), [data])


@given(st.binary(max_size=70))
@relaxed
def test_any_bytes_are_refused_in_an_orderly_way(data: bytes) -> None:
    for decode in (contec_08a.decode_frame, contec_08a.decode_count_header, contec_08a.decode_record, contec_08a.decode_handshake):
        try:
            decode(data)
        except (Refused, Quarantine):
            continue
    assert len(contec_08a.from_report(data)) <= len(data)


@given(
    st.one_of(
        RECORDS.map(contec_08a.encode_record),
        HEADERS.map(contec_08a.encode_count_header),
        st.sampled_from([b"\x4a\x43\x01\x00", b"\x48\x41\x02\x13\x01\x02"]),
    )
)
@relaxed
def test_reports_are_filled_up_and_emptied(frame: bytes) -> None:
    report = contec_08a.to_report(frame)
    assert len(report) == 64 and contec_08a.from_report(report) == frame


def test_replies_say_whether_the_command_was_taken() -> None:
    accepted = [contec_08a.decode_frame(bytes.fromhex(text)) for text in ("4a430100", "4a430000", "484102130102")]
    assert [isinstance(reply, Reply) and reply.accepted for reply in accepted] == [True, False, True]
