"""Omron cuffs on the HHX USB cable (HEM-7301-ITKE7, HEM-790IT): text commands in HID reports of eight bytes.

The first byte of a report tells how many of the other seven count. An answer is OK, data and the XOR of the data, or NO. The
clearing command (MCL) is not built here. Sources: libomron's protocol notes, python-omron-mit-elite-plus.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from device_drivers.protocols import date_time
from device_drivers.protocols.checksums import xor8
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.refusal import Refused

REPORT_SIZE = 8
_PART = 7
_CENTURY = 2000
_OK, _NO = b"OK", b"NO"

WAKE = bytes(7)
CLEAR = bytes(23)
READ_CLOCK = b"GCL00"
COUNT = b"CNT00"
END = b"END00"
BANK_END = b"END\xff\xff"
MODE_PLAIN = bytes(2)  # feature report of the 7301
MODE_READINGS = b"\x74\xbc"  # feature report of the 790IT: individual readings
RECORD_SIZE = 13


@dataclass(frozen=True, slots=True)
class EliteRecord:
    """One stored measurement in mmHg and 1/min; read_type: 0 alone, 1 to 3 of a series of three (TruRead)."""

    systolic: int
    diastolic: int
    pulse_rate: int
    time: DeviceTime
    read_type: int = 0


def ask_record(index: int) -> bytes:
    """7301: the record of that place, 0 = the newest."""
    return b"MES\x00\x00" + bytes((index, index))


def ask_bank_count(bank: int) -> bytes:
    """790IT: how many records a user's bank (0 = A, 1 = B) holds."""
    return b"GDC\x00" + bytes((bank, 0, 0, bank))


def ask_bank_record(bank: int, index: int) -> bytes:
    """790IT: one record of a bank, 0 = the newest."""
    return b"GME\x00" + bytes((bank, 0, index, bank ^ index))


def reports(command: bytes) -> list[bytes]:
    """A command cut into reports, filled up with zeros."""
    parts = [command[at : at + _PART] for at in range(0, len(command), _PART)]
    return [bytes((len(part),)) + part.ljust(_PART, b"\0") for part in parts]


def from_report(report: bytes) -> bytes:
    """The bytes of a report that count. Refused: 'short', or 'length' where it tells more than it has."""
    if not report:
        raise Refused("short")
    # some cables tell 8 for a full report
    size = _PART if report[0] == REPORT_SIZE else report[0]
    if size > _PART:
        raise Refused("length")
    if len(report) < size + 1:
        raise Refused("short")
    return report[1 : size + 1]


def ends(part: bytes) -> bool:
    """Whether nothing more is to come: a report that is not full ends an answer; a full one may, then silence tells."""
    return len(part) < _PART


def decode_answer(answer: bytes) -> bytes | None:
    """The data of an OK without its XOR; None for NO. Refused: 'short', 'checksum', 'unknown'."""
    if answer == _NO:
        return None
    if not answer.startswith(_OK):
        raise Refused("unknown" if len(answer) >= len(_OK) else "short")
    data = answer[len(_OK) :]
    if not data:
        return b""
    if xor8(data):
        raise Refused("checksum")
    return data[:-1]


def encode_answer(data: bytes | None) -> bytes:
    """Virtual cuff: OK with data, or NO."""
    return _NO if data is None else _OK + data + (bytes((xor8(data),)) if data else b"")


def decode_count(data: bytes) -> int:
    """The answer to COUNT: 00 00 count."""
    return _at(data, 2)


def decode_bank_count(data: bytes) -> int:
    """The answer to a bank's count: 00 00 0a 00 count."""
    return _at(data, 4)


def decode_clock(data: bytes) -> DeviceTime:
    """The answer to READ_CLOCK: 00 yy MM dd hh mm ss."""
    if len(data) < 7:
        raise Refused("short")
    return _time(data[1:7])


def encode_clock(local: datetime) -> bytes:
    """Virtual cuff: what its clock tells."""
    return bytes((0, local.year - _CENTURY, local.month, local.day, local.hour, local.minute, local.second))


def decode_record(data: bytes) -> EliteRecord | None:
    """00 yy MM dd hh mm ss .. .. sys dia pulse .. type; None for an empty place. Quarantine for a date no calendar has."""
    if len(data) < RECORD_SIZE:
        raise Refused("short")
    if not any(data[1:12]):
        return None
    read_type = data[13] >> 4 if len(data) > RECORD_SIZE else 0
    return EliteRecord(data[9], data[10], data[11], _time(data[1:7]), read_type)


def encode_record(record: EliteRecord) -> bytes:
    """Virtual cuff: one record as it answers."""
    time = record.time
    moment = ((time.year or _CENTURY) - _CENTURY, time.month or 0, time.day or 0, time.hour, time.minute, time.second or 0)
    return bytes((0, *moment, 0, 0, record.systolic, record.diastolic, record.pulse_rate, 0, record.read_type << 4))


def _time(parts: bytes) -> DeviceTime:
    year, month, day, hour, minute, second = parts
    return date_time.checked(_CENTURY + year, month or None, day or None, hour, minute, second)


def _at(data: bytes, index: int) -> int:
    if len(data) <= index:
        raise Refused("short")
    return data[index]
