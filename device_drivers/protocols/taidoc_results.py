"""What the four bytes of a TaiDoc result mean, by the kind of meter that sent them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from device_drivers.protocols.refusal import Quarantine
from device_drivers.protocols.taidoc import BpResult, RecordTime, ScaleResult, pressure
from device_drivers.readings import Kind, Quantity

_TENTH = Decimal("0.1")
_NO_VALUE = (0, 0xFFFF)
LOWEST_MG_DL, HIGHEST_MG_DL = 20, 600  # beyond them the display says LO or HI
_BEFORE, _AFTER, _CONTROL = 1, 2, 3
_MEALS = {_BEFORE: "preprandial", _AFTER: "postprandial"}
_HUNDREDTHS_FROM = 1000  # ear thermometers send 3650 for 36.5, others 365
# test number: name, unit, what the raw number is divided by (the meter shows one decimal)
_TESTS: dict[int, tuple[str, str, Decimal]] = {
    6: ("haematocrit", "%", Decimal(1)),
    7: ("ketone", "mmol/L", Decimal(30)),
    8: ("uric_acid", "mg/dL", Decimal(10)),
    9: ("cholesterol", "mg/dL", Decimal(1)),
    11: ("haemoglobin", "g/dL", Decimal(10)),
    12: ("lactate", "mmol/L", Decimal("9.008")),
}
_GLUCOSE = 0

Values = tuple[tuple[str, Quantity], ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a record says beside its time."""

    kind: Kind
    values: Values
    flags: tuple[str, ...] = ()
    context: tuple[tuple[str, str], ...] = ()
    user_slot: int | None = None


def of_pressure(payload: bytes, time: RecordTime) -> Finding:
    """Blood pressure. Quarantine where one of the numbers is missing."""
    result = pressure(payload)
    if not (result.systolic and result.diastolic and result.pulse_rate):
        raise Quarantine("reserved")
    return Finding(Kind.BLOOD_PRESSURE, _pressure_values(result), ("irregular_pulse",) if time.irregular else ())


def _pressure_values(result: BpResult) -> Values:
    named = (("systolic", result.systolic, "mmHg"), ("diastolic", result.diastolic, "mmHg"), ("pulse", result.pulse_rate, "/min"))
    return tuple((name, Quantity(Decimal(value), unit)) for name, value, unit in named)


def of_strip(payload: bytes, _: RecordTime) -> Finding:
    """Glucose, or another test of a meter with several strips. Quarantine for no value and for tests not known."""
    raw = int.from_bytes(payload[:2], "little")
    test, note = payload[3] >> 2 & 0x0F, payload[3] >> 6
    if raw in _NO_VALUE:
        raise Quarantine("reserved")
    flags = ("control_solution",) if note == _CONTROL else ()
    if test == _GLUCOSE:
        context = (("meal", _MEALS[note]),) if note in _MEALS else ()
        return Finding(Kind.GLUCOSE, (("glucose", _glucose(raw)),), flags, context)
    if test not in _TESTS:
        raise Quarantine("unknown")
    name, unit, divisor = _TESTS[test]
    shown = Decimal(raw) if divisor == 1 else (raw / divisor).quantize(_TENTH, ROUND_DOWN)
    return Finding(Kind.LABORATORY, ((name, Quantity(shown, unit)),), flags)


def _glucose(raw: int) -> Quantity:
    if raw > HIGHEST_MG_DL:
        return Quantity(Decimal(HIGHEST_MG_DL), "mg/dL", ">")
    return Quantity(Decimal(LOWEST_MG_DL), "mg/dL", "<") if raw < LOWEST_MG_DL else Quantity(Decimal(raw), "mg/dL")


def of_dual(payload: bytes, time: RecordTime) -> Finding:
    """A meter for both: its record's time says which."""
    return of_pressure(payload, time) if time.is_pressure else of_strip(payload, time)


def of_temperature(payload: bytes, _: RecordTime) -> Finding:
    """A thermometer: tenths or hundredths of a degree Celsius. Quarantine for 0."""
    raw = int.from_bytes(payload[:2], "little")
    if not raw:
        raise Quarantine("reserved")
    degrees = Decimal(raw) / (100 if raw >= _HUNDREDTHS_FROM else 10)
    return Finding(Kind.TEMPERATURE, (("temperature", Quantity(degrees, "Cel")),))


def of_oximeter(payload: bytes, _: RecordTime) -> Finding:
    """A finger oximeter: saturation, pulse in the last byte. Quarantine where one of them is missing."""
    return of_saturation(payload[0], payload[3])


def of_saturation(saturation: int, pulse: int) -> Finding:
    """Percent and 1/min. Quarantine where one of them is missing."""
    if not 0 < saturation <= 100 or not pulse:
        raise Quarantine("reserved")
    return Finding(Kind.SPO2, (("spo2", Quantity(Decimal(saturation), "%")), ("pulse", Quantity(Decimal(pulse), "/min"))))


def of_scale(result: ScaleResult) -> Finding:
    """A weighing."""
    named = (
        ("weight", result.weight, "kg"),
        ("height", Decimal(result.height_cm) if result.height_cm else None, "cm"),
        ("bmi", result.bmi, "kg/m2"),
        ("body_fat", result.body_fat, "%"),
    )
    values = tuple((name, Quantity(number, unit)) for name, number, unit in named if number is not None)
    return Finding(Kind.WEIGHT, values, user_slot=result.user)
