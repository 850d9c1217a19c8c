"""Virtual blood pressure cuffs on a cable: what they have in common, and the cable with its faults.

A core is a cuff without any I/O: bytes in, answers out. `CableCuff` puts one behind a serial line, `ReportCuff` behind the
reports of a HID device, plugged in under a `pipe:` address.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.machine import HID, HID_FEATURE
from device_drivers.transports import pipe
from device_drivers.transports.link import Deliver
from device_drivers.transports.pipe import PipeLink
from device_drivers.virtual.device_clock import DeviceClock, Taken
from device_drivers.virtual.on_cable import Faults, OnCable
from device_drivers.virtual.serial_peers import PLAUSIBLE


@dataclass(frozen=True, slots=True)
class Pressed:
    """One stored measurement, mmHg and 1/min. taken: on the cuff's own clock. slot: its own number for the user."""

    taken: datetime
    systolic: int
    diastolic: int
    mean: int
    pulse: int
    slot: int = 1

    @property
    def time(self) -> DeviceTime:
        """As the cuff writes it."""
        return DeviceTime.of(self.taken)


class CuffCore(ABC):
    """A cuff: its clock, its memory (oldest first), and what it answers.

    capacity: of one user; the oldest record goes when there are more. taken: everything it measured. mean: it tells the mean
    pressure. seconds: its stored times have seconds. features: the feature reports a host wrote.
    """

    driver = ""
    capacity = 100
    mean = True
    seconds = True
    slots: tuple[int, ...] = (1,)

    def __init__(self, clock: DeviceClock, model: str) -> None:
        self.clock = clock
        self.model = model
        self.id = ""
        self.memory: list[Pressed] = []
        self.taken: list[Taken] = []
        self.features: list[bytes] = []

    def press(self, systolic: int, diastolic: int, pulse: int, *, slot: int | None = None) -> Taken:
        """START: measures now."""
        mean = (systolic + 2 * diastolic) // 3
        moment = self.stamp(self.clock.now())
        return self.file(Pressed(moment, systolic, diastolic, mean, pulse, self.slots[0] if slot is None else slot))

    def file(self, pressed: Pressed) -> Taken:
        """Puts a measurement into the memory."""
        own = [record for record in self.memory if record.slot == pressed.slot]
        if len(own) >= self.capacity:
            self.memory.remove(own[0])
        self.memory.append(pressed)
        pressures = [("systolic", pressed.systolic), ("diastolic", pressed.diastolic), ("mean", pressed.mean)]
        shown = [(name, Decimal(value), "mmHg") for name, value in pressures if self.mean or name != "mean"]
        taken = Taken(self.id, self.clock.world(), pressed.taken, (*shown, ("pulse", Decimal(pressed.pulse), "/min")))
        self.taken.append(taken)
        return taken

    def fill(self, count: int, since: datetime, slot: int | None = None) -> None:
        """So many measurements, three minutes apart: what a cuff brings along from somebody else."""
        for number in range(count):
            systolic, diastolic, pulse = PLAUSIBLE[number % len(PLAUSIBLE)]
            moment = self.stamp(since + timedelta(minutes=3 * number, seconds=number % 50))
            user = self.slots[0] if slot is None else slot
            self.file(Pressed(moment, systolic, diastolic, (systolic + 2 * diastolic) // 3, pulse, user))

    def stamp(self, moment: datetime) -> datetime:
        """A moment as its memory keeps it."""
        return moment.replace(microsecond=0) if self.seconds else moment.replace(second=0, microsecond=0)

    def plugged(self) -> list[bytes]:
        """What it says by itself when the host opens the line."""
        return []

    def spoken(self) -> list[bytes]:
        """What it says by itself after a measurement."""
        return []

    @abstractmethod
    def hear(self, data: bytes) -> list[bytes]:
        """Its answers to what the host sent, in order."""


class CableCuff(OnCable[CuffCore]):
    """A cuff on a serial line."""

    async def take(self) -> Taken:
        """A person measures; a cuff that does not speak by itself is taken off the cable for it."""
        taken = self.core.press(*PLAUSIBLE[len(self.core.taken) % len(PLAUSIBLE)])
        said = self.core.spoken()
        if said:
            await self.say(said)
        else:
            await self.unplug()
        return taken

    async def press(self, systolic: int, diastolic: int, pulse: int) -> Taken:
        """START, and what it says afterwards."""
        taken = self.core.press(systolic, diastolic, pulse)
        await self.say(self.core.spoken())
        return taken

    async def say(self, answers: list[bytes]) -> None:
        """What the faults let pass."""
        if arriving := self.arriving(answers):
            await self.send(arriving)

    def opened(self) -> None:
        """The cuff notices the cable."""
        self.spawn(self.say(self.core.plugged()))

    def heard(self, data: bytes) -> None:
        """Answers."""
        if not self.faults.absent:
            self.spawn(self.say(self.core.hear(data)))


class ReportCuff:
    """A cuff whose reports travel through memory. address: what the hub opens."""

    def __init__(self, core: CuffCore, name: str) -> None:
        self.core = core
        self.faults = Faults()
        self.driver, self.model, self.name = core.driver, core.model, name
        self.address = pipe.plug(name, self._link)
        self.id = core.id = f"hid:{self.address}"
        self.received: list[tuple[str, bytes]] = []
        self._plug: PipeLink | None = None

    @property
    def taken(self) -> list[Taken]:
        """Everything it measured."""
        return self.core.taken

    async def take(self) -> Taken:
        """A person pulls it out, measures, and plugs it in again."""
        await self.unplug()
        return self.core.press(*PLAUSIBLE[len(self.core.taken) % len(PLAUSIBLE)])

    async def unplug(self) -> None:
        """The cable is pulled; a host may open it again."""
        if self._plug is not None:
            self._plug.hang_up()

    async def close(self) -> None:
        """It is put away."""
        pipe.unplug(self.name)
        await self.unplug()

    def heard(self, channel: str, data: bytes) -> None:
        """Answers what a host wrote."""
        self.received.append((channel, data))
        if channel == HID_FEATURE:
            self.core.features.append(data)
        elif not self.faults.absent:
            self.answer(self.core.hear(data))

    def answer(self, answers: list[bytes]) -> None:
        """Sends what the faults let pass."""
        for part in map(self.faults.passed, answers):
            if part is not None and self._plug is not None:
                self._plug.notify(HID, part)

    def _link(self) -> PipeLink:
        self._plug = _Plug(self)
        return self._plug


class _Plug(PipeLink):
    """The host's end; answers come behind the write that asked for them, as on a bus."""

    def __init__(self, cuff: ReportCuff) -> None:
        super().__init__(frozenset({HID, HID_FEATURE}))
        self._cuff = cuff

    async def open(self, deliver: Deliver) -> frozenset[str]:
        """Connects; what the cuff says by itself comes right behind."""
        channels = await super().open(deliver)
        asyncio.get_running_loop().call_soon(lambda: self._cuff.answer(self._cuff.core.plugged()))
        return channels

    async def write(self, channel: str, data: bytes, response: bool) -> None:
        """Hands the report over."""
        await super().write(channel, data, response)
        asyncio.get_running_loop().call_soon(self._cuff.heard, channel, data)
