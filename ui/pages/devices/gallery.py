"""Devices on show: in order, out of reach, out of order, and one being added."""

from __future__ import annotations

from concurrent.futures import Future
from functools import cache
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from app.services.device_checks import DeviceChecks
from device_drivers.errors import Reason
from device_drivers.manifest import Manifest, Model, Proof, Transport
from device_drivers.readings import DeviceNews, DeviceState, Found, Kind, KnownDevice
from ui.bridge import Bridge
from ui.gallery import Entry
from ui.pages.devices.care_model import Care
from ui.pages.devices.catalogue import Catalogue
from ui.pages.devices.model import DevicesModel, SerialDriver
from ui.pages.devices.page import DevicesPage
from ui.pages.page_model import at_once
from ui.practice_desk import PracticeDesk, measures, open_practice

T = TypeVar("T")

CUFF = KnownDevice("ble:C0:00:00:00:00:01", "ble-blood-pressure", "A&D UA-651BLE", "C0:00:00:00:00:01")
METER = KnownDevice("ble:C0:00:00:00:00:02", "ble-glucose", "三诺 EA-18", "C0:00:00:00:00:02")
PATCH = KnownDevice("ble:C0:00:00:00:00:03", "lepu-patch", "乐普 ER1", "C0:00:00:00:00:03")
CATALOGUE = Catalogue(
    [
        Manifest("ble-blood-pressure", (), Transport.BLE, (Model("A&D UA-651BLE", Proof.CAPTURED, "", ("A&D",)),)),
        Manifest("ble-glucose", (), Transport.BLE, (Model("三诺 安稳 EA-18", Proof.COMPUTED, "", ("三诺",)),)),
    ]
)
SERIAL = (SerialDriver("and-tm", "A&D TM-2657"), SerialDriver("suntech", "SunTech Advantage"))


class Air:
    """A radio that hears what it is given."""

    def __init__(self, *heard: Found) -> None:
        self.heard = list(heard)
        self.added: list[KnownDevice] = []

    def scan(self, seconds: float) -> Future[list[Found]]:
        """Everything at once."""
        return _done(self.heard)

    def add(self, known: KnownDevice) -> Future[None]:
        """Remembers it."""
        self.added.append(known)
        return _done(None)

    def forget(self, device: str) -> Future[None]:
        """Forgets it."""
        self.added = [one for one in self.added if one.device != device]
        return _done(None)


def _done(value: T) -> Future[T]:
    future: Future[T] = Future()
    future.set_result(value)
    return future


@cache
def clinic() -> PracticeDesk:
    """A clinic with three devices."""
    practice = open_practice(1)
    practice.devices.use_manifests(
        [
            measures("ble-blood-pressure", Kind.BLOOD_PRESSURE),
            measures("ble-glucose", Kind.GLUCOSE),
            measures("lepu-patch", Kind.ECG),
        ]
    )
    for known, sticker, virtual in ((CUFF, "红1", False), (METER, "蓝2", False), (PATCH, "黄3", True)):
        practice.devices.take_on(known, known.name, sticker, virtual)
    tell(practice, CUFF, DeviceState.DRAINED, battery=78, offset=2.0)
    tell(practice, METER, DeviceState.FAILED, reason=Reason.PAIRING_REFUSED, battery=15, offset=540.0)
    return practice


def tell(
    practice: PracticeDesk,
    known: KnownDevice,
    state: DeviceState,
    reason: str | None = None,
    battery: int | None = None,
    offset: float | None = None,
) -> None:
    """News of a device."""
    practice.devices.heard(DeviceNews(known.device, state, reason, battery, practice.clock.now(), offset, None))


class Table:
    """The practice clinic's shelf: what is taken from it is on a card at once; ``pressed`` remembers the hands."""

    def __init__(self, practice: PracticeDesk) -> None:
        self._practice = practice
        self.pressed: list[str] = []
        self._added: set[str] = set()

    def kinds(self) -> tuple[str, ...]:
        """Two of them."""
        return ("Omron HEM-7142T2", "Beurer FT95")

    def add(self, kind: str, sticker: str) -> None:
        """Put one on the table."""
        known = KnownDevice(f"ble:{kind}", "ble-blood-pressure", kind, kind, model=kind)
        self._added.add(known.device)
        self._practice.devices.take_on(known, kind, sticker, virtual=True)

    def has(self, hub_id: str) -> bool:
        """Whether it came from here."""
        return hub_id in self._added

    def take(self, hub_id: str) -> Future[None]:
        """A hand uses it."""
        self.pressed.append(hub_id)
        return _done(None)


