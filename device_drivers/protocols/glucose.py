"""Bluetooth Glucose Profile: 2A18 measurement and 2A34 measurement context."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from device_drivers.protocols import date_time
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.ieee11073 import Number, Special, decode_sfloat, encode_sfloat
from device_drivers.protocols.octets import Octets, bit_names

_OFFSET, _CONCENTRATION, _MOLAR, _STATUS, _CONTEXT, _RESERVED = 0x01, 0x02, 0x04, 0x08, 0x10, 0xE0
_TYPES = (
    "reserved",
    "capillary_whole_blood",
    "capillary_plasma",
    "venous_whole_blood",
    "venous_plasma",
    "arterial_whole_blood",
    "arterial_plasma",
    "undetermined_whole_blood",
    "undetermined_plasma",
    "interstitial_fluid",
    "control_solution",
)
_LOCATIONS = {1: "finger", 2: "alternate_site", 3: "earlobe", 4: "control_solution", 15: "unknown"}
_STATUS_BITS = dict(
    enumerate(
        (
            "battery_low",
            "sensor_malfunction",
            "sample_insufficient",
            "strip_insertion_error",
            "strip_type_incorrect",
            "result_too_high",
            "result_too_low",
            "temperature_too_high",
            "temperature_too_low",
            "strip_removed_too_soon",
            "general_device_fault",
            "time_fault",
        )
    )
)
_CONTROL_TYPE, _CONTROL_LOCATION = 10, 4
_CARBOHYDRATE, _MEAL, _TESTER, _EXERCISE, _MEDICATION, _LITRES, _HBA1C, _EXTENDED = (1 << bit for bit in range(8))


class ConcentrationUnit(StrEnum):
    """The unit a concentration was sent in."""

    KG_PER_L = "kg/L"
    MOL_PER_L = "mol/L"


@dataclass(frozen=True, slots=True)
class Concentration:
    """A glucose value with the byte that says what was measured and where: type in the LOW nibble, location in the HIGH."""

    value: Number
    unit: ConcentrationUnit
    sample_type: int
    sample_location: int

    @property
    def sample_type_name(self) -> str:
        """Name of the sample type, 'reserved' for a number without one."""
        return _TYPES[self.sample_type] if self.sample_type < len(_TYPES) else "reserved"

    @property
    def sample_location_name(self) -> str:
        """Name of the sample location, 'reserved' for a number without one."""
        return _LOCATIONS.get(self.sample_location, "reserved")

    @property
    def is_control(self) -> bool:
        """Control solution, by type or by location: never a patient's result."""
        return self.sample_type == _CONTROL_TYPE or self.sample_location == _CONTROL_LOCATION

    @property
    def shifted(self) -> Number:
        """The same value in mg/dL (from kg/L) or mmol/L (from mol/L): a shift of the decimal point, nothing else."""
        if isinstance(self.value, Special):
            return self.value
        return self.value.scaleb(5 if self.unit is ConcentrationUnit.KG_PER_L else 3)


@dataclass(frozen=True, slots=True)
class GlucoseMeasurement:
    """A 2A18 record. base_time: as sent; the user-facing time is base_time plus time_offset_min (minutes)."""

    sequence: int
    base_time: DeviceTime
    time_offset_min: int | None = None
    concentration: Concentration | None = None
    status: int | None = None
    context_follows: bool = False

    @property
    def status_names(self) -> tuple[str, ...]:
        """Names of the sensor status bits, sorted; empty where none is set or the frame has no status."""
        return bit_names(self.status or 0, _STATUS_BITS)


@dataclass(frozen=True, slots=True)
class GlucoseContext:
    """A 2A34 record; codes and numbers as sent, None where not carried.

    carbohydrate: (id, kg). tester_health: (tester, health). exercise: (seconds, percent).
    medication: (id, amount in kg, or in litres where medication_litres). hba1c in percent.
    """

    sequence: int
    extended: int | None = None
    carbohydrate: tuple[int, Number] | None = None
    meal: int | None = None
    tester_health: tuple[int, int] | None = None
    exercise: tuple[int, int] | None = None
    medication: tuple[int, Number] | None = None
    medication_litres: bool = False
    hba1c: Number | None = None


