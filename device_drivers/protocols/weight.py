"""Bluetooth Weight Scale Profile: 2A9D measurement."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from device_drivers.protocols import date_time
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.octets import Octets
from device_drivers.protocols.refusal import Refused

USER_UNKNOWN = 255
_IMPERIAL, _TIME, _USER, _BODY, _RESERVED = 0x01, 0x02, 0x04, 0x08, 0xF0
_UNSUCCESSFUL = 0xFFFF
_KG_STEP, _LB_STEP = Decimal("0.005"), Decimal("0.01")
_METRE_STEP, _INCH_STEP, _BMI_STEP = Decimal("0.001"), Decimal("0.1"), Decimal("0.1")


@dataclass(frozen=True, slots=True)
class WeightMeasurement:
    """weight in kg or lb (imperial), None where the scale says that weighing failed; height in m or in."""

    imperial: bool
    weight: Decimal | None
    time: DeviceTime | None = None
    user_id: int | None = None
    bmi: Decimal | None = None
    height: Decimal | None = None


def mass(raw: int, imperial: bool) -> Decimal:
    """A mass field of a scale in kg or lb."""
    return raw * (_LB_STEP if imperial else _KG_STEP)


def stature(raw: int, imperial: bool) -> Decimal:
    """A height field of a scale in m or in."""
    return raw * (_INCH_STEP if imperial else _METRE_STEP)


def decode_measurement(data: bytes) -> WeightMeasurement:
    """2A9D. Refuses a short or over-long frame and reserved flags."""
    octets = Octets(data)
    flags = octets.uint(1)
    imperial = bool(flags & _IMPERIAL)
    raw = octets.uint(2)
    raw_time = date_time.read(octets) if flags & _TIME else None
    user_id = octets.uint(1) if flags & _USER else None
    bmi = octets.uint(2) * _BMI_STEP if flags & _BODY else None
    height = stature(octets.uint(2), imperial) if flags & _BODY else None
    octets.finish()
    if flags & _RESERVED:
        raise Refused("reserved")
    weight = None if raw == _UNSUCCESSFUL else mass(raw, imperial)
    return WeightMeasurement(imperial, weight, raw_time.checked() if raw_time else None, user_id, bmi, height)


def encode_measurement(measured: WeightMeasurement) -> bytes:
    """Virtual scale: the 2A9D bytes; height and BMI are sent together or not at all."""
    flags = _IMPERIAL if measured.imperial else 0
    step = _LB_STEP if measured.imperial else _KG_STEP
    raw = _UNSUCCESSFUL if measured.weight is None else int(measured.weight / step)
    body = raw.to_bytes(2, "little")
    if measured.time is not None:
        flags, body = flags | _TIME, body + date_time.encode_date_time(measured.time)
    if measured.user_id is not None:
        flags, body = flags | _USER, body + bytes((measured.user_id,))
    if measured.bmi is not None and measured.height is not None:
        length = int(measured.height / (_INCH_STEP if measured.imperial else _METRE_STEP))
        flags, body = flags | _BODY, body + int(measured.bmi / _BMI_STEP).to_bytes(2, "little") + length.to_bytes(2, "little")
    return bytes((flags,)) + body
