"""Contour and Contour Next on USB: ASTM frames and single control bytes inside HID reports of 64 bytes.

A report is three bytes without meaning, a length and that many bytes of the conversation. A frame is 02, its number modulo
8, text, CR, 17 or 03, two hex digits (sum of number to 17/03), CR LF. Fields of a record are split by |. (The maker's
programming guide; the ASTM part is E1381 and E1394.)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from device_drivers.protocols.byte_stream import ByteStream
from device_drivers.protocols.checksums import sum8
from device_drivers.protocols.date_time import DeviceTime, checked
from device_drivers.protocols.refusal import Refused

REPORT = 64
_HEAD = 3
_ROOM = REPORT - _HEAD - 1

STX, ETX, EOT, ENQ, ACK, CR, LF, NAK, ETB = 0x02, 0x03, 0x04, 0x05, 0x06, 0x0D, 0x0A, 0x15, 0x17
_HEX = frozenset(b"0123456789ABCDEF")
LONGEST = 512  # of a frame, in bytes; headers of meters with many languages have 240
_NUMBER = re.compile(r"\d+(\.\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class ContourFrame:
    """One frame. text: one record without its CR. last: it ends with 03, nothing of the message follows."""

    number: int
    text: str
    last: bool = False


@dataclass(frozen=True, slots=True)
class ControlByte:
    """A byte that is a message by itself: ENQ, ACK, NAK, EOT."""

    code: int


@dataclass(frozen=True, slots=True)
class ContourHeader:
    """The meter of itself. sender: product, versions, serial number as sent. low, high: limits of its range in mg/dL."""

    sender: str
    time: DeviceTime | None
    low: int | None
    high: int | None
    count: int | None


@dataclass(frozen=True, slots=True)
class ContourResult:
    """One result. number: place in this transfer, not kept by the meter. markers: `<` LO, `>` HI, `C` control solution,
    `B` before, `A` after a meal, `X` not for the logbook and more, split by slashes on some models."""

    number: int
    test: str
    value: Decimal
    unit: str
    reference: str
    markers: str
    taken: DeviceTime


# --- reports ----------------------------------------------------------------------------------------------------------
def unpack_report(report: bytes) -> bytes:
    """What a report carries of the conversation."""
    if len(report) <= _HEAD:
        raise Refused("short")
    size = report[_HEAD]
    if size > len(report) - _HEAD - 1 or size > _ROOM:
        raise Refused("length")
    return report[_HEAD + 1 : _HEAD + 1 + size]


def pack_reports(data: bytes) -> list[bytes]:
    """The conversation's bytes in as many reports as they need."""
    parts = [data[at : at + _ROOM] for at in range(0, len(data), _ROOM)]
    return [(b"ABC" + bytes((len(part),)) + part).ljust(REPORT, b"\0") for part in parts]


# --- frames -----------------------------------------------------------------------------------------------------------
def decode_frame(data: bytes) -> ContourFrame:
    """One frame, with control bytes of the conversation and line ends before and behind it."""
    outside = bytes((ENQ, ACK, NAK, EOT, CR, LF))
    frame = data.strip(outside)
    if len(frame) < 6:
        raise Refused("short")
    return _checked(frame)


def encode_frame(frame: ContourFrame) -> bytes:
    """The frame's bytes with CR LF."""
    body = str(frame.number % 8).encode("ascii") + frame.text.encode("ascii") + bytes((CR, ETX if frame.last else ETB))
    return bytes((STX,)) + body + f"{sum8(body):02X}".encode("ascii") + b"\r\n"


def stream() -> ByteStream[ContourFrame | ControlByte]:
    """Incremental decoder of the conversation, the same for both directions."""
    return ByteStream(_cut, LONGEST)


def _checked(frame: bytes) -> ContourFrame:
    end = next((at for at in range(2, len(frame)) if frame[at] in (ETX, ETB)), None)
    if end is None or len(frame) < end + 3:
        raise Refused("short")
    if len(frame) > end + 3:
        raise Refused("length")
    if frame[end + 1 :] != f"{sum8(frame[1 : end + 1]):02X}".encode("ascii"):
        raise Refused("checksum")
    if frame[0] != STX or frame[1] not in b"01234567":
        raise Refused("unknown")
    try:
        text = frame[2:end].decode("ascii")
    except UnicodeDecodeError:
        raise Refused("unknown") from None
    return ContourFrame(frame[1] - ord("0"), text.removesuffix("\r"), frame[end] == ETX)


