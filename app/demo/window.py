"""The practice clinic with a window: made-up residents, virtual devices with buttons, a hub on loopback whose network can be cut."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from app.clock import Clock, SystemClock
from app.demo.chronic_year import patients, write_year
from app.demo.clinic import DOCTOR, PASSWORD, prepare, virtual_devices
from app.errors import KnownError
from app.logs import LogFiles
from app.paths import DataFolder
from app.services.practice import practice_data
from app.texts import LANGUAGES, choose_language, text

if TYPE_CHECKING:
    from app.demo.shelf import Shelf
    from app.domain.person import ResidentRow
    from app.main import Workstation
    from app.services.residents import Residents
    from sync.hub.server import HubServer
    from ui.station import Occasion, Practice, Station

WAITING_ROOM, LOOKED_AT, GROWN_UP_BEFORE = 6, 60, 1975
"""So many residents sit in the waiting room when the doors open."""


def show(language: str) -> int:
    """Open it, and throw its folder away when the window is closed; returns the exit code. KnownError ``no_display``."""
    from ui.run import show as show_window

    choose_language(language)
    with tempfile.TemporaryDirectory(prefix="xiangyi-demo-", ignore_cleanup_errors=True) as folder:
        demo = Demo(DataFolder(Path(folder) / "data").make(), SystemClock(), language)
        with LogFiles(demo.folder.logs):
            try:
                return show_window(demo.occasion(), language=language)
            finally:
                demo.close()


class Demo:
    """One run of the practice clinic."""

    def __init__(self, folder: DataFolder, clock: Clock, language: str = LANGUAGES[0]) -> None:
        self.folder, self.clock, self._language = folder, clock, language
        self._hub: HubServer | None = None
        self.shelf: Shelf | None = None

    def occasion(self) -> Occasion:
        """What the desktop is to show."""
        from ui.station import Occasion

        return Occasion(
            self.folder,
            self.clock,
            self.make_station,
            prepare=self.prepare,
            preparing=text("practice.preparing"),
            hint=text("practice.hint", {"password": PASSWORD}),
            practice=self.practice,
        )

    def prepare(self) -> None:
        """The clinic in its folder, in a process of its own: what making 200 residents needs is given back when it ends."""
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
            apart.submit(make_ready, str(self.folder.root), self._language).result()

    def make_station(self) -> Workstation:
        """What lies below the window."""
        from app.main import Workstation

        return Workstation(self.folder, self.clock)

    def practice(self, station: Station) -> Practice:
        """Hub and virtual devices for a workstation that was just opened; its buttons and the network's switch."""
        from app.demo.hands import Hands
        from app.demo.shelf import Shelf
        from app.main import Workstation
        from sync.hub.server import HubServer
        from ui.station import Practice

        assert isinstance(station, Workstation)
        clinic = station.clinic
        if clinic is None:
            raise KnownError("store_closed")
        hub = self._hub = HubServer(self.folder.root / "practice-hub.db", secrets.token_bytes(32))
        station.use_upstream("hub", "hub", hub.start())
        virtual = virtual_devices(station)
        hands = Hands(clinic, virtual, Random())  # made-up values, no secret
        assert station.devices is not None
        self.shelf = Shelf(clinic, station.devices, virtual)

        def network(on: bool) -> None:
            hub.refuse(not on)
            clinic.sync.sync_now()

        return Practice(hands.handles(), network, self.shelf)

    def close(self) -> None:
        """The hub ends after the workstation."""
        if self._hub is not None:
            self._hub.stop()
            self._hub = None


def make_ready(root: str, language: str) -> None:
    """The clinic, and the first people in the waiting room."""
    folder, clock = DataFolder(Path(root)), SystemClock()
    ids = prepare(folder, clock)
    open_doors(folder, clock, language, ids)


def open_doors(folder: DataFolder, clock: Clock, language: str, residents: Sequence[str] = ()) -> None:
    """The clinic has worked all the year and this morning; some residents have come since: half of them are measured and wait for the
    doctor. ``residents``: whose chronic diseases were cared for."""
    from app.demo.morning import Morning
    from app.rules.pack import load_pack
    from app.services.intake import Intake
    from app.services.preferences import Preferences
    from app.services.residents import Residents
    from app.services.signin import SignIn

    signin = SignIn(folder, clock)
    desk = signin.sign_in(DOCTOR, PASSWORD)
    try:
        Preferences(desk, folder.site_file).choose("language", language)
        write_year(desk, patients(desk, residents))
        here, *others = practice_data()["places"]["villages"]
        intake, known = Intake(desk), Residents(desk)
        Morning(signin, desk, load_pack(), folder.site_file, chain.from_iterable(_grown(known, one) for one in others)).pass_by()
        for number, row in enumerate(_grown(known, here)[:WAITING_ROOM]):
            visit = intake.open_visit(row.id)
            if number % 2:
                intake.enter(visit.id, "temperature", f"36.{3 + number}", confirmed=("jump", "unusual"))
                intake.save(visit.id)
    finally:
        signin.sign_out(desk)


def _grown(residents: Residents, village: str) -> list[ResidentRow]:
    return [row for row in residents.search(village, LOOKED_AT) if row.birth is not None and row.birth.year <= GROWN_UP_BEFORE]
