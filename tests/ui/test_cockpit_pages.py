"""统计 in the real program: from a number to its residents, its months and on to the year of one of them."""

from __future__ import annotations

from dataclasses import replace

from app.clock import local_day
from app.domain.indicators import ASKED
from app.domain.programme import Basis, Programme
from app.services.registers import Registers
from tests.app.services.forms import filled_before
from tests.ui.desktop_run import Run
from ui.cockpit_pages import CHECKS, COCKPIT, FORMS, NUMBERS, CockpitPages
from ui.pages.cockpit.checks_page import ChecksPage
from ui.pages.cockpit.forms_page import FormsPage
from ui.pages.cockpit.page import BoardPage
from ui.pages.plan.model import View
from ui.pages.plan.page import PlanPage
from ui.plan_pages import PLAN


def test_from_a_number_to_the_trend(signed_in: Run) -> None:
    desk, person = signed_in.clinic.desk, signed_in.grown()[0].id
    Registers(desk).enrol(person, Programme.HYPERTENSION, Basis.DIAGNOSED, local_day(desk.clock.now()))
    pages = signed_in.desktop.window.open(COCKPIT)
    assert isinstance(pages, CockpitPages)
    page = pages.open(NUMBERS)
    assert isinstance(page, BoardPage)
    signed_in.qtbot.waitUntil(lambda: [one.id for one in page.residents.rows()] == [person] and len(page.model.months) == 12)
    assert page.model.asked == ASKED["hypertension.standard"] and page.model.months[-1].number.below == 1
    page._open(page.residents.rows()[0])
    plan = signed_in.desktop.window.page(PLAN)
    assert signed_in.desktop.window.current == PLAN and isinstance(plan, PlanPage)
    signed_in.qtbot.waitUntil(lambda: plan.model.opened is not None)
    assert (plan.model.person, plan.model.view) == (person, View.RISK)


def test_the_checks_stand_beside_it(signed_in: Run) -> None:
    pages = signed_in.desktop.window.open(COCKPIT)
    assert isinstance(pages, CockpitPages)
    page = pages.open(CHECKS)
    assert isinstance(page, ChecksPage)
    signed_in.qtbot.waitUntil(lambda: page.model.checked is not None)
    assert page.model.error is None and page.stages.rows()


def test_the_forms_stand_beside_it_for_who_may_fill_them(signed_in: Run) -> None:
    desk = signed_in.clinic.desk
    filled_before(desk, signed_in.grown()[0].id, "exam", 1)
    pages = signed_in.desktop.window.open(COCKPIT)
    assert isinstance(pages, CockpitPages)
    page = pages.open(FORMS)
    assert isinstance(page, FormsPage)
    signed_in.qtbot.waitUntil(lambda: bool(page.rows.rows()) and page.all.isEnabled())
    desk.session.set(replace(desk.who, permissions=frozenset({"numbers.read", "indicators.read"})))
    of_a_manager = CockpitPages(signed_in.clinic, signed_in.desktop.bridge, lambda _: None)
    signed_in.qtbot.addWidget(of_a_manager)
    assert not of_a_manager.has(FORMS) and of_a_manager.has(CHECKS)
