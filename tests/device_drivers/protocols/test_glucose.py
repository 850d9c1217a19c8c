"""2A18 and 2A34: nibbles, units, HI and LO, control solution."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import glucose
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.glucose import Concentration, ConcentrationUnit, GlucoseContext, GlucoseMeasurement
from device_drivers.protocols.ieee11073 import Special
from device_drivers.protocols.refusal import Quarantine, Refused
from tests.device_drivers.protocols.strategies import device_times, relaxed, s16, sfloats, u8, u16

NIBBLES = st.integers(0, 15)
CONCENTRATIONS = st.builds(Concentration, sfloats, st.sampled_from(ConcentrationUnit), NIBBLES, NIBBLES)
RECORDS = st.builds(GlucoseMeasurement, u16, device_times, st.none() | s16, st.none() | CONCENTRATIONS, st.none() | u16, st.booleans())
AMOUNTS = st.none() | st.tuples(u8, sfloats)
CONTEXTS = st.builds(
    GlucoseContext,
    sequence=u16,
    extended=st.none() | u8,
    carbohydrate=AMOUNTS,
    meal=st.none() | u8,
    tester_health=st.none() | st.tuples(NIBBLES, NIBBLES),
    exercise=st.none() | st.tuples(u16, u8),
    medication=AMOUNTS,
    medication_litres=st.booleans(),
    hba1c=st.none() | sfloats,
)
MORNING = DeviceTime(2026, 3, 9, 7, 15, 0)
FULL = GlucoseMeasurement(7, MORNING, 480, Concentration(Decimal("0.0056"), ConcentrationUnit.MOL_PER_L, 1, 1), 0, True)


@relaxed
@given(RECORDS)
def test_measurement_round_trip(record: GlucoseMeasurement) -> None:
    assert glucose.decode_measurement(glucose.encode_measurement(record)) == record


@relaxed
@given(CONTEXTS)
def test_context_round_trip(context: GlucoseContext) -> None:
    assert glucose.decode_context(glucose.encode_context(context)) == context


def test_type_is_the_low_nibble() -> None:
    """H1: with the nibbles swapped a control solution (A1) would pass for a patient's capillary blood."""
    control = glucose.decode_measurement(bytes.fromhex("020100e90705150a1e2d38c01a")).concentration
    assert control is not None
    assert (control.sample_type_name, control.sample_location_name, control.is_control) == ("control_solution", "finger", True)
    patient = glucose.decode_measurement(bytes.fromhex("020100e90705150a1e2d38c0a1")).concentration
    assert patient is not None
    assert (patient.sample_type_name, patient.sample_location_name, patient.is_control) == ("capillary_whole_blood", "reserved", False)


@pytest.mark.parametrize(("sample_type", "location", "control"), [(1, 4, True), (10, 15, True), (1, 1, False)])
def test_control_by_type_or_location(sample_type: int, location: int, control: bool) -> None:
    assert Concentration(Decimal(1), ConcentrationUnit.KG_PER_L, sample_type, location).is_control is control


@pytest.mark.parametrize("sample_type", [0, 11, 15])
def test_numbers_without_a_name(sample_type: int) -> None:
    assert Concentration(Decimal(1), ConcentrationUnit.KG_PER_L, sample_type, 0).sample_type_name == "reserved"


@pytest.mark.parametrize(
    ("value", "unit", "shifted"),
    [
        (Decimal("0.00126"), ConcentrationUnit.KG_PER_L, Decimal(126)),
        (Decimal("0.0056"), ConcentrationUnit.MOL_PER_L, Decimal("5.6")),
        (Special.PLUS_INF, ConcentrationUnit.KG_PER_L, Special.PLUS_INF),
        (Special.MINUS_INF, ConcentrationUnit.MOL_PER_L, Special.MINUS_INF),
    ],
)
def test_shift_of_the_decimal_point(value: Decimal | Special, unit: ConcentrationUnit, shifted: Decimal | Special) -> None:
    """H2: each unit has its own shift, HI and LO have none."""
    assert Concentration(value, unit, 1, 1).shifted == shifted


def test_every_cut_is_short() -> None:
    wire = glucose.encode_measurement(FULL)
    for size in range(len(wire)):
        with pytest.raises(Refused) as refused:
            glucose.decode_measurement(wire[:size])
        assert refused.value.reason == "short"


def test_reserved_flags_and_left_over_bytes_go_to_quarantine() -> None:
    wire = glucose.encode_measurement(FULL)
    with pytest.raises(Quarantine):
        glucose.decode_measurement(wire + b"\0")
    with pytest.raises(Quarantine):
        glucose.decode_measurement(bytes((wire[0] | 0x20,)) + wire[1:])


def test_context_has_no_bytes_left_over() -> None:
    with pytest.raises(Refused) as refused:
        glucose.decode_context(glucose.encode_context(GlucoseContext(1, meal=3)) + b"\0")
    assert refused.value.reason == "length"


def test_status_names() -> None:
    record = GlucoseMeasurement(1, MORNING, status=0x1841)
    assert record.status_names == ("battery_low", "bit_12", "result_too_low", "time_fault")
