"""A&D TM-2655/2657 cabinet cuffs (InBody BPBIO frames alike): serial 2400 or 9600 8N1, SYN SYN SOH address STX text ETX BCC.

BCC is the XOR of the text alone. The cuff acknowledges a command with SYN SYN SOH address ACK|NAK and sends its result
when a measurement ends, asked or not. Result fields are parted by RS; E00 means that the measurement holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from device_drivers.protocols import date_time
from device_drivers.protocols.byte_stream import ByteStream
from device_drivers.protocols.checksums import xor8
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.refusal import Refused

LONGEST = 2048  # the pulse wave reply, some 150 pairs of 8 bytes, is the longest text known
_HEAD, _STX, _ETX, _ACK, _NAK = b"\x16\x16\x01", 0x02, 0x03, 0x06, 0x15
_RS = "\x1e"
_TEXT_AT = 6
_NO_ERROR = "E00"
_PRINTABLE = range(0x20, 0x7F)
_NUMBER_FIELD = re.compile(r"([SMDPIL]) *(\d{1,4}) *", re.ASCII)
_ERROR_FIELD = re.compile(r"E\d\d", re.ASCII)


class Command(StrEnum):
    """What a host may send."""

    START = "ST"
    STOP = "SP"
    READ_LAST = "RB"


@dataclass(frozen=True, slots=True)
class TmFrame:
    """A framed text, of either direction. address: two characters as sent, may hold a space."""

    address: str
    text: str


@dataclass(frozen=True, slots=True)
class TmAcknowledge:
    """The cuff took a command (ACK) or did not (NAK)."""

    address: str
    accepted: bool


@dataclass(frozen=True, slots=True)
class TmResult:
    """A measurement that holds (E00). Pressures in mmHg, pulse in 1/min; time without seconds.

    inflation: pressure the cuff was inflated to (I field), mmHg. amplitude: largest pulse amplitude (L field).
    """

    model: str
    time: DeviceTime
    systolic: int
    mean_arterial_pressure: int
    diastolic: int
    pulse_rate: int
    inflation: int | None = None
    amplitude: int | None = None


@dataclass(frozen=True, slots=True)
class TmError:
    """A measurement the cuff itself rejects. code: E01.. as sent; numbers: what it sent along by field letter, no result."""

    model: str
    time: DeviceTime
    code: str
    numbers: tuple[tuple[str, int], ...] = ()


def decode_command(data: bytes) -> TmFrame:
    """One whole framed command, two capital letters. Refuses anything else."""
    frame = decode_frame(data)
    if len(frame.text) != 2 or not (frame.text.isalpha() and frame.text.isupper()):
        raise Refused("unknown")
    return frame


def decode_frame(data: bytes) -> TmFrame:
    """One whole frame with a text, and nothing behind it."""
    cut = _cut(data)
    if cut is None:
        raise Refused("short")
    frame, size = cut
    if size != len(data):
        raise Refused("length")
    if not isinstance(frame, TmFrame):
        raise Refused("unknown")
    return frame


def decode_result(text: bytes) -> TmResult | TmError:
    """The text of a result frame (without head, ETX and BCC); an address field in front is accepted.

    Refuses a text that is no result ('unknown') and one without the fields a result has ('short').
    """
    return parse_result(_ascii(text))


def parse_result(text: str) -> TmResult | TmError:
    """`decode_result` for the text of a `TmFrame`."""
    fields = text.split(_RS)
    if len(fields[0]) == 2:
        fields = fields[1:]
    if len(fields) < 4:
        raise Refused("short")
    model, moment, command, *values = fields
    if not re.fullmatch(r"[A-Z]{2}", command) or command == "RP":  # RP carries the pulse wave
        raise Refused("unknown")
    numbers = {found[1]: int(found[2]) for found in map(_NUMBER_FIELD.fullmatch, values) if found}
    return _result(model, date_time.from_yymmddhhmm(moment), _error_code(values), numbers)


def _error_code(values: list[str]) -> str:
    code = next((value for value in values if _ERROR_FIELD.fullmatch(value)), None)
    if code is None:
        raise Refused("short")
    return code


def _result(model: str, time: DeviceTime, code: str, numbers: dict[str, int]) -> TmResult | TmError:
    if code != _NO_ERROR:
        return TmError(model, time, code, tuple(numbers.items()))
    if not {"S", "M", "D", "P"} <= numbers.keys():
        raise Refused("short")
    return TmResult(model, time, numbers["S"], numbers["M"], numbers["D"], numbers["P"], numbers.get("I"), numbers.get("L"))


def stream() -> ByteStream[TmFrame | TmAcknowledge]:
    """An incremental decoder for either side of the line."""
    return ByteStream(_cut, LONGEST)


def encode_frame(frame: TmFrame) -> bytes:
    """The bytes of a frame, as they came or will go."""
    return _framed(frame.address, frame.text)


def encode_command(command: Command, address: str = "00") -> bytes:
    """Host: one command frame."""
    return _framed(address, command.value)


def encode_acknowledge(accepted: bool, address: str = "00") -> bytes:
    """Virtual cuff: the answer to a command."""
    return _HEAD + _encoded_address(address) + bytes((_ACK if accepted else _NAK,))


def encode_result(result: TmResult | TmError, address: str = "00") -> bytes:
    """Virtual cuff: the result frame as the cuff sends it, number fields padded to three characters."""
    if isinstance(result, TmResult):
        code, numbers = _NO_ERROR, _number_fields(result)
    else:
        code, numbers = result.code, list(result.numbers)
    fields = [result.model, _moment(result.time), "RB", "M", code, *(f"{letter}{number:3}" for letter, number in numbers)]
    return _framed(address, _RS.join(fields))


def _number_fields(result: TmResult) -> list[tuple[str, int]]:
    fields = (
        ("S", result.systolic),
        ("M", result.mean_arterial_pressure),
        ("D", result.diastolic),
        ("P", result.pulse_rate),
        ("I", result.inflation),
        ("L", result.amplitude),
    )
    return [(letter, number) for letter, number in fields if number is not None]


def _moment(time: DeviceTime) -> str:
    if time.year is None:
        raise ValueError("the cuff's result has a date")
    return f"{time.year % 100:02}{time.month or 0:02}{time.day or 0:02}{time.hour:02}{time.minute:02}"


def _encoded_address(address: str) -> bytes:
    if len(address) != 2 or any(ord(character) not in _PRINTABLE for character in address):
        raise ValueError("an address has two printable characters")
    return address.encode("ascii")


def _framed(address: str, text: str) -> bytes:
    body = text.encode("ascii")
    return _HEAD + _encoded_address(address) + bytes((_STX,)) + body + bytes((_ETX, xor8(body)))


def _ascii(data: bytes) -> str:
    if any(byte not in _PRINTABLE and byte != ord(_RS) for byte in data):
        raise Refused("unknown")
    return data.decode("ascii")


def _cut(buffer: bytes) -> tuple[TmFrame | TmAcknowledge, int] | None:
    head = buffer[: len(_HEAD)]
    if not _HEAD.startswith(head):
        raise Refused("unknown")
    address = buffer[3:5]
    if any(byte not in _PRINTABLE for byte in address):
        raise Refused("unknown")
    if len(buffer) < _TEXT_AT:
        return None
    kind = buffer[5]
    if kind in (_ACK, _NAK):
        return TmAcknowledge(address.decode("ascii"), kind == _ACK), _TEXT_AT
    if kind != _STX:
        raise Refused("unknown")
    return _cut_text(buffer, address.decode("ascii"))


def _cut_text(buffer: bytes, address: str) -> tuple[TmFrame, int] | None:
    end = buffer.find(_ETX, _TEXT_AT)
    # Checked before the end is seen, so that a frame broken off by the next one's SYN does not hold that one back.
    text = _ascii(buffer[_TEXT_AT : end if end >= 0 else None])
    if end < 0 or len(buffer) < end + 2:
        return None
    if buffer[end + 1] != xor8(buffer[_TEXT_AT:end]):
        raise Refused("checksum")
    return TmFrame(address, text), end + 2