def _cut(buffer: bytes) -> tuple[ContourFrame | ControlByte, int] | None:
    if buffer[0] in (ENQ, ACK, NAK, EOT):
        return ControlByte(buffer[0]), 1
    if buffer[0] != STX:
        raise Refused("unknown")
    end = next((at for at in range(1, len(buffer)) if buffer[at] in (STX, ETX, ETB)), None)
    if end is not None and buffer[end] == STX:
        raise Refused("short")  # a new frame began before this one ended
    if end is None or len(buffer) < end + 5:
        return None
    if buffer[end + 3 : end + 5] != b"\r\n" or not _HEX.issuperset(buffer[end + 1 : end + 3]):
        raise Refused("unknown")
    return _checked(buffer[: end + 3]), end + 5


# --- records ----------------------------------------------------------------------------------------------------------
def decode_header(text: str) -> ContourHeader:
    """Record H."""
    fields = _fields(text, "H", 14)
    limits = re.search(r"(?:^|\^)V=(\d{2})(\d{3})(?:\^|$)", fields[5])
    low, high = (int(limits[1]), int(limits[2])) if limits else (None, None)
    count = int(fields[6]) if fields[6].isascii() and fields[6].isdigit() else None
    return ContourHeader(fields[4], _time(fields[13]), low, high, count)


def decode_sender(text: str) -> str:
    """Field 5 of record H, as sent."""
    return _fields(text, "H", 5)[4]


def decode_result(text: str) -> ContourResult:
    """Record R with a glucose result; other tests (insulin, carbohydrates a person entered) are 'unknown'."""
    fields = _fields(text, "R", 9)
    test = next((part for part in fields[2].split("^") if part), "")
    unit, _, reference = fields[4].partition("^")
    taken = _time(fields[8])
    if not _NUMBER.fullmatch(fields[1]) or not _NUMBER.fullmatch(fields[3]) or test != "Glucose" or taken is None:
        raise Refused("unknown")
    return ContourResult(int(Decimal(fields[1])), test, Decimal(fields[3]), unit, reference.partition("^")[0], fields[6], taken)


def encode_result(result: ContourResult) -> str:
    """Virtual meter: record R."""
    stamp = stamp_of(result.taken)
    return f"R|{result.number}|^^^{result.test}|{result.value}|{result.unit}^{result.reference}||{result.markers}||{stamp}"


def encode_header(sender: str, clock: DeviceTime, count: int, low: int = 20, high: int = 600) -> str:
    """Virtual meter: record H."""
    settings = f"A=1^C=63^G=1^I=0200^R=0^S=1^U=0^V={low:02}{high:03}^X=070070070070180130150250^Y=360126090050099050300089^Z=1"
    return f"H|\\^&||w7w3LB|{sender}|{settings}|{count}||||||1|{stamp_of(clock)}"


def stamp_of(time: DeviceTime) -> str:
    """yyyyMMddHHmm."""
    return f"{time.year or 0:04}{time.month or 0:02}{time.day or 0:02}{time.hour:02}{time.minute:02}"


def date_value(moment: datetime) -> bytes:
    """What follows W| D| to set the meter's date."""
    return f"{moment:%y%m%d}|\r".encode("ascii")


def time_value(moment: datetime) -> bytes:
    """What follows W| T| to set the meter's time; whole minutes only."""
    return f"{moment:%H%M}|\r".encode("ascii")


def _fields(text: str, kind: str, least: int) -> list[str]:
    fields = text.rstrip("\r\n").split("|")
    if fields[0] != kind:
        raise Refused("unknown")
    if len(fields) < least:
        raise Refused("short")
    return fields


def _time(text: str) -> DeviceTime | None:
    """12 digits, or 14 with seconds (Next Link 2.4)."""
    if not re.fullmatch(r"\d{12}(\d\d)?", text, re.ASCII):
        return None
    year, parts = int(text[:4]), [int(text[at : at + 2]) for at in range(4, len(text), 2)]
    return checked(year or None, parts[0] or None, parts[1] or None, parts[2], parts[3], parts[4] if len(parts) > 4 else None)
