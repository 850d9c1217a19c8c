"""A village and its county hospital on one computer: two workstations with their windows, and a hub on loopback that both have joined."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from app.clock import RunningClock, SystemClock
from app.demo.clinic import DOCTOR, PASSWORD
from app.main import Workstation
from app.paths import DataFolder
from app.printing.sheet import ReviewMode
from app.services.clinic import Clinic
from app.services.desk import Desk
from app.services.practice import practice_data, seed
from app.services.practice_clinic import ADMINISTRATOR, AUDITOR, NURSE, PHARMACIST, invite_doctor, open_clinic, open_hospital
from app.services.preferences import Preferences
from app.uplink import SeatLine
from sync.hub.keeper import Keeper
from sync.hub.server import HubServer

if TYPE_CHECKING:
    from ui.sitting import Sitting, W

VILLAGE, COUNTY = "clinic", "hospital"
"""The institutions' tables in practice.toml."""

LATEST_LOCK = 60
"""Minutes, the most of ``lock_minutes``: what a story skips, 45 in all where nobody touches a key, locks no screen."""

_SITE = 'review_institution = "{hospital}"\nsupply_institution = "{hospital}"\n'
"""What the county's IT sets on the village's computer: the hospital's pharmacist looks, its pharmacy sends."""


@dataclass
class Seat:
    """One workstation with its window. ``word``: whose it is, as the tables of the story say."""

    word: str
    institution: str
    station: Workstation
    sitting: Sitting

    @property
    def clinic(self) -> Clinic:
        """Its services; there from the first sign-in on."""
        assert self.station.clinic is not None
        return self.station.clinic

    def sign_in(self, login: str) -> None:
        """The first person of the day."""
        self.sitting.desktop.begin()
        self.sitting.sign_in(login, PASSWORD)

    def open(self, kind: type[W], key: str) -> W:
        """A page by the rail."""
        self.sitting.desktop.window.open(key)
        return self.sitting.page(kind, key)


class TwoSeats:
    """Made in an empty folder; the hub goes by the machine's time as its answers do, the seats by the story's.

    Both seats have joined with a one-time code, over TLS. Neither institution is under the other: the hospital sees what is addressed to it.
    """

    def __init__(self, out: Path, clock: RunningClock, residents: int) -> None:
        self.clock = clock
        self._kept = ExitStack()
        try:
            self.hub = self._kept.enter_context(HubServer(out / "hub.db", secrets.token_bytes(32), tls=True))
            village, county = DataFolder(out / VILLAGE), DataFolder(out / COUNTY)
            self._join(open_hospital(county.make(), clock), county, COUNTY)
            village.make().site_file.write_text(_SITE.format(hospital=practice_data()[COUNTY]["code"]), encoding="utf-8")
            desk = open_clinic(village, clock, (NURSE, AUDITOR), ReviewMode.BEFORE)
            invite_doctor(desk)
            seed(desk, residents)
            self._join(desk, village, VILLAGE)
            self.village, self.county = self._seat(village, VILLAGE, "村卫生室"), self._seat(county, COUNTY, "县医院")
            self.village.sign_in(DOCTOR)
            self.county.sign_in(PHARMACIST)
        except BaseException:
            self._kept.close()
            raise

    def network(self, on: bool) -> None:
        """Cut the line of both, or give it back: connections are really refused."""
        self.hub.refuse(not on)
        if on:
            for seat in (self.village, self.county):
                seat.clinic.sync.sync_now()

    def until(self, holds: Callable[[], bool], where: str) -> None:
        """Both windows live on until something holds. KnownError ``tour_stuck``."""
        self.village.sitting.until(holds, where)

    def level(self) -> None:
        """Until each seat has delivered everything it wrote."""
        for seat in (self.village, self.county):
            self.until(lambda seat=seat: seat.clinic.sync.summary().delivered, "upload")  # type: ignore[misc]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self._kept.close()

    def _join(self, desk: Desk, folder: DataFolder, place: str) -> None:
        """With the code that the hub's keeper gives out for a seat of this institution."""
        told, hospital = practice_data()[place], practice_data()[COUNTY]
        keeper = Keeper(self.hub.store, SystemClock(), (hospital["code"], hospital["name"]), ADMINISTRATOR)
        keeper.enter(told["code"], told["name"])
        code = keeper.invite(told["seat"], told["code"]).code
        preferences = Preferences(desk, folder.site_file)
        preferences.choose("lock_minutes", LATEST_LOCK)
        try:
            SeatLine(desk, preferences).join(self.hub.base_url.removesuffix("/fhir"), code)
        finally:
            desk.store.close()

    def _seat(self, folder: DataFolder, place: str, word: str) -> Seat:
        from ui.sitting import Sitting
        from ui.station import Occasion

        station = Workstation(folder, self.clock)
        sitting = Sitting(Occasion(folder, self.clock, lambda: station))
        self._kept.callback(sitting.desktop.end)
        return Seat(word, practice_data()[place]["name"], station, sitting)
