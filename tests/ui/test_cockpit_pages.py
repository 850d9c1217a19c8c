"""统计 in the real program: from a number to its residents, its months and on to the year of one of them."""

from __future__ import annotations

from app.clock import local_day
from app.domain.indicators import ASKED
from app.domain.programme import Basis, Programme
from app.services.registers import Registers
from tests.ui.desktop_run import Run
from ui.cockpit_pages import CHECKS, COCKPIT, NUMBERS, CockpitPages
from ui.pages.cockpit.checks_page import ChecksPage
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
