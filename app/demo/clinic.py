"""The practice clinic set up in a folder: staff, residents, three virtual devices on a real radio stack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.clock import Clock
from app.errors import KnownError
from app.main import Workstation
from app.paths import DataFolder
from app.services.accounts import AccountForm, Accounts
from app.services.devices import Devices
from app.services.practice import RESIDENTS, practice_data, seed
from app.services.setup import SetupForm, set_up
from app.services.signin import SignIn
from app.store.keyslots import Kdf
from device_drivers.registry import manifests
from device_drivers.virtual.clinic import VirtualClinic, known_devices

PASSWORD = "lianxi2026"
"""Of every account of the practice clinic, shown on its sign-in page; there is nothing to protect."""

DOCTOR, NURSE, INTAKE, PHARMACIST = "doctor", "nurse", "intake", "pharmacist"
STICKERS = ("红1", "蓝2", "黄3")
QUICK = Kdf(8 * 1024, 1, 1)
"""The least a key slot may ask for: the practice clinic's password is no secret."""


def prepare(folder: DataFolder, clock: Clock, residents: int = RESIDENTS) -> None:
    """Make the clinic in an empty folder: institution, four people who work there, residents with a year behind them."""
    folder.make()
    told: Mapping[str, Any] = practice_data()["clinic"]
    doctor = practice_data()["staff"][DOCTOR]
    form = SetupForm(
        organization_code=told["code"],
        organization_name=told["name"],
        seat=told["seat"],
        staff_no=doctor["staff_no"],
        name=doctor["name"],
        licence_no=doctor["licence_no"],
        login=DOCTOR,
        password=PASSWORD,
        division=told["division"],
    )
    set_up(folder, form, clock, QUICK)
    desk = SignIn(folder, clock).sign_in(DOCTOR, PASSWORD)
    try:
        accounts = Accounts(desk)
        for role in (NURSE, INTAKE, PHARMACIST):
            person = practice_data()["staff"][role]
            accounts.add(
                AccountForm(
                    login=role, password=PASSWORD, staff_no=person["staff_no"], name=person["name"], title=person["title"], role=role
                )
            )
        devices = Devices(desk, manifests())
        for known, sticker in zip(known_devices(), STICKERS, strict=True):
            devices.take_on(known, known.name, sticker, virtual=True)
        seed(desk, residents)
    finally:
        desk.store.close()


def virtual_devices(station: Workstation) -> VirtualClinic:
    """Put cuff, meter and patch into the hub's air; the clinic has them on its list since it was prepared."""
    if station.devices is None:
        raise KnownError("store_closed")
    return VirtualClinic(station.devices.hub)
