"""SD CodeFree frames (serial 38400 8N1): 53, direction, length, message, XOR of the message, AA.

The meter speaks first, when it is switched on with the cable in; its records come newest first, in mg/dL. Its clock can be
set but not read, and only instead of reading the records.
"""

from __future__ import annotations

from dataclasses import dataclass

from device_drivers.protocols.byte_stream import ByteStream
from device_drivers.protocols.checksums import xor8
from device_drivers.protocols.date_time import DeviceTime, checked
from device_drivers.protocols.octets import Octets
from device_drivers.protocols.refusal import Refused

_STX, _ETX = 0x53, 0xAA
_FROM_METER, _TO_METER = 0x20, 0x10
_FRAMING = 5  # all bytes of a frame that are not message
_LENGTH_COUNTS = 2  # the length byte counts the XOR and AA besides the message
LONGEST = 64

CHALLENGE = bytes.fromhex("1030")
RESPONSE = bytes.fromhex("1040")
FETCH = bytes.fromhex("1060")  # the next record; behind the last one the meter hangs up
BYE = bytes.fromhex("1070")
_COUNT = 0x30
MEALS = {0x00: "", 0x10: "preprandial", 0x20: "postprandial"}


@dataclass(frozen=True, slots=True)
class CodeFreeFrame:
    """One frame; message without head, XOR and end."""

    message: bytes
    from_meter: bool = True

    @property
    def checksum(self) -> int:
        """XOR of the message."""
        return xor8(self.message)


@dataclass(frozen=True, slots=True)
class CodeFreeRecord:
    """One stored result, mg/dL. meal: '', preprandial or postprandial. rest: seven bytes nobody knows."""

    taken: DeviceTime
    value: int
    meal: str = ""
    rest: bytes = bytes(7)


def decode_frame(data: bytes) -> CodeFreeFrame:
    """One whole frame and nothing behind it."""
    if len(data) < _FRAMING:
        raise Refused("short")
    size = data[2] + 3
    if size != len(data):
        raise Refused("short" if size > len(data) else "length")
    message = data[3:-2]
    if data[-2] != xor8(message):
        raise Refused("checksum")
    if data[0] != _STX or data[-1] != _ETX or data[1] not in (_FROM_METER, _TO_METER):
        raise Refused("unknown")
    return CodeFreeFrame(message, data[1] == _FROM_METER)


def encode_frame(frame: CodeFreeFrame) -> bytes:
    """The frame's bytes."""
    head = bytes((_STX, _FROM_METER if frame.from_meter else _TO_METER, len(frame.message) + _LENGTH_COUNTS))
    return head + frame.message + bytes((frame.checksum, _ETX))


def stream() -> ByteStream[CodeFreeFrame]:
    """Incremental decoder, the same for both directions. The 00 some adapters put before the first frame is noise."""
    return ByteStream(_cut, LONGEST)


def _cut(buffer: bytes) -> tuple[CodeFreeFrame, int] | None:
    if buffer[0] != _STX:
        raise Refused("unknown")
    if len(buffer) > 1 and buffer[1] not in (_FROM_METER, _TO_METER):
        raise Refused("unknown")
    if len(buffer) < 3:
        return None
    size = buffer[2] + 3
    if not _FRAMING <= size <= LONGEST:
        raise Refused("length")
    return (decode_frame(buffer[:size]), size) if len(buffer) >= size else None


def decode_count(message: bytes) -> int:
    """How many records there are: 30, count big-endian, then bytes AA."""
    if len(message) < 3:
        raise Refused("short")
    if message[0] != _COUNT:
        raise Refused("unknown")
    return int.from_bytes(message[1:3], "big")


def encode_count(count: int) -> bytes:
    """Virtual meter: the message with the number of records."""
    return bytes((_COUNT,)) + count.to_bytes(2, "big") + b"\xaa" * 19


def decode_record(message: bytes) -> CodeFreeRecord:
    """One record. Quarantine where its time is none."""
    octets = Octets(message)
    octets.take(2)  # 13 and a byte nobody knows
    if message[0] != 0x13:
        raise Refused("unknown")
    year, month, day, hour, minute = octets.take(5)
    value = int.from_bytes(octets.take(2), "big")
    meal = octets.uint(1)
    rest = octets.take(7)
    octets.finish()
    if meal not in MEALS:
        raise Refused("reserved")
    return CodeFreeRecord(checked(2000 + year, month or None, day or None, hour, minute, None), value, MEALS[meal], rest)


def encode_record(record: CodeFreeRecord) -> bytes:
    """Virtual meter: one record. Parts of the time that are unknown become 0."""
    taken = record.taken
    time = bytes((((taken.year or 2000) - 2000) & 0xFF, taken.month or 0, taken.day or 0, taken.hour, taken.minute))
    meal = next(code for code, name in MEALS.items() if name == record.meal)
    return b"\x13\x00" + time + record.value.to_bytes(2, "big") + bytes((meal,)) + record.rest
