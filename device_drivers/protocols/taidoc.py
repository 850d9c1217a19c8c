"""TaiDoc meters (also sold as FORA, GlucoRx, advmeds): frames `51 cmd data A3|A5 sum8`, the same over Bluetooth and serial.

A3 ends what a host says, A5 what a meter says. Scales answer with one long frame of their own. The encoder for the host
offers questions, the clock and power off alone: clearing the memory (52) cannot be built.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from device_drivers.protocols.byte_stream import ByteStream
from device_drivers.protocols.checksums import sum8
from device_drivers.protocols.date_time import DeviceTime, checked
from device_drivers.protocols.refusal import Refused

HEAD, FROM_HOST, FROM_METER = 0x51, 0xA3, 0xA5
SIZE, SHORT_SIZE = 8, 7  # a scale's question has one byte less
LONGEST = 40


class Command(IntEnum):
    """What a host of ours says."""

    CONNECT = 0x22
    READ_CLOCK = 0x23
    READ_MODEL = 0x24
    READ_RESULT_TIME = 0x25
    READ_RESULT_VALUE = 0x26
    READ_COUNT = 0x2B
    SET_CLOCK = 0x33
    READ_SPO2 = 0x49
    POWER_OFF = 0x50
    READ_SCALE = 0x71


HELLO = 0x54  # a meter says by itself that it is ready to talk
READ_SCALE_STORED = 0x77
_OPS = {
    Command.CONNECT: "connect",
    Command.READ_MODEL: "read_model",
    Command.READ_RESULT_TIME: "read_result_time",
    Command.READ_RESULT_VALUE: "read_result_value",
    Command.READ_SPO2: "read_spo2",
    Command.POWER_OFF: "power_off",
    Command.READ_SCALE: "read_scale",
    READ_SCALE_STORED: "read_scale",
}
_SCALE_COMMANDS = (Command.READ_SCALE, READ_SCALE_STORED)
_SCALE_SIZES = (32, 40)
_SCALE_WEIGHT, _SCALE_HEIGHT = 16, 11


@dataclass(frozen=True, slots=True)
class TaiDocFrame:
    """One frame; payload of four bytes, three in a scale's question, many in a scale's answer."""

    command: int
    payload: bytes
    from_meter: bool = False

    @property
    def op(self) -> str | None:
        """Name of the command, None for one without."""
        return _OPS.get(self.command)

    @property
    def size(self) -> int:
        """Bytes on the line."""
        return len(self.payload) + 4


@dataclass(frozen=True, slots=True)
class BpResult:
    """Pressures in mmHg, pulse in 1/min."""

    systolic: int
    diastolic: int
    pulse_rate: int


@dataclass(frozen=True, slots=True)
class RecordTime:
    """When a record was taken, to the minute. is_pressure: a dual meter marks its pressures; irregular: as it says then."""

    time: DeviceTime
    is_pressure: bool
    irregular: bool


@dataclass(frozen=True, slots=True)
class ScaleResult:
    """Tenths of a kilogram; height in cm, 0 where not measured."""

    weight_tenths: int
    height_cm: int


def decode_frame(data: bytes) -> TaiDocFrame:
    """One frame of seven or eight bytes and nothing behind it."""
    if len(data) < SHORT_SIZE:
        raise Refused("short")
    if len(data) > SIZE:
        raise Refused("length")
    return _checked_frame(data)


def encode_frame(frame: TaiDocFrame) -> bytes:
    """The bytes of a frame, host's or meter's."""
    body = bytes((HEAD, frame.command)) + frame.payload + bytes((FROM_METER if frame.from_meter else FROM_HOST,))
    return body + bytes((sum8(body),))


def ask(command: Command, payload: bytes = bytes(4)) -> bytes:
    """Host: one question."""
    return encode_frame(TaiDocFrame(command, payload))


def ask_record(command: Command, index: int, user: int = 0) -> bytes:
    """Host: time or value of a record. index 0 is the newest; user 0 is whoever is current."""
    return ask(command, index.to_bytes(2, "little") + bytes((0, user)))


def decode_bp_result(data: bytes) -> BpResult:
    """The answer to 26 of a blood pressure meter."""
    frame = decode_frame(data)
    if frame.command != Command.READ_RESULT_VALUE or not frame.from_meter or len(frame.payload) != 4:
        raise Refused("unknown")
    return pressure(frame.payload)


def pressure(payload: bytes) -> BpResult:
    """Four bytes: systolic u16, diastolic, pulse."""
    return BpResult(int.from_bytes(payload[:2], "little"), payload[2], payload[3])


def encode_pressure(result: BpResult) -> bytes:
    """Virtual meter: the four bytes."""
    return result.systolic.to_bytes(2, "little") + bytes((result.diastolic, result.pulse_rate))


def decode_date_word(data: bytes) -> DeviceTime:
    """Four bytes: day 5, month 4, year 7 bits, little-endian; minute; hour. No seconds."""
    if len(data) != 4:
        raise Refused("short" if len(data) < 4 else "length")
    return record_time(data).time


def record_time(payload: bytes) -> RecordTime:
    """Date word and the marks in the high bits of its minute. Quarantine for a date no calendar has."""
    word, minute, hour = int.from_bytes(payload[:2], "little"), payload[2], payload[3]
    time = checked(2000 + (word >> 9), word >> 5 & 0x0F or None, word & 0x1F or None, hour & 0x1F, minute & 0x3F, None)
    return RecordTime(time, bool(minute & 0x80), bool(minute & 0x40))


def encode_date_word(time: DeviceTime, *, is_pressure: bool = False, irregular: bool = False) -> bytes:
    """The four bytes; a year before 2000 becomes 2000, one after 2127 wraps, as the meters' clocks do."""
    year = max((time.year or 2000) - 2000, 0) & 0x7F
    word = year << 9 | (time.month or 0) << 5 | (time.day or 0)
    marks = (0x80 if is_pressure else 0) | (0x40 if irregular else 0)
    return word.to_bytes(2, "little") + bytes((time.minute | marks, time.hour))


