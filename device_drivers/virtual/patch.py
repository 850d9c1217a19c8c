"""A virtual ECG patch: the Lepu protocol of its inside over its own GATT service."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone

from bumble.core import UUID
from bumble.device import Connection
from bumble.gatt import Characteristic, CharacteristicValue, Service

from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.lepu_er import Command, LepuFrame, stream
from device_drivers.protocols.lepu_er_session import FROM_PATCH, SERVICE, TO_PATCH
from device_drivers.virtual.device_clock import DeviceClock, Taken
from device_drivers.virtual.lepu_device import LepuDevice
from device_drivers.virtual.peripheral import OPEN, P, VirtualPeripheral
from device_drivers.virtual.radio import VirtualRadio

ATT_HEADER = 3
CHINA = timezone(timedelta(hours=8))
TAKE_SECONDS = 30


class VirtualPatch(VirtualPeripheral):
    """Sticks to a made-up heart. inside: its memory, its clock and what it sent.

    spoil_next: the next answer leaves with a wrong checksum. die_after: the power fails when so many pieces of a file were
    sent. slow_s: a pause between the notifications of one answer.
    """

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
        self.spoil_next = False
        self.die_after: int | None = None
        self.slow_s = 0.0
        self.mtu_limit: int | None = None
        self._began = 0.0
        self._stream = stream()
        to_patch: CharacteristicValue[bytes] = CharacteristicValue(write=self._write)
        self._from_patch: Characteristic[bytes] = Characteristic(UUID(FROM_PATCH), P.NOTIFY, OPEN, b"")
        requests: Characteristic[bytes] = Characteristic(UUID(TO_PATCH), P.WRITE | P.WRITE_WITHOUT_RESPONSE, OPEN, to_patch)
        super().__init__(radio, address, name, [Service(UUID(SERVICE), [requests, self._from_patch])], UUID(SERVICE))

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

    # --- what the host sees --------------------------------------------------------------------------------------------
    def disconnected(self) -> None:
        """A new host begins with a new frame."""
        self._stream = stream()

    async def _write(self, _: Connection, value: bytes) -> None:
        await self.answering()
        for frame in self._stream.feed(bytes(value)):
            if not isinstance(frame, Refusal):
                self.spawn(self._answer(frame))

    async def _answer(self, frame: LepuFrame) -> None:
        if frame.command == Command.READ_FILE and self.die_after is not None:
            self.die_after -= 1
            if self.die_after < 0:
                self.die_after = None
                await self.power_off()
                return
        answer = self.inside.answer(frame)
        if answer is not None:
            await self._send(answer)

    async def _send(self, frame: bytes) -> None:
        """In pieces of what one notification holds, as the patch does: a host must put them together again."""
        if self.spoil_next:
            self.spoil_next = False
            frame = frame[:-1] + bytes((frame[-1] ^ 0xFF,))
        connection = self.connection
        room = min(connection.att_mtu if connection is not None else 23, self.mtu_limit or 517) - ATT_HEADER
        for at in range(0, len(frame), room):
            await self.notify(self._from_patch, frame[at : at + room])
            if self.slow_s:
                await asyncio.sleep(self.slow_s)


async def make(radio: VirtualRadio, number: int, clock: DeviceClock) -> VirtualPatch:
    """A three-lead patch that is switched on."""
    patch = VirtualPatch(radio, f"C1:00:00:00:03:{number:02X}", f"ER3 {number:04}", profile="er3", clock=clock, model="Wellue ER3")
    await patch.power_on()
    return patch
