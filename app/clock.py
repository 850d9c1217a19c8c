"""Time: instants in UTC with milliseconds, calendar facts in the clinic's zone."""

from __future__ import annotations

import time
import uuid
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol

# China has one civil time and no daylight saving since 1991 (GB/T 7408): a fixed offset needs no zone data.
CLINIC_ZONE = timezone(timedelta(hours=8), "+08:00")

BOOT_ID = uuid.uuid4().hex
"""Names this run of the program in the audit trail, so that monotonic times can be compared within it."""


class Clock(Protocol):
    """Where services take the time from."""

    def now(self) -> datetime:
        """The present instant, UTC."""
        ...

    def monotonic_ns(self) -> int:
        """Nanoseconds that never go back within one run."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic_ns(self) -> int:
        return time.monotonic_ns()


class SetClock:
    """A clock that stands where it was put: practice clinic, scripted day and tests."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)
        self._ns = 0

    def now(self) -> datetime:
        return self._now

    def monotonic_ns(self) -> int:
        return self._ns

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self._now += timedelta(seconds=seconds)
        self._ns += int(seconds * 1_000_000_000)

    def set(self, instant: datetime) -> None:
        """Put the wall clock anywhere, as a user or a flat battery can; monotonic time goes on."""
        self._now = instant.astimezone(UTC)


class RunningClock:
    """The machine's clock with minutes skipped: a scripted day need not wait for the interval between two readings."""

    def __init__(self, start: datetime | None = None) -> None:
        self._offset = timedelta() if start is None else start.astimezone(UTC) - datetime.now(UTC)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def monotonic_ns(self) -> int:
        return time.monotonic_ns() + int(self._offset.total_seconds() * 1_000_000_000)

    def forward(self, seconds: float) -> None:
        """Skip some time."""
        self._offset += timedelta(seconds=seconds)


def iso(instant: datetime) -> str:
    """``2026-03-05T00:41:00.000Z``: how the store keeps an instant (sorts as text)."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{instant.microsecond // 1000:03d}Z"


def instant(text: str) -> datetime:
    """The inverse of :func:`iso`; also takes an offset such as ``+08:00``."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"no zone in {text!r}")
    return moment.astimezone(UTC)


def local(moment: datetime) -> datetime:
    """The instant on the clinic's wall clock."""
    return moment.astimezone(CLINIC_ZONE)


def local_day(moment: datetime) -> date:
    """The clinic's calendar day of an instant."""
    return local(moment).date()


def day_bounds(day: date) -> tuple[str, str]:
    """First instant of a clinic day and of the next, as the store keeps them."""
    start = datetime(day.year, day.month, day.day, tzinfo=CLINIC_ZONE)
    return iso(start), iso(start + timedelta(days=1))
