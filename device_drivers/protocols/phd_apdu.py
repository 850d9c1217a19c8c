"""IEEE 11073-20601 between a manager and an agent that keeps its results in a store: association, configuration, segments.

All numbers are big-endian. An APDU is a choice, a length and that many bytes; a presentation APDU carries one data APDU with
an invoke id that its answer repeats. (IEEE 11073-20601, annex A; glucose codes of 11073-10417.)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from device_drivers.protocols.byte_stream import ByteStream
from device_drivers.protocols.date_time import DeviceTime, checked
from device_drivers.protocols.refusal import Refused

LONGEST = 16384  # bytes of an APDU; meters of this kind send at most 1024


class Choice(IntEnum):
    """Kinds of APDU."""

    ASSOCIATION_REQUEST = 0xE200
    ASSOCIATION_RESPONSE = 0xE300
    RELEASE_REQUEST = 0xE400
    RELEASE_RESPONSE = 0xE500
    ABORT = 0xE600
    PRESENTATION = 0xE700


class Service(IntEnum):
    """Kinds of data APDU that this manager uses; all confirmed."""

    EVENT = 0x0101
    GET = 0x0103
    ACTION = 0x0107
    EVENT_ANSWER = 0x0201
    GET_ANSWER = 0x0203
    ACTION_ANSWER = 0x0207


CONFIG_EVENT, SEGMENT_EVENT = 0x0D1C, 0x0D21
SEGMENT_INFO, SET_TIME, TRIGGER = 0x0C0D, 0x0C17, 0x0C1C  # clearing (0C0C) is not among them
PM_STORE = 61  # object class
ATTR_MODEL, ATTR_TIME, ATTR_ENTRY_MAP = 2344, 2439, 2638
CONTROL_SOLUTION = (2, 29136)  # MDC_CONC_GLU_CONTROL
# MDC_CONC_GLU_...: capillary, venous, arterial whole blood and plasma, undetermined whole blood and plasma
GLUCOSE_TYPES = frozenset((2, code) for code in (29112, 29116, 29120, 29124, 29128, 29132, 29292, 29296))
LAST_ENTRY = 0x4000
CONFIRMED = 0x0080
ENTRY_SIZE = 12
EMPTY, TRY_LATER = 3, 2  # results of a trigger, besides 0


@dataclass(frozen=True, slots=True)
class Apdu:
    """One APDU."""

    choice: int
    body: bytes


@dataclass(frozen=True, slots=True)
class DataApdu:
    """What a presentation APDU carries."""

    invoke_id: int
    service: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of the store. types: what its entries measure, () where the agent does not say."""

    number: int
    types: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SegmentData:
    """Some entries of a segment. index: of the first of them. status: LAST_ENTRY and others."""

    segment: int
    index: int
    count: int
    status: int
    entries: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One stored result as 12 bytes: time, SFLOAT, status."""

    taken: DeviceTime
    sfloat: bytes
    status: int


class Part:
    """A counted stretch; reading past its end is 'length', because the stretch was whole when it was cut."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    @property
    def left(self) -> int:
        """Unread bytes."""
        return len(self._data)

    def u16(self) -> int:
        """Next two bytes."""
        return int.from_bytes(self.take(2), "big")

    def u32(self) -> int:
        """Next four bytes."""
        return int.from_bytes(self.take(4), "big")

    def take(self, size: int) -> bytes:
        """Next bytes."""
        if size > len(self._data):
            raise Refused("length")
        taken, self._data = self._data[:size], self._data[size:]
        return taken

    def counted(self) -> Part:
        """The stretch whose length comes next."""
        return Part(self.take(self.u16()))

    def finish(self) -> None:
        """Refuses left-over bytes."""
        if self._data:
            raise Refused("length")


# --- APDUs ------------------------------------------------------------------------------------------------------------
def stream() -> ByteStream[Apdu]:
    """Incremental decoder; an APDU may come in several transfers."""
    return ByteStream(_cut, LONGEST)


