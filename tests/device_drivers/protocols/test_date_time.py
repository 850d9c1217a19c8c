"""Device clocks: unknown parts, impossible parts, sizes."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given

from device_drivers.protocols.date_time import (
    CurrentTime,
    DeviceTime,
    decode_current_time,
    decode_date_time,
    encode_current_time,
    encode_date_time,
    from_yymmddhhmm,
)
from device_drivers.protocols.refusal import Quarantine, Refused
from tests.device_drivers.protocols.strategies import device_times, relaxed

NOON = DeviceTime(2026, 3, 9, 12, 0, 5)


@relaxed
@given(device_times)
def test_round_trip(time: DeviceTime) -> None:
    assert decode_date_time(encode_date_time(time)) == time


@pytest.mark.parametrize(
    ("wire", "text"),
    [
        ("e90700110f3307", "2025-??-17T15:51:07"),
        ("e90704000f3307", "2025-04-??T15:51:07"),
        ("b2070101000000", "1970-01-01T00:00:00"),
        ("e907021e173b3b", "2025-02-30T23:59:59"),
    ],
)
def test_unknown_and_absurd_parts_stay_as_sent(wire: str, text: str) -> None:
    """H9: a clock that is wrong is shown as it is, never mended."""
    assert decode_date_time(bytes.fromhex(wire)).text() == text


@pytest.mark.parametrize(
    "wire", ["e9070d110f3307", "e9070120183307", "e9070111183307", "e90701110f3c07", "e90701110f333c", "102701110f3307", "2d0601110f3307"]
)
def test_parts_no_calendar_has_go_to_quarantine(wire: str) -> None:
    """H9: month 13 of a known meter fault is neither a date nor silently January."""
    with pytest.raises(Quarantine):
        decode_date_time(bytes.fromhex(wire))


def test_local_needs_a_whole_and_real_day() -> None:
    assert NOON.local() == datetime(2026, 3, 9, 12, 0, 5)  # noqa: DTZ001 - no zone on the wire
    assert DeviceTime(None, 3, 9, 12, 0, 5).local() is None
    assert DeviceTime(2025, 2, 30, 12, 0, 5).local() is None
    without_seconds = DeviceTime(2026, 3, 9, 12, 0, None)
    assert without_seconds.text() == "2026-03-09T12:00:??"
    assert without_seconds.local() == datetime(2026, 3, 9, 12, 0)  # noqa: DTZ001 - no zone on the wire


def test_date_time_needs_seconds() -> None:
    with pytest.raises(ValueError, match="seconds"):
        encode_date_time(DeviceTime(2026, 3, 9, 12, 0, None))


def test_current_time() -> None:
    current = CurrentTime(NOON, 1, 128, 0b10011)
    assert decode_current_time(encode_current_time(current)) == current
    assert current.adjust_reasons == ("bit_4", "external_reference", "manual_update")


@pytest.mark.parametrize(("size", "reason"), [(6, "short"), (8, "length")])
def test_other_sizes_are_refused(size: int, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        decode_date_time(bytes(size))
    assert refused.value.reason == reason


def test_ten_digits() -> None:
    assert from_yymmddhhmm("2603091200") == DeviceTime(2026, 3, 9, 12, 0, None)
    with pytest.raises(Refused):
        from_yymmddhhmm("26030912")
    with pytest.raises(Refused):
        from_yymmddhhmm("26030９1200")  # a digit, but not one of this line's alphabet
