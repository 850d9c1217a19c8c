"""OneTouch Ultra2 (serial 9600 8N1): DM commands and text lines that end in a 16-bit sum; always mg/dL.

A command is DC1, CR, DM and a letter. The sum covers the text up to the space before it (LifeScan's published
specification). The clock and every result carry seconds; years have two digits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from device_drivers.protocols.checksums import sum16
from device_drivers.protocols.date_time import DeviceTime, checked
from device_drivers.protocols.refusal import Refused
from device_drivers.protocols.text_lines import ascii_of
from device_drivers.readings import Quantity

READ_CLOCK = b"\x11\rDMF\r"
READ_MEMORY = b"\x11\rDMP\r"
LOW, HIGH = 20, 600
MEALS = {"N": "", "B": "preprandial", "A": "postprandial"}

_LINE = re.compile(r"(?P<text>.+) (?P<sum>[0-9A-F]{4})", re.ASCII)
_STAMP = r'"[A-Z]{3}","(?P<month>\d\d)/(?P<day>\d\d)/(?P<year>\d\d)","(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)   "'
_CLOCK = re.compile(rf"[FT] {_STAMP}", re.ASCII)
_HEADER = re.compile(r'P (?P<count>\d{3}),"[0-9A-Z]{9}","(?:MG/DL |MMOL/L)"', re.ASCII)
_RESULT = re.compile(
    rf'P {_STAMP},"(?P<control>[C ]) (?P<value>\d{{3}}|HIGH| LOW)(?P<doubt>[? ])","(?P<meal>[NBA])","(?P<comment>\d\d)", 00',
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Ultra2Result:
    """One stored result, mg/dL."""

    value: Quantity
    taken: DeviceTime
    control: bool = False
    meal: str = ""


def checked_text(line: bytes) -> str:
    """The text of a line whose sum holds."""
    found = _LINE.fullmatch(ascii_of(line))
    if not found:
        raise Refused("short")
    if int(found["sum"], 16) != sum16(found["text"].encode("ascii")):
        raise Refused("checksum")
    return found["text"]


def encode_line(text: str) -> bytes:
    """Virtual meter: a line with its sum."""
    data = text.encode("ascii")
    return data + f" {sum16(data):04X}\r\n".encode("ascii")


def decode_clock(text: str) -> DeviceTime:
    """The answer to READ_CLOCK and to set_clock."""
    found = _CLOCK.fullmatch(text)
    if not found:
        raise Refused("unknown")
    return _time(found)


def decode_count(text: str) -> int:
    """The first line of the memory."""
    found = _HEADER.fullmatch(text)
    if not found:
        raise Refused("unknown")
    return int(found["count"])


def decode_result(text: str) -> Ultra2Result:
    """One line of the memory. A result the meter itself doubts ('?': its memory is damaged) is none."""
    found = _RESULT.fullmatch(text)
    if not found:
        raise Refused("unknown")
    if found["doubt"] == "?":
        raise Refused("reserved")
    return Ultra2Result(_value(found["value"].strip()), _time(found), found["control"] == "C", MEALS[found["meal"]])


def encode_clock(letter: str, moment: datetime) -> str:
    """Virtual meter: F or T with the clock."""
    return f"{letter} {_stamp(moment)}"


def encode_header(count: int) -> str:
    """Virtual meter: the first line of the memory."""
    return f'P {count:03},"YKD123456","MG/DL "'


def encode_result(moment: datetime, value: str, *, control: bool = False, meal: str = "") -> str:
    """Virtual meter: one result; value: three digits, HIGH or ' LOW'."""
    letter = next(code for code, name in MEALS.items() if name == meal)
    return f'P {_stamp(moment)},"{"C" if control else " "} {value} ","{letter}","00", 00'


def set_clock(moment: datetime) -> bytes:
    """DMT with date and time."""
    return b"\x11\rDMT" + f"{moment:%m/%d/%y %H:%M:%S}\r".encode("ascii")


def _value(text: str) -> Quantity:
    if text in ("HIGH", "LOW"):
        return Quantity(Decimal(HIGH if text == "HIGH" else LOW), "mg/dL", ">" if text == "HIGH" else "<")
    return Quantity(Decimal(text), "mg/dL")


def _stamp(moment: datetime) -> str:
    day = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")[moment.weekday()]
    return f'"{day}","{moment:%m/%d/%y}","{moment:%H:%M:%S}   "'


def _time(found: re.Match[str]) -> DeviceTime:
    year, month, day = 2000 + int(found["year"]), int(found["month"]), int(found["day"])
    return checked(year, month or None, day or None, int(found["hour"]), int(found["minute"]), int(found["second"]))
