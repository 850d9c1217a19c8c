"""A clinic on one computer with its window, devices in the air, a card reader and a scale on the table, and a hub on loopback."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from app.clock import RunningClock, local_day
from app.demo.chronic_year import first_with_both, patients, write_year
from app.demo.clinic import DOCTOR, NURSE, PASSWORD, prepare, virtual_devices
from app.demo.shelf import Shelf
from app.demo.two_seats import LATEST_LOCK, VILLAGE, Seat
from app.domain.person import IdKind
from app.main import Workstation
from app.paths import DataFolder
from app.services.practice import practice_data
from app.services.practice_clinic import MANAGER
from app.services.preferences import Preferences
from app.services.signin import SignIn
from device_drivers.protocols.idcard_sam import CardText
from sync.hub.server import HubServer

if TYPE_CHECKING:
    from device_drivers.virtual.clinic import VirtualClinic

SCALE, READER = "A&D UC-352BLE", "普天 CP IDMR02"
SCALE_STICKER, READER_STICKER = "绿4", "白5"
CUFF_SECONDS = 2.0


class OneSeat:
    """Made in an empty folder, with a year of chronic care behind it; the doctor is signed in.

    ``person``: a resident of 65 or more with hypertension and diabetes, whose last follow-up asked for today.
    """

    def __init__(self, out: Path, clock: RunningClock, residents: int) -> None:
        self.clock = clock
        self._kept = ExitStack()
        try:
            self.hub = self._kept.enter_context(HubServer(out / "hub.db", secrets.token_bytes(32), clock=clock))
            folder = DataFolder(out / VILLAGE)
            ids = prepare(folder, clock, residents, (NURSE, MANAGER))
            self.person = self._year_behind(folder, ids)
            self.seat = self._seated(folder)
            self.virtual: VirtualClinic = virtual_devices(self.seat.station)
            self._shelf = self._table()
        except BaseException:
            self._kept.close()
            raise

    # what hands do

    def lay_card(self) -> None:
        """The resident's card on the plate of the reader."""
        one = self.seat.clinic.residents.get(self.person)
        number = one.number(IdKind.RESIDENT) or ""
        told = one.name, one.sex.value, "01", f"{one.birth}", one.address.village, number, "清河县公安局", "2010-01-01", "长期"
        self._until_done(self._shelf.use(self._hub_id(READER_STICKER), lambda made: made.instrument.put(CardText(*told))), "card")

    def step_on(self, kilograms: Decimal) -> None:
        """The resident on the scale."""
        self._until_done(self._shelf.use(self._hub_id(SCALE_STICKER), lambda made: made.brain.step_on(kilograms)), "scale")

    def wake_cuff(self) -> None:
        """Switched on: it connects, and what it had kept is out of it."""
        self._until_done(self.virtual.run(self.virtual.cuff.wake()), "cuff")

    def press_cuff(self, systolic: int, diastolic: int, pulse: int) -> None:
        """START; the window lives on while the cuff pumps."""
        self._until_done(self.virtual.press_cuff(systolic, diastolic, pulse, seconds=CUFF_SECONDS), "cuff")

    def prick(self, mmol_per_l: Decimal) -> None:
        """A drop on the strip."""
        self._until_done(self.virtual.prick(mmol_per_l), "meter")

    def until(self, holds: Callable[[], bool], where: str) -> None:
        """The window lives on until something holds. KnownError ``tour_stuck``."""
        self.seat.sitting.until(holds, where)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self._kept.close()

    # making

    def _year_behind(self, folder: DataFolder, ids: list[str]) -> str:
        """The doctor worked here all the year; the screen is not locked by the minutes that a story skips."""
        signin = SignIn(folder, self.clock)
        desk = signin.sign_in(DOCTOR, PASSWORD)
        try:
            chosen = Preferences(desk, folder.site_file)
            chosen.choose("lock_minutes", LATEST_LOCK)
            chosen.choose("keyboard_scanner", False)  # keys of a story come as fast as a scanner's
            known = patients(desk, ids)
            person = first_with_both(known, local_day(self.clock.now()))
            write_year(desk, known, person)
            return person
        finally:
            signin.sign_out(desk)

    def _seated(self, folder: DataFolder) -> Seat:
        from ui.sitting import Sitting
        from ui.station import Occasion

        station = Workstation(folder, self.clock)
        sitting = Sitting(Occasion(folder, self.clock, lambda: station))
        self._kept.callback(sitting.desktop.end)
        seat = Seat(practice_data()[VILLAGE]["name"], practice_data()[VILLAGE]["name"], station, sitting)
        seat.sign_in(DOCTOR)
        station.use_upstream("hub", "hub", self.hub.base_url)
        return seat

    def _table(self) -> Shelf:
        """Scale and reader beside cuff and meter."""
        assert self.seat.station.devices is not None
        shelf = Shelf(self.seat.clinic, self.seat.station.devices, self.virtual)
        self._kept.callback(shelf.close)
        for kind, sticker in ((SCALE, SCALE_STICKER), (READER, READER_STICKER)):
            shelf.add(kind, sticker)
        return shelf

    def _hub_id(self, sticker: str) -> str:
        return next(card.hub_id for card in self.seat.clinic.devices.known() if card.sticker == sticker)

    def _until_done(self, done: Future[Any], where: str) -> None:
        self.seat.sitting.until(done.done, where)
        done.result()
