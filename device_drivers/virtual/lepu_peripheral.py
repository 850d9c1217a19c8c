"""The radio side of every virtual Lepu/Viatom device: frames in pieces, a power that fails, a damaged answer."""

from __future__ import annotations

import asyncio
from typing import Protocol

from bumble.core import UUID
from bumble.device import Connection
from bumble.gatt import Characteristic, CharacteristicValue, Service

from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.lepu_er import Command, LepuFrame, stream
from device_drivers.protocols.lepu_er_session import FROM_PATCH, SERVICE, TO_PATCH
from device_drivers.virtual.peripheral import OPEN, P, VirtualPeripheral
from device_drivers.virtual.radio import VirtualRadio

ATT_HEADER = 3


class Inside(Protocol):
    """What answers the frames."""

    def answer(self, frame: LepuFrame) -> bytes | None:
        """The frame it sends back; None where it keeps silent."""


class LepuPeripheral(VirtualPeripheral):
    """Around an inside.

    spoil_next: the next answer leaves with a wrong checksum. die_after: the power fails when so many pieces of a file were
    sent. slow_s: a pause between the notifications of one answer. mtu_limit: they are no longer than that allows.
    """

    def __init__(self, radio: VirtualRadio, address: str, name: str, inside: Inside) -> None:
        self._answers = inside
        self.spoil_next = False
        self.die_after: int | None = None
        self.slow_s = 0.0
        self.mtu_limit: int | None = None
        self._stream = stream()
        to_patch: CharacteristicValue[bytes] = CharacteristicValue(write=self._write)
        self._from_patch: Characteristic[bytes] = Characteristic(UUID(FROM_PATCH), P.NOTIFY, OPEN, b"")
        requests: Characteristic[bytes] = Characteristic(UUID(TO_PATCH), P.WRITE | P.WRITE_WITHOUT_RESPONSE, OPEN, to_patch)
        super().__init__(radio, address, name, [Service(UUID(SERVICE), [requests, self._from_patch])], UUID(SERVICE))

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
        answer = self._answers.answer(frame)
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
