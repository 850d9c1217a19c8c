"""健康方案: how the page is made over the clinic's services, and the way to it from wherever somebody is in front."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.clock import Clock
from app.services.care_plans import CarePlans
from app.services.clinic import Clinic
from app.services.home_import import HomeImport
from app.services.home_readings import ANSWER, WRITE, HomeReadings
from app.services.printers import Printers
from app.services.risk import Risk
from app.services.year_sheets import YearSheets
from app.store.unit_of_work import Change
from ui.bridge import Bridge
from ui.pages.plan.model import PlanModel, Services, View
from ui.pages.plan.page import PlanPage
from ui.pages.reveal import reveal_on

PLAN = "plan"
_CONCERNED = frozenset({"plan_text", "measurement", "contact", "filled_form", "condition", "fact", "prescription"})


def plan_page(clinic: Clinic, bridge: Bridge, clock: Clock) -> PlanPage:
    """Follows what is written about the resident in front, here or at another seat; what is being typed stays."""
    desk = clinic.desk
    readings = HomeReadings(desk)
    lists, risks, years = HomeImport(desk, readings), Risk(desk), YearSheets(desk)
    may = desk.who.may(WRITE), desk.who.may(ANSWER)
    services = Services(CarePlans(desk), readings, lists, risks, years, clinic.residents, clock, *may)
    made = PlanPage(PlanModel(services), bridge, Printers(desk))
    reveal_on(made, clinic.residents)

    def heard(change: Change) -> None:
        if _CONCERNED & change.types() and change.about(made.model.person):
            made.model.when_free(made.model.load)

    bridge.listen(desk.store.changes, heard, made)
    return made


def open_plan(opened: Callable[[str], QWidget | None], person: str, view: View = View.PLAN) -> None:
    """Somebody's plan in front, or what they measured at home. ``opened`` brings a page to the front by its key."""
    page = opened(PLAN)
    take_along(page, person)
    if view is not View.PLAN and isinstance(page, PlanPage):
        page.model.look(view)


def open_trends(opened: Callable[[str], QWidget | None], person: str) -> None:
    """From a number to the year of somebody behind it."""
    open_plan(opened, person, View.RISK)


def take_along(page: QWidget | None, person: str) -> None:
    """Whoever was in front before is in front here, unless a part of somebody else's plan is being written."""
    if isinstance(page, PlanPage) and person and not (page.writing and page.model.person != person):
        page.model.open(person)
