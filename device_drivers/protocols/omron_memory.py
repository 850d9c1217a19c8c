"""The memory map of one Omron model: where its records lie, how a slot becomes values, and the few bytes that may be written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from device_drivers.protocols import omron, omron_scale
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.omron import Unlock
from device_drivers.protocols.omron_records import CLOCKS, ClockLayout, RecordLayout, decode_record, set_clock
from device_drivers.protocols.refusal import Refused
from device_drivers.readings import Kind, Quantity

NOTHING_UNREAD = 0x8000
_RECORDS = frozenset(RecordLayout)
WEIGHINGS = {"scale48": 48, "scale32": 32, "scale32-ageless": 32}  # records of scales, by size
UNLOCKS = {"key": Unlock.KEY, "token": Unlock.TOKEN, "none": None}


@dataclass(frozen=True, slots=True)
class UserMap:
    """One user's ring of slots. cursor, unread: offsets of two words in the counters, None where there are none."""

    start: int
    slots: int
    cursor: int | None = None
    unread: int | None = None


@dataclass(frozen=True, slots=True)
class Counters:
    """The block of cursors and unread counts. bias: from the cursor to the newest slot. reset: bytes written back, 0 = none."""

    size: int
    order: Literal["little", "big"]
    mask: int
    bias: int
    reset: int


@dataclass(frozen=True, slots=True)
class Span:
    """Consecutive bytes of the memory."""

    address: int
    size: int

    @property
    def end(self) -> int:
        """First address behind it."""
        return self.address + self.size

    def holds(self, other: Span) -> bool:
        """Whether all of `other` lies in it."""
        return self.address <= other.address and other.end <= self.end


@dataclass(frozen=True, slots=True)
class SlotValues:
    """What one slot says. error: the device's own code, 0 = a good measurement."""

    kind: Kind
    values: tuple[tuple[str, Quantity], ...]
    time: DeviceTime
    flags: tuple[str, ...] = ()
    error: int = 0


