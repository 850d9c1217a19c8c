"""Chronic care in the real program: F3, the ways to follow-up, record and visits, and what is written elsewhere."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt

from app.clock import local_day
from app.demo.clinic import NURSE
from app.domain.programme import Basis, Programme
from app.services.registers import Registers
from app.services.today import Group
from app.store.accounts import shipped_roles
from tests.app.services.test_today import followed
from tests.ui.desktop_run import Run
from ui.chronic_pages import REGISTERS, SHORTFALL, TODAY, TRIPS, ChronicPages
from ui.follow_up_pages import FOLLOW_UP
from ui.pages.registers.page import RegistersPage
from ui.pages.residents.page import ResidentsPage
from ui.pages.shortfall.page import ShortfallPage
from ui.pages.today.page import TodayPage
from ui.pages.trip.page import TripPage

HTN = Programme.HYPERTENSION


def chronic(run: Run) -> ChronicPages:
    run.key(Qt.Key.Key_F3)
    found = run.desktop.window.page(TODAY)
    assert run.desktop.window.current == TODAY and isinstance(found, ChronicPages)
    return found


def listed(run: Run) -> TodayPage:
    page = chronic(run).open(TODAY)
    assert isinstance(page, TodayPage)
    run.qtbot.waitUntil(lambda: page.model.refills)
    return page


def overdue(run: Run) -> str:
    """A resident who should have come three days ago."""
    person, desk = str(run.grown()[0].id), run.clinic.desk
    today = local_day(desk.clock.now())
    Registers(desk).enrol(person, HTN, Basis.DIAGNOSED, date(2025, 1, 10))
    followed(desk, person, today - timedelta(days=3), day=(today - timedelta(days=90)).isoformat())
    return person


def test_doctor_and_nurse_have_it() -> None:
    assert {"doctor", "nurse"} <= {role.name for role in shipped_roles() if "forms.write" in role.permissions}
    assert all("chart.read" in role.permissions for role in shipped_roles() if "forms.write" in role.permissions)


def test_from_the_list_to_the_record_and_with_its_own_key_to_the_visits(signed_in: Run) -> None:
    person = overdue(signed_in)
    page = listed(signed_in)
    assert [one.person for one in page.rows.rows()] == [person]
    page.table.select(person)
    page.resident.click()
    assert isinstance(signed_in.desktop.window.page(signed_in.desktop.window.current), ResidentsPage)
    listed(signed_in)
    signed_in.key(Qt.Key.Key_F3)
    assert signed_in.desktop.window.current == "encounter"


def test_who_is_enrolled_while_the_list_is_seen_appears_in_it(signed_in: Run) -> None:
    page = listed(signed_in)
    assert not page.rows.rows() and not page.table.isVisible()
    person = overdue(signed_in)
    signed_in.qtbot.waitUntil(lambda: [one.person for one in page.rows.rows()] == [person])
    assert page.model.rows[0].group is Group.OVERDUE and page.model.rows[0].cases[0].programme is HTN
    assert page.table.isVisible() and page.print.isEnabled() and page.village.findData(page.model.rows[0].village) > 0


def test_the_registers_lie_beside_it(signed_in: Run) -> None:
    person = overdue(signed_in)
    page = chronic(signed_in).open(REGISTERS)
    assert isinstance(page, RegistersPage)
    signed_in.qtbot.waitUntil(lambda: [one.person for one in page.cases.rows()] == [person])


def test_a_trip_is_planned_for_those_of_the_list(signed_in: Run) -> None:
    person = overdue(signed_in)
    listed(signed_in).trip.click()
    page = chronic(signed_in).open(TRIPS)
    assert isinstance(page, TripPage) and page.draft.isVisible() and page.draft.seats.text() == signed_in.clinic.desk.seat
    page.draft.village.setText("柳树村")
    page.draft.make.click()
    signed_in.qtbot.waitUntil(lambda: page.model.opened is not None)
    assert page.model.opened is not None and page.model.opened.trip.people == (person,)
    assert not page.draft.isVisible() and page.model.opened.stale


def test_a_nurse_has_no_visits_to_go_to(run: Run) -> None:
    run.begin()
    run.sign_in(NURSE)
    page = listed(run)
    assert not page.visits.isVisible()
    run.key(Qt.Key.Key_F3)
    assert run.desktop.window.current == TODAY


def test_the_quarters_gaps_stand_beside_the_registers_and_lead_to_the_follow_up(signed_in: Run) -> None:
    person = overdue(signed_in)
    page = chronic(signed_in).open(SHORTFALL)
    assert isinstance(page, ShortfallPage)
    signed_in.qtbot.waitUntil(lambda: page.model.found is not None)
    page.table.select(person)
    page.follow_up.click()
    assert signed_in.desktop.window.current == FOLLOW_UP
