"""What all virtual Bluetooth devices share: switching on and off, advertising, one connection at a time."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

from bumble import hci
from bumble.core import UUID, AdvertisingData
from bumble.device import Connection, Device
from bumble.gatt import Characteristic, Service

from device_drivers.virtual.radio import Labelled, Unwilling, VirtualRadio, pairing_config

P = Characteristic.Properties
READ_ONLY = Characteristic.READABLE
OPEN = Characteristic.READABLE | Characteristic.WRITEABLE
BONDED = OPEN | Characteristic.Permissions.READ_REQUIRES_ENCRYPTION | Characteristic.Permissions.WRITE_REQUIRES_ENCRYPTION

PHONE_ADDRESS = "C0:00:00:00:00:02"
SUPERVISION_SECONDS = 0.85  # after its power is gone a device is missed only when the supervision time is over
ADVERTISING_MS = 60.0
PHONE_LOOKS_SECONDS = 0.1


def sig(number: int) -> UUID:
    """A UUID assigned by the Bluetooth SIG."""
    return UUID.from_16_bits(number)


class VirtualPeripheral:
    """A Bluetooth device in the virtual air; all methods belong into the loop of the radio."""

    def __init__(self, radio: VirtualRadio, address: str, name: str, services: Sequence[Service], advertised: UUID) -> None:
        self.address = address
        self.name = name
        self.powered = False
        self.connection: Connection | None = None
        self.sessions = 0
        self._gone = asyncio.Event()
        self._alive = asyncio.Event()
        self._radio_turn = asyncio.Lock()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._device = radio.device(name, address)
        self._device.add_services(services)
        self._device.on(self._device.EVENT_CONNECTION, self._on_connection)
        self._packet = _advert(name, advertised)

    @property
    def id(self) -> str:
        """As the hub names it."""
        return f"ble:{self.address}"

    def refuse_pairing(self) -> None:
        """From now on nobody may bond with it."""
        self._device.pairing_config_factory = lambda _: pairing_config(Unwilling(Unwilling.NO_OUTPUT_NO_INPUT))

    def label(self, digits: int) -> None:
        """It has six digits on its label: only who types them may bond with it."""
        self._device.pairing_config_factory = lambda _: pairing_config(Labelled(digits), mitm=True)

    async def taken_over(self, radio: VirtualRadio) -> None:
        """A second host pairs with it, as its owner's phone does: it remembers one host only, so the first bond is gone."""
        phone = radio.device("phone", PHONE_ADDRESS)
        await phone.power_on()
        connection = await self._connected_to(phone)
        await connection.pair()
        await connection.disconnect()
        keys = self._device.keystore
        if keys is not None:
            for host, _ in await keys.get_all():
                if not host.startswith(PHONE_ADDRESS):
                    await keys.delete(host)
        await phone.power_off()

    async def _connected_to(self, phone: Device) -> Connection:
        """The first host may be faster: its connection ends the advert, and the phone has its turn after it."""
        connecting = asyncio.ensure_future(phone.connect(hci.Address(self.address)))
        while not connecting.done():
            await self._told_radio(self._heard_by_all)
            await asyncio.wait({connecting}, timeout=PHONE_LOOKS_SECONDS)
        return connecting.result()

    async def _heard_by_all(self) -> None:
        if self.connection is None and not self._device.is_advertising:
            await self._advertise()

    # --- power ---------------------------------------------------------------------------------------------------------
    async def power_on(self) -> None:
        """Switches on; what it then does by itself is the device's own matter."""
        if not self.powered:
            await self._device.power_on()
            self.powered = True
            self._alive.set()
            await self.refresh_advertising()

    async def power_off(self) -> None:
        """Power is gone at once: no answer, no farewell; the other side notices after the supervision time."""
        self.powered = False
        self._alive.clear()
        for task in self._tasks:
            if task is not asyncio.current_task():  # the power may fail in the middle of one of them
                task.cancel()
        await self._told_radio(self._device.stop_advertising)
        connection = self.connection
        if connection is not None:
            await asyncio.sleep(SUPERVISION_SECONDS)
            await self.hang_up(hci.HCI_CONNECTION_TIMEOUT_ERROR)

    async def answering(self) -> None:
        """Awaited by every handler of a request: a device without power answers nothing."""
        await self._alive.wait()

    # --- advertising ---------------------------------------------------------------------------------------------------
    def wants_attention(self) -> bool:
        """Whether the device advertises when it is on and not connected."""
        return True

    async def refresh_advertising(self) -> None:
        """Starts or stops advertising, as the device's state asks for."""
        await self._told_radio(self._follow)

    async def _told_radio(self, order: Callable[[], Awaitable[None]]) -> None:
        """One order about advertising after the other, each to its end: bumble forgets a set twice where two overlap."""

        async def alone() -> None:
            async with self._radio_turn:
                await order()

        await asyncio.shield(alone())

    async def _follow(self) -> None:
        wanted = self.powered and self.connection is None and self.wants_attention()
        if wanted and not self._device.is_advertising:
            await self._advertise()
        elif not wanted and self._device.is_advertising:
            await self._device.stop_advertising()

    async def _advertise(self) -> None:
        await self._device.start_advertising(
            advertising_data=self._packet,
            advertising_interval_min=ADVERTISING_MS,
            advertising_interval_max=ADVERTISING_MS,
        )

    # --- connection ----------------------------------------------------------------------------------------------------
    def _on_connection(self, connection: Connection) -> None:
        self.connection = connection
        self.sessions += 1
        self._gone = asyncio.Event()
        connection.on(connection.EVENT_DISCONNECTION, self._on_disconnection)

    def _on_disconnection(self, _: int) -> None:
        self.connection = None
        self._gone.set()
        self.disconnected()
        self.spawn(self.refresh_advertising())

    def disconnected(self) -> None:
        """Called when the connection is gone."""

    async def hang_up(self, reason: int = hci.HCI_REMOTE_USER_TERMINATED_CONNECTION_ERROR) -> None:
        """Ends the connection from the device's side."""
        if self.connection is not None:
            await self.connection.disconnect(reason)

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Runs something beside; ends with the power."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def indicate(self, characteristic: Characteristic[bytes], value: bytes) -> bool:
        """Indicates to the host; True only when the host confirmed."""
        connection = self.connection
        if connection is None or not self.powered or not self._subscribed(connection, characteristic):
            return False
        sending = asyncio.ensure_future(self._device.indicate_subscriber(connection, characteristic, value))
        gone = asyncio.ensure_future(self._gone.wait())
        try:
            await asyncio.wait({sending, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
            sending.cancel()  # no effect where it is done
        return sending.done() and not sending.cancelled() and sending.exception() is None

    async def notify(self, characteristic: Characteristic[bytes], value: bytes) -> None:
        """Notifies the host if it subscribed."""
        if self.connection is not None and self.powered:
            await self._device.notify_subscriber(self.connection, characteristic, value)

    def _subscribed(self, connection: Connection, characteristic: Characteristic[bytes]) -> bool:
        """bumble returns from an indication without subscriber as from a confirmed one, so it is asked before."""
        switches = self._device.gatt_server.subscribers.get(connection, {}).get(characteristic.handle, b"\x00\x00")
        return switches != b"\x00\x00"


def _advert(name: str, service: UUID) -> bytes:
    short = len(service.uuid_bytes) == 2
    kind = (
        AdvertisingData.COMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS
        if short
        else AdvertisingData.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS
    )
    parts = [(AdvertisingData.FLAGS, b"\x06"), (kind, service.uuid_bytes)]
    room = 31 - sum(2 + len(value) for _, value in parts) - 2
    parts.append((AdvertisingData.COMPLETE_LOCAL_NAME, name.encode()[:room]))
    return bytes(AdvertisingData(parts))


def little(value: int) -> bytes:
    """Two bytes, least significant first."""
    return struct.pack("<H", value)