@dataclass(frozen=True, slots=True)
class MemoryMap:
    """See the head of drivers/omron_models.toml. clock_at and the addresses are None on scales, whose memory is only read."""

    name: str
    four_channels: bool
    unlock: Unlock | None
    layout: str
    record_size: int
    block: int
    users: tuple[UserMap, ...]
    models: tuple[str, ...]
    settings: int | None = None
    mirror: int | None = None
    counters: Counters | None = None
    clock_at: int | None = None
    clock: ClockLayout = CLOCKS["at8"]

    # --- what is read --------------------------------------------------------------------------------------------------
    @property
    def counters_span(self) -> Span | None:
        """Where cursors and unread counts are read."""
        return None if self.settings is None or self.counters is None else Span(self.settings, self.counters.size)

    @property
    def clock_span(self) -> Span | None:
        """Where the clock is read."""
        return None if self.settings is None or self.clock_at is None else Span(self.settings + self.clock_at, self.clock.size)

    def oldest_slot(self, user: UserMap, counters: bytes) -> int:
        """Where a ring begins: behind its newest slot. 0 where nothing tells."""
        if self.counters is None or user.cursor is None or len(counters) < user.cursor + 2:
            return 0
        cursor = int.from_bytes(counters[user.cursor : user.cursor + 2], self.counters.order) & self.counters.mask
        return (cursor + self.counters.bias + 1) % user.slots

    def reads(self, user: UserMap, counters: bytes) -> list[Span]:
        """The whole ring of a user, oldest slot first, in pieces the device can send; whole slots where they fit."""
        oldest = self.oldest_slot(user, counters)
        slots = [*range(oldest, user.slots), *range(oldest)]
        per_read = max(1, self.block // self.record_size)
        spans: list[Span] = []
        while slots:
            run = 1
            while run < min(per_read, len(slots)) and slots[run] == slots[0] + run:
                run += 1
            spans += self._cut(Span(user.start + slots[0] * self.record_size, run * self.record_size))
            slots = slots[run:]
        return spans

    def _cut(self, span: Span) -> list[Span]:
        step = max(self.block, 1)
        return [Span(at, min(step, span.end - at)) for at in range(span.address, span.end, step)]

    # --- what may be written -------------------------------------------------------------------------------------------
    @property
    def writable(self) -> tuple[Span, ...]:
        """The clock, and the counters where a host may reset them. Calibration lies in the same memory: nothing else, ever."""
        if self.mirror is None:
            return ()
        clock = () if self.clock_at is None else (Span(self.mirror + self.clock_at, self.clock.size),)
        resets = self.counters is not None and self.counters.reset > 0
        return (*clock, Span(self.mirror, self.counters.reset)) if self.counters is not None and resets else clock

    def set_clock(self, block: bytes, local: datetime) -> bytes | None:
        """The frame that sets the clock; None where it has none or the block is not it."""
        if self.mirror is None or self.clock_at is None or len(block) != self.clock.size:
            return None
        return self._write(self.mirror + self.clock_at, set_clock(block, local, self.clock))

    def reset_unread(self, counters: bytes) -> bytes | None:
        """The frame that says all was read, all else as it was; None where that is not documented or already so."""
        if self.mirror is None or self.counters is None or not self.counters.reset:
            return None
        nothing = NOTHING_UNREAD.to_bytes(2, self.counters.order)
        told = bytearray(counters)
        for user in self.users:
            if user.unread is not None:
                told[user.unread : user.unread + 2] = nothing
        if bytes(told) == counters or len(told) < self.counters.reset:
            return None
        return self._write(self.mirror, bytes(told[: self.counters.reset]))

    def _write(self, address: int, payload: bytes) -> bytes:
        if not any(span.holds(Span(address, len(payload))) for span in self.writable):
            raise ValueError(f"{self.name}: {address:#06x} is not for writing")
        return omron.write(address, payload)

    # --- what a slot says ----------------------------------------------------------------------------------------------
    def decode(self, slot: bytes) -> SlotValues | None:
        """The values of a slot, None where it is empty. Refused."""
        return _pressures(RecordLayout(self.layout), slot) if self.layout in _RECORDS else _weighing(self.layout, slot)


def _pressures(layout: RecordLayout, slot: bytes) -> SlotValues | None:
    record = decode_record(layout, slot)
    if record is None:
        return None
    named = (("systolic", record.systolic, "mmHg"), ("diastolic", record.diastolic, "mmHg"), ("pulse", record.pulse_rate, "/min"))
    values = tuple((name, Quantity(Decimal(number), unit)) for name, number, unit in named)
    return SlotValues(Kind.BLOOD_PRESSURE, values, record.time, record.status_names, record.error)


def _weighing(layout: str, slot: bytes) -> SlotValues | None:
    if omron_scale.is_empty(slot):
        return None
    record = omron_scale.decode_record(slot, WEIGHINGS[layout])
    if not record.weight:
        raise Refused("reserved")  # no body weighs nothing
    level = record.visceral_fat_level * (1 if layout == "scale48" else 2)  # the shorter records count whole levels
    composition = (
        ("bmi", record.bmi, "kg/m2"),
        ("body_fat", record.body_fat_percent, "%"),
        ("skeletal_muscle", record.skeletal_muscle_percent, "%"),
        ("basal_metabolism", Decimal(record.basal_metabolism_kcal), "kcal"),
        ("visceral_fat_level", level, ""),
        ("body_age", Decimal(0 if layout == "scale32-ageless" else record.body_age_years), "a"),
    )
    # a guest is weighed only: what was not measured is 0, which no body has
    measured = tuple((name, Quantity(number, unit)) for name, number, unit in composition if number)
    return SlotValues(Kind.WEIGHT, (("weight", Quantity(record.weight, "kg")), *measured), record.time)