def made_page(practice: PracticeDesk, air: Air, shelf: Table | None = None) -> DevicesPage:
    """A page over a practice clinic; everything happens at once."""
    bridge = Bridge()
    model = DevicesModel(practice.devices, air, practice.desk.seat, SERIAL, practice.clock, DeviceChecks(practice.desk, lambda: 7))
    page = DevicesPage(model, bridge, practice.clock, practice.devices.news, CATALOGUE, shelf)
    bridge.setParent(page)
    model.attach(page.refresh, at_once)
    return page


def whole() -> QWidget:
    """Three cards."""
    return made_page(clinic(), Air())


def caring() -> QWidget:
    """A new box of strips is about to be written down: the one in use is past its day, and the control failed."""
    practice = open_practice(1)
    practice.devices.use_manifests([measures("ble-blood-pressure", Kind.BLOOD_PRESSURE), measures("ble-glucose", Kind.GLUCOSE)])
    for known, sticker in ((CUFF, "红1"), (METER, "蓝2")):
        practice.devices.take_on(known, known.name, sticker)
    checks = DeviceChecks(practice.desk)
    cuff, meter = (one.id for one in practice.devices.known())
    if practice.devices.card(cuff).sticker != "红1":
        cuff, meter = meter, cuff
    checks.verify(cuff, "2026-03-31")
    checks.open_strips(meter, "T2508", "2026-02-28", ("4.1-6.3", "14.0-18.5"))
    checks.control(meter, "7.9", "1")
    page = made_page(practice, Air())
    page._model.care.show_form(meter, Care.STRIPS)
    return page


def scanning() -> QWidget:
    """What a scan found."""
    heard = (
        Found("ble:C0:00:00:00:00:09", "BLEsmart_0000", -52, "ble-blood-pressure"),
        Found(METER.device, METER.name, -63, METER.driver),
        Found("ble:11:22:33:44:55:66", "Mi Band", -81, None),
    )
    page = made_page(clinic(), Air(*heard))
    page._model.show_adding(True)
    return page


def naming() -> QWidget:
    """Name and sticker of a new one."""
    page = made_page(clinic(), Air(Found("ble:C0:00:00:00:00:09", "BLEsmart_0000", -52, "ble-blood-pressure")))
    page._model.show_adding(True)
    found = page._model.found
    assert found
    page._model.choose(found[0])
    return page


FOUR = tuple(KnownDevice(f"ble:C0:00:00:00:00:1{n}", "omron", "BLEsmart_0000", f"C0:00:00:00:00:1{n}") for n in range(4))
"""Cuffs of one name."""


def calling() -> QWidget:
    """Roll call: two of three cuffs of one name are known, one of them was just pressed, the third is new."""
    practice = open_practice(1)
    practice.devices.use_manifests([measures("omron", Kind.BLOOD_PRESSURE)])
    for known, sticker in zip(FOUR, ("红1", "蓝2"), strict=False):
        practice.devices.take_on(known, known.name, sticker)
    practice.devices.take_on(Found(FOUR[2].device, FOUR[2].name, -50, "omron"), "", "黄3", seat="B2")
    page = made_page(practice, Air())
    page._model.call_the_roll()
    page._model.roll.found(Found(FOUR[3].device, FOUR[3].name, -48, "omron"))
    tell(practice, FOUR[1], DeviceState.CONNECTING)
    page._model.heard(practice.devices.known()[1])
    return page


def practising() -> QWidget:
    """One device was taken from the practice clinic's shelf."""
    practice = open_practice(1)
    practice.devices.use_manifests([measures("ble-blood-pressure", Kind.BLOOD_PRESSURE)])
    table = Table(practice)
    table.add("Omron HEM-7142T2", "红1")
    return made_page(practice, Air(), table)


ENTRIES = [
    Entry("devices-roll-call", calling),
    Entry("devices-practice", practising),
    Entry("devices", whole),
    Entry("devices-care", caring),
    Entry("devices-scan", scanning),
    Entry("devices-naming", naming),
]