def encode_apdu(apdu: Apdu) -> bytes:
    """An APDU's bytes."""
    return u16(apdu.choice, len(apdu.body)) + apdu.body


def decode_data(apdu: Apdu) -> DataApdu:
    """What a presentation APDU carries."""
    outer = Part(apdu.body)
    inner = outer.counted()
    outer.finish()
    invoke_id, service = inner.u16(), inner.u16()
    body = inner.counted()
    inner.finish()
    return DataApdu(invoke_id, service, body.take(body.left))


def encode_data(data: DataApdu) -> bytes:
    """A presentation APDU's bytes."""
    inner = u16(data.invoke_id, data.service) + counted(data.body)
    return encode_apdu(Apdu(Choice.PRESENTATION, counted(inner)))


def u16(*numbers: int) -> bytes:
    """Numbers of two bytes each."""
    return b"".join(number.to_bytes(2, "big") for number in numbers)


def counted(data: bytes) -> bytes:
    """A length and the bytes."""
    return u16(len(data)) + data


def _cut(buffer: bytes) -> tuple[Apdu, int] | None:
    if buffer[0] != 0xE2 and not 0xE3 <= buffer[0] <= 0xE7:
        raise Refused("unknown")
    if len(buffer) > 1 and buffer[1]:
        raise Refused("unknown")
    if len(buffer) < 4:
        return None
    size = 4 + int.from_bytes(buffer[2:4], "big")
    if size > LONGEST:
        raise Refused("length")
    return (Apdu(int.from_bytes(buffer[:2], "big"), buffer[4:size]), size) if len(buffer) >= size else None


# --- what the manager says --------------------------------------------------------------------------------------------
def association_response() -> bytes:
    """Accepted, configuration unknown: 20601 over MDER, we are the manager."""
    information = bytes.fromhex("80000002 8000 80000000 00000000 80000000") + counted(b"XIANGYI1") + bytes(10)
    return encode_apdu(Apdu(Choice.ASSOCIATION_RESPONSE, u16(3, 20601) + counted(information)))


def release_request() -> bytes:
    """Ends the association as it should be."""
    return encode_apdu(Apdu(Choice.RELEASE_REQUEST, u16(0)))


def config_accepted(invoke_id: int, config_id: int) -> bytes:
    """The answer to a configuration."""
    body = u16(0) + bytes(4) + u16(CONFIG_EVENT) + counted(u16(config_id, 0))
    return encode_data(DataApdu(invoke_id, Service.EVENT_ANSWER, body))


def get_attributes(invoke_id: int) -> bytes:
    """All attributes of the device object."""
    return encode_data(DataApdu(invoke_id, Service.GET, u16(0, 0, 0)))


def segment_info(invoke_id: int, store: int) -> bytes:
    """What segments the store has."""
    return encode_data(DataApdu(invoke_id, Service.ACTION, u16(store, SEGMENT_INFO) + counted(u16(1) + counted(u16(0)))))


def trigger(invoke_id: int, store: int, segment: int) -> bytes:
    """Wants a segment sent."""
    return encode_data(DataApdu(invoke_id, Service.ACTION, u16(store, TRIGGER) + counted(u16(segment))))


def set_time(invoke_id: int, moment: datetime) -> bytes:
    """Sets the agent's clock."""
    return encode_data(DataApdu(invoke_id, Service.ACTION, u16(0, SET_TIME) + counted(absolute_time(moment) + bytes(4))))


def segment_confirmed(invoke_id: int, store: int, data: SegmentData) -> bytes:
    """These entries are durable here."""
    result = u16(data.segment) + data.index.to_bytes(4, "big") + data.count.to_bytes(4, "big") + u16(CONFIRMED)
    body = u16(store) + b"\xff\xff\xff\xff" + u16(SEGMENT_EVENT) + counted(result)
    return encode_data(DataApdu(invoke_id, Service.EVENT_ANSWER, body))


