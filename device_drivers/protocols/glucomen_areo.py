"""GlucoMen Areo (serial 9600 8O1): a command byte, then a block of lines between [ and ] with a CRC-8/MAXIM.

Results carry the unit the meter displays and minutes without seconds; its clock can be set but not read. (glucometer-
protocols.)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from device_drivers.protocols.byte_stream import ByteStream
from device_drivers.protocols.checksums import crc8_maxim
from device_drivers.protocols.date_time import DeviceTime, from_yymmddhhmm
from device_drivers.protocols.refusal import Refused
from device_drivers.protocols.text_lines import ascii_of
from device_drivers.readings import Quantity

READ_INFO = b"\xa2"
READ_MEMORY = b"\x80"
_EMPTY = b"[\r\n\x90\x3d\r\n]\r\n"
_OPEN, _CLOSE = b"[\r\n", b"\r\n]\r\n"
LONGEST = 65536  # of a block, in bytes: 730 results of 36 bytes and room to spare
MARKS = {"00": "", "01": "", "02": "preprandial", "04": "postprandial", "08": ""}
UNITS = ("mmol/L", "mg/dL")
_NUMBER = re.compile(r"\d{1,3}(\.\d{1,2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class AreoBlock:
    """One block of lines, without brackets and CRC; raw: all of its bytes."""

    lines: tuple[bytes, ...]
    raw: bytes


@dataclass(frozen=True, slots=True)
class AreoResult:
    """One result. kind: Glu, Ket and others as sent."""

    kind: str
    value: Quantity
    taken: DeviceTime
    meal: str = ""


def decode_block(data: bytes) -> AreoBlock:
    """One whole block; one without results has no CRC."""
    if data == _EMPTY:
        return AreoBlock((), data)
    if not data.endswith(_CLOSE) or len(data) < len(_OPEN) + 2 + len(_CLOSE):
        raise Refused("short")
    if not data.startswith(_OPEN):
        raise Refused("unknown")
    body, crc = data[: -len(_CLOSE) - 2], data[-len(_CLOSE) - 2 : -len(_CLOSE)]
    if crc != f"{crc8_maxim(body):02X}".encode("ascii"):
        raise Refused("checksum")
    return AreoBlock(tuple(body[len(_OPEN) :].split(b"\r\n")[:-1]), data)


def encode_block(lines: list[bytes]) -> bytes:
    """Virtual meter: the block of these lines."""
    if not lines:
        return _EMPTY
    body = _OPEN + b"".join(line + b"\r\n" for line in lines)
    return body + f"{crc8_maxim(body):02X}".encode("ascii") + _CLOSE


def stream() -> ByteStream[AreoBlock]:
    """Incremental decoder."""
    return ByteStream(_cut, LONGEST)


def decode_result(line: bytes) -> AreoResult:
    """One result line."""
    fields = ascii_of(line).split(",")
    if len(fields) != 6:
        raise Refused("length")
    kind, value, unit, mark, date, time = fields
    if unit not in UNITS or mark not in MARKS:
        raise Refused("reserved")
    return AreoResult(kind, _value(value.strip(), unit), from_yymmddhhmm(date + time), MARKS[mark])


def encode_result(kind: str, value: str, unit: str, meal: str, taken: DeviceTime) -> bytes:
    """Virtual meter: one result line."""
    mark = next(code for code, name in MARKS.items() if name == meal)
    when = f"{(taken.year or 2000) % 100:02}{taken.month or 0:02}{taken.day or 0:02},{taken.hour:02}{taken.minute:02}"
    return f"{kind},{value},{unit},{mark},{when}".encode("ascii")


def _value(text: str, unit: str) -> Quantity:
    if text in ("HI", "LO"):
        return Quantity(None, unit, ">" if text == "HI" else "<")
    if not _NUMBER.fullmatch(text):
        raise Refused("unknown")
    return Quantity(Decimal(text), unit)


def _cut(buffer: bytes) -> tuple[AreoBlock, int] | None:
    head = buffer[: len(_OPEN)]
    if not _OPEN.startswith(head):
        raise Refused("unknown")
    again = buffer.find(_OPEN, 1)
    end = buffer.find(_CLOSE)
    if again >= 0 and not 0 <= end < again:
        raise Refused("short")  # a new block began before this one ended
    if end < 0:
        return None
    end += len(_CLOSE)
    return decode_block(buffer[:end]), end
