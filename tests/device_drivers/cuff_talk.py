"""A session and a virtual cuff on a cable talk to each other without any line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import cast

from device_drivers.manifest import Model
from device_drivers.protocols.machine import HID_FEATURE, Action, Write
from device_drivers.readings import Quantity, Reading
from device_drivers.virtual.cable_cuff import CuffCore
from device_drivers.virtual.cable_meter import MeterCore
from device_drivers.virtual.device_clock import Taken
from device_drivers.virtual.on_cable import Faults
from tests.device_drivers.meter_talk import WALL, Talk, clock, keys

__all__ = ["TIMES", "WALL", "YESTERDAY", "CuffTalk", "Script", "clock", "keys", "same", "spoilt_at"]

YESTERDAY = WALL - timedelta(days=1)
TIMES: list[datetime] = [datetime(1970, 1, 1), datetime(2037, 12, 31, 23, 59, 59), WALL - timedelta(hours=8)]  # noqa: DTZ001 - no zone


class Script(Faults):
    """What happens to the n-th answer (from 0): bytes that arrive instead, None = nothing arrives."""

    def __init__(self, happens: Callable[[int, bytes], bytes | None]) -> None:
        super().__init__()
        self._happens = happens
        self._count = -1

    def passed(self, answer: bytes) -> bytes | None:
        self._count += 1
        return self._happens(self._count, answer)


def spoilt_at(number: int, byte: int = -1, mask: int = 0x80) -> Script:
    """One byte of the n-th answer arrives wrong."""

    def happens(count: int, answer: bytes) -> bytes:
        if count != number:
            return answer
        at = byte % len(answer)
        return answer[:at] + bytes((answer[at] ^ mask,)) + answer[at + 1 :]

    return Script(happens)


class CuffTalk(Talk):
    """The transcript of one conversation with a cuff. piece: how many bytes of an answer arrive at a time."""

    def __init__(self, driver_id: str, core: CuffCore, model: Model | None = None, piece: int = 1000) -> None:
        # to a conversation a cuff is what a meter is: it says something when it is plugged in, and it answers
        super().__init__(driver_id, cast(MeterCore, core), model, piece)
        self.cuff = core

    def _perform(self, action: Action) -> None:
        if isinstance(action, Write) and action.channel == HID_FEATURE:
            self.cuff.features.append(action.data)
        else:
            super()._perform(action)

    def press(self, systolic: int, diastolic: int, pulse: int) -> Taken:
        """A measurement now, and what the cuff says of it by itself."""
        taken = self.cuff.press(systolic, diastolic, pulse)
        self._arrive(self.cuff.spoken())
        return taken


def same(reading: Reading, taken: Taken) -> bool:
    """Whether a reading says what the cuff itself measured: the same numbers, units and, where it tells one, time."""
    shown = tuple((name, Quantity(Decimal(value), unit)) for name, value, unit in taken.values)
    if sorted(reading.values) != sorted(shown):
        return False
    if reading.device_time is None:
        return True
    minute, second = reading.device_time[:16], reading.device_time[17:]
    told = taken.device_time.isoformat()
    return minute == told[:16] and second in ("??", told[17:19])
