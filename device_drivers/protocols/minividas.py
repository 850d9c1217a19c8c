"""bioMerieux miniVIDAS: STX, fields each behind RS and ended by '|', GS, sum of all after STX to GS as two hex digits.

It is not ASTM, though it asks with ENQ and waits for ACK as ASTM does.
"""

from __future__ import annotations

from dataclasses import dataclass

from device_drivers.protocols.byte_stream import ByteStream
from device_drivers.protocols.charsets import decode_text
from device_drivers.protocols.checksums import sum8
from device_drivers.protocols.refusal import Reason, Refused

LONGEST = 4096
_STX, _RS, _GS = 0x02, "\x1e", 0x1D
_CONTROLS = b"\x03\x04\x05\x06\x0a\x0d\x15"


@dataclass(frozen=True, slots=True)
class VidasRecord:
    """One result. fields: pairs of two-letter tag and text, in order, without the closing '|'."""

    fields: tuple[tuple[str, str], ...]

    def __getitem__(self, tag: str) -> str:
        """The first field of that tag, '' where it was not sent."""
        return next((text for name, text in self.fields if name == tag), "")


@dataclass(frozen=True, slots=True)
class DamagedRecord:
    """A record that does not hold: to be answered with NAK."""

    raw: bytes
    reason: Reason


@dataclass(frozen=True, slots=True)
class Taken:
    """A record and how many bytes it took."""

    record: VidasRecord
    size: int


Token = Taken | DamagedRecord | int
"""An int is a control byte between records."""


def decode_record(data: bytes) -> VidasRecord:
    """One record; bytes in front of STX and behind the checksum (line ends, ETX) must be controls."""
    body = data.strip(_CONTROLS)
    if not body:
        raise Refused("short")
    if body[0] != _STX:
        raise Refused("unknown")
    end = body.find(_GS)
    if end < 0 or len(body) < end + 3:
        raise Refused("short")
    if len(body) > end + 3:
        raise Refused("length")
    return _record(body, end)


def encode_record(fields: tuple[tuple[str, str], ...]) -> bytes:
    """STX to LF."""
    body = "".join(f"{_RS}{tag}{text}|" for tag, text in fields).encode() + bytes((_GS,))
    return bytes((_STX,)) + body + b"%02x\r\n" % sum8(body)


def stream() -> ByteStream[Token]:
    """Records and control bytes of a line."""
    return ByteStream(_cut, LONGEST, bytes((_STX,)) + _CONTROLS)


def size_of(token: Token) -> int:
    """How many bytes a token took in the stream."""
    if isinstance(token, int):
        return 1
    return token.size if isinstance(token, Taken) else len(token.raw)


def _cut(data: bytes) -> tuple[Token, int] | None:
    if data[0] in _CONTROLS:
        return data[0], 1
    if data[0] != _STX:
        raise Refused("unknown")
    ends = [at for at in (data.find(_GS), data.find(_STX, 1), data.find(0x04, 1), data.find(0x05, 1)) if at >= 0]
    end = min(ends, default=None)
    if end is None:
        return None
    if data[end] != _GS:
        return DamagedRecord(data[:end], "short"), end
    if len(data) < end + 3:
        return None
    try:
        return Taken(_record(data[: end + 3], end), end + 3), end + 3
    except Refused as refused:
        return DamagedRecord(data[: end + 3], refused.reason), end + 3


def _record(raw: bytes, end: int) -> VidasRecord:
    try:
        stated = int(raw[end + 1 : end + 3].decode("ascii"), 16)
    except ValueError:
        raise Refused("checksum") from None
    if stated != sum8(raw[1 : end + 1]):
        raise Refused("checksum")
    text, _ = decode_text(raw[1:end])
    head, *parts = text.split(_RS)
    if head or not parts or any(len(part) < 2 for part in parts):
        raise Refused("unknown")
    return VidasRecord(tuple((part[:2], part[2:].removesuffix("|")) for part in parts))
