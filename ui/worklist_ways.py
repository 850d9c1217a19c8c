"""From a row of the worklist to the page on which it is settled."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.services.day_lines import Place
from app.services.worklist import WorkItem, WorkKind
from ui.chronic_pages import open_province
from ui.community_pages import COMMUNITY, CONTRACTS, REPORTS, CommunityPages
from ui.counter_pages import SHELF, SUPPLY, CounterPages
from ui.day_pages import CRITICAL, DAY, PAPER, DayPages
from ui.pages.critical.page import CriticalPage
from ui.pages.day.paper_page import PaperPage
from ui.pages.plan.model import View
from ui.pages.prescription.page import PrescriptionPage
from ui.pages.rx_found.page import FoundPage
from ui.pages.supply.page import SupplyPage
from ui.plan_pages import open_plan
from ui.refill_pages import FOUND, REFILLS, RefillPages

_PAGES = {
    WorkKind.CRITICAL: DAY,
    WorkKind.EMERGENCY: DAY,
    WorkKind.RETURNED: "prescription",
    WorkKind.FAILED: "counter",
    WorkKind.SHELF: "counter",
    WorkKind.COMMENT: REFILLS,
    WorkKind.REPORT: COMMUNITY,
    WorkKind.CONTRACT: COMMUNITY,
}


_FARTHER = {Place.SHELF: "counter", Place.CRITICAL: DAY, Place.PAPER: DAY, Place.LOG: DAY}


def lead(opened: Callable[[str], QWidget | None], one: WorkItem) -> None:
    """``opened`` brings a page to the front by its key, or gives None where this person has none."""
    if one.kind is WorkKind.HOME:
        open_plan(opened, one.ref, View.HOME)
        return
    page = opened(_PAGES[one.kind]) if one.kind in _PAGES else None
    if isinstance(page, PrescriptionPage):
        page.show_returned()
    elif isinstance(page, DayPages):
        tab = page.open(CRITICAL if one.kind is WorkKind.CRITICAL else PAPER)
        if isinstance(tab, (CriticalPage, PaperPage)):
            tab.model.choose(one.ref)
    elif isinstance(page, RefillPages):
        found = page.open(FOUND)
        if isinstance(found, FoundPage):
            found.model.open(one.ref)
    elif isinstance(page, CommunityPages):
        page.open(REPORTS if one.kind is WorkKind.REPORT else CONTRACTS)
    elif isinstance(page, CounterPages):
        tab = page.open(SHELF if one.kind is WorkKind.SHELF else SUPPLY)
        if isinstance(tab, SupplyPage):
            tab.model.open(one.ref)


def go_there(opened: Callable[[str], QWidget | None], place: Place) -> None:
    """From a line of the day to another page."""
    if place is Place.PROVINCE:
        open_province(opened)
        return
    page = opened(_FARTHER.get(place, place.value))
    if isinstance(page, DayPages):
        page.open(place.value)
    elif isinstance(page, PrescriptionPage):
        page.show_returned()
    elif isinstance(page, CounterPages):
        page.open(SHELF)
