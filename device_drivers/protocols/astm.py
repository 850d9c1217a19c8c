"""ASTM E1381 frames and E1394 records (CLSI LIS1-A, LIS2-A2), as laboratory analysers really send them.

STX fn text ETX|ETB cs2 CR LF; fn is a digit 0 to 7, cs the sum of fn to ETX|ETB as two hex digits. ETB: the message goes on.
Quirks read alike: a whole message in one frame, every record as an ETB frame, frames without CR or LF behind them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from device_drivers.protocols.byte_stream import ByteStream
from device_drivers.protocols.charsets import decode_text
from device_drivers.protocols.checksums import sum8
from device_drivers.protocols.refusal import Reason, Refused

LONGEST = 64_000  # LIS1-A allows 64,000 characters; older devices keep to 240
_STX, _ETX, _ETB = 0x02, 0x03, 0x17
_ENDS = frozenset((_ETX, _ETB))
_STARTS = b"\x02\x04\x05\x06\x0a\x0d\x15"


class Control(IntEnum):
    """Bytes that stand alone between frames. CR and LF end a frame and mean nothing by themselves."""

    EOT = 0x04
    ENQ = 0x05
    ACK = 0x06
    LF = 0x0A
    CR = 0x0D
    NAK = 0x15


@dataclass(frozen=True, slots=True)
class AstmFrame:
    """One frame that holds. number: 0 to 7 as sent. last: ended by ETX."""

    number: int
    text: bytes
    last: bool


@dataclass(frozen=True, slots=True)
class Damaged:
    """A frame that arrived to its end but does not hold: to be answered with NAK. raw: its bytes."""

    raw: bytes
    reason: Reason


Token = AstmFrame | Damaged | Control


# --- frames ------------------------------------------------------------------------------------------------------------
def encode_frame(frame: AstmFrame) -> bytes:
    """STX to LF."""
    body = b"%d" % frame.number + frame.text + bytes((_ETX if frame.last else _ETB,))
    return bytes((_STX,)) + body + b"%02X\r\n" % sum8(body)


def encode_message(records: Sequence[bytes], *, one_frame: bool = False, all_but_last_etb: bool = False) -> list[bytes]:
    """Frames of a message, one record each. one_frame: the whole message in one. all_but_last_etb: as the cobas c111 does."""
    texts = [b"".join(record + b"\r" for record in records)] if one_frame else [record + b"\r" for record in records]
    end = len(texts) - 1
    return [encode_frame(AstmFrame((at + 1) % 8, text, not all_but_last_etb or at == end)) for at, text in enumerate(texts)]


def stream() -> ByteStream[Token]:
    """Frames and controls of a line; a frame with a wrong checksum comes as Damaged."""
    return ByteStream(_cut, LONGEST, _STARTS)


def size_of(token: Token) -> int:
    """How many bytes a token took in the stream."""
    if isinstance(token, Control):
        return 1
    return len(token.raw) if isinstance(token, Damaged) else len(token.text) + 5


def _cut(data: bytes) -> tuple[Token, int] | None:
    first = data[0]
    if first != _STX:
        try:
            return Control(first), 1
        except ValueError:
            raise Refused("unknown") from None
    end = _text_end(data)
    if end is None:
        return None
    if data[end] not in _ENDS:  # the end was lost on its way: another frame or control has begun
        return Damaged(data[:end], "short"), end
    if len(data) < end + 3:
        return None
    size = end + 3
    try:
        return _frame(data[:size], end), size
    except Refused as refused:
        return Damaged(data[:size], refused.reason), size


def _text_end(data: bytes) -> int | None:
    """Where the text of a frame ends; a byte that text cannot hold (STX, EOT, ENQ) ends it, too."""
    found = (data.find(mark, 1) for mark in (b"\x03", b"\x17", b"\x02", b"\x04", b"\x05"))
    return min((at for at in found if at >= 0), default=None)


def _frame(raw: bytes, end: int) -> AstmFrame:
    number = raw[1] - 0x30
    if end < 2 or number not in range(8):
        raise Refused("unknown")
    try:
        stated = int(raw[end + 1 : end + 3].decode("ascii"), 16)
    except ValueError:
        raise Refused("checksum") from None
    if stated != sum8(raw[1 : end + 1]):
        raise Refused("checksum")
    return AstmFrame(number, raw[2:end], raw[end] == _ETX)


# --- records -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Delimiters:
    """The four characters a header record declares."""

    field: str = "|"
    repeat: str = "\\"
    component: str = "^"
    escape: str = "&"

    def unescaped(self, text: str) -> str:
        """Text with its escape sequences (&F& and so on) resolved; unknown ones stay as sent."""
        marks = {"F": self.field, "S": self.component, "R": self.repeat, "E": self.escape}
        for letter, mark in marks.items():
            text = text.replace(f"{self.escape}{letter}{self.escape}", mark)
        return text


@dataclass(frozen=True, slots=True)
class Record:
    """One record. fields: field 1 is the record type; a field that was not sent is ''."""

    fields: tuple[str, ...]

    def __getitem__(self, number: int) -> str:
        """Field by its number in the standard, from 1."""
        return self.fields[number - 1] if 0 < number <= len(self.fields) else ""

    @property
    def kind(self) -> str:
        """Record type: one capital letter."""
        return self.fields[0].strip()[:1].upper()


@dataclass(frozen=True, slots=True)
class Message:
    """A header record and all that follows it. charset_sure: see `charsets.decode_text`."""

    delimiters: Delimiters
    records: tuple[Record, ...]
    charset_sure: bool = True

    @property
    def header(self) -> Record:
        """The H record."""
        return self.records[0]

    @property
    def complete(self) -> bool:
        """Whether the terminator record was sent."""
        return self.records[-1].kind == "L"

    def parts(self, text: str) -> list[str]:
        """Components of a field."""
        return text.split(self.delimiters.component)

    def first_part(self, text: str) -> str:
        """The first component that is not empty, '' where all are."""
        return next((part for part in self.parts(text) if part), "")

    def of_kind(self, kind: str) -> list[Record]:
        """All records of a type, in order."""
        return [record for record in self.records if record.kind == kind]


@dataclass(frozen=True, slots=True)
class Frames:
    """The frames of a byte string and the message they carry."""

    count: int
    message: Message = field(repr=False)


def parse_message(text: bytes) -> Message:
    """The joined texts of frames. Refused('unknown') where it does not begin with a header record."""
    decoded, sure = decode_text(text)
    lines = [line.strip("\n") for line in decoded.replace("\r\n", "\r").split("\r")]
    lines = [line for line in lines if line]
    if not lines or not lines[0].startswith("H") or len(lines[0]) < 5:
        raise Refused("unknown")
    marks = Delimiters(*lines[0][1:5])
    if len({marks.field, marks.repeat, marks.component, marks.escape}) < 3 or marks.field.isalnum():
        raise Refused("unknown")
    return Message(marks, tuple(Record(tuple(line.split(marks.field))) for line in lines), sure)


def decode_message(data: bytes) -> Frames:
    """All frames in these bytes as one message; bytes between frames are ignored. Every frame must hold."""
    frames = list(_frames_in(data))
    if not frames:
        raise Refused("short" if not data or data[0] == _STX else "unknown")
    return Frames(len(frames), parse_message(b"".join(frame.text for frame in frames)))


def _frames_in(data: bytes) -> Iterable[AstmFrame]:
    at = data.find(bytes((_STX,)))
    while at >= 0:
        end = _text_end(data[at:])
        if end is None or len(data) < at + end + 3:
            raise Refused("short")
        if data[at + end] not in _ENDS:
            raise Refused("short")
        yield _frame(data[at : at + end + 3], end)
        at = data.find(bytes((_STX,)), at + end + 3)
