"""The practice clinic set up in a folder: staff, residents, three virtual devices on a real radio stack."""

from __future__ import annotations

from collections.abc import Iterable

from app.clock import Clock
from app.errors import KnownError
from app.main import Workstation
from app.paths import DataFolder
from app.services.devices import Devices
from app.services.practice import RESIDENTS, seed
from app.services.practice_clinic import DOCTOR, INTAKE, NURSE, PASSWORD, STAFF, open_clinic
from device_drivers.registry import manifests
from device_drivers.virtual.clinic import VirtualClinic, known_devices

__all__ = ["DOCTOR", "INTAKE", "NURSE", "PASSWORD", "STICKERS", "prepare", "virtual_devices"]

STICKERS = ("红1", "蓝2", "黄3")


def prepare(folder: DataFolder, clock: Clock, residents: int = RESIDENTS, staff: Iterable[str] = STAFF) -> list[str]:
    """Make the clinic in an empty folder: institution, who works there, residents with a year behind them, devices; gives the residents."""
    desk = open_clinic(folder.make(), clock, staff)
    try:
        devices = Devices(desk, manifests())
        for known, sticker in zip(known_devices(), STICKERS, strict=True):
            devices.take_on(known, known.name, sticker, virtual=True)
        return seed(desk, residents)
    finally:
        desk.store.close()


def virtual_devices(station: Workstation) -> VirtualClinic:
    """Put cuff, meter and patch into the hub's air; the clinic has them on its list since it was prepared."""
    if station.devices is None:
        raise KnownError("store_closed")
    return VirtualClinic(station.devices.hub)
