"""Stored numbers in the unit a rule reckons in: the device's own number stays, this is what is compared."""

from __future__ import annotations

from decimal import Decimal

from app.domain import units
from app.domain.fields import EGFR_UNIT
from app.domain.measurement import MeasuredValue, Measurement
from app.rules.pressure import Pressure

_CONVERSIONS = {
    ("kPa", "mmHg"): units.kpa_to_mmhg,
    ("mg/dL", "mmol/L"): units.mg_dl_to_mmol_l,
    ("[degF]", "Cel"): units.fahrenheit_to_celsius,
    ("g", "kg"): units.gram_to_kg,
    ("[lb_av]", "kg"): units.pound_to_kg,
    ("m", "cm"): units.metre_to_cm,
    ("[in_i]", "cm"): units.inch_to_cm,
}
_SAME = {("mm[Hg]", "mmHg"), ("1/min", "/min"), ("mL/min/1.73m2", EGFR_UNIT), ("mL/min/1.73 m²", EGFR_UNIT), ("mL/min", EGFR_UNIT)}


def in_unit(value: MeasuredValue | None, unit: str) -> Decimal | None:
    """The number in ``unit``; None where there is none or its unit is strange. Rounded as it is shown."""
    if value is None or value.value is None:
        return None
    if value.unit == unit or (value.unit, unit) in _SAME:
        return value.value
    convert = _CONVERSIONS.get((value.unit, unit))
    return None if convert is None else convert(value.value)


def pressure_of(measurement: Measurement) -> Pressure | None:
    """Systolic and diastolic in mmHg."""
    systolic = in_unit(measurement.value("systolic"), "mmHg")
    if systolic is None:
        return None
    diastolic = in_unit(measurement.value("diastolic"), "mmHg")
    return None if diastolic is None else (systolic, diastolic)
