"""Contec 08A, 08C and ABPM50 cuffs: USB-HID 64-byte reports or a byte stream (Bluetooth SPP), seven bits to the byte.

Data bytes have bit 7 set; their real top bits are collected in a map byte before each group of up to seven, bit i for the i-th
byte behind it. Public decoders that leave the map out show a systolic below 128 as 128 too much.

08A: handshake 42 8F.., request 43.., then a count header 46 41 and 14-byte records. ABPM50: packets by first byte, one group each.
Deleting (43 .. 03 ..) is not built here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from device_drivers.protocols import date_time
from device_drivers.protocols.byte_stream import ByteStream
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.refusal import Refused

REPORT_SIZE = 64
RECORD_SIZE, HEADER_SIZE = 14, 14
_TOP = 0x80
_GROUP = 7
_HEADER = b"\x46\x41"
_RECORD_VALUES = 12
_HEADER_VALUES = 10
_CENTURY = 2000
_GREETINGS = (0x40, 0x42)
_GREETING_TAIL = bytes.fromhex("8ffffefdfc")


class Command(Enum):
    """What a host may send besides the clock."""

    HANDSHAKE = bytes.fromhex("428ffffefdfc")
    TIME_NOTICE = bytes.fromhex("434202ff0400")
    REQUEST_ALL = bytes.fromhex("434201070500")
    REQUEST_USER_1 = bytes.fromhex("434101040200")
    REQUEST_USER_2 = bytes.fromhex("434101050200")
    REQUEST_USER_3 = bytes.fromhex("434101060200")
    GOT_RECORDS = bytes.fromhex("4a460100")
    ABPM_GOT_MODE = bytes.fromhex("1383ffff")
    ABPM_GOT_COUNT = bytes.fromhex("1783ffff")
    ABPM_GOT_RECORD = bytes.fromhex("1083ffff")


@dataclass(frozen=True, slots=True)
class CountHeader:
    """How many records of which user slot follow."""

    record_count: int
    user_id: int


@dataclass(frozen=True, slots=True)
class Record:
    """One measurement: pressures in mmHg, pulse in 1/min; user_id: the cuff's own slot."""

    systolic: int
    diastolic: int
    mean_arterial_pressure: int
    pulse_rate: int
    time: DeviceTime
    user_id: int


@dataclass(frozen=True, slots=True)
class Reply:
    """A short answer of the device, as sent: 4A.. (accepted or not), 48.. (its greeting)."""

    data: bytes

    @property
    def accepted(self) -> bool:
        """Whether it took the command before."""
        return self.data[0] == 0x48 or self.data[2:3] == b"\x01"


Frame = CountHeader | Record | Reply
_REPLY_SIZES = {0x48: 6, 0x4A: 4}


def unpack(groups: bytes) -> bytes:
    """Map byte, up to seven bytes, map byte, up to seven bytes ... → the bytes with their top bits.

    Refused('reserved') for a byte without bit 7: it is none of this transport.
    """
    if any(not byte & _TOP for byte in groups):
        raise Refused("reserved")
    values = bytearray()
    for at in range(0, len(groups), _GROUP + 1):
        tops, *sent = groups[at : at + _GROUP + 1]
        values += bytes(byte & 0x7F | (tops >> bit & 1) << 7 for bit, byte in enumerate(sent))
    return bytes(values)


def pack(values: bytes) -> bytes:
    """The other way round."""
    packed = bytearray()
    for at in range(0, len(values), _GROUP):
        group = values[at : at + _GROUP]
        packed.append(_TOP | sum((byte >> 7) << bit for bit, byte in enumerate(group)))
        packed += bytes(byte | _TOP for byte in group)
    return bytes(packed)


def decode_handshake(data: bytes) -> bytes:
    """The host's greeting, six bytes; gives them back. Refused otherwise."""
    _need_size(data, 1 + len(_GREETING_TAIL))
    if data[0] not in _GREETINGS or data[1:] != _GREETING_TAIL:
        raise Refused("unknown")
    return data


