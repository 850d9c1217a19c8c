"""2A1C: units, sites, incredible exponents."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols.ieee11073 import Special
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.protocols.thermometer import Temperature, TemperatureUnit, decode_measurement, encode_measurement
from tests.device_drivers.protocols.strategies import device_times, floats, relaxed, u8


@relaxed
@given(st.builds(Temperature, floats, st.sampled_from(TemperatureUnit), st.none() | device_times, st.none() | u8))
def test_round_trip(temperature: Temperature) -> None:
    assert decode_measurement(encode_measurement(temperature)) == temperature


@pytest.mark.parametrize(("site", "name"), [(0, "reserved"), (1, "armpit"), (9, "tympanum"), (10, "reserved"), (255, "reserved")])
def test_site_names(site: int, name: str) -> None:
    assert Temperature(Decimal(37), TemperatureUnit.CELSIUS, site=site).site_name == name


@pytest.mark.parametrize(
    ("wire", "value"),
    [("0002008000", Special.MINUS_INF), ("0001008000", Special.RFU), ("000100000c", Decimal("1E12")), ("00010000f4", Decimal("1E-12"))],
)
def test_credible_ends(wire: str, value: Decimal | Special) -> None:
    assert decode_measurement(bytes.fromhex(wire)).value == value


@pytest.mark.parametrize("wire", ["000100000d", "00010000f3", "00feffff7f", "0802008000", "000200800000"])
def test_quarantined(wire: str) -> None:
    """H2: disputed spellings of infinity and reserved flags show no temperature."""
    with pytest.raises(Quarantine):
        decode_measurement(bytes.fromhex(wire))


@pytest.mark.parametrize("wire", ["", "00c409", "02c40900fe", "04c40900fe", "f8c409"])
def test_short(wire: str) -> None:
    with pytest.raises(Refused) as refused:
        decode_measurement(bytes.fromhex(wire))
    assert refused.value.reason == "short"
