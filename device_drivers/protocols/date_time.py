"""Device clocks: Bluetooth Date Time (2A08, 7 bytes) and Current Time (2A2B, 10 bytes), with their unknown parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from device_drivers.protocols.octets import Octets, bit_names
from device_drivers.protocols.refusal import Quarantine, Refused

_ADJUST_REASONS = {0: "manual_update", 1: "external_reference", 2: "time_zone_change", 3: "dst_change"}


@dataclass(frozen=True, slots=True)
class DeviceTime:
    """A device's local time as it gave it; None where the device marks the part unknown or does not carry it."""

    year: int | None
    month: int | None
    day: int | None
    hour: int
    minute: int
    second: int | None

    def text(self) -> str:
        """Local ISO text without zone, unknown parts as question marks: `????-04-17T20:41:59`."""
        year = "????" if self.year is None else f"{self.year:04}"
        return f"{year}-{_two(self.month)}-{_two(self.day)}T{self.hour:02}:{self.minute:02}:{_two(self.second)}"

    def local(self) -> datetime | None:
        """The naive local time, seconds 0 where not carried; None where a part is unknown or no such day exists."""
        if self.year is None or self.month is None or self.day is None:
            return None
        try:
            return datetime(self.year, self.month, self.day, self.hour, self.minute, self.second or 0)  # noqa: DTZ001 - no zone on the wire
        except ValueError:
            return None

    @classmethod
    def of(cls, moment: datetime) -> DeviceTime:
        """The wall-clock parts of `moment` as they stand; its zone is not looked at."""
        return cls(moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)


@dataclass(frozen=True, slots=True)
class CurrentTime:
    """Current Time: day_of_week 1 = Monday, 0 unknown; fractions in 1/256 s; adjust_reason as sent."""

    time: DeviceTime
    day_of_week: int
    fractions_256: int
    adjust_reason: int

    @property
    def adjust_reasons(self) -> tuple[str, ...]:
        """Names of the reasons set."""
        return bit_names(self.adjust_reason, _ADJUST_REASONS, 8)


def _two(part: int | None) -> str:
    return "??" if part is None else f"{part:02}"


def checked(year: int | None, month: int | None, day: int | None, hour: int, minute: int, second: int | None) -> DeviceTime:
    """A DeviceTime, or Quarantine('reserved') where a part has a value no calendar or clock has.

    Some meters do send month 13, so such a frame may be a true measurement with a broken clock. Days that a month lacks
    are well formed and stay as sent.
    """
    if not (_is_date(year, month, day) and 0 <= hour <= 23 and 0 <= minute <= 59 and (second is None or 0 <= second <= 59)):
        raise Quarantine("reserved")
    return DeviceTime(year, month, day, hour, minute, second)


def _is_date(year: int | None, month: int | None, day: int | None) -> bool:
    known_year = year is None or 1582 <= year <= 9999
    return known_year and (month is None or 1 <= month <= 12) and (day is None or 1 <= day <= 31)


@dataclass(frozen=True, slots=True)
class RawTime:
    """Seven bytes as read, not judged yet: a frame must be whole before a reserved value in it counts."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int

    def checked(self) -> DeviceTime:
        """Zero year, month or day become unknown; see `checked`."""
        return checked(self.year or None, self.month or None, self.day or None, self.hour, self.minute, self.second)


def read(octets: Octets) -> RawTime:
    """The next seven bytes: year u16 LE, month, day, hour, minute, second."""
    return RawTime(octets.uint(2), *octets.take(5))


def decode_date_time(data: bytes) -> DeviceTime:
    """Exactly seven bytes (2A08). Year, month and day 0 are unknown."""
    octets = Octets(data)
    raw = read(octets)
    octets.finish()
    return raw.checked()


def encode_date_time(time: DeviceTime) -> bytes:
    """Seven bytes; unknown year, month and day become 0. ValueError where seconds are missing: the format needs them."""
    if time.second is None:
        raise ValueError("Date Time carries seconds")
    return (time.year or 0).to_bytes(2, "little") + bytes((time.month or 0, time.day or 0, time.hour, time.minute, time.second))


def decode_current_time(data: bytes) -> CurrentTime:
    """Exactly ten bytes (2A2B)."""
    octets = Octets(data)
    raw = read(octets)
    day_of_week, fractions, reason = octets.take(3)
    octets.finish()
    return CurrentTime(raw.checked(), day_of_week, fractions, reason)


def encode_current_time(current: CurrentTime) -> bytes:
    """Ten bytes."""
    return encode_date_time(current.time) + bytes((current.day_of_week, current.fractions_256, current.adjust_reason))


def from_yymmddhhmm(text: str) -> DeviceTime:
    """Ten digits of a serial cuff, seconds not carried; the century is 2000. Refuses anything but ten digits."""
    if len(text) != 10 or not (text.isascii() and text.isdigit()):
        raise Refused("length")
    year, month, day, hour, minute = (int(text[at : at + 2]) for at in range(0, 10, 2))
    return checked(2000 + year, month or None, day or None, hour, minute, None)
