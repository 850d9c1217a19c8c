"""统计 as one entry of the rail: the numbers, and whether what was written is genuine."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from app.services.clinic import Clinic
from app.services.indicators import PERMISSION
from app.services.printers import Printers
from app.services.report_paper import ReportPaper
from ui.bridge import Bridge
from ui.pages.cockpit import checks_page, page
from ui.pages.cockpit.checks_model import ChecksModel
from ui.pages.cockpit.checks_page import ChecksPage
from ui.pages.cockpit.model import BoardModel
from ui.pages.cockpit.page import BoardPage
from ui.pages.tabbed import Tab, Tabbed

COCKPIT, NUMBERS, CHECKS = "cockpit", "numbers", "checks"


class CockpitPages(Tabbed):
    """``show``: opens a resident's chart, for whoever may read it."""

    def __init__(self, clinic: Clinic, bridge: Bridge, show: Callable[[str], None]) -> None:
        self._clinic, self._bridge, self._show = clinic, bridge, show
        tabs = (
            Tab(NUMBERS, QCoreApplication.translate("CockpitPages", "Numbers of public health"), self._numbers),
            Tab(CHECKS, QCoreApplication.translate("CockpitPages", "Checks and workload"), self._checks),
        )
        super().__init__(QCoreApplication.translate("CockpitPages", "Statistics"), tabs)

    def _numbers(self) -> BoardPage:
        desk = self._clinic.desk
        model = BoardModel(self._clinic.indicators, ReportPaper(desk, PERMISSION, page.KIND))
        made = BoardPage(model, self._bridge, Printers(desk))
        if desk.who.may("chart.read"):
            made.opened.connect(self._show)
        return made

    def _checks(self) -> ChecksPage:
        desk = self._clinic.desk
        model = ChecksModel(self._clinic.authenticity, ReportPaper(desk, PERMISSION, checks_page.KIND))
        return ChecksPage(model, self._bridge, Printers(desk))
