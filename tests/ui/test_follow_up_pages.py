"""The sheet in the real program: F7 from a visit and from a resident's record, and news of a measurement."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.domain.measurement import MeasurementKind
from tests.ui.desktop_run import Run
from ui.follow_up_pages import FOLLOW_UP
from ui.pages.follow_up.page import FollowUpPage
from ui.pages.plan.model import View
from ui.pages.plan.page import PlanPage
from ui.pages.residents.page import ResidentsPage

Key = Qt.Key


def sheet_of(run: Run, person: str) -> FollowUpPage:
    """The page in front, somebody's sheet on it."""
    window = run.desktop.window
    assert window.current == FOLLOW_UP
    page = window.page(FOLLOW_UP)
    assert isinstance(page, FollowUpPage)
    run.qtbot.waitUntil(lambda: page.model.person == person and not page.model.busy)
    return page


def test_the_resident_in_front_goes_along_and_what_is_measured_meanwhile_is_offered(signed_in: Run) -> None:
    person = signed_in.grown()[0].id
    residents = signed_in.desktop.window.open("residents")
    assert isinstance(residents, ResidentsPage)
    residents.open_resident(person)
    signed_in.key(Key.Key_F7)
    page = sheet_of(signed_in, person)
    assert page.model.sheet is not None and page.model.sheet.visit is None and page.model.error is None
    visit = signed_in.clinic.intake.open_visit(person, "slip", evidence=person)
    signed_in.clinic.intake.enter(visit.id, MeasurementKind.WEIGHT, "61.5")
    signed_in.qtbot.waitUntil(lambda: page.model.stale)
    page.model.open(person)
    signed_in.qtbot.waitUntil(lambda: page.model.encounter == visit.id)  # today's visit, once there is one
    other = signed_in.grown()[1].id
    signed_in.key(Key.Key_F10)
    residents.open_resident(other)
    signed_in.key(Key.Key_F7)
    assert sheet_of(signed_in, other).model.opened is not None


def test_from_the_sheet_to_what_they_measured_at_home(signed_in: Run) -> None:
    person = signed_in.grown()[0].id
    residents = signed_in.desktop.window.open("residents")
    assert isinstance(residents, ResidentsPage)
    residents.open_resident(person)
    signed_in.key(Key.Key_F7)
    sheet_of(signed_in, person).home.click()
    plan = signed_in.desktop.window.page(signed_in.desktop.window.current)
    assert isinstance(plan, PlanPage) and plan.model.view is View.HOME
    signed_in.qtbot.waitUntil(lambda: plan.model.person == person and plan.model.opened is not None)
