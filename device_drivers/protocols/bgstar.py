"""BGStar and MyStar Extra (serial 115200 8N1): words in, HTTP-like status and words out; leading zeros are left off.

Record 0 is the newest. A fifth word beginning with E marks a measurement that failed. (glucometer-protocols.)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from device_drivers.protocols.date_time import DeviceTime, checked
from device_drivers.protocols.refusal import Refused
from device_drivers.protocols.text_lines import ascii_of
from device_drivers.readings import Quantity

HELLO = b"hello\r"
READ_CLOCK = b"get datetime\r"
READ_UNIT = b"get gluunit\r"
COUNT = b"get glucount\r"
UNITS = ("mg/dL", "mmol/L")
MEALS = {"0": "", "1": "preprandial", "2": "postprandial", "3": "preprandial", "4": "postprandial", "5": "preprandial", "6": "postprandial"}

_DIGITS = re.compile(r"\d{1,4}", re.ASCII)
_NUMBER = re.compile(r"\d{1,3}(\.\d)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class BgStarRecord:
    """One stored result. value None: the measurement failed, the meter keeps its error in its place."""

    value: Quantity | None
    taken: DeviceTime | None = None
    meal: str = ""


def record(index: int) -> bytes:
    """Asks for a record."""
    return f"get glurec {index}\r".encode("ascii")


def words(line: bytes) -> list[str]:
    """The words of a line behind `200`; any other status is none of this protocol's answers."""
    status, *rest = ascii_of(line).split(" ")
    if status != "200" or not rest:
        raise Refused("unknown")
    return rest


def decode_clock(said: list[str]) -> DeviceTime:
    """The answer to READ_CLOCK; the word `datetime` may stand before the numbers."""
    numbers = said[1:] if said[0] == "datetime" else said
    return _time(numbers)


def decode_count(said: list[str]) -> int:
    """The answer to COUNT; the number may be joined to the word."""
    number = said[1] if len(said) > 1 else said[0].removeprefix("glucount")
    if not said[0].startswith("glucount") or not _DIGITS.fullmatch(number):
        raise Refused("unknown")
    return int(number)


def decode_unit(said: list[str]) -> str:
    """The answer to READ_UNIT."""
    if len(said) != 2 or said[0] != "gluunit" or said[1] not in UNITS:
        raise Refused("unknown")
    return said[1]


def decode_record(said: list[str], unit: str) -> BgStarRecord:
    """The answer to `record`: glurec, two digits nobody knows, value, meal, date and time."""
    if said[0] != "glurec":
        raise Refused("unknown")
    if len(said) > 3 and said[3].startswith("E"):
        return BgStarRecord(None)
    if len(said) != 11:
        raise Refused("length")
    if not _NUMBER.fullmatch(said[3]) or said[4] not in MEALS:
        raise Refused("reserved")
    return BgStarRecord(Quantity(Decimal(said[3]), unit), _time(said[5:]), MEALS[said[4]])


def encode_record(value: int, meal: str, taken: DeviceTime) -> str:
    """Virtual meter: one record."""
    code = next(code for code, name in MEALS.items() if name == meal)
    return f"200 glurec 0 0 {value} {code} {encode_time(taken)}\r\n"


def encode_time(time: DeviceTime) -> str:
    """Virtual meter: date and time without leading zeros."""
    return f"{time.year} {time.month} {time.day} {time.hour} {time.minute} {time.second or 0}"


def _time(numbers: list[str]) -> DeviceTime:
    if len(numbers) != 6 or not all(_DIGITS.fullmatch(number) for number in numbers):
        raise Refused("length")
    year, month, day, hour, minute, second = map(int, numbers)
    return checked(year or None, month or None, day or None, hour, minute, second)
