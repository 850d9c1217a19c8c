"""Sinocare meters, the public part of their protocol: frames `53 4E len machine16 cmd payload sum8`.

len counts everything behind it; the sum runs from len on. The encoder for the host offers the measurement history, the
clock and the device's number alone: deleting (08) and starting a measurement (03) cannot be built.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import IntEnum

from device_drivers.protocols.byte_stream import ByteStream
from device_drivers.protocols.checksums import sum8
from device_drivers.protocols.date_time import DeviceTime, checked
from device_drivers.protocols.refusal import Refused

HEAD = b"SN"
_BEHIND_LENGTH = 4  # machine code, command, sum: the least a frame has
LONGEST = 3 + 0xFF
RECORD_SIZE = 8
_WITH_UNIT = 14  # size of a result that tells its unit
_TENTH = Decimal("0.1")


class Command(IntEnum):
    """What a host of ours says, and the live result a meter sends by itself."""

    LIVE_RESULT = 0x04
    READ_RECORDS = 0x05
    SET_TIME = 0x06
    READ_DEVICE_ID = 0x07


LATE_RESULT = 0x0E  # a result the meter could not send when it was taken
ERROR = 0x02
_OPS = {0x04: "live_result", 0x05: "read_records", 0x07: "read_device_id", 0x08: "delete_records"}


@dataclass(frozen=True, slots=True)
class SinocareFrame:
    """One frame, the same in both directions. machine: the model's code, two bytes."""

    machine: bytes
    command: int
    payload: bytes

    @property
    def op(self) -> str | None:
        """Name of the command, None for one without."""
        return _OPS.get(self.command)

    @property
    def length(self) -> int:
        """The length byte."""
        return len(self.payload) + _BEHIND_LENGTH

    @property
    def size(self) -> int:
        """Bytes on the line."""
        return self.length + len(HEAD) + 1


@dataclass(frozen=True, slots=True)
class GlucoseResult:
    """glucose in mmol/L."""

    time: DeviceTime
    glucose: Decimal


@dataclass(frozen=True, slots=True)
class RecordPacket:
    """One packet of stored records; number counts from 1 to total."""

    total: int
    number: int
    records: tuple[bytes, ...]


def decode_frame(data: bytes) -> SinocareFrame:
    """One whole frame and nothing behind it."""
    if len(data) < len(HEAD) + 1 + _BEHIND_LENGTH:
        raise Refused("short")
    size = data[2] + len(HEAD) + 1
    if size != len(data):
        raise Refused("short" if size > len(data) else "length")
    if sum8(data[2:-1]) != data[-1]:
        raise Refused("checksum")
    if not data.startswith(HEAD):
        raise Refused("unknown")
    return SinocareFrame(data[3:5], data[5], data[6:-1])


def encode_frame(frame: SinocareFrame) -> bytes:
    """The bytes of a frame."""
    body = bytes((frame.length,)) + frame.machine + bytes((frame.command,)) + frame.payload
    return HEAD + body + bytes((sum8(body),))


def decode_live_result(data: bytes) -> GlucoseResult:
    """A frame with a result as it is taken (04)."""
    frame = decode_frame(data)
    if frame.command != Command.LIVE_RESULT:
        raise Refused("unknown")
    return result_of(frame.payload)


def result_of(payload: bytes) -> GlucoseResult:
    """yy MM dd hh mm ss, value u16 BE; what stands behind (temperature, reserved bytes) is the meter's own."""
    if len(payload) < RECORD_SIZE:
        raise Refused("short")
    return GlucoseResult(_time(payload[:5], payload[5]), int.from_bytes(payload[6:8], "big") * _TENTH)


def unit_of(payload: bytes) -> str:
    """The unit of a result: longer results end with a byte that is not 0 where the meter shows mg/dL."""
    return "mg/dL" if len(payload) >= _WITH_UNIT and payload[_WITH_UNIT - 1] else "mmol/L"


