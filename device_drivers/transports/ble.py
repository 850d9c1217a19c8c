"""Bluetooth Low Energy through bleak: one link per device, one scanner; bleak is imported in the hub's thread only."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from device_drivers.errors import DeviceError, Reason
from device_drivers.manifest import Advert
from device_drivers.protocols.machine import Disconnected, Notified
from device_drivers.transports.ble_errors import as_device_error
from device_drivers.transports.link import Deliver
from device_drivers.transports.pairing import Agent

if TYPE_CHECKING:
    from bleak import BleakClient, BleakScanner
    from bleak.backends.characteristic import BleakGATTCharacteristic
    from bleak.backends.client import BaseBleakClient
    from bleak.backends.device import BLEDevice
    from bleak.backends.scanner import AdvertisementData, BaseBleakScanner

log = logging.getLogger(__name__)

_SIG_BASE = "-0000-1000-8000-00805f9b34fb"
CONNECT_SECONDS = 10.0  # a device that was heard a moment ago answers within three
PAIR_SECONDS = 60.0  # a person has to press a button or type a number
OPERATION_SECONDS = 10.0
DISCONNECT_SECONDS = 2.0
WINDOWS_SETTLE_SECONDS = 2.0  # WinRT answers "unreachable" to what is asked right after connecting


@dataclass(frozen=True, slots=True)
class BleBackend:
    """Stands in for the system's Bluetooth: bleak backend classes, as `backend=` of bleak takes them."""

    client: type[BaseBleakClient]
    scanner: type[BaseBleakScanner]
    agent: Agent | None = None


def _system_bonded(target: BLEDevice | str) -> bool:
    """Whether the system says it has a bond; BlueZ does with every advert, the others do not."""
    details = getattr(target, "details", None)
    props = details.get("props") if isinstance(details, dict) else None
    return bool(props.get("Paired")) if isinstance(props, dict) else False


async def unpair(address: str, backend: BleBackend | None) -> None:
    """Lets the system forget its half of a bond that the device no longer has; quiet where there is none."""
    from bleak import BleakClient

    try:
        async with asyncio.timeout(OPERATION_SECONDS):
            await BleakClient(address, backend=backend.client if backend else None).unpair()
    except Exception as error:  # not known to the system, or the system cannot: then there is nothing to forget
        log.info("unpairing failed: %s", as_device_error(error))


def channel_of(uuid: str) -> str:
    """'2A35' for a number assigned by the SIG, else the full UUID in lower case."""
    low = uuid.lower()
    return low[4:8].upper() if low.startswith("0000") and low.endswith(_SIG_BASE) else low


