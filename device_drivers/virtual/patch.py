"""A virtual ECG patch that speaks the Lepu ER1 live protocol over its own GATT service."""

from __future__ import annotations

import asyncio

from bumble.core import UUID
from bumble.device import Connection
from bumble.gatt import Characteristic, CharacteristicValue, Service

from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.lepu_er import (
    LIVE_HZ,
    NANOVOLTS_PER_COUNT,
    Battery,
    Command,
    LepuFrame,
    LiveData,
    RunStatus,
    encode_battery,
    encode_live,
    stream,
)
from device_drivers.protocols.lepu_er_session import FROM_PATCH, SERVICE, TO_PATCH
from device_drivers.virtual.heart import Heart
from device_drivers.virtual.peripheral import OPEN, P, VirtualPeripheral
from device_drivers.virtual.radio import VirtualRadio

BACKLOG_SECONDS = 2.0  # what the patch keeps for a host that asks late
ATT_HEADER = 3
NANOVOLTS_PER_MILLIVOLT = 1_000_000


class VirtualPatch(VirtualPeripheral):
    """Sticks to a made-up heart. log: every sample sent, in order, None where the electrodes were off.

    requests: the commands hosts sent. spoil_next: the next answer leaves with a wrong checksum.
    """

    def __init__(self, radio: VirtualRadio, address: str, name: str, *, rate: float = 72.0) -> None:
        self.log: list[int | None] = []
        self.requests: list[int] = []
        self.rate = rate
        self.battery = 80
        self.lead_off = False
        self.spoil_next = False
        self._heart = Heart(rate)
        self._began = 0.0
        self._sent_until = 0  # index of the first sample not sent yet
        self._stream = stream()
        to_patch: CharacteristicValue[bytes] = CharacteristicValue(write=self._write)
        self._from_patch: Characteristic[bytes] = Characteristic(UUID(FROM_PATCH), P.NOTIFY, OPEN, b"")
        requests: Characteristic[bytes] = Characteristic(UUID(TO_PATCH), P.WRITE | P.WRITE_WITHOUT_RESPONSE, OPEN, to_patch)
        super().__init__(radio, address, name, [Service(UUID(SERVICE), [requests, self._from_patch])], UUID(SERVICE))

    async def power_on(self) -> None:
        """Begins to sample at once."""
        self._began = asyncio.get_running_loop().time()
        self._sent_until = 0
        await super().power_on()

    def set_rate(self, rate: float) -> None:
        """The heart beats at so many per minute from now on."""
        self.rate = rate
        self._heart = Heart(rate)

    # --- what the host sees --------------------------------------------------------------------------------------------
    def disconnected(self) -> None:
        """A new host begins with a new frame."""
        self._stream = stream()

    async def _write(self, _: Connection, value: bytes) -> None:
        await self.answering()
        for frame in self._stream.feed(bytes(value)):
            if not isinstance(frame, Refusal):
                self.requests.append(frame.command)
                self.spawn(self._answer(frame))

    async def _answer(self, frame: LepuFrame) -> None:
        if frame.command == Command.GET_REALTIME_DATA:
            await self._send(encode_live(self._live(), frame.sequence))
        elif frame.command == Command.GET_BATTERY:
            await self._send(encode_battery(Battery(0, self.battery, 3900), frame.sequence))

    def _live(self) -> LiveData:
        elapsed = asyncio.get_running_loop().time() - self._began
        until = int(elapsed * LIVE_HZ)
        first = max(self._sent_until, until - int(BACKLOG_SECONDS * LIVE_HZ))
        samples = tuple(None if self.lead_off else self._count(index) for index in range(first, until))
        self._sent_until = until
        self.log.extend(samples)
        status = RunStatus.LEAD_OFF if self.lead_off else RunStatus.RECORDING
        rate = 0 if self.lead_off else round(self.rate)
        return LiveData(rate, 0, self.battery, int(elapsed), status, samples)

    def _count(self, index: int) -> int:
        return round(self._heart.millivolts(index / LIVE_HZ) * NANOVOLTS_PER_MILLIVOLT / NANOVOLTS_PER_COUNT)

    async def _send(self, frame: bytes) -> None:
        """In pieces of what one notification holds, as the patch does: a host must put them together again."""
        if self.spoil_next:
            self.spoil_next = False
            frame = frame[:-1] + bytes((frame[-1] ^ 0xFF,))
        connection = self.connection
        room = (connection.att_mtu if connection is not None else 23) - ATT_HEADER
        for at in range(0, len(frame), room):
            await self.notify(self._from_patch, frame[at : at + room])
