"""A desktop over a small clinic, driven by keys as a person does."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.clock import RunningClock, SetClock
from app.demo.clinic import DOCTOR, PASSWORD
from app.domain.person import ResidentRow
from app.paths import DataFolder
from app.services.practice import practice_data
from tests.ui.pages.keyboard import enter, write
from tests.ui.small_clinic import SmallStation
from ui.desktop import Desktop
from ui.pages.encounter.page import EncounterPage
from ui.pages.lock.page import LockPage
from ui.pages.signin.page import SignInPage
from ui.station import Occasion

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier
PATIENCE = 20_000  # ms: a window is made in half a second, and in ten on a computer that does much else


class Run:
    """A desktop with its station, driven by keys."""

    def __init__(self, qtbot: QtBot, folder: DataFolder, clock: SetClock | RunningClock, **more: object) -> None:
        self.qtbot, self.clock = qtbot, clock
        self.station = SmallStation(folder, clock)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.desktop = Desktop(app, Occasion(folder, clock, lambda: self.station, **more))  # type: ignore[arg-type]

    def begin(self) -> None:
        """The window is there and active."""
        self.desktop.begin()
        self.to_front()

    def to_front(self) -> None:
        """Keys go to the window."""
        window = self.desktop.window
        window.showNormal()
        window.resize(1366, 768)
        with self.qtbot.waitActive(window, timeout=PATIENCE):
            window.activateWindow()

    def page(self, kind: type[QWidget]) -> QWidget:
        """The page of that kind, once it is there."""
        self.qtbot.waitUntil(lambda: self.desktop.window.findChild(kind) is not None, timeout=PATIENCE)
        found = self.desktop.window.findChild(kind)
        assert isinstance(found, kind)
        return found

    def sign_in(self, login: str = DOCTOR, password: str = PASSWORD) -> None:
        """Choose the tile, type the password, Enter; waits until the pages are there."""
        page = self.page(SignInPage)
        assert isinstance(page, SignInPage)
        page.tiles.chosen.emit(login)
        self.qtbot.waitUntil(page.password.field.hasFocus, timeout=PATIENCE)
        write(self.qtbot, page.password.field, password)
        with self.qtbot.waitSignal(self.desktop.seated, timeout=PATIENCE):
            enter(self.qtbot, page.password.field)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key of the map, wherever the cursor is."""
        self.qtbot.keyClick(self.desktop.window, key, modifier)

    def lock_page(self) -> LockPage:
        """Lock with Ctrl+L."""
        self.key(Key.Key_L, Control)
        page = self.page(LockPage)
        assert isinstance(page, LockPage)
        self.qtbot.waitUntil(lambda: self.clinic.desk.session.locked, timeout=PATIENCE)
        return page

    @property
    def clinic(self):  # type: ignore[no-untyped-def]
        assert self.station.clinic is not None
        return self.station.clinic

    def grown(self) -> list[ResidentRow]:
        """Grown-up residents, the same in every run."""
        places = practice_data()["places"]["villages"]
        found = [row for place in places for row in self.clinic.residents.search(place, 20)]
        return [row for row in found if row.birth is not None and 1940 < row.birth.year < 1975]

    def arrive(self, number: int = 0) -> str:
        """A resident comes in, is measured by hand and waits for the doctor; gives the visit."""
        person = self.grown()[number]
        visit = self.clinic.intake.open_visit(person.id)
        self.clinic.intake.enter(visit.id, "temperature", "36.6", confirmed=("jump", "unusual"))
        self.clinic.intake.save(visit.id)
        return str(visit.id)

    def call_first(self) -> EncounterPage:
        """The visits, and Enter on the queue's first row."""
        self.desktop.window.open("encounter")
        page = self.desktop.window.page("encounter")
        assert isinstance(page, EncounterPage)
        self.qtbot.waitUntil(lambda: bool(page.model.waiting), timeout=PATIENCE)
        page.queue.list.setFocus()
        page.queue.list.setCurrentIndex(page.queue.rows.index(0))
        self.qtbot.keyClick(page.queue.list, Key.Key_Return)
        self.qtbot.waitUntil(lambda: page.model.current is not None and not page.model.busy, timeout=PATIENCE)
        return page
