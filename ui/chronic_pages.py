"""Chronic care under one entry of the rail: what is to be done today, the registers, and trips into the villages."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.clock import Clock
from app.services import shortfalls
from app.services.clinic import Clinic
from app.services.printers import Printers
from app.services.refill_list import RefillList
from app.services.registers import Registers
from app.services.report_paper import ReportPaper
from app.services.shortfalls import Shortfalls
from app.services.today import Today
from app.services.today_paper import TodayPaper
from app.services.trip_departure import Departure
from app.services.trip_paper import TripPaper
from app.services.trips import Trips
from ui.bridge import Bridge
from ui.heard import kept_true
from ui.pages.province.page import ProvincePage
from ui.pages.registers.model import RegistersModel
from ui.pages.registers.page import RegistersPage
from ui.pages.shortfall import page as shortfall
from ui.pages.shortfall.model import ShortfallModel
from ui.pages.shortfall.page import ShortfallPage
from ui.pages.tabbed import Tab, Tabbed
from ui.pages.today.model import TodayModel
from ui.pages.today.page import TodayPage
from ui.pages.trip.model import TripModel
from ui.pages.trip.page import TripPage
from ui.province_pages import province_page

TODAY, REGISTERS, SHORTFALL, PROVINCE, TRIPS = "today", "registers", "shortfall", "province", "trips"
_CONCERNED = frozenset({"enrolment", "filled_form", "contact", "prescription", "person"})
_ON_THE_TRIP = frozenset({"contact", "encounter", "measurement", "critical_step", "person", "received", "trip", "trip_return"})


class ChronicPages(Tabbed):
    """Today is in front to begin with. ``follow_up(person)``, ``look(person)``, ``visits()`` are the ways out of it."""

    def __init__(
        self,
        clinic: Clinic,
        bridge: Bridge,
        clock: Clock,
        follow_up: Callable[[str], object],
        look: Callable[[str], object],
        visits: Callable[[], object] | None = None,
    ) -> None:
        self._clinic, self._bridge, self._clock = clinic, bridge, clock
        self._follow_up, self._look, self._visits = follow_up, look, visits
        tabs = (
            Tab(TODAY, QCoreApplication.translate("ChronicPages", "To do today"), self._made_today),
            Tab(REGISTERS, QCoreApplication.translate("ChronicPages", "Registers"), self._made_registers),
            Tab(SHORTFALL, QCoreApplication.translate("ChronicPages", "Still lacking"), self._made_shortfall),
            Tab(PROVINCE, QCoreApplication.translate("ChronicPages", "To be entered"), self._made_province),
            Tab(TRIPS, QCoreApplication.translate("ChronicPages", "Trips"), self._made_trips),
        )
        super().__init__(QCoreApplication.translate("ChronicPages", "Chronic care"), tabs)

    def plan_trip(self, village: str, people: Sequence[str]) -> None:
        """A plan for those of the list of today."""
        page = self.open(TRIPS)
        assert isinstance(page, TripPage)
        page.model.begin(village, people)

    def _today(self) -> Today:
        clinic = self._clinic
        refills = RefillList(clinic.desk, lambda: clinic.prescribing.products)
        return Today(clinic.desk, lambda since, until: refills.due(since, until).rows)

    def _made_today(self) -> TodayPage:
        desk = self._clinic.desk
        model = TodayModel(self._today(), Registers(desk), TodayPaper(desk), self._clock)
        page = TodayPage(model, self._bridge, Printers(desk), visits=self._visits is not None)
        page.follow_up_asked.connect(self._follow_up)
        page.resident_asked.connect(self._look)
        page.trip_asked.connect(self.plan_trip)
        if self._visits is not None:
            page.visits_asked.connect(self._visits)
        kept_true(page, self._clinic, self._bridge, _CONCERNED)
        return page

    def _made_registers(self) -> RegistersPage:
        desk = self._clinic.desk
        model = RegistersModel(Registers(desk), self._today(), self._clinic.residents, self._clock)
        page = RegistersPage(model, self._bridge)
        page.follow_up_asked.connect(self._follow_up)
        page.resident_asked.connect(self._look)
        kept_true(page, self._clinic, self._bridge, _CONCERNED)
        return page

    def _made_shortfall(self) -> ShortfallPage:
        desk = self._clinic.desk
        model = ShortfallModel(Shortfalls(desk), ReportPaper(desk, shortfalls.NEEDED, shortfall.KIND))
        page = ShortfallPage(model, self._bridge, Printers(desk))
        page.follow_up_asked.connect(self._follow_up)
        page.resident_asked.connect(self._look)
        kept_true(page, self._clinic, self._bridge, frozenset({"enrolment", "filled_form", "person"}))
        return page

    def _made_province(self) -> ProvincePage:
        page = province_page(self._clinic, self._bridge, self._clock)
        page.resident_asked.connect(self._look)
        return page

    def _made_trips(self) -> TripPage:
        clinic, desk = self._clinic, self._clinic.desk
        trips = Trips(desk, clinic.inbox.count)
        leaving = Departure(desk, lambda: clinic.sync, lambda: clinic.rule_packs)
        model = TripModel(trips, leaving, TripPaper(desk, trips, leaving), self._clock, desk.seat)
        page = TripPage(model, self._bridge, Printers(desk))
        kept_true(page, self._clinic, self._bridge, _ON_THE_TRIP)
        return page


def open_province(opened: Callable[[str], QWidget | None], form: str = "") -> None:
    """The forms that wait for the provincial system; ``form``: the typing help for it. ``opened`` brings a page to the front by its key."""
    page = opened(TODAY)
    if isinstance(page, ChronicPages):
        tab = page.open(PROVINCE)
        if form and isinstance(tab, ProvincePage):
            tab.assist(form)
