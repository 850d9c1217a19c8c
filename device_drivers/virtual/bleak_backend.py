"""bleak's client and scanner over the virtual air: the transports above cannot tell it from BlueZ or WinRT."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient, NotifyCallback
from bleak.backends.descriptor import BleakGATTDescriptor
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData, AdvertisementDataCallback, BaseBleakScanner
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDeviceNotFoundError,
    BleakError,
    BleakGATTProtocolError,
)
from bumble import att, core, hci
from bumble.core import UUID, AdvertisingData
from bumble.device import Advertisement, Connection, Device, Peer
from bumble.gatt_client import CharacteristicProxy

if TYPE_CHECKING:
    from device_drivers.virtual.radio import VirtualRadio

T = TypeVar("T")

_PROPERTIES = {
    0x02: "read",
    0x04: "write-without-response",
    0x08: "write",
    0x10: "notify",
    0x20: "indicate",
}
_SECURITY_ERRORS = (att.ATT_INSUFFICIENT_AUTHENTICATION_ERROR, att.ATT_INSUFFICIENT_ENCRYPTION_ERROR)
_SERVICE_LISTS = (
    AdvertisingData.COMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS,
    AdvertisingData.INCOMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS,
    AdvertisingData.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS,
    AdvertisingData.INCOMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS,
)
WANTED_MTU = 247


def full_uuid(uuid: UUID) -> str:
    """128 bits in lower case, as bleak spells them."""
    return uuid.to_hex_str("-").lower() if len(uuid.uuid_bytes) == 16 else f"0000{uuid.to_hex_str().lower()}-0000-1000-8000-00805f9b34fb"


_running: set[asyncio.Future[Any]] = set()


def _keep(task: asyncio.Future[Any]) -> None:
    """Lets a request run to its end whoever still waits for it: bumble breaks when one is cancelled half-way."""
    _running.add(task)
    task.add_done_callback(_ended)


def _ended(task: asyncio.Future[Any]) -> None:
    _running.discard(task)
    if not task.cancelled():
        task.exception()  # looked at: whoever waited has it, or nobody wants it


async def _to_its_end(operation: Awaitable[None]) -> None:
    task = asyncio.ensure_future(operation)
    _keep(task)
    await asyncio.shield(task)


def _hang_up(reached: asyncio.Future[Connection]) -> None:
    if not reached.cancelled() and reached.exception() is None:
        _keep(asyncio.ensure_future(reached.result().disconnect()))


def _need_adapter(radio: VirtualRadio) -> None:
    """Fails as Linux does: no D-Bus socket without Bluetooth, an error of bleak's own where the radio is off."""
    if radio.adapter == "missing":
        raise FileNotFoundError(2, "No such file or directory")
    if radio.adapter == "off":
        raise BleakBluetoothNotAvailableError("Bluetooth is off", BleakBluetoothNotAvailableReason.POWERED_OFF)
    if radio.adapter == "denied":
        raise BleakBluetoothNotAvailableError("Bluetooth is denied", BleakBluetoothNotAvailableReason.DENIED_BY_SYSTEM)


# --- scanner ----------------------------------------------------------------------------------------------------------
class BumbleScanner(BaseBleakScanner):
    """Adverts of the virtual air; bound to a radio by `scanner_class`."""

    radio: VirtualRadio

    def __init__(
        self,
        detection_callback: AdvertisementDataCallback | None = None,
        service_uuids: list[str] | None = None,
        scanning_mode: str = "active",
        **_: Any,
    ) -> None:
        super().__init__(detection_callback, service_uuids)

    async def start(self) -> None:
        """Begins to listen."""
        _need_adapter(self.radio)
        self.seen_devices = {}
        self.radio.central.on(Device.EVENT_ADVERTISEMENT, self._on_advertisement)
        await _to_its_end(self.radio.central.start_scanning(filter_duplicates=False))

    async def stop(self) -> None:
        """Ends listening."""
        self.radio.central.remove_listener(Device.EVENT_ADVERTISEMENT, self._on_advertisement)
        await _to_its_end(self.radio.central.stop_scanning())

    def _on_advertisement(self, heard: Advertisement) -> None:
        name = heard.data.get(AdvertisingData.COMPLETE_LOCAL_NAME)
        uuids = [full_uuid(uuid) for kind in _SERVICE_LISTS for group in heard.data.get_all(kind) for uuid in cast(list[UUID], group)]
        if not self.is_allowed_uuid(uuids):
            return
        said = AdvertisementData(
            local_name=str(name) if name else None,
            manufacturer_data=_maker_data(heard.data),
            service_data=_service_data(heard.data),
            service_uuids=uuids,
            tx_power=None,
            rssi=heard.rssi,
            platform_data=(heard, {"AdvertisingFlags": _flags(heard.data)}),  # where BlueZ puts them
        )
        address = heard.address.to_string(False)
        device = self.create_or_update_device(address, address, said.local_name, heard, said)
        self.call_detection_callbacks(device, said)


