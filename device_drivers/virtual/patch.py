"""A virtual ECG patch: the Lepu protocol of its inside over its own GATT service."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone

from device_drivers.virtual.device_clock import DeviceClock, Taken
from device_drivers.virtual.lepu_device import LepuDevice
from device_drivers.virtual.lepu_peripheral import LepuPeripheral
from device_drivers.virtual.radio import VirtualRadio

CHINA = timezone(timedelta(hours=8))
TAKE_SECONDS = 30


class VirtualPatch(LepuPeripheral):
    """Sticks to a made-up heart. inside: its memory, its clock and what it sent."""

    driver = "lepu-er1"

    def __init__(
        self,
        radio: VirtualRadio,
        address: str,
        name: str,
        *,
        rate: float = 72.0,
        profile: str = "",
        clock: DeviceClock | None = None,
        model: str = "Wellue ER1",
    ) -> None:
        clock = clock or DeviceClock(lambda: datetime.now(UTC), CHINA)
        self.model = model
        self.inside = LepuDevice(f"ble:{address}", clock, self._seconds, profile, rate)
        self._began = 0.0
        super().__init__(radio, address, name, self.inside)

    async def power_on(self) -> None:
        """Begins to sample at once."""
        self._began = asyncio.get_running_loop().time()
        self.inside.switched_on()
        await super().power_on()

    async def take(self) -> Taken:
        """Records half a minute into its memory."""
        return self.inside.record(TAKE_SECONDS)

    # --- its inside ----------------------------------------------------------------------------------------------------
    def _seconds(self) -> float:
        return asyncio.get_running_loop().time() - self._began

    @property
    def log(self) -> list[int | None]:
        """Every sample sent, in order, None where the electrodes were off."""
        return self.inside.log

    @property
    def taken(self) -> list[Taken]:
        """What it stored."""
        return self.inside.taken

    @property
    def requests(self) -> list[int]:
        """The commands hosts sent."""
        return self.inside.requests

    @property
    def rate(self) -> float:
        """Beats per minute."""
        return self.inside.rate

    def set_rate(self, rate: float) -> None:
        """The heart beats at so many per minute from now on."""
        self.inside.set_rate(rate)

    @property
    def battery(self) -> int:
        """Percent."""
        return self.inside.battery

    @battery.setter
    def battery(self, percent: int) -> None:
        self.inside.battery = percent

    @property
    def lead_off(self) -> bool:
        """Whether the electrodes are off."""
        return self.inside.lead_off

    @lead_off.setter
    def lead_off(self, off: bool) -> None:
        self.inside.lead_off = off


async def make(radio: VirtualRadio, number: int, clock: DeviceClock) -> VirtualPatch:
    """A three-lead patch that is switched on."""
    patch = VirtualPatch(radio, f"C1:00:00:00:03:{number:02X}", f"ER3 {number:04}", profile="er3", clock=clock, model="Wellue ER3")
    await patch.power_on()
    return patch
