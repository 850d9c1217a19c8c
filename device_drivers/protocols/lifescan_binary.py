"""LifeScan's binary frames: 02, whole length, link byte, payload, 03, CRC-16/CCITT-FALSE little-endian.

OneTouch UltraEasy and UltraMini use the link byte (the maker's published specification); VerioIQ, Verio and Select Plus
keep it 0. Clocks count seconds of local time: since 1970 on UltraEasy, since 2000 on the others. Values are mg/dL.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, IntFlag

from device_drivers.protocols.byte_stream import ByteStream
from device_drivers.protocols.checksums import crc16_ccitt_false
from device_drivers.protocols.octets import Octets
from device_drivers.protocols.refusal import Refused

_STX, _ETX = 0x02, 0x03
_FRAMING = 6  # all bytes of a frame that are not payload
LONGEST = 64  # of a frame, in bytes: the longest answer known is a text of 40
SECTOR = 512  # a Verio on USB mass storage answers in one sector, padded behind its frame

EPOCH_1970 = datetime(1970, 1, 1)  # noqa: DTZ001 - local time, no zone on the wire
EPOCH_2000 = datetime(2000, 1, 1)  # noqa: DTZ001 - local time, no zone on the wire

SUCCESS = 0x06


class Link(IntFlag):
    """The link byte of UltraEasy and UltraMini."""

    SEQUENCE = 0x01  # number of this frame, modulo 2
    EXPECTED = 0x02  # number of the frame its sender waits for
    ACKNOWLEDGE = 0x04
    DISCONNECT = 0x08
    MORE = 0x10


class Meal(Enum):
    """What a person told the meter of a result."""

    NONE = 0
    BEFORE = 1
    AFTER = 2


@dataclass(frozen=True, slots=True)
class LifeScanFrame:
    """One frame; link as sent."""

    link: int
    payload: bytes = b""

    def has(self, bit: Link) -> bool:
        """True where that link bit is set."""
        return bool(self.link & bit)


@dataclass(frozen=True, slots=True)
class MeterRecord:
    """One stored result, mg/dL. lifetime: number that grows for the life of the meter, None where it has none."""

    taken: datetime
    value: int
    control: bool = False
    meal: Meal = Meal.NONE
    lifetime: int | None = None


def decode_frame(data: bytes) -> LifeScanFrame:
    """One whole frame and nothing behind it."""
    if len(data) < _FRAMING:
        raise Refused("short")
    if data[1] != len(data):
        raise Refused("short" if data[1] > len(data) else "length")
    if int.from_bytes(data[-2:], "little") != crc16_ccitt_false(data[:-2]):
        raise Refused("checksum")
    if data[0] != _STX or data[-3] != _ETX:
        raise Refused("unknown")
    return LifeScanFrame(data[2], data[3:-3])


def decode_sector(data: bytes) -> LifeScanFrame:
    """The frame at the start of a sector of a Verio's mass storage; what follows it is padding."""
    if len(data) < 2:
        raise Refused("short")
    return decode_frame(data[: data[1]])


def encode_frame(frame: LifeScanFrame) -> bytes:
    """The frame's bytes. ValueError where the payload is longer than a length byte can say."""
    size = len(frame.payload) + _FRAMING
    if size > 0xFF:
        raise ValueError("a frame has at most 255 bytes")
    body = bytes((_STX, size, frame.link)) + frame.payload + bytes((_ETX,))
    return body + crc16_ccitt_false(body).to_bytes(2, "little")


def encode_sector(frame: LifeScanFrame) -> bytes:
    """The frame padded to a sector of 512 bytes."""
    return encode_frame(frame).ljust(SECTOR, b"\0")


def stream() -> ByteStream[LifeScanFrame]:
    """Incremental decoder, the same for both directions."""
    return ByteStream(_cut, LONGEST)


def _cut(buffer: bytes) -> tuple[LifeScanFrame, int] | None:
    if buffer[0] != _STX:
        raise Refused("unknown")
    if len(buffer) < 2:
        return None
    size = buffer[1]
    if not _FRAMING <= size <= LONGEST:
        raise Refused("length")
    return (decode_frame(buffer[:size]), size) if len(buffer) >= size else None


# --- clock ------------------------------------------------------------------------------------------------------------
def seconds_since(epoch: datetime, moment: datetime) -> bytes:
    """A moment as the meter writes it. OverflowError outside 32 bits."""
    return int((moment - epoch).total_seconds()).to_bytes(4, "little")


def moment_after(epoch: datetime, data: bytes) -> datetime:
    """The local time of four bytes."""
    return epoch + timedelta(seconds=int.from_bytes(data, "little"))