# --- what the agent says ----------------------------------------------------------------------------------------------
def event(data: DataApdu) -> tuple[int, int, bytes]:
    """Object handle, event type and information of an event."""
    part = Part(data.body)
    handle = part.u16()
    part.take(4)  # the agent's running time
    kind, information = part.u16(), part.counted()
    part.finish()
    return handle, kind, information.take(information.left)


def action_answer(data: DataApdu) -> tuple[int, bytes]:
    """Action type and information of an answer to an action."""
    part = Part(data.body)
    part.u16()  # object handle
    kind, information = part.u16(), part.counted()
    part.finish()
    return kind, information.take(information.left)


def decode_configuration(information: bytes) -> tuple[int, int]:
    """Id of the configuration and handle of its store. 'unknown' where it has none."""
    part = Part(information)
    config_id = part.u16()
    for kind, handle, _ in _objects(part):
        if kind == PM_STORE:
            return config_id, handle
    raise Refused("unknown")


def decode_attributes(body: bytes) -> dict[int, bytes]:
    """The answer to get_attributes."""
    part = Part(body)
    part.u16()  # object handle
    return attributes(part)


def decode_segments(information: bytes) -> tuple[Segment, ...]:
    """The answer to segment_info."""
    part = Part(information)
    count, listed = part.u16(), part.counted()
    return tuple(Segment(listed.u16(), _types(attributes(listed).get(ATTR_ENTRY_MAP, b""))) for _ in range(count))


def decode_trigger(information: bytes) -> tuple[int, int]:
    """Segment and result: 0 it comes, EMPTY, TRY_LATER, others it does not."""
    part = Part(information)
    return part.u16(), part.u16()


def decode_segment_data(information: bytes) -> SegmentData:
    """The entries of one event; only entries of 12 bytes are known."""
    part = Part(information)
    segment, index, count, status = part.u16(), part.u32(), part.u32(), part.u16()
    entries = part.counted()
    part.finish()
    if count * ENTRY_SIZE != entries.left:
        raise Refused("length")
    return SegmentData(segment, index, count, status, tuple(entries.take(ENTRY_SIZE) for _ in range(count)))


def decode_entry(data: bytes) -> Entry:
    """One entry; 'reserved' where its time is not BCD."""
    part = Part(data)
    return Entry(decode_absolute_time(part.take(8)), part.take(2), part.u16())


def attributes(part: Part) -> dict[int, bytes]:
    """A list of attributes by their ids."""
    count, listed = part.u16(), part.counted()
    found: dict[int, bytes] = {}
    for _ in range(count):
        name, value = listed.u16(), listed.counted()
        found[name] = value.take(value.left)
    return found


def _objects(part: Part) -> Iterator[tuple[int, int, dict[int, bytes]]]:
    count, listed = part.u16(), part.counted()
    for _ in range(count):
        yield listed.u16(), listed.u16(), attributes(listed)


def _types(entry_map: bytes) -> tuple[tuple[int, int], ...]:
    if not entry_map:
        return ()
    part = Part(entry_map)
    part.u16()  # which times stand before an entry
    count, listed = part.u16(), part.counted()
    found: list[tuple[int, int]] = []
    for _ in range(count):
        listed.u16()  # object class
        found.append((listed.u16(), listed.u16()))
        listed.take(4)  # handle, number of attributes
        listed.counted()
    return tuple(found)


# --- time -------------------------------------------------------------------------------------------------------------
def absolute_time(moment: datetime) -> bytes:
    """Century, year, month, day, hour, minute, second, hundredths, two decimal digits each."""
    return bytes.fromhex(f"{moment:%Y%m%d%H%M%S}00".zfill(16))


def decode_absolute_time(data: bytes) -> DeviceTime:
    """Eight bytes; hundredths are not looked at."""
    digits = data.hex()
    if len(digits) != 16 or not digits.isdigit():
        raise Refused("reserved")
    parts = [int(digits[at : at + 2]) for at in range(4, 14, 2)]
    return checked(int(digits[:4]) or None, parts[0] or None, parts[1] or None, parts[2], parts[3], parts[4])
