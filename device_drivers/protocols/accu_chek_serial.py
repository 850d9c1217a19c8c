"""Accu-Chek meters behind an infrared or serial cable (9600 8N1): every byte of a command is echoed, then ACK or NAK.

A command is one letter, fields behind TABs, CR. A packet of the answer is 02, two hex digits of length, data, two hex digits
of checksum (XOR with 6E), 03 or, when it is the last, 04; each wants an ACK, and behind the last the meter sends one of its
own. (A public description of the Performa Nano; values are mg/dL.)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from device_drivers.protocols.byte_stream import ByteStream
from device_drivers.protocols.checksums import xor8
from device_drivers.protocols.date_time import DeviceTime, checked, from_yymmddhhmm
from device_drivers.protocols.refusal import Refused

STX, ETX, EOT, ACK, TAB, CR, NAK = 0x02, 0x03, 0x04, 0x06, 0x09, 0x0D, 0x15
LONGEST = 160
_SEED = 0x6E

STATUS = b"\x0b"  # read and clear the status: the first thing said
MODEL = b"C\t4"
DATE, TIME, UNIT = b"S\t1", b"S\t2", b"S\t3"
COUNT = b"\x60"
OFF = b"\x1d"
_SET = b"\x0c\t"  # a setting; clearing the memory (52) is not among these
_FIELD = re.compile(rb"[\t\x20-\x7e]*")


@dataclass(frozen=True, slots=True)
class AccuChekPacket:
    """One packet; data without the TABs around it. last: the answer ends with it."""

    data: bytes
    last: bool
    raw: bytes


@dataclass(frozen=True, slots=True)
class AccuChekResult:
    """One result, mg/dL. flags: as sent; their meaning is not public."""

    value: int
    taken: DeviceTime
    flags: int


def records(first: int, last: int) -> bytes:
    """Asks for results by number, 1 = the newest."""
    return f"a\t{first}\t{last}".encode("ascii")


def set_date(moment: datetime) -> tuple[bytes, bytes]:
    """The command and the packet that set the date."""
    return _SET + b"1", encode_packet(f"\t{moment:%y%m%d}\t".encode("ascii"), last=True)


def set_time(moment: datetime) -> tuple[bytes, bytes]:
    """The command and the packet that set the time."""
    return _SET + b"2", encode_packet(f"\t{moment:%H%M%S}\t".encode("ascii"), last=True)


def encode_packet(data: bytes, *, last: bool) -> bytes:
    """A packet's bytes."""
    check = xor8(data) ^ _SEED
    return bytes((STX,)) + f"{len(data):02X}".encode("ascii") + data + f"{check:02X}".encode("ascii") + bytes((EOT if last else ETX,))


def decode_packet(raw: bytes) -> AccuChekPacket:
    """One whole packet and nothing behind it."""
    if len(raw) < 6:
        raise Refused("short")
    size = _hex(raw[1:3])
    if len(raw) != size + 6:
        raise Refused("short" if len(raw) < size + 6 else "length")
    data = raw[3:-3]
    if _hex(raw[-3:-1]) != xor8(data) ^ _SEED:
        raise Refused("checksum")
    if raw[0] != STX or raw[-1] not in (ETX, EOT) or not _FIELD.fullmatch(data):
        raise Refused("unknown")
    return AccuChekPacket(data.strip(b"\t"), raw[-1] == EOT, raw)


def stream() -> ByteStream[AccuChekPacket | int]:
    """Incremental decoder: packets, and every byte outside of them by itself (echo, ACK, NAK)."""
    return ByteStream(_cut, LONGEST)


def decode_date(data: bytes) -> tuple[int, int, int]:
    """Year, month, day of a setting."""
    text = _digits(data, 6)
    return 2000 + int(text[:2]), int(text[2:4]), int(text[4:])


def decode_clock(date: bytes, time: bytes) -> DeviceTime:
    """The clock, from two settings."""
    year, month, day = decode_date(date)
    text = _digits(time, 6)
    return checked(year, month or None, day or None, int(text[:2]), int(text[2:4]), int(text[4:]))


def decode_count(data: bytes) -> int:
    """The number of results."""
    text = data.decode("ascii")
    if not re.fullmatch(r"\d{1,4}", text, re.ASCII):
        raise Refused("unknown")
    return int(text)


def decode_result(data: bytes) -> AccuChekResult:
    """Value, HHmm, yyMMdd, flags in hex."""
    fields = data.decode("ascii").split("\t")
    if len(fields) < 4:
        raise Refused("length")
    value, time, date, flags = fields[:4]
    if not re.fullmatch(r"\d{1,4}", value, re.ASCII) or not re.fullmatch(r"[0-9A-Fa-f]{1,8}", flags, re.ASCII):
        raise Refused("unknown")
    return AccuChekResult(int(value), from_yymmddhhmm(date + time), int(flags, 16))


def encode_result(result: AccuChekResult) -> bytes:
    """Virtual meter: the data of a result's packet."""
    taken = result.taken
    date = f"{(taken.year or 2000) % 100:02}{taken.month or 0:02}{taken.day or 0:02}"
    return f"\t{result.value:03}\t{taken.hour:02}{taken.minute:02}\t{date}\t{result.flags:02X}\t".encode("ascii")


def _digits(data: bytes, size: int) -> str:
    text = data.decode("ascii")
    if len(text) != size or not (text.isascii() and text.isdigit()):
        raise Refused("length")
    return text


def _hex(digits: bytes) -> int:
    try:
        return int(digits, 16) if digits.isalnum() else -1
    except ValueError:
        raise Refused("unknown") from None


def _cut(buffer: bytes) -> tuple[AccuChekPacket | int, int] | None:
    if buffer[0] != STX:
        return buffer[0], 1
    if len(buffer) < 3:
        return None
    size = _hex(buffer[1:3]) + 6
    if not 6 <= size <= LONGEST:
        raise Refused("length")
    return (decode_packet(buffer[:size]), size) if len(buffer) >= size else None
