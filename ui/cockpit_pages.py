"""统计 as one entry of the rail: the numbers, whether what was written is genuine, and the filled forms as files."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from app.services.clinic import Clinic
from app.services.form_export import FormExport
from app.services.indicators import PERMISSION
from app.services.printers import Printers
from app.services.report_paper import ReportPaper
from ui.bridge import Bridge
from ui.pages.cockpit import checks_page, page
from ui.pages.cockpit.checks_model import ChecksModel
from ui.pages.cockpit.checks_page import ChecksPage
from ui.pages.cockpit.forms_model import FormsModel
from ui.pages.cockpit.forms_page import FormsPage
from ui.pages.cockpit.model import BoardModel
from ui.pages.cockpit.page import BoardPage
from ui.pages.tabbed import Tab, Tabbed

COCKPIT, NUMBERS, CHECKS, FORMS = "cockpit", "numbers", "checks", "forms"


class CockpitPages(Tabbed):
    """``show``: opens a resident's chart, for whoever may read it. Forms leave with names, so who may not fill them has no such tab."""

    def __init__(self, clinic: Clinic, bridge: Bridge, show: Callable[[str], None]) -> None:
        self._clinic, self._bridge, self._show = clinic, bridge, show
        of_all = (
            Tab(NUMBERS, QCoreApplication.translate("CockpitPages", "Numbers of public health"), self._numbers),
            Tab(CHECKS, QCoreApplication.translate("CockpitPages", "Checks and workload"), self._checks),
        )
        forms = Tab(FORMS, QCoreApplication.translate("CockpitPages", "Export forms"), self._forms)
        gives = clinic.desk.who.may("chart.read") and clinic.desk.who.may("forms.write")
        tabs = (*of_all, forms) if gives else of_all
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

    def _forms(self) -> FormsPage:
        desk = self._clinic.desk
        return FormsPage(FormsModel(FormExport(desk), desk.clock), self._bridge)
