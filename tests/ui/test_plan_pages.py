"""The plan in the real program: from a resident, from the trends of a visit and from a home reading that waits; a health manager lands on it."""

from __future__ import annotations

from dataclasses import replace

from app.demo.clinic import PASSWORD
from app.domain.care_plan import CareRole
from app.services.accounts import AccountForm
from app.services.home_readings import HomeReadings
from app.services.worklist import WorkKind
from tests.ui.desktop_run import Run
from tests.ui.pages.keyboard import enter, write
from ui.pages.plan.model import View
from ui.pages.plan.page import PlanPage
from ui.pages.residents.page import ResidentsPage
from ui.plan_pages import PLAN
from ui.worklist_ways import lead


def plan_in_front(run: Run, person: str) -> PlanPage:
    page = run.desktop.window.page(PLAN)
    assert run.desktop.window.current == PLAN and isinstance(page, PlanPage)
    run.qtbot.waitUntil(lambda: page.model.opened is not None and page.model.opened.plan.person.id == person)
    return page


def test_the_doctor_comes_from_a_resident_to_the_plan(signed_in: Run) -> None:
    who = signed_in.grown()[0].id
    residents = signed_in.desktop.window.open("residents")
    assert isinstance(residents, ResidentsPage)
    residents.open_resident(who)
    signed_in.qtbot.waitUntil(lambda: residents.in_front == who)
    residents.plan.click()
    page = plan_in_front(signed_in, who)
    assert page.model.opened is not None and page.model.opened.plan.role is CareRole.DOCTOR


def test_a_home_reading_that_waits_leads_to_the_readings_and_goes_when_somebody_called(signed_in: Run) -> None:
    who, clinic = signed_in.grown()[0].id, signed_in.clinic
    today = clinic.desk.clock.now()
    HomeReadings(clinic.desk).take(who, f"{today:%Y-%m-%d} 188/112")
    (row,) = [one for one in clinic.worklist.waiting() if one.kind is WorkKind.HOME]
    assert row.ref == who and "188/112" in row.why
    lead(signed_in.desktop.window.open, row)
    page = plan_in_front(signed_in, who)
    assert page.model.view is View.HOME


def test_a_health_manager_lands_on_the_plan(run: Run) -> None:
    run.begin()
    run.sign_in()
    clinic = run.clinic
    clinic.desk.session.set(replace(clinic.desk.who, permissions=clinic.desk.who.permissions | {"accounts.manage"}))
    clinic.accounts.add(AccountForm("sun", PASSWORD, "孙健", "201", "health_manager"))
    lock = run.lock_page()
    lock._switch()
    lock.tiles.chosen.emit("sun")
    run.qtbot.waitUntil(lambda: lock.password.field.isEnabled())
    lock.password.field.setFocus()
    write(run.qtbot, lock.password.field, PASSWORD)
    with run.qtbot.waitSignal(run.desktop.seated, timeout=20_000):
        enter(run.qtbot, lock.password.field)
    window = run.desktop.window
    assert window.current == PLAN and not window.has("prescription") and window.has("follow_up")
