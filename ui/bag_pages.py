"""药袋 over the clinic's services: on the prescription page, and the way there from the doctor's page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.clock import Clock
from app.services.clinic import Clinic
from ui.bridge import Bridge
from ui.heard import on_change
from ui.pages.bag.model import BagModel
from ui.pages.prescription.page import PrescriptionPage

_CONCERNED = frozenset({"outside_medicine", "fact", "prescription"})


def give_bag(page: PrescriptionPage, clinic: Clinic, bridge: Bridge, clock: Clock) -> None:
    """The page offers the bag from now on; it follows what other seats write."""
    model = BagModel(clinic.medicine_bag, clock)
    page.offer_bag(model)
    on_change(page, clinic, bridge, _CONCERNED, model.load)


def open_bag(prescribe: Callable[[str, str], QWidget | None], person: str, encounter: str) -> None:
    """The sheet of a visit with the bag in front."""
    page = prescribe(person, encounter)
    if isinstance(page, PrescriptionPage) and page.bag is not None:
        page.bag.show_of(person)
