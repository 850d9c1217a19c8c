"""Three virtual devices for the practice clinic, with buttons that any thread may press."""

from __future__ import annotations

from collections.abc import Coroutine
from concurrent.futures import Future
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from device_drivers.hub import DeviceHub
from device_drivers.readings import KnownDevice
from device_drivers.virtual.device_clock import DeviceClock, Taken

if TYPE_CHECKING:
    from device_drivers.virtual.cuff import VirtualCuff
    from device_drivers.virtual.meter import VirtualMeter
    from device_drivers.virtual.patch import VirtualPatch
    from device_drivers.virtual.radio import VirtualRadio

T = TypeVar("T")

CUFF_ADDRESS, METER_ADDRESS, PATCH_ADDRESS = "C1:00:00:00:00:10", "C1:00:00:00:00:20", "C1:00:00:00:00:30"
CUFF_NAME, METER_NAME, PATCH_NAME = "A&D_UA-651BLE_D1", "meter+00000001", "ER1 0001"
BUILD_SECONDS = 20.0


def known_devices() -> tuple[KnownDevice, KnownDevice, KnownDevice]:
    """Cuff, meter and patch as a clinic takes them on; they need not be in the air for that."""
    return (
        KnownDevice(f"ble:{CUFF_ADDRESS}", "ble-blood-pressure", CUFF_NAME, CUFF_ADDRESS),
        KnownDevice(f"ble:{METER_ADDRESS}", "ble-glucose", METER_NAME, METER_ADDRESS),
        KnownDevice(f"ble:{PATCH_ADDRESS}", "lepu-er1", PATCH_NAME, PATCH_ADDRESS),
    )


class VirtualClinic:
    """A cuff, a meter and a patch in the air of a running hub, which hears them through bleak like real ones.

    Making one imports the radio emulation and gives the hub a virtual adapter; everything happens in the hub's loop.
    """

    radio: VirtualRadio
    cuff: VirtualCuff
    meter: VirtualMeter
    patch: VirtualPatch

    def __init__(self, hub: DeviceHub) -> None:
        self._hub = hub
        hub.submit(self._build()).result(BUILD_SECONDS)
        hub.install_backend(self.radio.backend()).result(BUILD_SECONDS)

    async def _build(self) -> None:
        from device_drivers.virtual.cuff import VirtualCuff
        from device_drivers.virtual.meter import VirtualMeter
        from device_drivers.virtual.patch import VirtualPatch
        from device_drivers.virtual.radio import VirtualRadio

        self.radio = VirtualRadio()
        await self.radio.start()
        self.cuff = VirtualCuff(self.radio, CUFF_ADDRESS, CUFF_NAME, self._clock())
        self.meter = VirtualMeter(self.radio, METER_ADDRESS, METER_NAME, self._clock())
        self.patch = VirtualPatch(self.radio, PATCH_ADDRESS, PATCH_NAME)
        await self.cuff.power_on()
        await self.meter.power_on()

    def _clock(self) -> DeviceClock:
        return DeviceClock(self._hub.clock, self._hub.zone)

    def devices(self) -> tuple[KnownDevice, KnownDevice, KnownDevice]:
        """Cuff, meter and patch as the clinic takes them on."""
        return known_devices()

    # --- buttons -------------------------------------------------------------------------------------------------------
    def press_cuff(self, systolic: int, diastolic: int, pulse: int, *, status: int = 0, seconds: float = 0.0) -> Future[None]:
        """START on the cuff; mmHg and 1/min. seconds: shows the pressure meanwhile. Done when the cuff has its record."""
        work = self.cuff.press(Decimal(systolic), Decimal(diastolic), Decimal(pulse), status=status, seconds=seconds)
        return self.run(work)

    def prick(self, mmol_per_l: Decimal, *, meal: int | None = None) -> Future[int]:
        """A drop on the meter's strip; meal as in the profile (1 before, 2 after, 3 fasting, 4 casual, 5 bedtime).

        Gives the number of the meter's record.
        """
        return self.run(self.meter.prick(mmol_per_l, meal=meal))

    def start_patch(self) -> Future[None]:
        """Switches the patch on: it advertises and samples."""
        return self.run(self.patch.power_on())

    def stop_patch(self) -> Future[None]:
        """Switches the patch off, whatever it was doing."""
        return self.run(self.patch.power_off())

    def logs(self) -> tuple[Taken, ...]:
        """Everything cuff and meter measured, oldest first: what really happened."""
        return tuple(sorted((*self.cuff.log, *self.meter.log), key=lambda taken: taken.at))

    def samples(self) -> tuple[int | None, ...]:
        """Every sample the patch sent, in counts of 2467 nV, None where its electrodes were off."""
        return tuple(self.patch.log)

    def run(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Anything else, in the loop the devices live in."""
        return self._hub.submit(work)
