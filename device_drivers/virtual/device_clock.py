"""The clock inside a virtual device: runs on the world's time with an error of its own, until somebody sets it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal


class DeviceClock:
    """Local time as the device believes it. world(): true time in UTC; zone: where the device is used."""

    def __init__(self, world: Callable[[], datetime], zone: tzinfo) -> None:
        self._world = world
        self._zone = zone
        self._error = timedelta(0)

    def world(self) -> datetime:
        """True time in UTC."""
        return self._world()

    def now(self) -> datetime:
        """The device's local time, without zone, whole seconds."""
        return (self._true_local() + self._error).replace(microsecond=0)

    def set(self, local: datetime) -> None:
        """Somebody sets the clock; it runs on from there."""
        self._error = local - self._true_local()

    def error_s(self) -> float:
        """Device minus true time in seconds."""
        return self._error.total_seconds()

    def _true_local(self) -> datetime:
        return self._world().astimezone(self._zone).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Taken:
    """One line of a virtual device's own log: what it really measured, whatever became of it afterwards.

    at: true time in UTC. device_time: what its clock said. values: name, number and unit as the device shows them.
    """

    device: str
    at: datetime
    device_time: datetime
    values: tuple[tuple[str, Decimal, str], ...]
    sequence: int | None = None
    note: str = ""
