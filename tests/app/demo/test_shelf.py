"""The practice clinic's shelf: every virtual device there is lies on it, and what one measures comes in like a real one's."""

from __future__ import annotations

import asyncio
import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from threading import Event

import pytest

import device_drivers.virtual
from app.clock import SystemClock
from app.demo.clinic import DOCTOR, PASSWORD, prepare
from app.demo.shelf import KINDS, Shelf, _used
from app.demo.window import Demo
from app.errors import KnownError
from app.main import Workstation
from app.paths import DataFolder
from app.services.clinic import Clinic
from device_drivers.readings import Card, DeviceState, Scan

ARRIVAL_S = 40.0
LISTENED = {DeviceState.CONNECTED, DeviceState.DRAINED, DeviceState.TRANSFERRING}


def makers() -> set[tuple[str, str]]:
    """Every maker of a virtual device."""
    found = set()
    for module in pkgutil.iter_modules(device_drivers.virtual.__path__):
        made = import_module(f"device_drivers.virtual.{module.name}")
        for name, function in inspect.getmembers(made, inspect.iscoroutinefunction):
            if (name == "make" or name.startswith("make_")) and function.__module__ == made.__name__:
                found.add((module.name, name))
    return found


def test_nothing_is_missing_from_the_shelf() -> None:
    assert set(KINDS.values()) == makers()


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workstation, Clinic, Shelf]]:
    demo = Demo(DataFolder(tmp_path_factory.mktemp("shelf") / "data").make(), SystemClock())
    prepare(demo.folder, demo.clock, 4)
    station = demo.make_station()
    clinic = station.opened(station.signin.sign_in(DOCTOR, PASSWORD))
    practice = demo.practice(station)
    shelf = practice.shelf
    assert isinstance(shelf, Shelf)
    yield station, clinic, shelf
    shelf.close()
    station.close()
    demo.close()


@pytest.mark.parametrize(
    ("kind", "measured"),
    [("Microlife BP A6 BT", "blood_pressure"), ("Beurer FT95", "temperature"), ("Omron HBP-9020", "blood_pressure"), ("Contour Next", "glucose")],
    ids=["ble", "ble-standard", "serial", "hid"],
)  # fmt: skip
def test_what_it_measures_comes_in(opened: tuple[Workstation, Clinic, Shelf], kind: str, measured: str) -> None:
    _, clinic, shelf = opened
    arrived, listened = Event(), Event()
    stop = clinic.inbox.news.subscribe(lambda _: arrived.set())
    deaf = clinic.devices.news.subscribe(lambda card: listened.set() if card.model == kind and card.state in LISTENED else None)
    try:
        shelf.add(kind, f"绿{len(clinic.devices.known()) + 1}")
        card = next(one for one in clinic.devices.known() if one.model == kind)
        assert card.virtual and measured in card.kinds and shelf.has(card.hub_id)
        assert card.hub_id.startswith("ble:") or listened.wait(ARRIVAL_S)  # who speaks into an unplugged cable is not heard
        shelf.take(card.hub_id).result(ARRIVAL_S)
        assert arrived.wait(ARRIVAL_S)
    finally:
        stop()
        deaf()
    assert any(one.kind.value == measured and one.device == card.id for one in clinic.inbox.unclaimed())


@pytest.mark.parametrize(("kind", "what"), [("普天 CP IDMR02", Card), ("USB-CDC barcode scanner", Scan)])
def test_what_is_shown_to_a_reader_is_told(opened: tuple[Workstation, Clinic, Shelf], kind: str, what: type) -> None:
    station, clinic, shelf = opened
    told: list[object] = []
    heard = Event()

    def hear(news: object) -> None:
        told.append(news)
        heard.set()

    stop = station.presented.subscribe(hear)
    try:
        shelf.add(kind, f"白{len(clinic.devices.known()) + 1}")
        card = next(one for one in clinic.devices.known() if one.model == kind)
        wait_for_lines(clinic, {card.hub_id})
        shelf.take(card.hub_id).result(ARRIVAL_S)
        assert heard.wait(ARRIVAL_S) and isinstance(told[0], what)
    finally:
        stop()


def test_a_taken_sticker_puts_nothing_on_the_table(opened: tuple[Workstation, Clinic, Shelf]) -> None:
    _, clinic, shelf = opened
    before = [card.hub_id for card in clinic.devices.known()]
    with pytest.raises(KnownError, match="sticker_taken"):
        shelf.add("FORA P30 Plus", clinic.devices.known()[0].sticker)
    assert [card.hub_id for card in clinic.devices.known()] == before


EIGHT = (
    "Microlife BP A6 BT",
    "FORA P30 Plus",
    "Omron HEM-7142T2",
    "三诺 安稳+Air",
    "Beurer FT95",
    "A&D UC-352BLE",
    "Omron HBP-9020",
    "OneTouch UltraEasy",
)


def test_eight_different_ones_measure_at_once(opened: tuple[Workstation, Clinic, Shelf]) -> None:
    """Four makers' own protocols, two profiles of the SIG, two cables: all in one room, each result kept once."""
    _, clinic, shelf = opened
    on_table = {one.model for one in clinic.devices.known()}
    for kind in EIGHT:
        if kind not in on_table:
            shelf.add(kind, f"紫{len(clinic.devices.known()) + 1}")
    cards = {one.model: one for one in clinic.devices.known() if one.model in EIGHT}
    before = {one.key for one in clinic.inbox.unclaimed()}
    came: set[str] = set()
    all_here = Event()

    def hear(_: object) -> None:
        came.update(one.device for one in clinic.inbox.unclaimed() if one.key not in before)
        if {card.id for card in cards.values()} <= came:
            all_here.set()

    listening = {card.hub_id for card in cards.values() if not card.hub_id.startswith("ble:")}
    wait_for_lines(clinic, listening)
    stop = clinic.inbox.news.subscribe(hear)
    try:
        for pressed in [shelf.take(card.hub_id) for card in cards.values()]:
            pressed.result(ARRIVAL_S)
        assert all_here.wait(2 * ARRIVAL_S), {kind for kind, card in cards.items() if card.id not in came}
    finally:
        stop()
    assert len(cards) == len(EIGHT)


def wait_for_lines(clinic: Clinic, hub_ids: set[str]) -> None:
    """Who speaks into a cable that is not plugged in yet is not heard."""
    ready = Event()

    def check(_: object = None) -> None:
        if all(card.state in LISTENED for card in clinic.devices.known() if card.hub_id in hub_ids):
            ready.set()

    stop = clinic.devices.news.subscribe(check)
    check()
    try:
        assert ready.wait(ARRIVAL_S)
    finally:
        stop()


def test_what_is_used_before_its_line_is_noticed_waits_for_it() -> None:
    """The host's end of a serial line is open before the device's end knows of it."""

    class Cuff:
        id = driver = model = name = "cuff"

        def __init__(self) -> None:
            self.here, self.heard = asyncio.Event(), list[bool]()

        async def host_here(self) -> None:
            await self.here.wait()

        async def take(self) -> None:
            self.heard.append(self.here.is_set())

    async def used() -> list[bool]:
        cuff = Cuff()
        asyncio.get_running_loop().call_soon(lambda: asyncio.get_running_loop().call_soon(cuff.here.set))
        await _used(cuff)
        return cuff.heard

    assert asyncio.run(used()) == [True]
