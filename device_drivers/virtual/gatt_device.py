"""A brain behind the virtual radio: its characteristics as a bumble peripheral, with every way a transfer can go wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from bumble.core import UUID
from bumble.device import Connection
from bumble.gatt import Characteristic, CharacteristicValue, Service

from device_drivers.virtual.brain import Brain, Offered
from device_drivers.virtual.peripheral import BONDED, OPEN, READ_ONLY, P, VirtualPeripheral
from device_drivers.virtual.radio import VirtualRadio

HANG_UP_SECONDS = 0.02


class GattDevice(VirtualPeripheral):
    """piece: bytes of a notification, None = whole. gap: seconds between them. die_after: power fails when so many values
    have left. spoil: so many values leave with a flipped bit."""

    def __init__(self, radio: VirtualRadio, address: str, name: str, brain: Brain) -> None:
        self.brain = brain
        self.piece: int | None = None
        self.gap = 0.0
        self.die_after: int | None = None
        self.spoil = 0
        self._speaking = asyncio.Lock()
        self._advertising = asyncio.Lock()
        self._by_channel: dict[str, Characteristic[bytes]] = {}
        services = [Service(UUID(uuid), [self._made(one) for one in offered]) for uuid, offered in brain.services]
        super().__init__(radio, address, name, services, UUID(brain.advertised))
        brain.id = self.id
        brain.stirred = self._stirred

    def _made(self, one: Offered) -> Characteristic[bytes]:
        kinds = ((one.read, P.READ), (one.write, P.WRITE | P.WRITE_WITHOUT_RESPONSE), (one.notify, P.NOTIFY), (one.indicate, P.INDICATE))
        properties = P(0)
        for wanted, kind in kinds:
            properties |= kind if wanted else P(0)
        access = BONDED if one.bonded else OPEN if one.write or one.notify or one.indicate else READ_ONLY
        value: CharacteristicValue[bytes] = CharacteristicValue(read=self._reader(one.channel), write=self._writer(one.channel))
        made: Characteristic[bytes] = Characteristic(UUID(one.channel), properties, access, value)
        if one.notify or one.indicate:
            made.on(made.EVENT_SUBSCRIPTION, self._subscriber(one.channel))
        self._by_channel[one.channel] = made
        return made

    def _reader(self, channel: str) -> Callable[[Connection], Coroutine[Any, Any, bytes]]:
        async def read(_: Connection) -> bytes:
            await self.answering()
            return self.brain.read(channel)

        return read

    def _writer(self, channel: str) -> Callable[[Connection, bytes], Coroutine[Any, Any, None]]:
        async def write(_: Connection, value: bytes) -> None:
            await self.answering()
            self.brain.write(channel, bytes(value))
            self._stirred()

        return write

    def _subscriber(self, channel: str) -> Callable[[Connection, bool, bool], None]:
        def subscribed(_: Connection, notify: bool, indicate: bool) -> None:
            if notify or indicate:
                self.brain.subscribed(channel)
                self._stirred()

        return subscribed

    def wants_attention(self) -> bool:
        """As the brain says."""
        return self.brain.wants_attention()

    async def refresh_advertising(self) -> None:
        """One change at a time: bumble loses its own advertising set when two overlap."""
        async with self._advertising:
            await super().refresh_advertising()

    def disconnected(self) -> None:
        """The brain starts afresh with the next host."""
        self.brain.gone()

    def _on_connection(self, connection: Connection) -> None:
        super()._on_connection(connection)
        self.brain.connected()

    def _stirred(self) -> None:
        if self.powered:
            self.spawn(self._speak())

    async def _speak(self) -> None:
        """Says what waits, one value after the other; a brain that is off is hung up on."""
        await self.refresh_advertising()
        async with self._speaking:
            while self.brain.outbox and self.connection is not None and self.powered:
                channel, data = self.brain.outbox[0]
                if not await self._say(channel, data):
                    return
                if self.brain.outbox and self.brain.outbox[0] == (channel, data):
                    self.brain.outbox.popleft()
                self.brain.confirmed(channel, data)
        if self.brain.off and self.connection is not None:
            await asyncio.sleep(HANG_UP_SECONDS)
            await self.hang_up()

    async def _say(self, channel: str, data: bytes) -> bool:
        if self.die_after is not None:
            if not self.die_after:
                self.die_after = None
                await self.power_off()
                return False
            self.die_after -= 1
        if self.spoil:
            self.spoil -= 1
            data = data[:-1] + bytes((data[-1] ^ 0x55,))
        characteristic = self._by_channel[channel]
        if self.brain.offered(channel).indicate:
            return await self.indicate(characteristic, data)
        size = self.piece or max(len(data), 1)
        for at in range(0, max(len(data), 1), size):
            await self.notify(characteristic, data[at : at + size])
            await asyncio.sleep(self.gap)
        return True
