"""Yonker's Bluetooth cuff: one notification of 15 bytes per measurement (characteristic cdeacd81)."""

from __future__ import annotations

from dataclasses import dataclass

from device_drivers.protocols.date_time import DeviceTime, checked
from device_drivers.protocols.refusal import Quarantine, Refused

MEASUREMENT = "cdeacd81-5235-4c07-8846-93a37ee6b86d"
SERVICE = "cdeacd80-5235-4c07-8846-93a37ee6b86d"
KIND = 0x81
_SIZE = 15


@dataclass(frozen=True, slots=True)
class YonkerMeasurement:
    """One measurement in mmHg and 1/min; the cuff keeps minutes."""

    systolic: int
    diastolic: int
    pulse_rate: int
    time: DeviceTime


def decode_measurement(data: bytes) -> YonkerMeasurement:
    """81 systolic diastolic pulse, two bytes, day month year hour minute, four bytes. Refuses a time no clock has."""
    if len(data) < _SIZE:
        raise Refused("short")
    if len(data) > _SIZE:
        raise Refused("length")
    if data[0] != KIND:
        raise Refused("unknown")
    day, month, year, hour, minute = data[6:11]
    try:
        time = checked(2000 + year if year or month else None, month or None, day or None, hour, minute, None)
    except Quarantine as impossible:
        raise Refused(impossible.reason) from impossible
    return YonkerMeasurement(data[1], data[2], data[3], time)


def encode_measurement(measurement: YonkerMeasurement) -> bytes:
    """The notification of a virtual cuff."""
    time = measurement.time
    dated = bytes((time.day or 0, time.month or 0, (time.year or 2000) - 2000, time.hour, time.minute))
    head = bytes((KIND, measurement.systolic, measurement.diastolic, measurement.pulse_rate, 0, 0))
    return (head + dated).ljust(_SIZE, b"\x00")
