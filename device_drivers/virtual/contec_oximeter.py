"""A virtual Contec CMS50D-BT."""

from __future__ import annotations

import asyncio
import random
from decimal import Decimal

from device_drivers.protocols.contec_oximeter import INVALID_PULSE, INVALID_SPO2, START, OximeterValues, OximeterWave, encode_packet
from device_drivers.protocols.contec_oximeter_session import FROM_OXIMETER, SERVICE, TO_OXIMETER
from device_drivers.virtual.brain import INFORMATION, Brain, Offered
from device_drivers.virtual.device_clock import DeviceClock, Taken
from device_drivers.virtual.gatt_device import GattDevice
from device_drivers.virtual.radio import VirtualRadio

NO_FINGER = OximeterValues(1, INVALID_PULSE, INVALID_SPO2)


class ContecOximeterBrain(Brain):
    """Streams once it is told to; `deaf`: so many starts are not heard."""

    services = ((SERVICE, (Offered(TO_OXIMETER, write=True), Offered(FROM_OXIMETER, notify=True))), *INFORMATION)
    advertised = SERVICE

    def __init__(self, clock: DeviceClock) -> None:
        super().__init__(clock, "CMS50D-BT", "Contec")
        self.streaming = False
        self.deaf = 0

    def gone(self) -> None:
        """The next host has to say it again."""
        super().gone()
        self.streaming = False

    def written(self, _: str, data: bytes) -> None:
        """Only one word is known."""
        if self.deaf:
            self.deaf -= 1
        elif data == START:
            self.streaming = True

    def second(self, spo2: int | None, pulse: int = 0) -> None:
        """What it shows this second; None: no finger."""
        if not self.streaming:
            return
        values = NO_FINGER if spo2 is None else OximeterValues(4, pulse, spo2)
        wave = b"".join(encode_packet(OximeterWave(40 + step, step)) for step in range(3))
        self.outbox.append((FROM_OXIMETER, wave + encode_packet(values)))
        self.stirred()

    def finger(self, spo2: int, pulse: int) -> Taken:
        """Notes what finger is in it."""
        return self.measured(("spo2", Decimal(spo2), "%"), ("pulse", Decimal(pulse), "/min"))


class VirtualContecOximeter(GattDevice):
    """On the air."""

    driver, model = "contec-cms50", "Contec CMS50D-BT"
    brain: ContecOximeterBrain

    @property
    def taken(self) -> list[Taken]:
        """Everything it measured."""
        return self.brain.taken

    async def take(self) -> Taken:
        """A finger for twelve seconds."""
        return await self.measure(random.randint(93, 99), random.randint(58, 96))

    async def measure(self, spo2: int, pulse: int, values: int = 12, every: float = 1.0) -> Taken:
        """A finger in it for so many values, one every so many seconds, once a host listens."""
        taken = self.brain.finger(spo2, pulse)
        while not self.brain.streaming:
            await asyncio.sleep(0.1)
        for _ in range(values):
            self.brain.second(spo2, pulse)
            await asyncio.sleep(every)
        self.brain.second(None)
        return taken


async def make(radio: VirtualRadio, number: int, clock: DeviceClock) -> VirtualContecOximeter:
    """Switched on."""
    device = VirtualContecOximeter(radio, f"C1:00:00:04:00:{number:02X}", "SpO2080971", ContecOximeterBrain(clock))
    await device.power_on()
    return device