class BleLink:
    """One device over bleak.

    target: what the scanner gave with the advert, or an address. quiet_air: held while connecting, because most adapters
    fail to connect while they scan or connect elsewhere. bonded: the device knew this workstation before; True after a
    pairing. refusal(): what else a refused pairing means than that (nobody could be asked for digits, wrong digits).
    """

    def __init__(
        self,
        target: BLEDevice | str,
        *,
        pair: bool = False,
        backend: BleBackend | None = None,
        quiet_air: Callable[[], AbstractAsyncContextManager[None]] = nullcontext,
        bonded: bool = False,
        refusal: Callable[[], Reason] = lambda: Reason.PAIRING_REFUSED,
    ) -> None:
        self.bonded = bonded or _system_bonded(target)
        self._refusal = refusal
        self._target = target
        self._quiet_air = quiet_air
        self._pair = pair
        self._backend = backend
        self._client: BleakClient | None = None
        self._channels: dict[str, BleakGATTCharacteristic] = {}
        self._deliver: Deliver = lambda _: None

    async def open(self, deliver: Deliver) -> frozenset[str]:
        """Connects, pairs where the driver asks for it, and discovers. DeviceError names why not.

        A device that refuses to pair is tried once more without: cheap ones know no bonds, and one that insists on them
        will refuse to be read.
        """
        if self._pair:
            try:
                channels = await self._connect(deliver, pair=True)
            except DeviceError as error:
                if error.reason is not Reason.PAIRING_REFUSED:
                    raise
            else:
                self.bonded = True
                return channels
        return await self._connect(deliver, pair=False)

    def _known_error(self, error: Exception, channel: str = "") -> DeviceError:
        """A refused pairing means more where the device had been bonded: another host has taken it over."""
        known = as_device_error(error, channel)
        if known.reason is not Reason.PAIRING_REFUSED:
            return known
        return DeviceError(Reason.BOND_ELSEWHERE if self.bonded else self._refusal())

    async def _connect(self, deliver: Deliver, *, pair: bool) -> frozenset[str]:
        try:
            async with self._quiet_air(), asyncio.timeout(PAIR_SECONDS if pair else CONNECT_SECONDS):
                self._client = self._make_client(pair)
                await self._client.connect()
                await self._settle()
            channels = self._list_channels()
        except Exception as error:
            await self.close()
            raise self._known_error(error) from error
        self._deliver = deliver
        return channels

    def _make_client(self, pair: bool) -> BleakClient:
        from bleak import BleakClient

        backend = self._backend.client if self._backend else None
        return BleakClient(
            self._target,
            self._on_lost,
            pair=pair,
            timeout=CONNECT_SECONDS,
            winrt={"use_cached_services": False},  # Windows keeps a device's table for ever, also after new firmware
            backend=backend,
        )

    async def _settle(self) -> None:
        if sys.platform == "win32" and self._backend is None:
            await asyncio.sleep(WINDOWS_SETTLE_SECONDS)

    def _list_channels(self) -> frozenset[str]:
        if self._client is None:
            raise DeviceError(Reason.LOST)
        for characteristic in self._client.services.characteristics.values():
            # some devices offer a characteristic in two services: the first one is meant
            self._channels.setdefault(channel_of(characteristic.uuid), characteristic)
        return frozenset(self._channels)

    def _on_lost(self, _: BleakClient) -> None:
        self._deliver(Disconnected())

    def _ready(self, channel: str) -> tuple[BleakClient, BleakGATTCharacteristic]:
        if self._client is None or not self._client.is_connected:
            raise DeviceError(Reason.LOST)
        if channel not in self._channels:
            raise DeviceError(Reason.NOT_SUPPORTED, channel=channel)
        return self._client, self._channels[channel]

    async def write(self, channel: str, data: bytes, response: bool) -> None:
        """Writes a characteristic; with response, waits for the device's acknowledgement."""
        client, characteristic = self._ready(channel)
        # systems refuse the kind of write a characteristic does not announce, and devices of one model differ in it
        kinds = {"write", "write-without-response"} & set(characteristic.properties)
        acknowledged = response if len(kinds) != 1 else kinds == {"write"}
        try:
            async with asyncio.timeout(OPERATION_SECONDS):
                await client.write_gatt_char(characteristic, data, response=acknowledged)
        except Exception as error:
            raise self._known_error(error, channel) from error

    async def read(self, channel: str) -> bytes:
        """Reads a characteristic."""
        client, characteristic = self._ready(channel)
        try:
            async with asyncio.timeout(OPERATION_SECONDS):
                return bytes(await client.read_gatt_char(characteristic))
        except Exception as error:
            raise self._known_error(error, channel) from error

    async def subscribe(self, channel: str) -> None:
        """Turns notifications or indications on."""
        client, characteristic = self._ready(channel)

        # a plain function: an async one would only be scheduled, and the device would have its confirmation
        # before the journal has the frame
        def on_value(_: BleakGATTCharacteristic, data: bytearray) -> None:
            self._deliver(Notified(channel, bytes(data)))

        try:
            async with asyncio.timeout(OPERATION_SECONDS):
                await client.start_notify(characteristic, on_value)
        except Exception as error:
            raise self._known_error(error, channel) from error

    async def close(self) -> None:
        """Disconnects; an adapter that is gone has nothing left to disconnect."""
        self._deliver = lambda _: None
        client, self._client = self._client, None
        if client is None or not client.is_connected:
            return
        try:
            async with asyncio.timeout(DISCONNECT_SECONDS):
                await client.disconnect()
        except Exception as error:  # the system gives the link up by itself when the program no longer holds it
            log.info("disconnecting failed: %s", as_device_error(error))


class BleScanner:
    """Hears adverts until stopped. heard(advert, target): target is what BleLink wants for that device."""

    def __init__(self, heard: Callable[[Advert, BLEDevice], None], backend: BleBackend | None = None) -> None:
        self._heard = heard
        self._backend = backend
        self._scanner: BleakScanner | None = None

    @property
    def running(self) -> bool:
        """True between start and stop."""
        return self._scanner is not None

    async def start(self) -> None:
        """Begins to listen. DeviceError: no adapter, off, denied."""
        if self._scanner is not None:
            return
        from bleak import BleakScanner

        try:
            self._scanner = BleakScanner(self._on_advert, backend=self._backend.scanner if self._backend else None)
            await self._scanner.start()
        except Exception as error:
            self._scanner = None
            raise as_device_error(error) from error

    async def stop(self) -> None:
        """Ends listening; quiet where the adapter has gone meanwhile."""
        scanner, self._scanner = self._scanner, None
        if scanner is None:
            return
        try:
            await scanner.stop()
        except Exception as error:  # an adapter that is gone scans no longer
            log.info("ending the scan failed: %s", as_device_error(error))

    def _on_advert(self, device: BLEDevice, said: AdvertisementData) -> None:
        self._heard(advert_of(device, said), device)


def advert_of(device: BLEDevice, said: AdvertisementData) -> Advert:
    """What bleak heard, as drivers read it."""
    return Advert(
        address=device.address.upper(),
        name=said.local_name or device.name or "",
        services=frozenset(channel_of(uuid) for uuid in said.service_uuids),
        rssi=said.rssi,
        maker=tuple(sorted((company, bytes(data)) for company, data in said.manufacturer_data.items())),
        data=tuple(sorted((channel_of(uuid), bytes(data)) for uuid, data in said.service_data.items())),
        flags=_flags(said.platform_data),
    )


def _flags(platform: tuple[Any, ...]) -> int | None:
    """The AD flags byte, which bleak leaves with what the system gave: BlueZ's properties, WinRT's raw adverts."""
    inner = platform[1] if len(platform) > 1 else None
    if isinstance(inner, dict):
        given = inner.get("AdvertisingFlags")
        return given[0] if given else None
    advert = getattr(getattr(inner, "adv", None), "advertisement", None)
    flags = getattr(advert, "flags", None)
    return int(flags) if flags is not None else None
