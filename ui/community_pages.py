"""公卫 under one entry of the rail: emergency registration, agreements with the family doctor, notifiable diseases, health education."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.clock import Clock
from app.rules.infectious import REPORT
from app.services.clinic import Clinic
from app.services.contract_paper import ContractPaper
from app.services.contracts import Contracts
from app.services.emergency_batch import EmergencyBatch
from app.services.form_export import FormExport
from app.services.form_papers import FormPapers
from app.services.health_education import HealthEducationRecords
from app.services.infectious import InfectiousReports
from app.services.printers import Printers
from ui.bridge import Bridge
from ui.follow_up_pages import FOLLOW_UP
from ui.heard import kept_true
from ui.pages.contract.model import ContractModel
from ui.pages.contract.page import ContractPage
from ui.pages.education.model import EducationModel
from ui.pages.education.page import EducationPage
from ui.pages.emergency_batch.model import EmergencyModel
from ui.pages.emergency_batch.page import EmergencyPage
from ui.pages.follow_up.page import FollowUpPage
from ui.pages.infectious.model import InfectiousModel
from ui.pages.infectious.page import InfectiousPage
from ui.pages.tabbed import Tab, Tabbed

COMMUNITY = "community"
CONTRACTS, REPORTS, EDUCATION, EMERGENCY = "contracts", "reports", "education", "emergency"


def report_card(opened: Callable[[str], QWidget | None], person: str, encounter: str, card: str) -> None:
    """The card of a notifiable disease on the page of forms: to be written, or corrected where it is there."""
    page = opened(FOLLOW_UP)
    if isinstance(page, FollowUpPage):
        page.model.open(person, encounter, [REPORT], correcting=card)


class CommunityPages(Tabbed):
    """Who keeps no chart has the emergency registration alone. ``opened(key)``, ``look(person)`` are the ways out of it."""

    def __init__(
        self, clinic: Clinic, bridge: Bridge, clock: Clock, opened: Callable[[str], QWidget | None], look: Callable[[str], object]
    ) -> None:
        self._clinic, self._bridge, self._clock, self._look = clinic, bridge, clock, look
        self._card = partial(report_card, opened)
        keeps = clinic.desk.who.may("chart.read") and clinic.desk.who.may("forms.write")
        of_charts = (
            Tab(CONTRACTS, QCoreApplication.translate("CommunityPages", "Family doctor"), self._contracts),
            Tab(REPORTS, QCoreApplication.translate("CommunityPages", "Notifiable diseases"), self._reports),
            Tab(EDUCATION, QCoreApplication.translate("CommunityPages", "Health education"), self._education),
        )
        emergency = Tab(EMERGENCY, QCoreApplication.translate("CommunityPages", "Emergency registration"), self._emergency)
        tabs = (*of_charts, emergency) if keeps else (emergency,)
        super().__init__(QCoreApplication.translate("CommunityPages", "Public health"), tabs)

    def presented(self, number: str, name: str = "") -> bool:
        """A card or a code: whether the tab in front takes it."""
        page = self._pages.get(self.current)
        return isinstance(page, EmergencyPage) and page.presented(number, name)

    def _contracts(self) -> ContractPage:
        desk = self._clinic.desk
        model = ContractModel(Contracts(desk), ContractPaper(desk), self._clinic.residents, self._clock)
        page = ContractPage(model, self._bridge, Printers(desk))
        page.resident_asked.connect(self._look)
        kept_true(page, self._clinic, self._bridge, frozenset({"contract", "contract_step"}))
        return page

    def _reports(self) -> InfectiousPage:
        desk = self._clinic.desk
        model = InfectiousModel(InfectiousReports(desk), self._clinic.forms, FormPapers(desk), FormExport(desk), self._clock)
        page = InfectiousPage(model, self._bridge, Printers(desk))
        page.card_asked.connect(self._card)
        page.resident_asked.connect(self._look)
        kept_true(page, self._clinic, self._bridge, frozenset({"condition", "filled_form"}))
        return page

    def _education(self) -> EducationPage:
        desk = self._clinic.desk
        model = EducationModel(HealthEducationRecords(desk), self._clock)
        page = EducationPage(model, self._bridge, Printers(desk))
        kept_true(page, self._clinic, self._bridge, frozenset({"health_education"}))
        return page

    def _emergency(self) -> EmergencyPage:
        desk = self._clinic.desk
        return EmergencyPage(EmergencyModel(EmergencyBatch(desk)), self._bridge, Printers(desk))