def decode_scale(data: bytes) -> ScaleResult:
    """The long answer of a scale: 32 or 40 bytes, the last the sum of all before."""
    if len(data) not in _SCALE_SIZES:
        raise Refused("short" if len(data) < _SCALE_SIZES[-1] else "length")
    if sum8(data[:-1]) != data[-1]:
        raise Refused("checksum")
    if data[0] != HEAD or data[1] not in _SCALE_COMMANDS:
        raise Refused("unknown")
    return ScaleResult(int.from_bytes(data[_SCALE_WEIGHT : _SCALE_WEIGHT + 2], "big"), data[_SCALE_HEIGHT])


def encode_scale(result: ScaleResult, size: int = 32, command: int = Command.READ_SCALE) -> bytes:
    """Virtual scale: the long answer."""
    body = bytearray(size - 1)
    body[0], body[1], body[_SCALE_HEIGHT], body[-1] = HEAD, command, result.height_cm, FROM_METER
    body[_SCALE_WEIGHT : _SCALE_WEIGHT + 2] = result.weight_tenths.to_bytes(2, "big")
    return bytes(body) + bytes((sum8(body),))


def model_text(payload: bytes) -> str:
    """The answer to 24: four digits in two bytes, little-endian: `4279`."""
    return f"{int.from_bytes(payload[:2], 'little'):04x}"


def meter_stream() -> ByteStream[TaiDocFrame]:
    """Host: incremental decoder of what a meter sends, a scale's long answers among it."""
    return ByteStream(_cut, LONGEST)


def host_stream() -> ByteStream[TaiDocFrame]:
    """Virtual meter: incremental decoder of what the host sends."""
    return ByteStream(_cut, SIZE)


def scale_of(frame: TaiDocFrame) -> ScaleResult | None:
    """The weighing in a scale's long answer, None for every other frame."""
    return decode_scale(encode_frame(frame)) if frame.size in _SCALE_SIZES else None


def _checked_frame(data: bytes) -> TaiDocFrame:
    if sum8(data[:-1]) != data[-1]:
        raise Refused("checksum")
    if data[0] != HEAD or data[-2] not in (FROM_HOST, FROM_METER):
        raise Refused("unknown")
    return TaiDocFrame(data[1], data[2:-2], data[-2] == FROM_METER)


def _cut(buffer: bytes) -> tuple[TaiDocFrame, int] | None:
    """The size is not told: the first that holds is it, shortest first; a long one is waited for on a scale's command alone."""
    if buffer[0] != HEAD:
        raise Refused("unknown")
    scale = len(buffer) > 1 and buffer[1] in _SCALE_COMMANDS
    sizes = (SHORT_SIZE, SIZE, *_SCALE_SIZES) if scale else (SIZE,)
    for size in sizes:
        if len(buffer) < size:
            return None
        if _holds(buffer[:size]):
            return _checked_frame(buffer[:size]), size
    raise Refused("checksum")


def _holds(data: bytes) -> bool:
    return data[-2] in (FROM_HOST, FROM_METER) and sum8(data[:-1]) == data[-1]
