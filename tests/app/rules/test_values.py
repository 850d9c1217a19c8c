"""Numbers in the unit a rule reckons in."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, Source, TimeBasis
from app.rules.values import in_unit, pressure_of


@pytest.mark.parametrize(
    ("number", "unit", "wanted", "expected"),
    [
        ("16.0", "kPa", "mmHg", "120"),
        ("140", "mg/dL", "mmol/L", "7.8"),
        ("99.5", "[degF]", "Cel", "37.5"),
        ("120", "mm[Hg]", "mmHg", "120"),
        ("7.8", "mmol/L", "mmol/L", "7.8"),
        ("5", "stone", "kg", None),
        (None, "mmol/L", "mmol/L", None),
    ],
)
def test_in_unit(number: str | None, unit: str, wanted: str, expected: str | None) -> None:
    value = MeasuredValue("x", None if number is None else Decimal(number), unit)
    assert in_unit(value, wanted) == (None if expected is None else Decimal(expected))


def test_a_pressure_needs_both_numbers() -> None:
    high = MeasuredValue("systolic", Decimal("18.9"), "kPa")
    low = MeasuredValue("diastolic", Decimal("12.0"), "kPa")
    made = Measurement("i", "p", None, MeasurementKind.BLOOD_PRESSURE, (high, low), "2026", TimeBasis.ARRIVAL, Source.MANUAL)
    assert pressure_of(made) == (Decimal(142), Decimal(90))
    alone = Measurement("i", "p", None, MeasurementKind.BLOOD_PRESSURE, (high,), "2026", TimeBasis.ARRIVAL, Source.MANUAL)
    assert pressure_of(alone) is None
    assert in_unit(None, "mmHg") is None
