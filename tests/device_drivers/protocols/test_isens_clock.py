"""The clock of i-SENS meters over Bluetooth."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import isens_clock
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.refusal import Quarantine, Refused
from tests.device_drivers.protocols.strategies import moments, relaxed


@given(moments)
@relaxed
def test_a_time_comes_back(moment: datetime) -> None:
    time = DeviceTime.of(moment)
    assert isens_clock.decode_time(isens_clock.encode_answer(time)) == time
    assert isens_clock.encode_time(moment) == isens_clock.encode_answer(time)


@given(st.binary(max_size=14))
@relaxed
def test_any_bytes_are_a_time_or_a_refusal(data: bytes) -> None:
    with suppress(Refused, Quarantine):
        assert isens_clock.decode_time(data, mend_month=True) is not None


def test_month_13_is_january_where_the_firmware_is_known_for_it() -> None:
    broken = bytes.fromhex("c0030100ea070d1f071e0f")
    with pytest.raises(Quarantine):
        isens_clock.decode_time(broken)
    assert isens_clock.decode_time(broken, mend_month=True).local() == datetime(2026, 1, 31, 7, 30, 15)


def test_asking_sets_nothing() -> None:
    assert isens_clock.ask_time().hex() == "c0030100" + "00" * 7
