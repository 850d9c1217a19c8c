"""FreeStyle Optium and Precision Xtra: text lines on a serial line at 19200 baud; values in mg/dL whatever it displays.

`$colq` tells the clock, `$xmem` the memory with one sum over all its lines, `$tim` sets the clock to a whole minute. A
ketone result is stored as 18 times its mmol/L. Months are padded to four letters: June and July (Sept on some) are whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from device_drivers.protocols.checksums import sum16
from device_drivers.protocols.date_time import DeviceTime, checked
from device_drivers.protocols.refusal import Refused
from device_drivers.readings import Quantity

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH_NUMBERS = {name[:3]: number for number, name in enumerate(MONTHS, 1)}
_WHOLE = {"Jun": "e", "Jul": "y", "Sep": "t"}  # what may stand where the fourth letter is

_DATE = r"(?P<month>[A-Z][a-z]{2})(?P<fourth>[ a-z]) (?P<day>\d\d) (?P<year>\d{4})"
_CLOCK = re.compile(rf"Clock:\t{_DATE}\t(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)", re.ASCII)
_RESULT = re.compile(
    rf"(?P<value>\d{{3}}|HI |LO )  {_DATE} (?P<hour>\d\d):(?P<minute>\d\d) (?P<kind>[GK]) 0x(?P<status>[0-9A-Fa-f]{{2}})", re.ASCII
)
_SUM = re.compile(r"0x(?P<sum>[0-9A-F]{4})  END", re.ASCII)

READ_INFO = b"$colq\r\n"
READ_MEMORY = b"$xmem\r\n"
OK = "CMD OK"
FAIL = "CMD Fail!"
EMPTY = "Log Empty"
_CONTROL, _LOST_TIME = 0x01, 0x02
_HI_GLUCOSE, _LO_GLUCOSE = Decimal(500), Decimal(20)
_KETONE_FACTOR = 18


@dataclass(frozen=True, slots=True)
class OptiumResult:
    """One result line. ketone: the value is mmol/L then. lost_time: the meter's clock had stopped before."""

    value: Quantity
    taken: DeviceTime
    ketone: bool = False
    control: bool = False
    lost_time: bool = False


def decode_clock_line(data: bytes) -> DeviceTime:
    """The line `Clock:` of `$colq`, without its end."""
    found = _CLOCK.fullmatch(_text(data))
    if not found:
        raise Refused("unknown")
    return _time(found, int(found["second"]))


def encode_clock_line(time: DeviceTime) -> bytes:
    """Virtual meter: the line `Clock:`; here all months have three letters."""
    if time.year is None or time.month is None or time.day is None:
        raise ValueError("the clock line needs a date")
    month = MONTHS[time.month - 1][:3].ljust(4)
    return f"Clock:\t{month} {time.day:02} {time.year:04}\t{time.hour:02}:{time.minute:02}:{time.second or 0:02}".encode("ascii")


def decode_result_line(data: bytes) -> OptiumResult:
    """One result line of `$xmem`, without its end."""
    found = _RESULT.fullmatch(_text(data))
    if not found:
        raise Refused("unknown")
    status, ketone = int(found["status"], 16), found["kind"] == "K"
    if status & ~(_CONTROL | _LOST_TIME):
        raise Refused("reserved")
    value = _value(found["value"].strip(), ketone)
    return OptiumResult(value, _time(found, None), ketone, bool(status & _CONTROL), bool(status & _LOST_TIME))


def encode_result_line(value: str, taken: DeviceTime, *, ketone: bool = False, control: bool = False) -> bytes:
    """Virtual meter: one result line. value: three digits of mg/dL (ketone: 18 times mmol/L), HI or LO."""
    if taken.year is None or taken.month is None or taken.day is None:
        raise ValueError("a result needs a date")
    month = MONTHS[taken.month - 1].ljust(4)
    when = f"{month} {taken.day:02} {taken.year:04} {taken.hour:02}:{taken.minute:02}"
    return f"{value:<3}  {when} {'K' if ketone else 'G'} 0x{int(control):02X}".encode("ascii")


def check_memory(lines: list[bytes]) -> list[bytes]:
    """The result lines of a whole answer to `$xmem` (each with its end), once their sum holds.

    The lines are: empty, serial number, version, clock, count, results, sum with END. `Log Empty` stands for a count of 0.
    """
    if len(lines) < 6:
        raise Refused("short")
    said = _SUM.fullmatch(_text(lines[-1].rstrip(b"\r\n")))
    if not said:
        raise Refused("unknown")
    if int(said["sum"], 16) != sum16(b"".join(lines[:-1])):
        raise Refused("checksum")
    results = [line.rstrip(b"\r\n") for line in lines[5:-1]]
    if _count(lines[4]) != len(results):
        raise Refused("length")
    return results


def encode_memory(serial: str, version: str, clock: DeviceTime, results: list[bytes]) -> bytes:
    """Virtual meter: the whole answer to `$xmem`."""
    line = encode_result_line("000", clock)[5:-7]
    stamp = line + f":{clock.second or 0:02}".encode("ascii")
    count = f"{len(results):03}".encode("ascii") if results else EMPTY.encode("ascii")
    head = [b"", serial.encode("ascii"), version.encode("ascii"), stamp, count, *results]
    body = b"".join(line + b"\r\n" for line in head)
    return body + f"0x{sum16(body):04X}  END\r\n".encode("ascii")


def set_clock(moment: datetime) -> bytes:
    """`$tim`: whole minutes only."""
    return f"$tim,{moment:%m,%d,%y,%H,%M}\r\n".encode("ascii")


def _count(line: bytes) -> int:
    text = _text(line.rstrip(b"\r\n"))
    if text == EMPTY:
        return 0
    if not re.fullmatch(r"\d{3}", text, re.ASCII):
        raise Refused("unknown")
    return int(text)


def _value(text: str, ketone: bool) -> Quantity:
    unit = "mmol/L" if ketone else "mg/dL"
    if text == "HI":
        return Quantity(None if ketone else _HI_GLUCOSE, unit, ">")
    if text == "LO":
        return Quantity(None if ketone else _LO_GLUCOSE, unit, "<")
    number = Decimal(text)
    # the display shows one decimal, so nothing is lost by two
    return Quantity((number / _KETONE_FACTOR).quantize(Decimal("0.01")) if ketone else number, unit)


def _time(found: re.Match[str], second: int | None) -> DeviceTime:
    month = _MONTH_NUMBERS.get(found["month"])
    if month is None or found["fourth"] not in (" ", _WHOLE.get(found["month"], " ")):
        raise Refused("unknown")
    return checked(int(found["year"]), month, int(found["day"]) or None, int(found["hour"]), int(found["minute"]), second)


def _text(data: bytes) -> str:
    try:
        return data.decode("ascii")
    except UnicodeDecodeError:
        raise Refused("unknown") from None
