"""A walk through the real window, taking a picture of every page; for the scripted day, the README and whoever reviews looks."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.errors import KnownError
from app.texts import LANGUAGES
from ui import tokens
from ui.app import dress, make_application
from ui.desktop import Desktop
from ui.pages.encounter.page import EncounterPage
from ui.pages.measuring.page import MeasuringPage
from ui.pages.prescription.page import PrescriptionPage
from ui.pages.signin.page import SignInPage
from ui.station import Occasion

if TYPE_CHECKING:
    from app.services.clinic import Clinic

SIZE = (1366, 768)
PATIENCE_S = 30.0
W = TypeVar("W", bound=QWidget)


@dataclass(frozen=True, slots=True)
class Sight:
    """Who is on the pages: resident, today's visit, an earlier recording ('' = none), drugs typed into the sheet."""

    person: str
    encounter: str
    recording: str = ""
    drugs: tuple[str, ...] = ()


class Tour:
    """Signs in by typing, then goes from page to page. KnownError ``tour_stuck`` names where it did not get on."""

    def __init__(self, occasion: Occasion, folder: Path) -> None:
        app = QApplication.instance() or make_application(["xiangyi"])
        assert isinstance(app, QApplication)
        dress(app, tokens.DEFAULT_SCALE, LANGUAGES[0])
        self._folder = folder
        self.desktop = Desktop(app, occasion)
        self.made: list[Path] = []

    def walk(self, login: str, password: str, arrange: Callable[[Clinic], Sight], percents: tuple[int, ...]) -> list[Path]:
        """All pictures, in the order they were taken."""
        try:
            self._walk(login, password, arrange, percents)
        finally:
            self.desktop.end()  # a walk that got stuck leaves no window and no open store behind
        return self.made

    def _walk(self, login: str, password: str, arrange: Callable[[Clinic], Sight], percents: tuple[int, ...]) -> None:
        desktop = self.desktop
        desktop.begin()
        self.sign_in(login, password)
        assert desktop.clinic is not None and desktop.preferences is not None
        sight = arrange(desktop.clinic)
        for percent in percents:
            desktop.preferences.choose("text_percent", percent)
            self.until(lambda percent=percent: desktop.percent == percent, "size")  # type: ignore[misc]
            self._to_size()
            self._pages(sight, percent)
        desktop.window.close()
        self.until(lambda: desktop.is_over, "close")

    def sign_in(self, login: str, password: str) -> None:
        """Choose the tile, type the password, wait for the pages."""
        self.until(lambda: self._found(SignInPage) is not None, "signin")
        self._to_size()
        page = self._found(SignInPage)
        assert page is not None
        page.tiles.chosen.emit(login)
        self._shoot("signin", self.desktop.percent)
        seated: list[bool] = []
        self.desktop.seated.connect(lambda: seated.append(True))
        page.password.field.setText(password)
        page.password.button.click()
        self.until(lambda: bool(seated), "seated")

    def _pages(self, sight: Sight, percent: int) -> None:
        desktop, pages = self.desktop, self.desktop.pages
        assert pages is not None
        pages.measure(sight.person)
        measuring = self._page(MeasuringPage, "measuring")
        self.until(lambda: measuring.subject_in_front is not None, "subject")
        self._shoot("measuring", percent)
        pages.open_chart(sight.person)
        encounter = self._page(EncounterPage, "encounter")
        self.until(lambda: encounter.model.current is not None, "visit")
        self._shoot("encounter", percent)
        pages.prescribe(sight.person, sight.encounter)
        self._prescribe(self._page(PrescriptionPage, "prescription"), sight)
        self._shoot("prescription", percent)
        if sight.recording:
            pages.look_at_ecg(sight.person, sight.encounter, sight.recording)
            self._shoot("ecg", percent)
        pages.show_resident(sight.person)
        self._shoot("residents", percent)
        for key in ("devices", "sync", "settings"):
            desktop.window.open(key)
            self._shoot(key, percent)

    def _prescribe(self, page: PrescriptionPage, sight: Sight) -> None:
        model = page.model
        self.until(lambda: model.draft is not None and not model.busy, "sheet")
        for drug in sight.drugs:
            model.add(drug)
        self.until(lambda: model.reviewed is not None and model.reviewed == model.draft, "review")

    def _page(self, kind: type[W], key: str) -> W:
        self.until(lambda: isinstance(self.desktop.window.page(key), kind), key)
        page = self.desktop.window.page(key)
        assert isinstance(page, kind)
        return page

    def _shoot(self, name: str, percent: int) -> None:
        self.rest(0.4)  # reads beside the screen's thread come in
        file = self._folder / f"screen-{name}-{percent}.png"
        self.desktop.window.grab().save(str(file))
        self.made.append(file)

    def _to_size(self) -> None:
        self.desktop.window.showNormal()
        self.desktop.window.resize(*SIZE)
        self.rest(0.05)

    def _found(self, kind: type[W]) -> W | None:
        return self.desktop.window.findChild(kind)

    def until(self, settled: Callable[[], bool], where: str, seconds: float = PATIENCE_S) -> None:
        """Let the window live until something holds. KnownError ``tour_stuck``."""
        ends = time.monotonic() + seconds
        while not settled():
            if time.monotonic() > ends:
                raise KnownError("tour_stuck", where=where)
            self.rest(0.02)

    def rest(self, seconds: float) -> None:
        """Let the window live for a while."""
        loop = QEventLoop()
        QTimer.singleShot(max(1, round(seconds * 1000)), loop.quit)
        loop.exec()
