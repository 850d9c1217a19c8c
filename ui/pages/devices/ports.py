"""What the device page needs of the devices service and of the hub."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Protocol

from app.services.devices import DeviceCard
from device_drivers.errors import DeviceError
from device_drivers.readings import Found, KnownDevice


class KnownDevices(Protocol):
    """What of the devices service this page uses."""

    def known(self) -> list[DeviceCard]: ...

    def known_for_hub(self) -> list[KnownDevice]: ...

    def take_on(self, found: Found | KnownDevice, name: str, sticker: str, virtual: bool = False, seat: str = "") -> DeviceCard: ...

    def rename(self, key: str, name: str, sticker: str) -> DeviceCard: ...

    def move_here(self, key: str) -> DeviceCard: ...

    def forget(self, key: str) -> None: ...


class Hub(Protocol):
    """What of the device hub this page uses; its futures carry DeviceError."""

    def scan(self, seconds: float) -> Future[list[Found]]: ...

    def add(self, known: KnownDevice) -> Future[None]: ...

    def forget(self, device: str) -> Future[None]: ...


def listen_to(hub: Hub, seconds: float) -> list[Found] | DeviceError:
    """What is in the air, or why it cannot be heard: a reason with words of its own, not a KnownError."""
    try:
        return hub.scan(seconds).result()
    except DeviceError as error:
        return error
