"""From a row of the to-do list to the page on which it is settled."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.services.todos import Todo, TodoKind
from ui.counter_pages import SHELF, SUPPLY, CounterPages
from ui.pages.prescription.page import PrescriptionPage
from ui.pages.rx_found.page import FoundPage
from ui.pages.supply.page import SupplyPage
from ui.refill_pages import FOUND, REFILLS, RefillPages

_PAGES = {
    TodoKind.CRITICAL: "day",
    TodoKind.RETURNED: "prescription",
    TodoKind.FAILED: "counter",
    TodoKind.SHELF: "counter",
    TodoKind.COMMENT: REFILLS,
}


def lead(opened: Callable[[str], QWidget | None], one: Todo) -> None:
    """``opened`` brings a page to the front by its key, or gives None where this person has none."""
    page = opened(_PAGES[one.kind]) if one.kind in _PAGES else None
    if isinstance(page, PrescriptionPage):
        page.show_returned()
    elif isinstance(page, RefillPages):
        found = page.open(FOUND)
        if isinstance(found, FoundPage):
            found.model.open(one.ref)
    elif isinstance(page, CounterPages):
        tab = page.open(SHELF if one.kind is TodoKind.SHELF else SUPPLY)
        if isinstance(tab, SupplyPage):
            tab.model.open(one.ref)
