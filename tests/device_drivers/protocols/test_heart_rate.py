"""2A37: contact, intervals, what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols.heart_rate import HeartRateMeasurement, decode_measurement, encode_measurement
from device_drivers.protocols.refusal import Quarantine, Refused
from tests.device_drivers.protocols.strategies import relaxed, u16

INTERVALS = st.none() | st.lists(u16, min_size=1, max_size=8).map(tuple)


@relaxed
@given(st.builds(HeartRateMeasurement, u16, st.none() | st.booleans(), st.none() | u16, INTERVALS))
def test_round_trip(measurement: HeartRateMeasurement) -> None:
    assert decode_measurement(encode_measurement(measurement)) == measurement


@pytest.mark.parametrize(("flags", "contact"), [(0, None), (2, None), (4, False), (6, True)])
def test_contact(flags: int, contact: bool | None) -> None:
    assert decode_measurement(bytes((flags, 60))).sensor_contact is contact


@pytest.mark.parametrize(
    ("wire", "reason"),
    [("", "short"), ("00", "short"), ("0155", "short"), ("1055", "short"), ("105501", "short"), ("1055010203", "length")],
)
def test_refused(wire: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        decode_measurement(bytes.fromhex(wire))
    assert refused.value.reason == reason


@pytest.mark.parametrize("wire", ["2055", "8055", "005500"])
def test_quarantined(wire: str) -> None:
    with pytest.raises(Quarantine):
        decode_measurement(bytes.fromhex(wire))
