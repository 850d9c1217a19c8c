"""The refill list of whoever is signed in: who may prescribe goes on to the renewal, who may not to the record."""

from __future__ import annotations

from collections.abc import Callable

from app.clock import Clock
from app.services.clinic import Clinic
from app.services.printers import Printers
from app.services.refill_list import RefillList
from ui.bridge import Bridge
from ui.pages.refills.model import RefillsModel
from ui.pages.refills.page import RefillsPage

REFILLS = "refills"


def refills_page(
    clinic: Clinic, bridge: Bridge, clock: Clock, renew: Callable[[str, str], None], look: Callable[[str], None]
) -> RefillsPage:
    """``renew(person, sheet)`` and ``look(person)`` are the ways out of it."""
    renews = clinic.desk.who.may("rx.write")
    refills = RefillList(clinic.desk, lambda: clinic.prescribing.products)
    page = RefillsPage(RefillsModel(refills, clock), bridge, Printers(clinic.desk), renews)
    page.asked.connect(renew if renews else lambda person, _sheet: look(person))
    return page
