"""TaiDoc meters (also sold as FORA, GlucoRx, advmeds): frames `51 cmd data A3|A5 sum8`, the same over Bluetooth and serial.

A3 ends what a host says, A5 what a meter says. Scales answer with one long frame of their own. The encoder for the host
offers questions, the clock and power off alone: clearing the memory (52) cannot be built.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

from device_drivers.protocols.byte_stream import ByteStream
from device_drivers.protocols.checksums import sum8
from device_drivers.protocols.date_time import DeviceTime, checked
from device_drivers.protocols.refusal import Refused

HEAD, FROM_HOST, FROM_METER = 0x51, 0xA3, 0xA5
SIZE, SHORT_SIZE = 8, 7  # a scale's question has one byte less
LONGEST = 64  # of a scale's answer; those known have 32 to 40 bytes


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
_TENTH = Decimal("0.1")
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
_SCALE_LEAST, _SCALE_BODY = 32, 40  # the longer ones carry the body's composition
_SCALE_DATE, _SCALE_USER, _SCALE_HEIGHT, _SCALE_WEIGHT, _SCALE_BMI, _SCALE_FAT = 4, 9, 11, 16, 20, 24
_BEHIND_LENGTH = 5  # head, command, length, end mark and sum are not counted by a scale's length byte
_NO_YEAR = 0xFF


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
    """weight in kg, height in cm (0: not entered), user as sent; bmi and body_fat (percent) None where not measured."""

    time: DeviceTime
    user: int
    weight: Decimal
    height_cm: int
    bmi: Decimal | None = None
    body_fat: Decimal | None = None


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
    word = _year(time) << 9 | (time.month or 0) << 5 | (time.day or 0)
    marks = (0x80 if is_pressure else 0) | (0x40 if irregular else 0)
    return word.to_bytes(2, "little") + bytes((time.minute | marks, time.hour))


def decode_scale(data: bytes) -> ScaleResult | None:
    """The long answer of a scale, None where its memory is empty."""
    if len(data) < _SCALE_LEAST:
        raise Refused("short")
    if len(data) != data[2] + _BEHIND_LENGTH:
        raise Refused("length")
    frame = _checked_frame(data)
    if frame.command not in _SCALE_COMMANDS or not frame.from_meter:
        raise Refused("unknown")
    return None if data[_SCALE_DATE] == _NO_YEAR else _scale_result(data)


def _scale_result(data: bytes) -> ScaleResult:
    year, month, day, hour, minute = data[_SCALE_DATE : _SCALE_DATE + 5]
    body = len(data) >= _SCALE_BODY
    return ScaleResult(
        checked(2000 + year, month or None, day or None, hour, minute, None),
        data[_SCALE_USER],
        _tenths(data, _SCALE_WEIGHT),
        data[_SCALE_HEIGHT],
        _tenths(data, _SCALE_BMI) or None,
        (_tenths(data, _SCALE_FAT) or None) if body else None,
    )


def _tenths(data: bytes, at: int) -> Decimal:
    return int.from_bytes(data[at : at + 2], "big") * _TENTH


def encode_scale(result: ScaleResult | None, size: int = 34, command: int = Command.READ_SCALE) -> bytes:
    """Virtual scale: the long answer."""
    body = bytearray(size - 1)
    body[0], body[1], body[2], body[-1] = HEAD, command, size - _BEHIND_LENGTH, FROM_METER
    if result is None:
        body[_SCALE_DATE] = _NO_YEAR
    else:
        time = result.time
        body[_SCALE_DATE : _SCALE_DATE + 5] = bytes((_year(time), time.month or 0, time.day or 0, time.hour, time.minute))
        body[_SCALE_USER], body[_SCALE_HEIGHT] = result.user, result.height_cm
        numbers = ((_SCALE_WEIGHT, result.weight), (_SCALE_BMI, result.bmi), (_SCALE_FAT, result.body_fat))
        for at, number in numbers:
            if number is not None and at + 2 < size - 2:
                body[at : at + 2] = int(number / _TENTH).to_bytes(2, "big")
    return bytes(body) + bytes((sum8(bytes(body)),))


def _year(time: DeviceTime) -> int:
    """A clock before 2000 or after 2127 is one the meters do not have."""
    return max((time.year or 2000) - 2000, 0) & 0x7F


def model_text(payload: bytes) -> str:
    """The answer to 24: four digits in two bytes, little-endian: `4279`."""
    return f"{int.from_bytes(payload[:2], 'little'):04x}"


def meter_stream() -> ByteStream[TaiDocFrame]:
    """Host: incremental decoder of what a meter sends, a scale's long answers among it."""
    return ByteStream(_cut, LONGEST)


def host_stream() -> ByteStream[TaiDocFrame]:
    """Virtual meter: incremental decoder of what the host sends."""
    return ByteStream(_cut, LONGEST)


def _checked_frame(data: bytes) -> TaiDocFrame:
    if sum8(data[:-1]) != data[-1]:
        raise Refused("checksum")
    if data[0] != HEAD or data[-2] not in (FROM_HOST, FROM_METER):
        raise Refused("unknown")
    return TaiDocFrame(data[1], data[2:-2], data[-2] == FROM_METER)


def _cut(buffer: bytes) -> tuple[TaiDocFrame, int] | None:
    """Every frame has eight bytes but a scale's, whose third byte tells how many."""
    if buffer[0] != HEAD:
        raise Refused("unknown")
    if len(buffer) < 3:
        return None
    size = buffer[2] + _BEHIND_LENGTH if buffer[1] in _SCALE_COMMANDS else SIZE
    return (_checked_frame(buffer[:size]), size) if len(buffer) >= size else None
