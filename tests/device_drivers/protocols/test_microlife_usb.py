"""Microlife cuffs on USB: reports, answers with their sum, records."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import microlife_usb
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.microlife_usb import Command, MicrolifeRecord
from device_drivers.protocols.refusal import Quarantine, Refused
from tests.device_drivers.protocols.strategies import relaxed

TIMES = st.builds(
    DeviceTime, st.integers(2000, 2099), st.integers(1, 12), st.integers(1, 31), st.integers(0, 23), st.integers(0, 59), st.none()
)
NUMBERS = st.integers(0, 1023)
RECORDS = st.builds(MicrolifeRecord, NUMBERS, NUMBERS, NUMBERS, TIMES)
MOMENTS = st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2099, 12, 31))  # noqa: DTZ001 - no zone


@given(st.lists(RECORDS, max_size=5))
@relaxed
def test_records_round_trip(records: list[MicrolifeRecord]) -> None:
    answer = microlife_usb.encode_answer(microlife_usb.encode_records(records))
    back = b"".join(map(microlife_usb.from_report, microlife_usb.reports(answer)))
    assert [microlife_usb.decode_record(text) for text in microlife_usb.decode_records(microlife_usb.decode_answer(back))] == records


@given(MOMENTS)
@relaxed
def test_clock_round_trips(local: datetime) -> None:
    whole = local.replace(microsecond=0)
    assert microlife_usb.decode_clock(microlife_usb.encode_clock(whole)).local() == whole
    assert microlife_usb.decode_clock_argument(microlife_usb.clock_argument(whole)).local() == whole


def test_commands_and_no_way_to_write_a_name() -> None:
    assert microlife_usb.encode_command(Command.READ_RECORDS).hex() == "12161822"
    assert {command.value for command in Command} == {0x22, 0x26, 0x27}


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"", "short"),
        (b"\x06", "short"),
        (b"\x0712C3", "unknown"),
        (b"\x061200", "checksum"),
        (b"\x0612zz", "unknown"),
        (b"\x06\x01\x02\x00\x03", "checksum"),
    ],
)
def test_refused_answers(answer: bytes, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        microlife_usb.decode_answer(answer)
    assert refused.value.reason == reason


def test_fewer_records_than_told_are_short() -> None:
    with pytest.raises(Refused) as refused:
        microlife_usb.decode_records("0002".ljust(32, "0") + "0" * 32)
    assert refused.value.reason == "short"


def test_a_month_no_year_has() -> None:
    with pytest.raises(Quarantine):
        microlife_usb.decode_record("2613050841" + "0" * 22)


@given(st.binary(max_size=40))
@relaxed
def test_any_bytes_are_refused_in_an_orderly_way(data: bytes) -> None:
    text = data.decode("latin-1")
    for call in (
        lambda: microlife_usb.from_report(data),
        lambda: microlife_usb.decode_answer(data),
        lambda: microlife_usb.decode_clock_argument(data),
        lambda: microlife_usb.decode_clock(text),
        lambda: microlife_usb.decode_records(text),
        lambda: microlife_usb.decode_record(text),
    ):
        try:
            call()
        except (Refused, Quarantine):
            continue
    assert all(len(report) == 8 for report in microlife_usb.reports(data))