def encode_result(result: GlucoseResult, temperature_tenths: int = 205) -> bytes:
    """Virtual meter: the payload of a live result, as long as the captured one."""
    value = int(result.glucose / _TENTH).to_bytes(2, "big")
    return _clock_bytes(result.time) + value + b"\x00" + temperature_tenths.to_bytes(3, "big")


def decode_record(data: bytes) -> GlucoseResult:
    """A stored record, eight bytes: yy MM dd hh mm, value u16 BE, ss."""
    if len(data) != RECORD_SIZE:
        raise Refused("short" if len(data) < RECORD_SIZE else "length")
    return GlucoseResult(_time(data[:5], data[7]), int.from_bytes(data[5:7], "big") * _TENTH)


def encode_record(result: GlucoseResult) -> bytes:
    """Virtual meter: the eight bytes."""
    clock = _clock_bytes(result.time)
    return clock[:5] + int(result.glucose / _TENTH).to_bytes(2, "big") + clock[5:]


def record_packet(frame: SinocareFrame) -> RecordPacket:
    """The answer to 05: how many packets, which one, its records."""
    payload = frame.payload
    if frame.command != Command.READ_RECORDS:
        raise Refused("unknown")
    if len(payload) < 3:
        raise Refused("short")
    total, number, count = payload[:3]
    body = payload[3:]
    if len(body) != count * RECORD_SIZE:
        raise Refused("short" if len(body) < count * RECORD_SIZE else "length")
    return RecordPacket(total, number, tuple(body[at : at + RECORD_SIZE] for at in range(0, len(body), RECORD_SIZE)))


def encode_record_packet(machine: bytes, packet: RecordPacket) -> bytes:
    """Virtual meter: the answer to 05."""
    head = bytes((packet.total, packet.number, len(packet.records)))
    return encode_frame(SinocareFrame(machine, Command.READ_RECORDS, head + b"".join(packet.records)))


def read_records(machine: bytes) -> bytes:
    """Host: send what is stored."""
    return encode_frame(SinocareFrame(machine, Command.READ_RECORDS, bytes(2)))


def read_device_id(machine: bytes) -> bytes:
    """Host: who are you."""
    return encode_frame(SinocareFrame(machine, Command.READ_DEVICE_ID, bytes(2)))


def set_time(machine: bytes, local: datetime, *, with_seconds: bool) -> bytes:
    """Host: the clock, in six bytes or, for meters without seconds, in five."""
    clock = _clock_bytes(DeviceTime.of(local))
    return encode_frame(SinocareFrame(machine, Command.SET_TIME, clock if with_seconds else clock[:5]))


def time_of(payload: bytes) -> DeviceTime:
    """The clock in a frame 06: five or six bytes."""
    if len(payload) not in (5, 6):
        raise Refused("short" if len(payload) < 5 else "length")
    return _time(payload[:5], payload[5] if len(payload) == 6 else None)


def stream() -> ByteStream[SinocareFrame]:
    """Incremental decoder, for both sides."""
    return ByteStream(_cut, LONGEST)


def _time(date: bytes, second: int | None) -> DeviceTime:
    year, month, day, hour, minute = date
    return checked(2000 + year, month or None, day or None, hour, minute, second)


def _clock_bytes(time: DeviceTime) -> bytes:
    year = max((time.year or 2000) - 2000, 0) & 0xFF
    return bytes((year, time.month or 0, time.day or 0, time.hour, time.minute, time.second or 0))


def _cut(buffer: bytes) -> tuple[SinocareFrame, int] | None:
    if not HEAD.startswith(buffer[:2]):
        raise Refused("unknown")
    if len(buffer) < 3:
        return None
    if buffer[2] < _BEHIND_LENGTH:
        raise Refused("length")
    size = buffer[2] + len(HEAD) + 1
    return (decode_frame(buffer[:size]), size) if len(buffer) >= size else None
