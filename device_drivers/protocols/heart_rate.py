"""Bluetooth Heart Rate Profile: 2A37 measurement."""

from __future__ import annotations

from dataclasses import dataclass

from device_drivers.protocols.octets import Octets
from device_drivers.protocols.refusal import Refused

_WIDE, _DETECTED, _SUPPORTED, _ENERGY, _INTERVALS, _RESERVED = 0x01, 0x02, 0x04, 0x08, 0x10, 0xE0


@dataclass(frozen=True, slots=True)
class HeartRateMeasurement:
    """heart_rate in 1/min; sensor_contact None where not supported; energy in kJ; rr_intervals in 1/1024 s, oldest first."""

    heart_rate: int
    sensor_contact: bool | None = None
    energy_expended_kj: int | None = None
    rr_intervals_1024: tuple[int, ...] | None = None


def decode_measurement(data: bytes) -> HeartRateMeasurement:
    """2A37. Refuses a short frame and half an interval; quarantine for a reserved flag or left-over bytes."""
    octets = Octets(data)
    flags = octets.uint(1)
    heart_rate = octets.uint(2 if flags & _WIDE else 1)
    energy = octets.uint(2) if flags & _ENERGY else None
    intervals = _intervals(octets) if flags & _INTERVALS else None
    octets.finish_flagged(flags & _RESERVED)
    contact = bool(flags & _DETECTED) if flags & _SUPPORTED else None
    return HeartRateMeasurement(heart_rate, contact, energy, intervals)


def _intervals(octets: Octets) -> tuple[int, ...]:
    """To the end of the frame, at least one."""
    if octets.left < 2:
        raise Refused("short")
    if octets.left % 2:
        raise Refused("length")
    return tuple(octets.uint(2) for _ in range(octets.left // 2))


def encode_measurement(measurement: HeartRateMeasurement) -> bytes:
    """The 2A37 bytes of a virtual strap, the rate in one byte where it fits."""
    wide = measurement.heart_rate > 255
    flags, body = (_WIDE if wide else 0), measurement.heart_rate.to_bytes(2 if wide else 1, "little")
    if measurement.sensor_contact is not None:
        flags |= _SUPPORTED | (_DETECTED if measurement.sensor_contact else 0)
    if measurement.energy_expended_kj is not None:
        flags, body = flags | _ENERGY, body + measurement.energy_expended_kj.to_bytes(2, "little")
    if measurement.rr_intervals_1024:
        flags |= _INTERVALS
        body += b"".join(interval.to_bytes(2, "little") for interval in measurement.rr_intervals_1024)
    return bytes((flags,)) + body
