"""本日 behind one entry of the rail: before opening, critical values, the log of visits, paper sheets, and the close of the day."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.clock import Clock
from app.services.clinic import Clinic
from app.services.clinic_log import ClinicLog
from app.services.critical_log import CriticalLog
from app.services.critical_values import CriticalValues
from app.services.day_board import DayBoard
from app.services.day_lines import Place
from app.services.emergency_sheets import EmergencySheets
from app.services.paper_sheets import PaperSheets
from app.services.printers import Printers
from ui.bridge import Bridge
from ui.pages.critical.model import CriticalModel
from ui.pages.critical.page import CriticalPage
from ui.pages.day.lines_model import ClosingModel, OpeningModel
from ui.pages.day.lines_page import ClosingPage, OpeningPage
from ui.pages.day.log_model import LogModel
from ui.pages.day.log_page import LogPage
from ui.pages.day.paper_model import PaperModel
from ui.pages.day.paper_page import PaperPage
from ui.pages.tabbed import Tab, Tabbed

DAY = "day"
OPENING, CRITICAL, LOG, PAPER, CLOSING = "opening", Place.CRITICAL.value, Place.LOG.value, Place.PAPER.value, "closing"


class DayPages(Tabbed):
    """Only the tabs this person may use. ``lead`` opens another page; ``look(person)`` somebody's record."""

    def __init__(
        self, clinic: Clinic, bridge: Bridge, clock: Clock, backups: Path, lead: Callable[[Place], None], look: Callable[[str], None]
    ) -> None:
        self._clinic, self._bridge, self._clock, self._lead, self._look = clinic, bridge, clock, lead, look
        self._board = DayBoard(clinic, backups)
        may = clinic.desk.who.may
        tabs = (
            ("queue.read", Tab(OPENING, QCoreApplication.translate("DayPages", "Before opening"), self._opening)),
            ("forms.write", Tab(CRITICAL, QCoreApplication.translate("DayPages", "Critical values"), self._critical)),
            ("chart.read", Tab(LOG, QCoreApplication.translate("DayPages", "Log of visits"), self._log)),
            ("chart.write", Tab(PAPER, QCoreApplication.translate("DayPages", "From paper"), self._paper)),
            ("queue.read", Tab(CLOSING, QCoreApplication.translate("DayPages", "Close of the day"), self._closing)),
        )
        super().__init__(QCoreApplication.translate("DayPages", "The day"), [tab for permission, tab in tabs if may(permission)])

    def go(self, place: Place) -> None:
        """A line's place: a tab of this page, or another page."""
        if self.has(place.value):
            self.open(place.value)
        else:
            self._lead(place)

    def _opening(self) -> QWidget:
        page = OpeningPage(OpeningModel(self._board), self._bridge)
        page.led.connect(self.go)
        return page

    def _closing(self) -> QWidget:
        page = ClosingPage(ClosingModel(self._board), self._bridge)
        page.led.connect(self.go)
        return page

    def _critical(self) -> QWidget:
        desk = self._clinic.desk
        model = CriticalModel(CriticalValues(desk), CriticalLog(desk), self._clock)
        page = CriticalPage(model, self._bridge, Printers(desk))
        self._bridge.listen(desk.store.changes, model.heard, page)
        return page

    def _log(self) -> QWidget:
        desk = self._clinic.desk
        page = LogPage(LogModel(ClinicLog(desk), self._clock), self._bridge, Printers(desk))
        page.asked.connect(self._look)
        return page

    def _paper(self) -> QWidget:
        desk = self._clinic.desk
        model = PaperModel(PaperSheets(desk), EmergencySheets.of(desk), self._clinic.residents.search, self._clock)
        return PaperPage(model, self._bridge, Printers(desk))
