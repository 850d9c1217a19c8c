"""OneTouch meters over Bluetooth: LifeScan's binary frames behind one byte that counts packets; values in mg/dL.

Payloads begin with a byte that is 03 from the host; answers go on with a status. Every answer is acknowledged with 81 or
the meter falls silent. The encoder for the host offers the clock, counters and records alone: erasing (1A) cannot be built.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from device_drivers.protocols.lifescan_binary import LifeScanFrame, decode_frame, encode_frame
from device_drivers.protocols.octets import Octets
from device_drivers.protocols.refusal import Refused

ONE_PACKET, ACKNOWLEDGE = 0x01, 0x81
_PREFIX = b"\x03"
OK, NOT_ALLOWED, NO_SUCH_RECORD = 0x06, 0x07, 0x09
READ_CLOCK, READ_COUNTER, READ_COUNT = b"\x20\x02", b"\x0a\x02\x06", b"\x27\x00"
EPOCH = datetime(1999, 12, 31, 23, 59, 59)  # noqa: DTZ001 - local time; the second before 2000, as the meters count
_CONTROL = 1
MEALS = {1: "preprandial", 2: "postprandial"}


@dataclass(frozen=True, slots=True)
class Answer:
    """status: 06 done, 07 not bonded, 09 no such record."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class OneTouchRecord:
    """One result, mg/dL. meal: None where none was entered."""

    taken: datetime
    glucose: int
    control: bool = False
    meal: str | None = None


def question(command: bytes) -> bytes:
    """Host: one command."""
    return bytes((ONE_PACKET,)) + encode_frame(LifeScanFrame(0, _PREFIX + command))


def read_record(number: int) -> bytes:
    """Host: the command for one record."""
    return b"\xb3" + number.to_bytes(2, "little")


def set_clock(local: datetime) -> bytes:
    """Host: the command that sets the clock."""
    return b"\x20\x01" + seconds_of(local)


def decode_answer(data: bytes) -> Answer:
    """One notification with a whole answer. Answers of several packets are refused: none is asked for."""
    if len(data) < 2:
        raise Refused("short")
    if data[0] != ONE_PACKET:
        raise Refused("unknown")
    payload = Octets(decode_frame(data[1:]).payload)
    payload.take(1)  # link of the meter's own
    return Answer(payload.uint(1), payload.rest())


def encode_answer(answer: Answer) -> bytes:
    """Virtual meter: one notification."""
    return bytes((ONE_PACKET,)) + encode_frame(LifeScanFrame(0, b"\x0c" + bytes((answer.status,)) + answer.body))


def decode_question(data: bytes) -> bytes:
    """Virtual meter: the command a host sent."""
    if len(data) < 2:
        raise Refused("short")
    payload = decode_frame(data[1:]).payload
    if data[0] != ONE_PACKET or not payload.startswith(_PREFIX):
        raise Refused("unknown")
    return payload[1:]


def moment_of(body: bytes) -> datetime:
    """Local time of a clock's four bytes."""
    octets = Octets(body)
    seconds = octets.uint(4)
    octets.finish()
    return EPOCH + timedelta(seconds=seconds)


def seconds_of(local: datetime) -> bytes:
    """Four bytes of a clock; a time the meters cannot show becomes the nearest they can."""
    seconds = int((local - EPOCH).total_seconds())
    return min(max(seconds, 0), 0xFFFFFFFF).to_bytes(4, "little")


def decode_record(body: bytes) -> OneTouchRecord:
    """Eleven bytes. Refused as unknown where they are an event without a glucose."""
    octets = Octets(body)
    taken, glucose, control = moment_of(octets.take(4)), octets.uint(2), octets.uint(1)
    octets.take(2)  # the meter's own counter
    meal, other = octets.uint(1), octets.uint(1)
    octets.finish()
    if not glucose or control > _CONTROL or other:
        raise Refused("unknown")
    return OneTouchRecord(taken, glucose, control == _CONTROL, MEALS.get(meal))


def encode_record(record: OneTouchRecord) -> bytes:
    """Virtual meter: the eleven bytes."""
    meal = next((code for code, name in MEALS.items() if name == record.meal), 0)
    return seconds_of(record.taken) + record.glucose.to_bytes(2, "little") + bytes((record.control, 0, 0, meal, 0))
