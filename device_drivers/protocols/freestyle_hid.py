"""Abbott's text commands inside HID reports of 64 bytes: FreeStyle Precision Neo, Optium Neo, Optium Neo H.

A report is a type, a length and that many bytes. A text answer runs over several reports and ends in a sum over its message
and a verdict; a list of records has a count and a sum of its own. Values are mg/dL, ketones 18 times their mmol/L.
(glucometer-protocols, shared HID protocol; Tidepool Uploader for what marks a control solution.)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from device_drivers.protocols.byte_stream import ByteStream
from device_drivers.protocols.date_time import DeviceTime, checked
from device_drivers.protocols.refusal import Refused
from device_drivers.readings import Quantity

REPORT = 64
_ROOM = REPORT - 2
TEXT = 0x60
SYNCHRONISATION = 0x22
HELLO = (0x04, 0x05, 0x15, 0x01)  # what the maker's program says first, each answered by one report
READ_DATE, READ_TIME, READ_RESULTS = "$date?", "$time?", "$result?"
MOST_TEXT = 262144  # bytes of an answer: a thousand records have 80,000

_ANSWER = re.compile(rb"(?P<message>.*)CKSM:(?P<sum>[0-9A-F]{8})\r\nCMD (?P<verdict>OK|Fail!)\r\n", re.DOTALL)
_LIST = re.compile(rb"(?P<records>.*)(?P<count>\d+),(?P<sum>[0-9A-F]{8})\r\n", re.DOTALL)
_NUMBERS = re.compile(r"\d{1,3}(,\d{1,3})+", re.ASCII)
_GLUCOSE, _KETONE = "7", "9"
_HIGH, _LOW = Decimal(500), Decimal(20)
_LOST_CLOCK = 255


@dataclass(frozen=True, slots=True)
class AbbottReport:
    """One report; data without padding."""

    kind: int
    data: bytes


@dataclass(frozen=True, slots=True)
class NeoResult:
    """One result. ketone: the value is mmol/L then, else mg/dL."""

    value: Quantity
    taken: DeviceTime
    control: bool
    ketone: bool


def unpack_report(report: bytes) -> bytes:
    """A report without its padding."""
    if len(report) < 2:
        raise Refused("short")
    size = report[1] + 2
    if size > len(report) or size > REPORT:
        raise Refused("length")
    return report[:size]


def pack_reports(kind: int, data: bytes) -> list[bytes]:
    """Data in as many reports as it needs, at least one."""
    parts = [data[at : at + _ROOM] for at in range(0, len(data), _ROOM)] or [b""]
    return [(bytes((kind, len(part))) + part).ljust(REPORT, b"\0") for part in parts]


def stream() -> ByteStream[AbbottReport]:
    """Decoder of unpacked reports."""
    return ByteStream(_cut, REPORT)


def _cut(buffer: bytes) -> tuple[AbbottReport, int] | None:
    if len(buffer) < 2:
        return None
    size = buffer[1] + 2
    if size > REPORT:
        raise Refused("length")
    return (AbbottReport(buffer[0], buffer[2:size]), size) if len(buffer) >= size else None


# --- text -------------------------------------------------------------------------------------------------------------
def is_whole(text: bytes) -> bool:
    """Whether a text answer has come to its end."""
    return text.endswith((b"CMD OK\r\n", b"CMD Fail!\r\n"))


def message_of(text: bytes) -> bytes:
    """The message of a whole answer; 'unknown' where the meter refused the command."""
    found = _ANSWER.fullmatch(text)
    if not found:
        raise Refused("short")
    if int(found["sum"], 16) != sum(found["message"]) & 0xFFFFFFFF:
        raise Refused("checksum")
    if found["verdict"] != b"OK":
        raise Refused("unknown")
    return found["message"]


def encode_answer(message: bytes) -> bytes:
    """Virtual meter: a whole answer."""
    return message + f"CKSM:{sum(message):08X}\r\nCMD OK\r\n".encode("ascii")


def records_of(message: bytes) -> list[bytes]:
    """The lines of a list of records."""
    if message == b"Log Empty\r\n":
        return []
    found = _LIST.fullmatch(message)
    if not found:
        raise Refused("unknown")
    at = message.rfind(b"\r\n", 0, len(message) - 2) + 2
    records, last = message[:at], message[at:].rstrip(b"\r\n").split(b",")
    if int(last[-1], 16) != sum(records) & 0xFFFFFFFF:
        raise Refused("checksum")
    lines = records.split(b"\r\n")[:-1]
    if len(lines) != int(last[0]):
        raise Refused("length")
    return lines


def encode_records(lines: list[bytes]) -> bytes:
    """Virtual meter: a list of records."""
    if not lines:
        return b"Log Empty\r\n"
    body = b"".join(line + b"\r\n" for line in lines)
    return body + f"{len(lines)},{sum(body):08X}\r\n".encode("ascii")


def decode_clock(date: bytes, time: bytes) -> DeviceTime:
    """The clock, from two messages; a clock that has stopped (255) is unknown."""
    month, day, year = _numbers(date, 3)
    hour, minute = _numbers(time, 2)
    if _LOST_CLOCK in (month, day, year, hour, minute):
        return DeviceTime(None, None, None, 0, 0, None)
    return checked(2000 + year, month or None, day or None, hour, minute, None)


def set_clock(moment: datetime) -> tuple[str, str]:
    """The two commands that set date and time; whole minutes only."""
    return f"$date,{moment.month},{moment.day},{moment.year % 100}", f"$time,{moment.hour},{moment.minute}"


def is_result(line: bytes) -> bool:
    """Whether a record is a measurement; others are what a person entered, and changes of the clock."""
    return line.split(b",", 1)[0].decode("ascii", "replace") in (_GLUCOSE, _KETONE)


def decode_result(line: bytes) -> NeoResult:
    """A record of type 7 (glucose) or 9 (ketone)."""
    try:
        fields = line.decode("ascii").split(",")
    except UnicodeDecodeError:
        raise Refused("unknown") from None
    ketone = fields[0] == _KETONE
    mark = 9 if ketone else 10  # 0 there: control solution
    if len(fields) <= mark or fields[0] not in (_GLUCOSE, _KETONE):
        raise Refused("length")
    month, day, year, hour, minute = _numbers(",".join(fields[2:7]).encode("ascii"), 5)
    if not fields[mark].isdigit():
        raise Refused("reserved")
    taken = checked(2000 + year, month or None, day or None, hour, minute, None)
    return NeoResult(_value(fields[8], ketone), taken, not int(fields[mark]), ketone)


def encode_result(number: int, value: str, taken: datetime, *, ketone: bool = False, control: bool = False) -> bytes:
    """Virtual meter: one record. value: mg/dL (ketone: 18 times mmol/L), HI or LO."""
    mark = "0" if control else "1"
    head = f"{_KETONE if ketone else _GLUCOSE},{number},{taken.month},{taken.day},{taken.year % 100},{taken.hour},{taken.minute},1,{value}"
    return (f"{head},{mark}" if ketone else f"{head},0,{mark},0,0,0,0,0,0,0,0").encode("ascii")


def _numbers(data: bytes, count: int) -> list[int]:
    text = data.strip(b"\r\n").decode("ascii", "replace")
    if not _NUMBERS.fullmatch(text) or text.count(",") != count - 1:
        raise Refused("unknown")
    return [int(number) for number in text.split(",")]


def _value(text: str, ketone: bool) -> Quantity:
    unit = "mmol/L" if ketone else "mg/dL"
    if text in ("HI", "LO"):
        limit = _HIGH if text == "HI" else _LOW
        return Quantity(None if ketone else limit, unit, ">" if text == "HI" else "<")
    if not re.fullmatch(r"\d{1,4}", text, re.ASCII):
        raise Refused("unknown")
    number = Decimal(text)
    return Quantity((number / 18).quantize(Decimal("0.01")) if ketone else number, unit)
