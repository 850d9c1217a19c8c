"""Security module (SAM) of resident identity card readers: GA 450 frames AA AA AA 96 69, length, body, XOR.

Length counts body and XOR; the XOR covers length and body. A reply's body begins 00 00 and a result code.
Text of a card: 256 bytes UTF-16LE in fixed columns. The photo is measured, never read.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum

from device_drivers.protocols.byte_stream import ByteStream
from device_drivers.protocols.checksums import xor8
from device_drivers.protocols.refusal import Quarantine, Refused

LONGEST = 4096  # with two fingerprints 2,321
TEXT_SIZE, PHOTO_SIZE, ADDRESS_SIZE = 256, 1024, 70
_HEAD = b"\xaa\xaa\xaa\x96\x69"
_KIND_AT = 248  # type letter of a record that is not a citizen's
# column, bytes; 36 bytes in reserve follow
_COLUMNS = (
    ("name", 30),
    ("sex_code", 2),
    ("nation_code", 4),
    ("birth", 16),
    ("address", 70),
    ("id_number", 36),
    ("issuer", 30),
    ("valid_from", 16),
    ("valid_to", 16),
)


class Command(Enum):
    """Commands of the module."""

    FIND_CARD = b"\x20\x01"
    SELECT_CARD = b"\x20\x02"
    READ_TEXT_PHOTO = b"\x30\x01"
    READ_TEXT_PHOTO_FINGERPRINT = b"\x30\x10"
    READ_ADDITIONAL_ADDRESS = b"\x30\x03"
    RESET = b"\x10\xff"
    GET_STATUS = b"\x11\xff"
    READ_SAM_ID = b"\x12\xff"


class ResultCode(IntEnum):
    """Third byte of a reply."""

    OK = 0x90
    CARD_FOUND = 0x9F
    NO_CARD = 0x80
    SELECT_FAILED = 0x81
    NO_CONTENT = 0x91
    READ_FAILED = 0x41
    CHECKSUM_ERROR = 0x10
    LENGTH_ERROR = 0x11
    COMMAND_ERROR = 0x21
    AUTHENTICATION_FAILED = 0x31
    OTHER = -1


@dataclass(frozen=True, slots=True)
class SamFrame:
    """Body of a frame, of either direction."""

    body: bytes

    @property
    def length(self) -> int:
        """The length field: body and checksum."""
        return len(self.body) + 1


@dataclass(frozen=True, slots=True)
class SamReply:
    """A reply. data: what follows the result code."""

    code: int
    data: bytes
    length: int

    @property
    def result(self) -> ResultCode:
        """The code's name, OTHER where it has none."""
        return ResultCode(self.code) if self.code in ResultCode.__members__.values() else ResultCode.OTHER


@dataclass(frozen=True, slots=True)
class CardText:
    """The printed side of a citizen's card. Dates are ISO; valid_to may be the card's word for long-term."""

    name: str
    sex_code: str
    nation_code: str
    birth_date: str
    address: str
    id_number: str
    issuer: str
    valid_from: str
    valid_to: str


@dataclass(frozen=True, slots=True)
class CardRecord:
    """Content of a whole reading. text: 256 bytes, not decoded yet."""

    reply: SamReply
    text: bytes
    photo_length: int


# --- frames ------------------------------------------------------------------------------------------------------------
def encode_frame(body: bytes) -> bytes:
    """Head to XOR."""
    counted = (len(body) + 1).to_bytes(2, "big") + body
    return _HEAD + counted + bytes((xor8(counted),))


def encode_command(command: Command) -> bytes:
    """A host's command."""
    return encode_frame(command.value)


def encode_reply(code: int, data: bytes = b"") -> bytes:
    """A reader's reply."""
    return encode_frame(bytes((0, 0, code)) + data)


def decode_frame(data: bytes) -> SamFrame:
    """One whole frame and nothing behind it."""
    if not data:
        raise Refused("short")
    cut = _cut(data)
    if cut is None:
        raise Refused("short")
    if cut[1] != len(data):
        raise Refused("length")
    return cut[0]


def decode_command(data: bytes) -> tuple[SamFrame, Command]:
    """A command of the list; others are refused as 'unknown'."""
    frame = decode_frame(data)
    try:
        return frame, Command(frame.body)
    except ValueError:
        raise Refused("unknown") from None


def decode_reply(data: bytes) -> SamReply:
    """A reply with any result code."""
    return parse_reply(decode_frame(data))


def parse_reply(frame: SamFrame) -> SamReply:
    """`decode_reply` for a frame of a stream."""
    if len(frame.body) < 3 or frame.body[:2] != b"\0\0":
        raise Refused("unknown")
    return SamReply(frame.body[2], frame.body[3:], frame.length)


def stream() -> ByteStream[SamFrame]:
    """Frames of a line."""
    return ByteStream(_cut, LONGEST, _HEAD[:1])


def _cut(data: bytes) -> tuple[SamFrame, int] | None:
    if data[: len(_HEAD)] != _HEAD[: len(data)]:
        raise Refused("unknown")
    if len(data) < 7:
        return None
    length = int.from_bytes(data[5:7], "big")
    size = 7 + length
    if length < 2 or size > LONGEST:
        raise Refused("length")
    if len(data) < size:
        return None
    if xor8(data[5 : size - 1]) != data[size - 1]:
        raise Refused("checksum")
    return SamFrame(data[7 : size - 1]), size


