"""Microlife's Bluetooth protocol (service FFF0): frames both ways, the commands a host may send, the stored records.

Source: blood-pressure-monitor-fl, test bytes re-reckoned; the layout of the record list as published there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from device_drivers.protocols.byte_stream import ByteStream
from device_drivers.protocols.date_time import DeviceTime, checked
from device_drivers.protocols.refusal import Quarantine, Refused

_START, _TO_DEVICE, _FROM_DEVICE = 0x4D, 0xFF, 0x3A
_HEAD = 4  # start, direction, length u16 BE
_LONGEST_PAYLOAD = 4096  # a full memory takes about a quarter of it
READ_RECORDS, DISCONNECT, SET_TIME = 0x00, 0x04, 0x0D
_OPS = {READ_RECORDS: "read_records", DISCONNECT: "disconnect", SET_TIME: "set_time"}
RECORDS_AT, RECORD_SIZE = 38, 10
_READ_ALL = bytes.fromhex("00000000000000fd")


@dataclass(frozen=True, slots=True)
class MicrolifeFrame:
    """One frame; size is that of all its bytes."""

    to_device: bool
    payload: bytes

    @property
    def size(self) -> int:
        """Bytes on the wire."""
        return _HEAD + len(self.payload) + 1

    @property
    def op(self) -> str | None:
        """Name of the command, None for an answer or a command without a name."""
        return _OPS.get(self.payload[0]) if self.to_device and self.payload else None

    @property
    def time(self) -> DeviceTime | None:
        """The time a set-time command carries. Refuses one of another length or with a time no clock has."""
        if self.op != _OPS[SET_TIME]:
            return None
        if len(self.payload) != 7:
            raise Refused("length")
        return _sent_time(*self.payload[1:])


@dataclass(frozen=True, slots=True)
class MicrolifeRecord:
    """One stored measurement in mmHg and 1/min; the cuff keeps minutes."""

    systolic: int
    diastolic: int
    pulse_rate: int
    time: DeviceTime


def _sent_time(year: int, month: int, day: int, hour: int, minute: int, second: int | None = None) -> DeviceTime:
    try:
        return checked(2000 + year, month or None, day or None, hour, minute, second)
    except Quarantine as impossible:
        raise Refused(impossible.reason) from impossible


def cut_frame(data: bytes) -> tuple[MicrolifeFrame, int] | None:
    """The frame at the start of `data` with its size; None where bytes are missing."""
    if data[:1] != bytes((_START,)) or (len(data) > 1 and data[1] not in (_TO_DEVICE, _FROM_DEVICE)):
        raise Refused("unknown")
    if len(data) < _HEAD:
        return None
    length = int.from_bytes(data[2:4], "big")
    if not 1 <= length <= _LONGEST_PAYLOAD:
        raise Refused("length")
    size = _HEAD + length
    if len(data) < size:
        return None
    if sum(data[: size - 1]) & 0xFF != data[size - 1]:
        raise Refused("checksum")
    return MicrolifeFrame(data[1] == _TO_DEVICE, bytes(data[_HEAD : size - 1])), size


def decode_frame(data: bytes) -> MicrolifeFrame:
    """Exactly one frame."""
    cut = cut_frame(data) if data else None
    if cut is None:
        raise Refused("short")
    if len(data) != cut[1]:
        raise Refused("length")
    return cut[0]


def stream() -> ByteStream[MicrolifeFrame]:
    """Frames cut into notifications of 20 bytes."""
    return ByteStream(cut_frame, _HEAD + _LONGEST_PAYLOAD)


def encode_frame(frame: MicrolifeFrame) -> bytes:
    """The bytes of a frame."""
    head = bytes((_START, _TO_DEVICE if frame.to_device else _FROM_DEVICE)) + (len(frame.payload) + 1).to_bytes(2, "big")
    body = head + frame.payload
    return body + bytes((sum(body) & 0xFF,))


def read_records() -> bytes:
    """Asks for the whole memory."""
    return encode_frame(MicrolifeFrame(True, _READ_ALL))


def disconnect() -> bytes:
    """Lets the cuff hang up."""
    return encode_frame(MicrolifeFrame(True, bytes((DISCONNECT,))))


def set_time(local: datetime) -> bytes:
    """Sets the cuff's clock."""
    parts = (local.year - 2000, local.month, local.day, local.hour, local.minute, local.second)
    return encode_frame(MicrolifeFrame(True, bytes((SET_TIME, *parts))))


def record_slots(payload: bytes) -> tuple[bytes, ...]:
    """The record bytes of an answer to `read_records`, in the cuff's order, empty slots left out."""
    slots = (payload[at : at + RECORD_SIZE] for at in range(RECORDS_AT, len(payload) - RECORD_SIZE + 1, RECORD_SIZE))
    return tuple(slot for slot in slots if not (set(slot) <= {0x00} or set(slot) <= {0xFF}))


def decode_record(slot: bytes) -> MicrolifeRecord:
    """One record: systolic, diastolic, pulse, year, month, day, hour, minute. Refuses a time no clock has."""
    if len(slot) < 8:
        raise Refused("short")
    systolic, diastolic, pulse = slot[:3]
    return MicrolifeRecord(systolic, diastolic, pulse, _sent_time(*slot[3:8]))


def encode_records(records: list[MicrolifeRecord]) -> bytes:
    """The answer of a virtual cuff to `read_records`."""
    slots = b""
    for record in records:
        time = record.time
        parts = ((time.year or 2000) - 2000, time.month or 0, time.day or 0, time.hour, time.minute)
        slots += bytes((record.systolic, record.diastolic, record.pulse_rate, *parts)).ljust(RECORD_SIZE, b"\x00")
    return encode_frame(MicrolifeFrame(False, bytes(RECORDS_AT) + slots))
