"""i-SENS CareSens meters on a cable: 02, `iSPc`, size, a command of four letters, data, CRC-16/CCITT-FALSE big-endian, 03.

The size counts command, data, CRC and 03. The CRC covers all but itself; the answer with results comes without a valid one,
so its size is its only guard. A result is nine bytes, mg/dL, ketones in tenths of mmol/L. (Tidepool Uploader's description.)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from device_drivers.protocols.byte_stream import ByteStream
from device_drivers.protocols.checksums import crc16_ccitt_false
from device_drivers.protocols.date_time import DeviceTime, checked
from device_drivers.protocols.octets import Octets
from device_drivers.protocols.refusal import Refused
from device_drivers.readings import Quantity

_HEAD = b"\x02iSPc"
_ETX = 0x03
_TAIL = 7  # of what the size counts, all but the data
LONGEST = 6 + 255

READ_CLOCK, WRITE_CLOCK, COUNT, RESULTS = b"RTIM", b"WTIM", b"NCOT", b"GLUE"
ERRORS = (b"TOUT", b"HEAD", b"SIZE", b"ECRC", b"CMND")
RECORD = 9
PER_REQUEST = 27

CONTROL, POST_MEAL, LOW, HIGH, FASTING, NORMAL, KETONE, LOW_HIGH = (1 << bit for bit in range(8))
_LOW_LIMIT, _HIGH_LIMIT = Decimal(20), Decimal(600)


@dataclass(frozen=True, slots=True)
class CareSensFrame:
    """One frame."""

    command: bytes
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class CareSensResult:
    """One stored result; ketone: mmol/L, else mg/dL."""

    value: Quantity
    taken: DeviceTime
    control: bool
    ketone: bool
    meal: str


def decode_frame(raw: bytes) -> CareSensFrame:
    """One whole frame and nothing behind it."""
    if len(raw) < 6:
        raise Refused("short")
    size = raw[5]
    if size + 6 != len(raw) or size < _TAIL:
        raise Refused("short" if size + 6 > len(raw) else "length")
    command = raw[6:10]
    if command != RESULTS and int.from_bytes(raw[-3:-1], "big") != crc16_ccitt_false(raw[:-3] + raw[-1:]):
        raise Refused("checksum")
    if raw[:5] != _HEAD or raw[-1] != _ETX:
        raise Refused("unknown")
    return CareSensFrame(command, raw[10:-3])


def encode_frame(frame: CareSensFrame) -> bytes:
    """The frame's bytes."""
    body = _HEAD + bytes((len(frame.data) + _TAIL,)) + frame.command + frame.data
    return body + crc16_ccitt_false(body + bytes((_ETX,))).to_bytes(2, "big") + bytes((_ETX,))


def stream() -> ByteStream[CareSensFrame]:
    """Incremental decoder, the same for both directions."""
    return ByteStream(_cut, LONGEST)


def request(first: int, count: int) -> bytes:
    """Asks for results by number, from 1."""
    return encode_frame(CareSensFrame(RESULTS, first.to_bytes(2, "big") + bytes((count,))))


def write_clock(moment: datetime) -> bytes:
    """Sets the clock."""
    return encode_frame(CareSensFrame(WRITE_CLOCK, clock_bytes(moment)))


def clock_bytes(moment: datetime) -> bytes:
    """Year of the century, month, day, hour, minute, second."""
    return bytes((moment.year % 100, moment.month, moment.day, moment.hour, moment.minute, moment.second))


def decode_clock(data: bytes) -> DeviceTime:
    """The answer to READ_CLOCK."""
    if len(data) < 6:
        raise Refused("short")
    return _time(data[:6])


def decode_count(data: bytes) -> int:
    """The answer to COUNT."""
    if len(data) < 2:
        raise Refused("short")
    return int.from_bytes(data[:2], "big")


def split_results(data: bytes, count: int) -> list[bytes]:
    """So many results; 'length' where there are not exactly as many as were asked for."""
    if len(data) != count * RECORD:
        raise Refused("length")
    return [data[at : at + RECORD] for at in range(0, len(data), RECORD)]


def decode_result(data: bytes) -> CareSensResult:
    """One result."""
    octets = Octets(data)
    taken, flags, value = _time(octets.take(6)), octets.uint(1), int.from_bytes(octets.take(2), "big")
    octets.finish()
    ketone = bool(flags & KETONE)
    meal = "postprandial" if flags & POST_MEAL else "fasting" if flags & FASTING else ""
    return CareSensResult(_value(value, flags, ketone), taken, bool(flags & CONTROL), ketone, meal)


def encode_result(taken: datetime, flags: int, value: int) -> bytes:
    """Virtual meter: one result."""
    return clock_bytes(taken) + bytes((flags,)) + value.to_bytes(2, "big")


def _value(value: int, flags: int, ketone: bool) -> Quantity:
    unit = "mmol/L" if ketone else "mg/dL"
    if flags & HIGH:
        return Quantity(None if ketone else _HIGH_LIMIT, unit, ">")
    if flags & LOW:
        return Quantity(None if ketone else _LOW_LIMIT, unit, "<")
    return Quantity(Decimal(value).scaleb(-1) if ketone else Decimal(value), unit)


def _time(data: bytes) -> DeviceTime:
    year, month, day, hour, minute, second = data
    return checked(2000 + year, month or None, day or None, hour, minute, second)


def _cut(buffer: bytes) -> tuple[CareSensFrame, int] | None:
    head = buffer[: len(_HEAD)]
    if not _HEAD.startswith(head):
        raise Refused("unknown")
    if len(buffer) < 6:
        return None
    size = buffer[5] + 6
    return (decode_frame(buffer[:size]), size) if len(buffer) >= size else None