# --- UltraEasy, UltraMini ---------------------------------------------------------------------------------------------
class UltraEasy:
    """Payloads of the maker's UltraMini/UltraEasy protocol; erasing (05 1A) is not among them."""

    EPOCH = EPOCH_1970
    READ_CLOCK = bytes.fromhex("05200200000000")
    COUNT = bytes.fromhex("051ff501")  # record 501 of 500: answered with the number of records

    @staticmethod
    def write_clock(moment: datetime) -> bytes:
        """Sets the meter's clock."""
        return b"\x05\x20\x01" + seconds_since(EPOCH_1970, moment)

    @staticmethod
    def record(index: int) -> bytes:
        """Asks for a record, 0 = the newest."""
        return b"\x05\x1f" + index.to_bytes(2, "little")

    @staticmethod
    def decode_clock(payload: bytes) -> datetime:
        """The answer to READ_CLOCK and to write_clock."""
        return moment_after(EPOCH_1970, _body(payload, 0x05, 4))

    @staticmethod
    def decode_count(payload: bytes) -> int:
        """The answer to COUNT. (05 0F: the meter calls 501 invalid and says how many there are.)"""
        octets = Octets(payload)
        if octets.take(2) != b"\x05\x0f":
            raise Refused("unknown")
        count = octets.uint(2)
        octets.finish()
        return count

    @staticmethod
    def decode_record(payload: bytes) -> MeterRecord:
        """The answer to `record`."""
        body = _body(payload, 0x05, 8)
        return MeterRecord(moment_after(EPOCH_1970, body[:4]), int.from_bytes(body[4:], "little"))


# --- VerioIQ ----------------------------------------------------------------------------------------------------------
class VerioIQ:
    """Payloads of the VerioIQ; erasing (03 1A) is not among them."""

    EPOCH = EPOCH_2000
    READ_CLOCK = bytes.fromhex("032002")
    COUNT = bytes.fromhex("032700")

    @staticmethod
    def write_clock(moment: datetime) -> bytes:
        """Sets the meter's clock."""
        return b"\x03\x20\x01" + seconds_since(EPOCH_2000, moment)

    @staticmethod
    def record(index: int) -> bytes:
        """Asks for a record, 0 = the newest."""
        return b"\x03\x21" + index.to_bytes(2, "little")

    @staticmethod
    def decode_clock(payload: bytes) -> datetime:
        """The answer to READ_CLOCK."""
        return moment_after(EPOCH_2000, _body(payload, 0x03, 4))

    @staticmethod
    def decode_count(payload: bytes) -> int:
        """The answer to COUNT."""
        return int.from_bytes(_body(payload, 0x03, 2), "little")

    @staticmethod
    def decode_record(payload: bytes) -> MeterRecord:
        """The answer to `record`: seconds, mg/dL, control flag, meal flag, two bytes nobody knows."""
        octets = Octets(_body(payload, 0x03, 10))
        taken, value = moment_after(EPOCH_2000, octets.take(4)), octets.uint(2)
        control, meal = octets.uint(1), octets.uint(1)
        if control > 1:
            raise Refused("reserved")
        return MeterRecord(taken, value, bool(control), _meal(meal))


class Verio2015:
    """Payloads of Verio 2015, Select Plus and Select Plus Flex on USB mass storage (registers at LBA 3 to 5).

    Which bytes mark a control solution is not known in public: no session is built on these until it is.
    """

    READ_CLOCK = VerioIQ.READ_CLOCK
    COUNT = VerioIQ.COUNT

    @staticmethod
    def record(index: int) -> bytes:
        """Asks for a record, 0 = the newest."""
        return b"\x03\x31\x02" + index.to_bytes(2, "little") + b"\0"

    @staticmethod
    def decode_record(payload: bytes) -> MeterRecord:
        """The answer to `record`; its lifetime counter goes on when the memory was cleared."""
        octets = Octets(_body(payload, 0x03, 16))
        octets.take(3)  # number counted from the oldest, 00
        lifetime, taken, value = octets.uint(2), moment_after(EPOCH_2000, octets.take(4)), octets.uint(2)
        return MeterRecord(taken, value, meal=_meal(octets.uint(1)), lifetime=lifetime)


def _meal(code: int) -> Meal:
    try:
        return Meal(code)
    except ValueError:
        raise Refused("reserved") from None


def _body(payload: bytes, prefix: int, size: int) -> bytes:
    """What follows prefix and 06 (success)."""
    octets = Octets(payload)
    if octets.take(2) != bytes((prefix, SUCCESS)):
        raise Refused("unknown")
    body = octets.take(size)
    octets.finish()
    return body
