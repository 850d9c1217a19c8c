"""Microlife cuffs on USB (BP3GX1): commands and hexadecimal text in HID reports of eight bytes.

The low nibble of a report's first byte tells how many of the other seven count. An answer is 06, hexadecimal text, and the sum of
that text as two more digits. Setting the patient's name (23) is not built here. Source: joergmlpts/blood-pressure-monitor.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from string import hexdigits

from device_drivers.protocols import date_time
from device_drivers.protocols.checksums import sum8
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.refusal import Refused

REPORT_SIZE = 8
ACKNOWLEDGE = b"\x06"
RECORD_SIZE = HEAD_SIZE = 32
_PART = 7
_COMMAND_HEAD = b"\x12\x16\x18"
_CLOCK_ARGUMENT = 40
_CENTURY = 2000
_PRESSURE_BITS = 10


class Command(Enum):
    """What a host may ask."""

    READ_RECORDS = 0x22
    READ_CLOCK = 0x26
    SET_CLOCK = 0x27


@dataclass(frozen=True, slots=True)
class MicrolifeRecord:
    """One stored measurement in mmHg and 1/min; the cuff keeps no seconds."""

    systolic: int
    diastolic: int
    pulse_rate: int
    time: DeviceTime


def encode_command(command: Command) -> bytes:
    """Four bytes."""
    return _COMMAND_HEAD + bytes((command.value,))


def reports(data: bytes) -> list[bytes]:
    """Bytes cut into reports, filled up with zeros."""
    parts = [data[at : at + _PART] for at in range(0, len(data), _PART)]
    return [bytes((len(part),)) + part.ljust(_PART, b"\0") for part in parts]


def from_report(report: bytes) -> bytes:
    """The bytes of a report that count."""
    if not report:
        raise Refused("short")
    size = report[0] & 0x0F
    if size > _PART:
        raise Refused("length")
    if len(report) < size + 1:
        raise Refused("short")
    return report[1 : size + 1]


def decode_answer(answer: bytes) -> str:
    """The text of a whole answer. Refused: 'short', 'unknown' (no 06), 'checksum'."""
    if len(answer) < 3:
        raise Refused("short")
    if answer[:1] != ACKNOWLEDGE:
        raise Refused("unknown")
    text, told = answer[1:-2], answer[-2:]
    if not text.isalnum() or _hex(told.decode("latin-1")) != sum8(text):
        raise Refused("checksum")
    return text.decode("ascii")


def encode_answer(text: str) -> bytes:
    """Virtual cuff: a whole answer."""
    body = text.encode("ascii")
    return ACKNOWLEDGE + body + f"{sum8(body):02X}".encode()


def decode_clock(text: str) -> DeviceTime:
    """MMddyyyyHHmmss, whatever stands behind it."""
    digits = text[:14]
    if len(digits) < 14 or not digits.isdecimal():
        raise Refused("short" if len(digits) < 14 else "unknown")
    month, day, year = int(digits[:2]), int(digits[2:4]), int(digits[4:8])
    hour, minute, second = (int(digits[at : at + 2]) for at in (8, 10, 12))
    return date_time.checked(year or None, month or None, day or None, hour, minute, second)


def encode_clock(local: datetime) -> str:
    """Virtual cuff: what its clock tells."""
    return local.strftime("%m%d%Y%H%M%S")


def clock_argument(local: datetime) -> bytes:
    """Host: what follows SET_CLOCK once it was acknowledged: forty BCD bytes as text, with their sum."""
    century, year = divmod(local.year, 100)
    parts = (local.month, local.day, century, year, local.hour, local.minute, local.second)
    text = bytes(16 * (part // 10) + part % 10 for part in parts).ljust(_CLOCK_ARGUMENT, b"\0").hex().encode()
    return text + f"{sum8(text):02x}".encode()


def decode_clock_argument(data: bytes) -> DeviceTime:
    """Virtual cuff: what the host sets."""
    text, told = data[:-2], data[-2:]
    if len(text) != 2 * _CLOCK_ARGUMENT:
        raise Refused("short" if len(text) < 2 * _CLOCK_ARGUMENT else "length")
    if _hex(told.decode("latin-1")) != sum8(text):
        raise Refused("checksum")
    month, day, century, year, hour, minute, second = (int(text[at : at + 2]) for at in range(0, 14, 2))
    return date_time.checked(century * 100 + year, month, day, hour, minute, second)


def decode_records(text: str) -> list[str]:
    """The records' texts of an answer to READ_RECORDS; its head tells how many there are."""
    if len(text) < HEAD_SIZE:
        raise Refused("short")
    count = _hex(text[:4])
    body = text[HEAD_SIZE:]
    if len(body) < count * RECORD_SIZE:
        raise Refused("short")
    return [body[at : at + RECORD_SIZE] for at in range(0, count * RECORD_SIZE, RECORD_SIZE)]


def decode_record(text: str) -> MicrolifeRecord:
    """yyMMddHHmm, six characters, then ten bits each of systolic, diastolic and pulse from the low end."""
    if len(text) != RECORD_SIZE:
        raise Refused("short" if len(text) < RECORD_SIZE else "length")
    word = _hex(text[16:24])
    mask = (1 << _PRESSURE_BITS) - 1
    systolic, diastolic, pulse = (word >> shift & mask for shift in (0, _PRESSURE_BITS, 2 * _PRESSURE_BITS))
    return MicrolifeRecord(systolic, diastolic, pulse, date_time.from_yymmddhhmm(text[:10]))


def encode_records(records: list[MicrolifeRecord]) -> str:
    """Virtual cuff: its whole memory."""
    return f"{len(records):04X}".ljust(HEAD_SIZE, "0") + "".join(map(_record_text, records))


def _record_text(record: MicrolifeRecord) -> str:
    time = record.time
    moment = ((time.year or _CENTURY) - _CENTURY, time.month or 0, time.day or 0, time.hour, time.minute)
    word = record.systolic | record.diastolic << _PRESSURE_BITS | record.pulse_rate << 2 * _PRESSURE_BITS
    return "".join(f"{part:02}" for part in moment) + "0" * 6 + f"{word:08X}" + "0" * 8


def _hex(text: str) -> int:
    if not text or any(digit not in hexdigits for digit in text):
        raise Refused("unknown")
    return int(text, 16)