def decode_measurement(data: bytes) -> GlucoseMeasurement:
    """2A18. Refuses a short frame; quarantine for a reserved flag, left-over bytes or an impossible time."""
    octets = Octets(data)
    flags = octets.uint(1)
    sequence = octets.uint(2)
    raw_time = date_time.read(octets)
    offset = octets.sint(2) if flags & _OFFSET else None
    concentration = _concentration(octets, flags) if flags & _CONCENTRATION else None
    status = octets.uint(2) if flags & _STATUS else None
    octets.finish_flagged(flags & _RESERVED)
    return GlucoseMeasurement(sequence, raw_time.checked(), offset, concentration, status, bool(flags & _CONTEXT))


def encode_measurement(measurement: GlucoseMeasurement) -> bytes:
    """The 2A18 bytes of a virtual meter. ValueError where a number does not fit an SFLOAT."""
    flags = _CONTEXT if measurement.context_follows else 0
    body = measurement.sequence.to_bytes(2, "little") + date_time.encode_date_time(measurement.base_time)
    if measurement.time_offset_min is not None:
        flags, body = flags | _OFFSET, body + measurement.time_offset_min.to_bytes(2, "little", signed=True)
    if measurement.concentration is not None:
        molar = _MOLAR if measurement.concentration.unit is ConcentrationUnit.MOL_PER_L else 0
        flags, body = flags | _CONCENTRATION | molar, body + _encoded_concentration(measurement.concentration)
    if measurement.status is not None:
        flags, body = flags | _STATUS, body + measurement.status.to_bytes(2, "little")
    return bytes((flags,)) + body


def decode_context(data: bytes) -> GlucoseContext:
    """2A34. Refuses a short or over-long frame."""
    octets = Octets(data)
    flags = octets.uint(1)
    sequence = octets.uint(2)
    extended = octets.uint(1) if flags & _EXTENDED else None
    carbohydrate = (octets.uint(1), decode_sfloat(octets.take(2))) if flags & _CARBOHYDRATE else None
    meal = octets.uint(1) if flags & _MEAL else None
    tester_health = _nibbles(octets.uint(1)) if flags & _TESTER else None
    exercise = (octets.uint(2), octets.uint(1)) if flags & _EXERCISE else None
    medication = (octets.uint(1), decode_sfloat(octets.take(2))) if flags & _MEDICATION else None
    hba1c = decode_sfloat(octets.take(2)) if flags & _HBA1C else None
    octets.finish()
    return GlucoseContext(sequence, extended, carbohydrate, meal, tester_health, exercise, medication, bool(flags & _LITRES), hba1c)


def encode_context(context: GlucoseContext) -> bytes:
    """The 2A34 bytes of a virtual meter."""
    parts = (
        (_EXTENDED, None if context.extended is None else bytes((context.extended,))),
        (_CARBOHYDRATE, _encoded_amount(context.carbohydrate)),
        (_MEAL, None if context.meal is None else bytes((context.meal,))),
        (_TESTER, None if context.tester_health is None else bytes((context.tester_health[0] | context.tester_health[1] << 4,))),
        (_EXERCISE, None if context.exercise is None else context.exercise[0].to_bytes(2, "little") + bytes(context.exercise[1:])),
        (_MEDICATION, _encoded_amount(context.medication)),
        (_HBA1C, None if context.hba1c is None else encode_sfloat(context.hba1c)),
    )
    flags = sum(flag for flag, part in parts if part is not None) | (_LITRES if context.medication_litres else 0)
    return bytes((flags,)) + context.sequence.to_bytes(2, "little") + b"".join(part for _, part in parts if part is not None)


def _nibbles(byte: int) -> tuple[int, int]:
    return byte & 0x0F, byte >> 4


def _concentration(octets: Octets, flags: int) -> Concentration:
    value = decode_sfloat(octets.take(2))
    unit = ConcentrationUnit.MOL_PER_L if flags & _MOLAR else ConcentrationUnit.KG_PER_L
    return Concentration(value, unit, *_nibbles(octets.uint(1)))


def _encoded_concentration(concentration: Concentration) -> bytes:
    return encode_sfloat(concentration.value) + bytes((concentration.sample_type | concentration.sample_location << 4,))


def _encoded_amount(amount: tuple[int, Number] | None) -> bytes | None:
    return None if amount is None else bytes((amount[0],)) + encode_sfloat(amount[1])
