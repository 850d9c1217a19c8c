"""随访 (F7): how the page is made over the clinic's services."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.clock import Clock
from app.services.clinic import Clinic
from app.services.form_gaps import FormGaps
from app.services.form_papers import FormPapers
from app.services.printers import Printers
from app.store.unit_of_work import Change
from ui.bridge import Bridge
from ui.chronic_pages import open_province
from ui.pages.follow_up.model import FollowUpModel, Services
from ui.pages.follow_up.page import FollowUpPage
from ui.pages.plan.model import View
from ui.pages.reveal import reveal_on
from ui.plan_pages import open_plan

FOLLOW_UP = "follow_up"


def follow_up_page(clinic: Clinic, bridge: Bridge, clock: Clock, opened: Callable[[str], QWidget | None]) -> FollowUpPage:
    """The sheet of whoever is in front; what is measured meanwhile is offered. ``opened`` brings another page to the front by its key."""
    gaps, papers = FormGaps(clinic.desk, clinic.forms), FormPapers(clinic.desk)

    def visit(person: str) -> str:
        return next((row.encounter for row in clinic.queue.today() if row.person == person), "")

    services = Services(clinic.forms, clinic.residents, gaps, papers, clock, visit)
    made = FollowUpPage(FollowUpModel(services), bridge, Printers(clinic.desk))
    made.home.setVisible(clinic.desk.who.may("plan.read"))
    made.home_asked.connect(lambda person: open_plan(opened, person, View.HOME))
    made.entry_asked.connect(lambda form: open_province(opened, form))
    reveal_on(made, clinic.residents)

    def heard(change: Change) -> None:
        if "measurement" in change.types() and change.about(made.model.person):
            made.model.measured()

    bridge.listen(clinic.desk.store.changes, heard, made)
    return made
