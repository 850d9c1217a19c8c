"""HL7 v2.3.1 over MLLP as Mindray chemistry (BS) and haematology (BC) analysers speak it.

0B segments 1C 0D; the CR in front of 1C may be missing. MSH-16 says whether results are a patient's (0), of a calibration (1)
or of quality control (2); haematology analysers leave it empty and say Q in MSH-11 instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from device_drivers.protocols.byte_stream import ByteStream
from device_drivers.protocols.charsets import decode_text, encode_text
from device_drivers.protocols.refusal import Quarantine, Refused

LONGEST = 262_144  # histograms may come as pictures
_START, _END, _TAIL = 0x0B, b"\x1c", b"\x1c\x0d"


class ResultKind(StrEnum):
    """Whose results a message carries."""

    PATIENT = "patient"
    CALIBRATION = "calibration"
    QC = "qc"


_KINDS = {"0": ResultKind.PATIENT, "1": ResultKind.CALIBRATION, "2": ResultKind.QC}
_PROCESSING = {"": ResultKind.PATIENT, "P": ResultKind.PATIENT, "Q": ResultKind.QC}
_PLAIN_HL7 = frozenset(("AL", "NE", "ER", "SU"))  # MSH-16 as HL7 means it: when to acknowledge


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment. fields[0] is its name; MSH is shifted so that numbers are the standard's (MSH-1 the separator)."""

    fields: tuple[str, ...]

    def __getitem__(self, number: int) -> str:
        """Field by its number in the standard, as sent; '' where it was not sent."""
        return self.fields[number] if number < len(self.fields) else ""

    @property
    def name(self) -> str:
        """Three letters."""
        return self.fields[0]


@dataclass(frozen=True, slots=True)
class Hl7Message:
    """A message. charset_sure: see `charsets.decode_text`."""

    segments: tuple[Segment, ...]
    charset_sure: bool = True

    @property
    def header(self) -> Segment:
        """The MSH segment."""
        return self.segments[0]

    @property
    def kind(self) -> str:
        """Message type and event: 'ORU^R01'."""
        return "^".join(self.header[9].split(self.component)[:2])

    @property
    def component(self) -> str:
        """The component separator the message declares."""
        return self.header[2][:1] or "^"

    def all(self, name: str) -> list[Segment]:
        """All segments of a name, in order."""
        return [segment for segment in self.segments if segment.name == name]

    def first(self, name: str) -> Segment:
        """The first segment of a name; an empty one where there is none."""
        return next(iter(self.all(name)), Segment((name,)))

    def part(self, text: str, number: int = 1) -> str:
        """A component of a field, by its number from 1, with escapes resolved."""
        parts = text.split(self.component)
        return self.unescaped(parts[number - 1]) if number <= len(parts) else ""

    def unescaped(self, text: str) -> str:
        """Text with \\F\\ \\S\\ \\T\\ \\R\\ \\E\\ resolved; other sequences stay as sent."""
        marks = self.header[2] + "\0\0\0\0"
        escape = marks[2]
        if escape == "\0" or escape not in text:
            return text
        for letter, mark in (("F", self.header[1]), ("S", marks[0]), ("R", marks[1]), ("T", marks[3]), ("E", escape)):
            text = text.replace(f"{escape}{letter}{escape}", mark)
        return text


# --- frames ------------------------------------------------------------------------------------------------------------
def stream() -> ByteStream[bytes]:
    """Whole MLLP frames, 0B and 1C 0D included."""
    return ByteStream(_cut, LONGEST, bytes((_START,)))


def encode_frame(segments: list[str], charset: str = "") -> bytes:
    """Segments, each ended by CR, in an MLLP frame."""
    text = "".join(f"{segment}\r" for segment in segments)
    return bytes((_START,)) + encode_text(text, charset) + _TAIL


def _cut(data: bytes) -> tuple[bytes, int] | None:
    if data[0] != _START:
        raise Refused("unknown")
    again, end = data.find(_START, 1), data.find(_END)
    if again >= 0 and (end < 0 or again < end):
        raise Refused("short")  # the rest of this one was lost
    if end < 0 or len(data) < end + 2:
        return None
    if data[end : end + 2] != _TAIL:
        raise Refused("unknown")
    return data[: end + 2], end + 2


# --- messages ----------------------------------------------------------------------------------------------------------
def decode_frame(data: bytes) -> Hl7Message:
    """One whole MLLP frame; a line end behind it is no harm. Refuses a frame that does not begin with an MSH segment."""
    cut = _cut(data) if data else None
    if cut is None:
        raise Refused("short")
    frame, size = cut
    if data[size:].strip(b"\r\n"):
        raise Refused("length")
    return parse(frame[1:-2])