# --- cards -------------------------------------------------------------------------------------------------------------
def decode_read_reply(data: bytes) -> CardRecord:
    """A reply to a reading command, text and photo of the stated lengths in it."""
    return parse_read_reply(decode_reply(data))


def parse_read_reply(reply: SamReply) -> CardRecord:
    """`decode_read_reply` for a reply of a stream. Refused('length') where lengths and bytes do not agree."""
    if reply.code != ResultCode.OK or not reply.data:
        raise Refused("unknown")
    if len(reply.data) < 4:
        raise Refused("short")
    text, photo = (int.from_bytes(reply.data[at : at + 2], "big") for at in (0, 2))
    fingerprint = int.from_bytes(reply.data[4:6], "big")
    if len(reply.data) == 4 + text + photo:
        start = 4
    elif len(reply.data) == 6 + text + photo + fingerprint:
        start = 6
    else:
        raise Refused("length")
    if text != TEXT_SIZE or photo not in (0, PHOTO_SIZE):
        raise Refused("length")
    return CardRecord(reply, reply.data[start : start + text], photo)


def encode_read_data(text: bytes) -> bytes:
    """What follows the result code of a reading without fingerprint; the photo is blank."""
    return len(text).to_bytes(2, "big") + PHOTO_SIZE.to_bytes(2, "big") + text + bytes(PHOTO_SIZE)


def kind_letter(text: bytes) -> str:
    """Type letter of a record: '' a citizen's, 'J' Hong Kong, Macao and Taiwan residents, 'I' and 'Y' foreigners."""
    return text[_KIND_AT : _KIND_AT + 2].decode("utf-16-le", "replace").strip(" \0")


def decode_text(data: bytes) -> CardText:
    """256 bytes of a citizen's card.

    Quarantine where the type letter or a column's form says that these are not a citizen's columns: nothing is guessed.
    """
    if len(data) != TEXT_SIZE:
        raise Refused("short" if len(data) < TEXT_SIZE else "length")
    if kind_letter(data):
        raise Quarantine("unknown")
    columns = _columns(data)
    return CardText(
        name=columns["name"],
        sex_code=columns["sex_code"],
        nation_code=columns["nation_code"],
        birth_date=_date(columns["birth"]),
        address=columns["address"],
        id_number=_id_number(columns["id_number"]),
        issuer=columns["issuer"],
        valid_from=_date(columns["valid_from"]),
        valid_to=_date(columns["valid_to"]) if columns["valid_to"].isdigit() else columns["valid_to"],
    )


def encode_text(card: CardText) -> bytes:
    """The 256 bytes of a citizen's card."""
    written = {name: getattr(card, name, card.birth_date).replace("-", "") for name, _ in _COLUMNS}
    written |= {name: getattr(card, name) for name in ("name", "address", "issuer")}
    text = b"".join(written[name].ljust(size // 2).encode("utf-16-le")[:size] for name, size in _COLUMNS)
    return text + (" " * ((TEXT_SIZE - len(text)) // 2)).encode("utf-16-le")


def decode_additional_address(data: bytes) -> str:
    """The newest of the additional addresses (70 bytes each) behind a result code; '' where there is none to read."""
    blocks = [data[at : at + ADDRESS_SIZE] for at in range(0, len(data) - len(data) % ADDRESS_SIZE, ADDRESS_SIZE)]
    if not blocks or len(data) % ADDRESS_SIZE:
        return ""
    try:
        texts = [block.decode("utf-16-le").strip(" \0") for block in blocks]
    except UnicodeDecodeError:
        return ""
    return next((text for text in reversed(texts) if text), "")


def encode_address(address: str) -> bytes:
    """One additional address."""
    return (address + " " * 35)[:35].encode("utf-16-le")


def _columns(data: bytes) -> dict[str, str]:
    columns, at = {}, 0
    try:
        for name, size in _COLUMNS:
            columns[name] = data[at : at + size].decode("utf-16-le").rstrip(" \0")
            at += size
    except UnicodeDecodeError:
        raise Quarantine("unknown") from None
    if len(columns["sex_code"]) != 1 or not columns["sex_code"].isdigit() or not columns["name"]:
        raise Quarantine("unknown")
    return columns


def _date(text: str) -> str:
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        raise Quarantine("unknown")
    parts = (text[:4], text[4:6], text[6:])
    return "-".join(part if int(part) else "?" * len(part) for part in parts)


def _id_number(text: str) -> str:
    if len(text) != 18 or not (text.isascii() and text[:17].isdigit() and (text[17].isdigit() or text[17] in "Xx")):
        raise Quarantine("unknown")
    return text


# --- what does not fit on a card ---------------------------------------------------------------------------------------
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def issues(card: CardText) -> tuple[str, ...]:
    """What is inconsistent: 'checksum' (GB 11643, ISO 7064 MOD 11-2), 'birth_date', 'sex', 'rare_character'.

    A rare character is one of the private-use area: the name is not spelled as other programs spell it.
    """
    number = card.id_number.upper()
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    found = {
        "checksum": _CHECKS[total % 11] != number[17],
        "birth_date": f"{number[6:10]}-{number[10:12]}-{number[12:14]}" != card.birth_date,
        "sex": card.sex_code not in ("0", "9") and card.sex_code != ("1" if int(number[16]) % 2 else "2"),
        "rare_character": any(0xE000 <= ord(character) <= 0xF8FF for character in card.name),
    }
    return tuple(name for name, wrong in found.items() if wrong)
