"""Contec ABPM50 packets: first byte the kind, second the map of the top bits of the others (see contec_08a)."""

from __future__ import annotations

from dataclasses import dataclass

from device_drivers.protocols import date_time
from device_drivers.protocols.byte_stream import ByteStream
from device_drivers.protocols.contec_08a import pack, unpack
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.refusal import Refused

DATE, PRESSURES, PULSE, MODE, COUNTS = 0x07, 0x08, 0x09, 0x12, 0x16
SIZES = {DATE: 8, PRESSURES: 8, PULSE: 5, MODE: 8, COUNTS: 6}
CASUAL, AMBULATORY = 1, 255
_LONGEST = max(SIZES.values())


@dataclass(frozen=True, slots=True)
class Mode:
    """Which of its two memories the device sends from: CASUAL or AMBULATORY."""

    kind: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Stored measurements of both memories."""

    casual: int
    ambulatory: int


@dataclass(frozen=True, slots=True)
class Pressures:
    """mmHg."""

    systolic: int
    mean_arterial_pressure: int
    diastolic: int


@dataclass(frozen=True, slots=True)
class Pulse:
    """1/min; test_code 0 = the measurement holds."""

    rate: int
    test_code: int


Packet = DeviceTime | Pressures | Pulse | Mode | Counts


def decode(data: bytes) -> Packet:
    """One whole packet. Refused for another size, kind or a byte without bit 7; Quarantine for a date no calendar has."""
    size = SIZES.get(data[0]) if data else None
    if size is None:
        raise Refused("unknown" if data else "short")
    if len(data) != size:
        raise Refused("short" if len(data) < size else "length")
    return _packet(data[0], unpack(data[1:]))


def _packet(kind: int, values: bytes) -> Packet:
    match kind:
        case 0x07:
            year = values[0] << 8 | values[1]
            return date_time.checked(year or None, values[2] or None, values[3] or None, values[4], values[5], None)
        case 0x08:
            numbers = (values[at] << 8 | values[at + 1] for at in (0, 2, 4))
            return Pressures(*numbers)
        case 0x09:
            return Pulse(values[0] << 8 | values[1], values[2])
        case 0x12:
            return Mode(values[5])
    return Counts(values[1], values[3])


def encode(packet: Packet) -> bytes:
    """Virtual device: one packet."""
    match packet:
        case DeviceTime():
            parts = (packet.month or 0, packet.day or 0, packet.hour, packet.minute)
            return _packed(DATE, (packet.year or 0).to_bytes(2, "big") + bytes(parts))
        case Pressures(systolic, mean, diastolic):
            return _packed(PRESSURES, b"".join(number.to_bytes(2, "big") for number in (systolic, mean, diastolic)))
        case Pulse(rate, test_code):
            return _packed(PULSE, rate.to_bytes(2, "big") + bytes((test_code,)))
        case Mode(kind):
            return _packed(MODE, bytes((0, 0, 0, 0, 0, kind)))
        case Counts(casual, ambulatory):
            return _packed(COUNTS, bytes((0, casual, 0, ambulatory)))


def stream() -> ByteStream[bytes]:
    """Incremental decoder: whole packets as sent."""
    return ByteStream(_cut, _LONGEST)


def _packed(kind: int, values: bytes) -> bytes:
    return bytes((kind,)) + pack(values)


def _cut(buffer: bytes) -> tuple[bytes, int] | None:
    size = SIZES.get(buffer[0], 0)
    if not size:
        raise Refused("unknown")
    unpack(buffer[1:size])
    return (buffer[:size], size) if len(buffer) >= size else None
