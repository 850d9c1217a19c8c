"""What a glucose meter's record and its context mean together, and when they must not be taken for a glucose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.glucose import (
    Concentration,
    ConcentrationUnit,
    GlucoseContext,
    GlucoseMeasurement,
    decode_measurement,
)
from device_drivers.protocols.quantities import quantity, refusal_of
from device_drivers.protocols.quirks import Quirks
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.readings import Kind, Quantity

UNITS = {ConcentrationUnit.KG_PER_L: "mg/dL", ConcentrationUnit.MOL_PER_L: "mmol/L"}
MEALS = {1: "preprandial", 2: "postprandial", 3: "fasting", 4: "casual", 5: "bedtime"}
TESTERS = {1: "self", 2: "health_care_professional", 3: "laboratory"}
# what any strip can measure, by unit: beyond it a meter for several analytes has filed another one as glucose
PLAUSIBLE = {"mmol/L": (Decimal("1.1"), Decimal("33.3")), "mg/dL": (Decimal(20), Decimal(600))}
_MONTH_AT, _BROKEN_MONTH, _JANUARY = 5, 13, 1


@dataclass(frozen=True, slots=True)
class Record:
    """One record with a value. raw: its bytes as sent."""

    measurement: GlucoseMeasurement
    concentration: Concentration
    value: Quantity
    raw: bytes


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a record and its context say together."""

    kind: Kind
    values: tuple[tuple[str, Quantity], ...]
    flags: tuple[str, ...]
    context: tuple[tuple[str, str], ...]


def record_of(data: bytes, quirks: Quirks) -> Record | str:
    """The record in 2A18 bytes, or why it has no value."""
    try:
        measurement = decode_measurement(_mended(data) if quirks.month_13 else data)
    except (Refused, Quarantine) as error:
        return error.reason
    concentration = measurement.concentration
    if concentration is None:
        return "no_value"
    value = quantity(concentration.shifted, UNITS[concentration.unit])
    if value is None:
        return refusal_of(concentration.value)
    if value.value is not None and value.value <= 0:
        return "implausible"
    value = _limited(value, measurement.status_names)
    if value.comparator == ">" and measurement.base_time.year == quirks.bogus_year:
        return "bogus"
    return Record(measurement, concentration, value, data)


def _mended(data: bytes) -> bytes:
    """A firmware writes month 13 for January."""
    broken = len(data) > _MONTH_AT and data[_MONTH_AT] == _BROKEN_MONTH
    return data[:_MONTH_AT] + bytes((_JANUARY,)) + data[_MONTH_AT + 1 :] if broken else data


def meaning_of(record: Record, context: GlucoseContext | None, quirks: Quirks) -> Meaning | str:
    """What it says, or why it must not be taken for a result."""
    meal = None if context is None else context.meal
    if quirks.ketone_meal and record.measurement.context_follows and context is None:
        return "no_context"  # only the context tells a ketone from a glucose
    flags = record.measurement.status_names + (("control_solution",) if record.concentration.is_control else ())
    about = (*_sample(record.concentration), *_circumstances(context))
    if meal is not None and meal not in MEALS:
        return _ketone(record, flags, about) if meal == quirks.ketone_meal else "reserved"
    if quirks.multi_analyte and not record.value.comparator and not _plausible(record.value):
        return "implausible"
    return Meaning(Kind.GLUCOSE, (("glucose", record.value),), flags, about)


def _ketone(record: Record, flags: tuple[str, ...], about: tuple[tuple[str, str], ...]) -> Meaning | str:
    """The number of a ketone is ten times mmol/L, filed where mg/dL of glucose stand."""
    value = record.value
    if value.unit != "mg/dL" or value.value is None:
        return "reserved"
    return Meaning(Kind.LABORATORY, (("ketone", Quantity(value.value / 10, "mmol/L", value.comparator)),), flags, about)


def _plausible(value: Quantity) -> bool:
    lowest, highest = PLAUSIBLE[value.unit]
    return value.value is not None and lowest <= value.value <= highest


def _limited(value: Quantity, status: tuple[str, ...]) -> Quantity:
    """HI and LO may come as status bits beside the meter's limit instead of as an infinity."""
    if "result_too_high" in status:
        return Quantity(value.value, value.unit, ">")
    return Quantity(value.value, value.unit, "<") if "result_too_low" in status else value


def shown_time(measurement: GlucoseMeasurement) -> str:
    """What the meter's own display shows: base time plus offset (GLS 1.0, 3.1.1.5)."""
    base = measurement.base_time.local()
    if base is None or measurement.time_offset_min is None:
        return measurement.base_time.text()
    return DeviceTime.of(base + timedelta(minutes=measurement.time_offset_min)).text()


def _sample(concentration: Concentration) -> tuple[tuple[str, str], ...]:
    pairs = (("sample", concentration.sample_type_name), ("site", concentration.sample_location_name))
    return tuple((name, word) for name, word in pairs if word not in ("reserved", "unknown"))


def _circumstances(context: GlucoseContext | None) -> tuple[tuple[str, str], ...]:
    if context is None:
        return ()
    tester = context.tester_health[0] if context.tester_health else None
    pairs = (("meal", MEALS.get(context.meal or 0)), ("tester", TESTERS.get(tester or 0)))
    return tuple((name, word) for name, word in pairs if word is not None)