def _maker_data(said: AdvertisingData) -> dict[int, bytes]:
    return {company: bytes(data) for company, data in said.get_all(AdvertisingData.Type.MANUFACTURER_SPECIFIC_DATA)}


def _service_data(said: AdvertisingData) -> dict[str, bytes]:
    short = said.get_all(AdvertisingData.Type.SERVICE_DATA_16_BIT_UUID)
    long = said.get_all(AdvertisingData.Type.SERVICE_DATA_128_BIT_UUID)
    return {full_uuid(uuid): bytes(data) for uuid, data in (*short, *long)}


def _flags(said: AdvertisingData) -> bytes:
    return said.get(AdvertisingData.Type.FLAGS, raw=True) or b""


# --- client -----------------------------------------------------------------------------------------------------------
class BumbleClient(BaseBleakClient):
    """One connection in the virtual air; bound to a radio by `client_class`."""

    radio: VirtualRadio

    def __init__(self, address_or_ble_device: BLEDevice | str, **options: Any) -> None:
        super().__init__(address_or_ble_device, **options)
        self._title = address_or_ble_device.name if isinstance(address_or_ble_device, BLEDevice) else None
        self._connection: Connection | None = None
        self._lost: asyncio.Future[None] | None = None
        self._listeners: dict[int, Callable[[bytes], None]] = {}

    @property
    def name(self) -> str:
        """What the device calls itself."""
        return self._title or self.address.replace(":", "-")

    @property
    def mtu_size(self) -> int:
        """Of this connection, 23 without one."""
        return self._connection.att_mtu if self._connection else 23

    @property
    def is_connected(self) -> bool:
        """Whether the link is up."""
        return self._connection is not None

    async def connect(self, pair: bool, **_: Any) -> None:
        """Waits for the device's advert, connects, pairs or re-encrypts, discovers."""
        _need_adapter(self.radio)
        try:
            connection = await self._reach()
        except (TimeoutError, core.TimeoutError) as error:
            raise BleakDeviceNotFoundError(self.address) from error
        self._connection = connection
        self._lost = asyncio.get_running_loop().create_future()
        connection.on(connection.EVENT_DISCONNECTION, self._on_disconnection)
        if pair:
            await self.pair()
        peer = Peer(connection)
        await self._attempt(lambda: peer.request_mtu(WANTED_MTU))
        self.services = await self._attempt(lambda: self._discover(peer))

    async def _reach(self) -> Connection:
        """Connects; given up in the middle, the radio is told so and a connection that comes all the same is ended."""
        reaching = asyncio.ensure_future(self.radio.central.connect(hci.Address(self.address), timeout=self._timeout))
        try:
            return await asyncio.shield(reaching)
        except asyncio.CancelledError:
            reaching.add_done_callback(_hang_up)
            _keep(asyncio.ensure_future(self.radio.central.cancel_connection()))
            raise

    def _on_disconnection(self, _: int) -> None:
        self._connection = None
        if self._lost is not None and not self._lost.done():
            self._lost.set_result(None)
        if self._disconnected_callback is not None:
            self._disconnected_callback()

    async def _discover(self, peer: Peer) -> BleakGATTServiceCollection:
        found = BleakGATTServiceCollection()
        for service in await peer.discover_services():
            listed = BleakGATTService(service, service.handle, full_uuid(service.uuid))
            found.add_service(listed)
            for characteristic in await service.discover_characteristics():
                found.add_characteristic(self._described(characteristic, listed))
        return found

    def _described(self, characteristic: CharacteristicProxy[bytes], service: BleakGATTService) -> BleakGATTCharacteristic:
        properties: Any = [word for bit, word in _PROPERTIES.items() if characteristic.properties & bit]
        uuid = full_uuid(characteristic.uuid)
        return BleakGATTCharacteristic(characteristic, characteristic.handle, uuid, properties, lambda: self.mtu_size - 3, service)

    async def disconnect(self) -> None:
        """Ends the connection and waits until it is gone."""
        connection, lost = self._connection, self._lost
        if connection is not None and lost is not None:
            await connection.disconnect()
            await lost

    async def pair(self, *_: Any, **__: Any) -> None:
        """Encrypts with the bond where there is one, else pairs: what operating systems do by themselves."""
        connection = self._need_connection()
        if connection.is_encrypted:
            return
        keys = self.radio.central.keystore
        bond = await keys.get(str(connection.peer_address)) if keys is not None else None
        try:
            await self._attempt(connection.encrypt if bond else connection.pair)
        except BleakError:
            raise
        except Exception as error:
            raise BleakError(f"Failed to pair: {error}") from error

    async def unpair(self) -> None:
        """Forgets the bond."""
        keys = self.radio.central.keystore
        if keys is not None:
            await keys.delete(str(hci.Address(self.address)))

    async def read_gatt_char(self, characteristic: BleakGATTCharacteristic, **_: Any) -> bytearray:
        """Reads a value."""
        return bytearray(await self._secured(lambda: characteristic.obj.read_value()))

    async def read_gatt_descriptor(self, descriptor: BleakGATTDescriptor, **_: Any) -> bytearray:
        """Descriptors are not offered."""
        raise BleakError("descriptors are not listed")

    async def write_gatt_char(self, characteristic: BleakGATTCharacteristic, data: Any, response: bool) -> None:
        """Writes a value."""
        await self._secured(lambda: characteristic.obj.write_value(bytes(data), with_response=response))

    async def write_gatt_descriptor(self, descriptor: BleakGATTDescriptor, data: Any) -> None:
        """Descriptors are not offered."""
        raise BleakError("descriptors are not listed")

    async def start_notify(self, characteristic: BleakGATTCharacteristic, callback: NotifyCallback, **_: Any) -> None:
        """Subscribes. bumble confirms an indication after the callback returned, and not at all where it raises."""

        def listener(value: bytes) -> None:
            callback(bytearray(value))

        self._listeners[characteristic.handle] = listener
        await self._secured(lambda: characteristic.obj.subscribe(listener))

    async def stop_notify(self, characteristic: BleakGATTCharacteristic) -> None:
        """Ends a subscription."""
        listener = self._listeners.pop(characteristic.handle, None)
        if listener is not None and self._connection is not None:
            await self._secured(lambda: characteristic.obj.unsubscribe(listener))

    # --- how every request is made ---------------------------------------------------------------------------------------
    def _need_connection(self) -> Connection:
        if self._connection is None:
            raise BleakError("Not connected")
        return self._connection

    async def _attempt(self, operation: Callable[[], Awaitable[T]]) -> T:
        """Runs a request until it is answered or the link is lost; bumble by itself cancels or waits half a minute."""
        self._need_connection()
        task = asyncio.ensure_future(operation())
        waited: set[asyncio.Future[Any]] = {task}
        if self._lost is not None:
            waited.add(self._lost)
        _keep(task)
        await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        if not task.done() or task.cancelled():
            raise BleakError("disconnected")
        return task.result()

    async def _secured(self, operation: Callable[[], Awaitable[T]]) -> T:
        """A request refused for want of encryption is made once more after pairing, as BlueZ and WinRT do."""
        try:
            return await self._attempt(operation)
        except att.ATT_Error as error:
            if error.error_code not in _SECURITY_ERRORS or self._need_connection().is_encrypted:
                raise BleakGATTProtocolError(error.error_code) from error
        await self.pair()
        try:
            return await self._attempt(operation)
        except att.ATT_Error as error:
            raise BleakGATTProtocolError(error.error_code) from error


def client_class(radio: VirtualRadio) -> type[BaseBleakClient]:
    """bleak makes the client itself, so the radio has to be part of the class."""
    return type("BumbleClientInAir", (BumbleClient,), {"radio": radio})


def scanner_class(radio: VirtualRadio) -> type[BaseBleakScanner]:
    """See client_class."""
    return type("BumbleScannerInAir", (BumbleScanner,), {"radio": radio})
