"""Bluetooth Blood Pressure Profile: 2A35 measurement, 2A36 intermediate cuff pressure, and the Beurer layout of 2A35."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from device_drivers.protocols import date_time
from device_drivers.protocols.date_time import DeviceTime, RawTime
from device_drivers.protocols.ieee11073 import ByteOrder, Number, Special, decode_sfloat, encode_sfloat
from device_drivers.protocols.octets import Octets, bit_names

USER_UNKNOWN = 255
_KPA, _TIME, _PULSE, _USER, _STATUS, _RESERVED = 0x01, 0x02, 0x04, 0x08, 0x10, 0xE0
_STATUS_BITS = {0: "body_movement", 1: "cuff_too_loose", 2: "irregular_pulse", 5: "improper_position"}
_PULSE_RANGE = {1: "pulse_rate_above_range", 2: "pulse_rate_below_range", 3: "pulse_rate_range_reserved"}


class PressureUnit(StrEnum):
    """The unit a pressure was sent in; nothing here converts it."""

    MMHG = "mmHg"
    KPA = "kPa"


@dataclass(frozen=True, slots=True)
class Extras:
    """The optional parts that follow the pressures; None where the frame does not carry them.

    pulse_rate in 1/min. user_id: the device's slot, `USER_UNKNOWN` where the device does not know. status: bits as sent.
    """

    time: DeviceTime | None = None
    pulse_rate: Number | None = None
    user_id: int | None = None
    status: int | None = None

    @property
    def user_slot(self) -> int | None:
        """The device's slot, None where absent or unknown."""
        return None if self.user_id == USER_UNKNOWN else self.user_id

    @property
    def status_names(self) -> tuple[str, ...]:
        """Names of the status bits, sorted; empty where none is set or the frame has no status."""
        return status_names(self.status or 0)


@dataclass(frozen=True, slots=True)
class BloodPressureMeasurement:
    """A 2A35 measurement in the device's own unit; zero means zero, a special value means what it says."""

    unit: PressureUnit
    systolic: Number
    diastolic: Number
    mean_arterial_pressure: Number
    extras: Extras = Extras()


@dataclass(frozen=True, slots=True)
class Layout:
    """How a maker's 2A35 differs; see quirks.Quirks for the words."""

    big_endian_tail: bool = False
    user_byte_always: bool = False
    reserved_flags: bool = False


BEURER = Layout(big_endian_tail=True, user_byte_always=True, reserved_flags=True)


@dataclass(frozen=True, slots=True)
class CuffPressure:
    """A 2A36 value while the cuff deflates: not a result."""

    unit: PressureUnit
    pressure: Number
    extras: Extras = Extras()


def status_names(word: int) -> tuple[str, ...]:
    """Names of a 16-bit Measurement Status, sorted; bits 3-4 are one number, bits without a name are `bit_N`."""
    pulse_range = _PULSE_RANGE.get(word >> 3 & 3)
    named = bit_names(word & ~0x18, _STATUS_BITS)
    return tuple(sorted((*named, pulse_range))) if pulse_range else named


def decode_measurement(data: bytes) -> BloodPressureMeasurement:
    """2A35. Refuses a short frame; quarantine for a reserved flag, left-over bytes or an impossible time."""
    unit, pressures, extras = _decode(data)
    return BloodPressureMeasurement(unit, *pressures, extras)


def decode_cuff_pressure(data: bytes) -> CuffPressure:
    """2A36: the layout of 2A35, whose second and third number say nothing here."""
    unit, pressures, extras = _decode(data)
    return CuffPressure(unit, pressures[0], extras)


def decode_beurer_measurement(data: bytes) -> BloodPressureMeasurement:
    """2A35 as BM48, BM59, BM85 and ELITE900 send it: big-endian pulse and status, a user byte that no flag announces.

    Their flags have reserved bits set. Refuses a short or over-long frame.
    """
    return decode_as_made(data, BEURER)


def decode_as_made(data: bytes, layout: Layout) -> BloodPressureMeasurement:
    """2A35 in a maker's own layout. Where reserved flags mean nothing, left-over bytes are refused as a wrong length."""
    octets = Octets(data)
    flags = octets.uint(1)
    pressures = _pressures(octets)
    order: ByteOrder = "big" if layout.big_endian_tail else "little"
    raw_time, pulse_rate, user_id, status = _optional(octets, flags | (_USER if layout.user_byte_always else 0), order)
    if layout.reserved_flags:
        octets.finish()
    else:
        octets.finish_flagged(flags & _RESERVED)
    extras = Extras(raw_time.checked() if raw_time else None, pulse_rate, user_id, status)
    return BloodPressureMeasurement(_unit(flags), *pressures, extras)


def encode_measurement(measurement: BloodPressureMeasurement) -> bytes:
    """The 2A35 bytes of a virtual cuff. ValueError where a number does not fit an SFLOAT."""
    pressures = (measurement.systolic, measurement.diastolic, measurement.mean_arterial_pressure)
    return _encode(measurement.unit, pressures, measurement.extras)


def encode_cuff_pressure(cuff: CuffPressure) -> bytes:
    """The 2A36 bytes of a virtual cuff; diastolic and mean are NaN, as the profile asks."""
    return _encode(cuff.unit, (cuff.pressure, Special.NAN, Special.NAN), cuff.extras)


def _unit(flags: int) -> PressureUnit:
    return PressureUnit.KPA if flags & _KPA else PressureUnit.MMHG


def _pressures(octets: Octets) -> tuple[Number, Number, Number]:
    return decode_sfloat(octets.take(2)), decode_sfloat(octets.take(2)), decode_sfloat(octets.take(2))


def _optional(octets: Octets, flags: int, order: ByteOrder) -> tuple[RawTime | None, Number | None, int | None, int | None]:
    raw_time = date_time.read(octets) if flags & _TIME else None
    pulse_rate = decode_sfloat(octets.take(2), order) if flags & _PULSE else None
    user_id = octets.uint(1) if flags & _USER else None
    status = int.from_bytes(octets.take(2), order) if flags & _STATUS else None
    return raw_time, pulse_rate, user_id, status


def _decode(data: bytes) -> tuple[PressureUnit, tuple[Number, Number, Number], Extras]:
    octets = Octets(data)
    flags = octets.uint(1)
    pressures = _pressures(octets)
    raw_time, pulse_rate, user_id, status = _optional(octets, flags, "little")
    octets.finish_flagged(flags & _RESERVED)
    extras = Extras(raw_time.checked() if raw_time else None, pulse_rate, user_id, status)
    return _unit(flags), pressures, extras


def _encode(unit: PressureUnit, pressures: tuple[Number, ...], extras: Extras) -> bytes:
    flags = _KPA if unit is PressureUnit.KPA else 0
    body = b"".join(map(encode_sfloat, pressures))
    if extras.time is not None:
        flags, body = flags | _TIME, body + date_time.encode_date_time(extras.time)
    if extras.pulse_rate is not None:
        flags, body = flags | _PULSE, body + encode_sfloat(extras.pulse_rate)
    if extras.user_id is not None:
        flags, body = flags | _USER, body + bytes((extras.user_id,))
    if extras.status is not None:
        flags, body = flags | _STATUS, body + extras.status.to_bytes(2, "little")
    return bytes((flags,)) + body
