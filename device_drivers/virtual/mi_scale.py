"""Virtual Xiaomi scales: the weighing in their adverts, what they stored over a connection."""

from __future__ import annotations

import asyncio
import random
from decimal import Decimal

from bumble.core import AdvertisingData

from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.mi_scale import V1_SERVICE, Weighing, encode_v1, encode_v2
from device_drivers.protocols.mi_scale_session import HISTORY, HOW_MANY, SEND
from device_drivers.virtual.brain import INFORMATION, Brain, Offered
from device_drivers.virtual.device_clock import DeviceClock, Taken
from device_drivers.virtual.gatt_device import GattDevice
from device_drivers.virtual.radio import VirtualRadio

STEP_SECONDS = 0.25  # between the frames of one weighing


class MiScaleBrain(Brain):
    """service: 181D (v1) or 181B (v2). frame: what it advertises now, b"" = it sleeps. history: records, the oldest first."""

    def __init__(self, clock: DeviceClock, service: str) -> None:
        super().__init__(clock, "Mi Scale", "Xiaomi")
        self.service = self.advertised = service
        self.services = ((service, (Offered(HISTORY, write=True, notify=True), Offered("2A2B", read=True, write=True))), *INFORMATION)
        self.frame = b""
        self.history: list[bytes] = []

    def frames(self, weight: Decimal, unit: str = "kg") -> list[bytes]:
        """A weighing as it is advertised: climbing, stable, stepped off. weight: as the display shows it."""
        raw = int(weight * (200 if unit == "kg" else 100))
        time = DeviceTime.of(self.clock.now())
        stages = (Weighing(raw * 9 // 10, unit, False, False, time), Weighing(raw, unit, True, False, time))
        frames = [self._encoded(stage) for stage in (*stages, Weighing(raw, unit, True, True, time))]
        self.history.append(frames[1])
        self.measured(("weight", weight if unit != "jin" else weight / 2, "[lb_av]" if unit == "lb" else "kg"))
        return frames

    def _encoded(self, weighing: Weighing) -> bytes:
        return encode_v1(weighing) if self.service == V1_SERVICE else encode_v2(weighing)

    def wants_attention(self) -> bool:
        """While somebody is on it, or has just been."""
        return bool(self.frame)

    def written(self, _: str, data: bytes) -> None:
        """Count and history, as the scale tells them."""
        if data == HOW_MANY:
            self.outbox.append((HISTORY, bytes((1, len(self.history) & 0xFF, 0, 0xFF, 0xFF, 0xFF, 0xFF))))
        elif data == SEND:
            self.outbox.extend((HISTORY, record) for record in self.history)
            self.outbox.append((HISTORY, b"\x03"))


class VirtualMiScale(GattDevice):
    """On the air."""

    driver, model = "mi-scale", "小米体脂秤2 (XMTZC05HM)"
    brain: MiScaleBrain

    @property
    def taken(self) -> list[Taken]:
        """Everything it measured."""
        return self.brain.taken

    async def take(self) -> Taken:
        """Somebody steps on it."""
        return await self.step_on(Decimal(random.randint(900, 1700)) / 20)

    async def step_on(self, weight: Decimal, unit: str = "kg") -> Taken:
        """Advertises the whole weighing; weight as the display shows it."""
        for frame in self.brain.frames(weight, unit):
            await self.advertise(frame)
            await asyncio.sleep(STEP_SECONDS)
        return self.brain.taken[-1]

    async def advertise(self, frame: bytes) -> None:
        """From now on its adverts carry these bytes; b"": it sleeps."""
        self.brain.frame = b""
        await self.refresh_advertising()
        self.brain.frame = frame
        uuid = bytes.fromhex(self.brain.service)[::-1]
        name = self.name.encode()
        parts = [(AdvertisingData.FLAGS, b"\x06"), (AdvertisingData.SERVICE_DATA_16_BIT_UUID, uuid + frame)]
        self._packet = bytes(AdvertisingData([*parts, (AdvertisingData.COMPLETE_LOCAL_NAME, name[: 24 - len(frame) - 3])]))
        await self.refresh_advertising()


async def make(radio: VirtualRadio, number: int, clock: DeviceClock) -> VirtualMiScale:
    """A body composition scale, asleep until somebody steps on it."""
    device = VirtualMiScale(radio, f"C1:00:00:05:00:{number:02X}", "MIBFS", MiScaleBrain(clock, "181B"))
    await device.power_on()
    return device
