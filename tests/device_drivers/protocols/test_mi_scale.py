"""Frames of Mi scales: what is advertised is what is read."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.mi_scale import Weighing, decode_v1, decode_v2, encode_v1, encode_v2
from device_drivers.protocols.refusal import Quarantine, Refused
from tests.device_drivers.protocols.strategies import relaxed, u16

NOW = DeviceTime.of(datetime(2026, 3, 5, 8, 41, 20))  # noqa: DTZ001
units = st.sampled_from(("kg", "lb", "jin"))


@given(u16, units, st.booleans(), st.booleans())
@relaxed
def test_a_v1_weighing_comes_back(raw: int, unit: str, stable: bool, removed: bool) -> None:
    weighing = Weighing(raw, unit, stable, removed, NOW)
    assert decode_v1(encode_v1(weighing)) == weighing


@given(u16, units, st.booleans(), st.booleans(), u16, st.booleans())
@relaxed
def test_a_v2_weighing_comes_back(raw: int, unit: str, stable: bool, removed: bool, ohm: int, valid: bool) -> None:
    weighing = Weighing(raw, unit, stable, removed, NOW, ohm, valid)
    assert decode_v2(encode_v2(weighing)) == weighing


@given(st.binary(max_size=16))
@relaxed
def test_any_bytes_are_a_weighing_or_a_refusal(data: bytes) -> None:
    for decode, size in ((decode_v1, 10), (decode_v2, 13)):
        with suppress(Refused, Quarantine):
            assert decode(data).raw >= 0 and len(data) == size


@pytest.mark.parametrize(
    ("raw", "unit", "kg", "shown"), [(12000, "kg", "60", "60"), (12000, "jin", "60", "120"), (13228, "lb", "60.0012", "132.28")]
)
def test_kilograms_jin_and_pounds(raw: int, unit: str, kg: str, shown: str) -> None:
    weighing = Weighing(raw, unit, True, False, NOW)
    assert round(weighing.weight_kg, 4) == Decimal(kg) and weighing.shown == Decimal(shown)
