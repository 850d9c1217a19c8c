"""More virtual devices for the practice clinic: taken from the shelf one by one, each made by its own module of device_drivers.virtual."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import suppress
from importlib import import_module
from itertools import count
from typing import Any, Protocol

from app.errors import KnownError
from app.main import Radio
from app.services.clinic import Clinic
from device_drivers.errors import DeviceError
from device_drivers.readings import KnownDevice
from device_drivers.virtual.clinic import VirtualClinic
from device_drivers.virtual.device_clock import DeviceClock

MAKING_SECONDS = 20.0
NOTICING_SECONDS = 5.0
FIRST_NUMBER = 0x60
"""Number and address of no device of the scripted day, and of no other from the shelf: numbers are never used twice."""

KINDS: dict[str, tuple[str, str]] = {
    "Omron HEM-7142T2": ("omron", "make"),
    "Microlife BP A6 BT": ("home_cuffs", "make"),
    "Yonker YK-IBPA1": ("home_cuffs", "make_yonker"),
    "FORA P30 Plus": ("taidoc", "make"),
    "Viatom BP2W": ("bp2", "make"),
    "Omron M6 Comfort IT HEM-7322U": ("omron_usb", "make"),
    "Omron MIT Elite Plus HEM-7301-ITKE7": ("omron_usb", "make_cable"),
    "Microlife BP3GX1-5X": ("microlife_usb", "make"),
    "Visomat comfort 20/40": ("kiosk", "make_visomat"),
    "Contec 08A": ("contec_cuff", "make"),
    "Contec ABPM50W": ("contec_cuff", "make_recorder"),
    "A&D TM-2655": ("serial_peers", "make"),
    "Omron HBP-9020": ("kiosk", "make"),
    "Terumo ES-P2020": ("kiosk", "make_terumo"),
    "G-Tech GL-310": ("kiosk", "make_height_weight"),
    "三诺 安稳+Air": ("sinocare", "make"),
    "CareSens Dual": ("glucose_brain", "make"),
    "OneTouch Verio Flex": ("onetouch_ble", "make"),
    "OneTouch UltraEasy": ("lifescan", "make"),
    "OneTouch Ultra2": ("text_meters", "make"),
    "Accu-Chek Guide (USB)": ("accu_chek_usb", "make"),
    "Accu-Chek Performa Nano": ("accu_chek_serial", "make"),
    "Contour Next": ("contour", "make"),
    "FreeStyle Optium Neo": ("freestyle_hid", "make"),
    "SD CodeFree": ("codefree", "make"),
    "ReliOn Premier BLU": ("caresens_cable", "make"),
    "Nova StatStrip": ("bedside", "make"),
    "Beurer FT95": ("sig_devices", "make"),
    "Bluetooth PLXS 0x1822": ("sig_devices", "make_oximeter"),
    "Contec CMS50D-BT": ("contec_oximeter", "make"),
    "A&D UC-352BLE": ("sig_devices", "make_scale"),
    "小米体脂秤2 (XMTZC05HM)": ("mi_scale", "make"),
    "Omron HBF-702T": ("omron", "make_scale"),
    "Wellue ER3": ("patch", "make"),
    "Polar H10": ("strap", "make"),
    "Movesense MD": ("movesense_sensor", "make"),
    "OpenBCI Cyton": ("boards", "make"),
    "Sysmex XP-100": ("astm_analyzer", "make"),
    "Mindray BS-240": ("mindray", "make"),
    "普天 CP IDMR02": ("front_desk", "make"),
    "USB-CDC barcode scanner": ("front_desk", "make_scanner"),
}
"""Model → module of device_drivers.virtual and its maker."""


class Made(Protocol):
    """What every maker gives."""

    driver: str
    model: str
    name: str

    @property
    def id(self) -> str: ...

    async def take(self) -> object: ...


async def _used(made: Made, act: Callable[[Any], object] | None = None) -> object:
    """A line that was opened a moment ago is noticed first: who speaks into an unplugged cable is not heard."""
    host_here = getattr(made, "host_here", None)
    if host_here is not None:
        with suppress(TimeoutError):
            await asyncio.wait_for(host_here(), NOTICING_SECONDS)
    return await made.take() if act is None else act(made)


class Shelf:
    """Devices live in the hub's loop, as the clinic's first three do."""

    def __init__(self, clinic: Clinic, radio: Radio, virtual: VirtualClinic) -> None:
        self._clinic, self._radio, self._virtual = clinic, radio, virtual
        self._numbers = count(FIRST_NUMBER)
        self._made: dict[str, Made] = {}

    def kinds(self) -> tuple[str, ...]:
        """What lies on the shelf."""
        return tuple(KINDS)

    def add(self, kind: str, sticker: str) -> None:
        """Switch one on and take it on like a real one. Blocks until it is on. KnownError ``sticker_taken`` …"""
        module, maker = KINDS[kind]
        make = getattr(import_module(f"device_drivers.virtual.{module}"), maker)
        clock = DeviceClock(self._radio.hub.clock, self._radio.hub.zone)
        made: Made = self._run(make(self._virtual.radio, next(self._numbers), clock)).result(MAKING_SECONDS)
        address = getattr(made, "address", "") or made.id.partition(":")[2]
        known = KnownDevice(made.id, made.driver, made.name, address, model=made.model)
        self._made[made.id] = made  # before its card appears: the card has a button for it
        try:
            card = self._clinic.devices.take_on(known, made.model, sticker, virtual=True)
        except KnownError:
            self._end(self._made.pop(made.id))
            raise
        self._radio.add(next(one for one in self._clinic.devices.known_for_hub() if one.device == card.hub_id)).result(MAKING_SECONDS)

    def has(self, hub_id: str) -> bool:
        """Whether a device came from here."""
        return hub_id in self._made

    def take(self, hub_id: str) -> Future[Any]:
        """What a hand would do with it: START, a drop of blood, a card on the plate."""
        return self._run(_used(self._made[hub_id]))

    def use(self, hub_id: str, act: Callable[[Any], object]) -> Future[Any]:
        """Something of its own, told to the device in the loop it lives in: this card on the plate, so many kilograms on the scale."""
        return self._run(_used(self._made[hub_id], act))

    def close(self) -> None:
        """Switch them off while the hub still runs."""
        for made in self._made.values():
            self._end(made)
        self._made.clear()

    def _end(self, made: Made) -> None:
        end = getattr(made, "close", None) or getattr(made, "power_off", None)
        if end is not None:
            with suppress(DeviceError, TimeoutError):
                self._run(end()).result(MAKING_SECONDS)

    def _run(self, work: Coroutine[Any, Any, Any]) -> Future[Any]:
        return self._virtual.run(work)