def parse(body: bytes) -> Hl7Message:
    """The segments between 0B and 1C. Refused: not HL7 ('unknown')."""
    if len(body) < 8:
        raise Refused("short")
    if not body.startswith(b"MSH"):
        raise Refused("unknown")
    charset = _header(body.split(b"\r", 1)[0].decode("latin-1"))[18]
    text, sure = decode_text(body, charset)
    lines = [line for line in text.replace("\r\n", "\r").replace("\n", "\r").split("\r") if line]
    separator = lines[0][3]
    rest = [Segment(tuple(line.split(separator))) for line in lines[1:]]
    return Hl7Message((_header(lines[0]), *rest), sure)


def _header(line: str) -> Segment:
    if len(line) < 8 or line[3].isalnum():
        raise Refused("short" if len(line) < 8 else "unknown")
    separator = line[3]
    return Segment(("MSH", separator, *line.split(separator)[1:]))


def decode_results(data: bytes) -> Hl7Message:
    """One ORU^R01; any other message is refused as 'unknown'."""
    message = decode_frame(data)
    if message.kind != "ORU^R01":
        raise Refused("unknown")
    return message


def result_kind(message: Hl7Message) -> ResultKind:
    """Whose results these are. Quarantine('reserved') where MSH-16 or MSH-11 has a value that neither standard nor maker knows."""
    processing = message.header[11].split(message.component)[0]
    stated = "" if message.header[16] in _PLAIN_HL7 else message.header[16]
    found = _KINDS.get(stated) if stated else _PROCESSING.get(processing)
    if found is None or (processing == "Q" and found is ResultKind.PATIENT):
        raise Quarantine("reserved")
    return found


# --- answers -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Order:
    """What a clinic wants of a specimen. tests: (number, name) as the analyser knows them. Empty parts are left empty."""

    barcode: str
    tests: tuple[tuple[str, str], ...]
    sample_id: str = ""
    specimen: str = ""
    name: str = ""
    sex: str = ""
    birth_date: str = ""


class Answer(StrEnum):
    """MSA-1 and MSA-6 of an answer, joined by '|'."""

    ACCEPTED = "AA|0"
    UNKNOWN_MESSAGE = "AR|200"
    BAD_VALUE = "AR|103"
    BROKEN = "AE|100"


_SAID = {"AA": "Message accepted", "AR": "Message rejected", "AE": "Message error"}


def encode_ack(to: Hl7Message, wall: datetime, answer: Answer = Answer.ACCEPTED) -> bytes:
    """ACK of any message: its event, its control id, its processing id and its result kind come back."""
    event = to.header[9].split(to.component)[1:2]
    return encode_frame([_msh(to, wall, "^".join(["ACK", *event])), _msa(to, answer)], to.header[18])


def encode_query_answer(to: Hl7Message, wall: datetime, found: bool) -> bytes:
    """QCK^Q02: the specimen is known (OK) or not (NF)."""
    status = "OK" if found else "NF"
    return encode_frame([_msh(to, wall, "QCK^Q02"), _msa(to, Answer.ACCEPTED), "ERR|0|", f"QAK|SR|{status}|"], to.header[18])


def encode_order(to: Hl7Message, wall: datetime, order: Order) -> bytes:
    """DSR^Q03: the order as numbered display lines, 29 and on are the tests."""
    query = ["|".join(segment.fields) for segment in to.segments if segment.name in ("QRD", "QRF")]
    known = {3: order.name, 4: order.birth_date, 5: order.sex, 21: order.barcode, 22: order.sample_id, 24: "N", 26: order.specimen}
    lines = [f"DSP|{number}||{_escaped(known.get(number, ''))}|||" for number in range(1, 29)]
    tests = [f"DSP|{29 + at}||{_escaped(number)}^{_escaped(name)}^^|||" for at, (number, name) in enumerate(order.tests)]
    head = [_msh(to, wall, "DSR^Q03"), _msa(to, Answer.ACCEPTED), "ERR|0|", "QAK|SR|OK|"]
    return encode_frame([*head, *query, *lines, *tests, "DSC||"], to.header[18])


def encode_no_order(to: Hl7Message, wall: datetime) -> bytes:
    """ORR^O02 to a haematology analyser's ORM^O01: no such order."""
    return encode_frame([_msh(to, wall, "ORR^O02"), f"MSA|AR|{to.header[10]}"], to.header[18])


def _msh(to: Hl7Message, wall: datetime, kind: str) -> str:
    header = to.header
    sender = f"||{header[3]}|{header[4]}|"  # who sent it is now the receiver
    version = header[12] or "2.3.1"
    return f"MSH|^~\\&|{sender}{wall:%Y%m%d%H%M%S}||{kind}|{header[10]}|{header[11] or 'P'}|{version}||||{header[16]}||{header[18]}|||"


def _msa(to: Hl7Message, answer: Answer) -> str:
    code, error = answer.split("|")
    return f"MSA|{code}|{to.header[10]}|{_SAID[code]}|||{error}|"


def _escaped(text: str) -> str:
    for mark, letter in (("\\", "E"), ("|", "F"), ("^", "S"), ("&", "T"), ("~", "R")):
        text = text.replace(mark, f"\\{letter}\\")  # the escape character itself comes first
    return text.replace("\r", " ").replace("\n", " ")