def decode_count_header(data: bytes) -> CountHeader:
    """46 41, then ten values: count high and low, seven unused, user slot."""
    _need_size(data, HEADER_SIZE)
    if data[:2] != _HEADER:
        raise Refused("unknown")
    values = unpack(data[2:])
    return CountHeader(values[0] << 8 | values[1], values[-1] & 0x03)


def encode_count_header(header: CountHeader) -> bytes:
    """Virtual cuff: how many records follow."""
    values = header.record_count.to_bytes(2, "big") + b"\x02" + bytes(_HEADER_VALUES - 4) + bytes((header.user_id,))
    return _HEADER + pack(values)


def decode_record(data: bytes) -> Record:
    """Twelve values in fourteen bytes. Quarantine for a date no calendar has."""
    _need_size(data, RECORD_SIZE)
    values = unpack(data)
    systolic = values[0] << 8 | values[1]
    diastolic, pulse, mean, year, month, day, hour, minute, second, user = values[2:]
    time = date_time.checked(_CENTURY + year, month or None, day or None, hour, minute, second)
    return Record(systolic, diastolic, mean, pulse, time, user & 0x0F)


def encode_record(record: Record) -> bytes:
    """Virtual cuff: one stored measurement. Values as in `Record`; the high bits of the last byte are as captured (1)."""
    time = record.time
    moment = ((time.year or _CENTURY) - _CENTURY, time.month or 0, time.day or 0, time.hour, time.minute, time.second or 0)
    pressures = (record.diastolic, record.pulse_rate, record.mean_arterial_pressure)
    return pack(record.systolic.to_bytes(2, "big") + bytes((*pressures, *moment, 0x10 | record.user_id)))


def encode_clock(local: datetime) -> bytes:
    """Host: sets the clock, two-digit year."""
    moment = (local.year - _CENTURY, local.month, local.day, local.hour, local.minute, local.second)
    return b"\x4c\x42" + pack(bytes(moment))


def decode_clock(data: bytes) -> DeviceTime:
    """Virtual cuff: what the host sets the clock to."""
    _need_size(data, 9)
    if data[:2] != b"\x4c\x42":
        raise Refused("unknown")
    year, month, day, hour, minute, second = unpack(data[2:])
    return date_time.checked(_CENTURY + year, month, day, hour, minute, second)


def decode_frame(data: bytes) -> Frame:
    """Whatever an 08A sends, told by its first byte; trailing zeros of a HID report must be taken off before."""
    if not data:
        raise Refused("short")
    if data[0] == _HEADER[0]:
        return decode_count_header(data)
    if data[0] in _REPLY_SIZES:
        _need_size(data, _REPLY_SIZES[data[0]])
        return Reply(data)
    if data[0] & _TOP:
        return decode_record(data)
    raise Refused("unknown")


def size_of(first: int) -> int:
    """How many bytes a frame takes that begins so; 0 = none does."""
    if first == _HEADER[0]:
        return HEADER_SIZE
    return RECORD_SIZE if first & _TOP else _REPLY_SIZES.get(first, 0)


def from_report(report: bytes) -> bytes:
    """The frame in a HID report: the device fills it up with zeros."""
    size = size_of(report[0]) if report else 0
    return report[:size] if size and not any(report[size:]) else report.rstrip(b"\0")


def to_report(frame: bytes) -> bytes:
    """A frame as a whole HID report."""
    return frame.ljust(REPORT_SIZE, b"\0")


def stream() -> ByteStream[bytes]:
    """Incremental decoder of the byte stream: whole frames as sent (records may still be refused one by one)."""
    return ByteStream(_cut, HEADER_SIZE)


def _cut(buffer: bytes) -> tuple[bytes, int] | None:
    size = size_of(buffer[0])
    if not size:
        raise Refused("unknown")
    if buffer[0] & _TOP or buffer[0] == _HEADER[0]:
        head = 0 if buffer[0] & _TOP else 2
        unpack(buffer[head:size])  # a byte of another kind in between: the frame was broken off
    return (buffer[:size], size) if len(buffer) >= size else None


def _need_size(data: bytes, size: int) -> None:
    if len(data) != size:
        raise Refused("short" if len(data) < size else "length")
