"""Virtual glucose meters on a cable: what they have in common, and the cable with its faults.

A core is a meter without any I/O: bytes in, answers out. `SerialMeter` puts one behind a serial line, `ReportMeter` behind
the reports of a HID device or the transfers of a USB device.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from device_drivers.protocols.machine import BULK, HID, HID_FEATURE
from device_drivers.transports import pipe
from device_drivers.transports.link import Deliver
from device_drivers.transports.pipe import PipeLink
from device_drivers.virtual.device_clock import DeviceClock, Taken
from device_drivers.virtual.on_cable import Faults, OnCable

HI, LO = "HI", "LO"
SWITCH_ON_SECONDS = 0.3  # a host that opens a socket:// port throws away what came in the same moment
PLAUSIBLE = (101, 118, 96, 143, 210, 88, 167)  # mg/dL, one after the other


@dataclass(frozen=True, slots=True)
class Drop:
    """One stored result: mg/dL as a number, HI or LO. taken: on the meter's own clock. meal: '', preprandial, postprandial."""

    taken: datetime
    value: int | str
    control: bool = False
    meal: str = ""
    ketone: bool = False


class MeterCore(ABC):
    """A meter: its clock, its memory (oldest first), and what it answers.

    capacity: the oldest result goes when there are more. taken: everything it measured, as `Taken`.
    """

    driver = ""
    capacity = 500
    seconds = True  # whether its stored times have seconds

    def __init__(self, clock: DeviceClock, model: str) -> None:
        self.clock = clock
        self.model = model
        self.id = ""
        self.memory: list[Drop] = []
        self.taken: list[Taken] = []

    def prick(self, value: int | str, *, control: bool = False, meal: str = "", ketone: bool = False) -> Taken:
        """Measures one drop now."""
        return self.file(Drop(self.stamp(self.clock.now()), value, control, meal, ketone))

    def file(self, drop: Drop) -> Taken:
        """Puts a result into the memory."""
        self.memory = [*self.memory, drop][-self.capacity :]
        shown = (("ketone" if drop.ketone else "glucose", Decimal(drop.value), "mg/dL"),) if isinstance(drop.value, int) else ()
        note = "control_solution" if drop.control else "" if shown else str(drop.value)
        taken = Taken(self.id, self.clock.world(), drop.taken, shown, None, note)
        self.taken.append(taken)
        return taken

    def fill(self, count: int, since: datetime) -> None:
        """So many results, three minutes apart: what a meter of somebody else brings along."""
        for number in range(count):
            value = PLAUSIBLE[number % len(PLAUSIBLE)] + number % 3
            self.file(Drop(self.stamp(since + timedelta(minutes=3 * number)), value))

    def stamp(self, moment: datetime) -> datetime:
        """A moment as its memory keeps it."""
        return moment.replace(microsecond=0) if self.seconds else moment.replace(second=0, microsecond=0)

    def plugged(self) -> list[bytes]:
        """What it says by itself when the host opens the line."""
        return []

    @abstractmethod
    def hear(self, data: bytes) -> list[bytes]:
        """Its answers to what the host sent, in order."""


class SerialMeter(OnCable[MeterCore]):
    """A meter on a serial cable."""

    async def take(self) -> Taken:
        """A person takes it off the cable, measures, and puts it back."""
        await self.unplug()
        return self.core.prick(PLAUSIBLE[len(self.core.taken) % len(PLAUSIBLE)])

    def opened(self) -> None:
        """The meter notices the cable."""
        self.spawn(self._speak_up(self.core.plugged()))

    async def _speak_up(self, said: list[bytes]) -> None:
        await asyncio.sleep(SWITCH_ON_SECONDS)
        self._answer(said)

    def heard(self, data: bytes) -> None:
        """Answers."""
        if not self.faults.absent:
            self._answer(self.core.hear(data))

    def _answer(self, answers: list[bytes]) -> None:
        if arriving := self.arriving(answers):
            self.spawn(self.send(arriving))


class ReportMeter:
    """A meter whose reports or transfers travel through memory. address: what the hub opens. channel: 'hid' or 'bulk'."""

    def __init__(self, core: MeterCore, name: str, channel: str = HID) -> None:
        self.core = core
        self.channel = channel
        self.faults = Faults()
        self.driver, self.model, self.name = core.driver, core.model, name
        self.address = pipe.plug(name, self._link)
        self.id = core.id = f"{'usb' if channel == BULK else 'hid'}:{self.address}"
        self.received: list[bytes] = []
        self._plug: PipeLink | None = None

    @property
    def taken(self) -> list[Taken]:
        """Everything it measured."""
        return self.core.taken

    async def take(self) -> Taken:
        """A person pulls it out, measures, and plugs it in again."""
        await self.unplug()
        return self.core.prick(PLAUSIBLE[len(self.core.taken) % len(PLAUSIBLE)])

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
        self.received.append(data)
        if channel == self.channel and not self.faults.absent:
            self.answer(self.core.hear(data))

    def answer(self, answers: list[bytes]) -> None:
        """Sends what the faults let pass."""
        for part in map(self.faults.passed, answers):
            if part is not None and self._plug is not None:
                self._plug.notify(self.channel, part)

    def _link(self) -> PipeLink:
        self._plug = _Plug(self)
        return self._plug


class _Plug(PipeLink):
    """The host's end; the meter speaks as soon as it is opened."""

    def __init__(self, meter: ReportMeter) -> None:
        super().__init__(frozenset({meter.channel, HID_FEATURE}), on_write=lambda _, channel, data: meter.heard(channel, data))
        self._meter = meter

    async def open(self, deliver: Deliver) -> frozenset[str]:
        """Connects; what the meter says by itself comes right behind."""
        channels = await super().open(deliver)
        asyncio.get_running_loop().call_soon(lambda: self._meter.answer(self._meter.core.plugged()))
        return channels
