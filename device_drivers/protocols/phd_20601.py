"""IEEE 11073-20601 scan reports: presentation APDU with a fixed or a multi-person fixed event report; all big-endian."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from device_drivers.protocols.refusal import Refused

_PRESENTATION = 0xE700
_EVENT_REPORTS = (0x0100, 0x0101)  # unconfirmed, confirmed
FIXED, MULTI_PERSON_FIXED = 0x0D1D, 0x0D1F


@dataclass(frozen=True, slots=True)
class Observation:
    """One object's values, undecoded: their layout depends on the device's configuration. person_id: multi-person only."""

    handle: int
    data: bytes
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class ScanReport:
    """The observations of one event report, in frame order; event_code is FIXED or MULTI_PERSON_FIXED."""

    event_code: int
    observations: tuple[Observation, ...]


class _Part:
    """A counted stretch of the APDU; a length field that points beyond its own stretch is 'length'."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def u16(self) -> int:
        return int.from_bytes(self.take(2), "big")

    def take(self, size: int) -> bytes:
        if size > len(self._data):
            raise Refused("length")
        taken, self._data = self._data[:size], self._data[size:]
        return taken

    def counted(self) -> _Part:
        """The stretch announced by the length field that comes next."""
        return _Part(self.take(self.u16()))

    def finish(self) -> None:
        if self._data:
            raise Refused("length")


def decode_scan_report(data: bytes) -> ScanReport:
    """One whole APDU and nothing behind it. Refuses every other APDU, service and event."""
    if len(data) < 4:
        raise Refused("short")
    size = int.from_bytes(data[2:4], "big")
    if len(data) - 4 != size:
        raise Refused("short" if len(data) - 4 < size else "length")
    if int.from_bytes(data[:2], "big") != _PRESENTATION:
        raise Refused("unknown")
    return _event_report(_only(_Part(data[4:])))


def _only(part: _Part) -> _Part:
    """The counted stretch that fills `part` to its end."""
    inner = part.counted()
    part.finish()
    return inner


def _event_report(part: _Part) -> ScanReport:
    part.u16()  # invoke id
    if part.u16() not in _EVENT_REPORTS:
        raise Refused("unknown")
    body = _only(part)
    body.take(6)  # object handle, event time
    code = body.u16()
    if code not in (FIXED, MULTI_PERSON_FIXED):
        raise Refused("unknown")
    info = _only(body)
    info.take(4)  # data request id, scan report number
    observations = tuple(_persons(info) if code == MULTI_PERSON_FIXED else _observations(info, None))
    info.finish()
    return ScanReport(code, observations)


def _persons(info: _Part) -> Iterator[Observation]:
    count, persons = info.u16(), info.counted()
    for _ in range(count):
        person_id = persons.u16()
        yield from _observations(persons, person_id)
    persons.finish()


def _observations(part: _Part, person_id: int | None) -> Iterator[Observation]:
    count, scans = part.u16(), part.counted()
    for _ in range(count):
        handle, size = scans.u16(), scans.u16()
        yield Observation(handle, scans.take(size), person_id)
    scans.finish()
