"""The refill list over the real store: days, village, the ways out of it, and paper."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.services.prescribing import Prescribing
from app.services.printers import Printers
from app.services.refill_list import RefillList
from tests.app.services.rx_clinic import AMLODIPINE, sheet, visit_of
from tests.shipped_pack import shipped_pack
from tests.ui.pages.front import in_front
from ui.bridge import Bridge
from ui.pages.page_model import at_once
from ui.pages.refills.model import Days, RefillsModel
from ui.pages.refills.page import RefillsPage
from ui.practice_desk import PracticeDesk

DAY = 86_400


@pytest.fixture
def adults(practice: PracticeDesk) -> list[str]:
    """Two residents who may take amlodipine."""
    born = {person: practice.residents.get(person).birth for person in practice.people}
    return [person for person, birth in born.items() if birth is not None and 1940 < birth.year < 1975][:2]


@pytest.fixture
def sheets(practice: PracticeDesk, adults: list[str]) -> list[str]:
    """Two residents with amlodipine for 14 and 28 days, signed ten days ago."""
    rx = Prescribing(practice.desk, shipped_pack())
    made = []
    for person, days in zip(adults, (14, 28), strict=True):
        draft = sheet(person, visit_of(practice.desk, person).id, replace(AMLODIPINE, days=days), extend_reason="慢性病", long_term=True)
        made.append(rx.sign(draft).id)
    practice.clock.forward(10 * DAY)
    return made


@pytest.fixture
def shown(qtbot: QtBot, practice: PracticeDesk, bridge: Bridge, sheets: list[str]) -> RefillsPage:
    rx = Prescribing(practice.desk, shipped_pack())
    made = RefillsPage(RefillsModel(RefillList(practice.desk, lambda: rx.products), practice.clock), bridge, Printers(practice.desk))
    made.model.attach(made.refresh, at_once)
    in_front(qtbot, made)
    made.shown()
    return made


def test_a_week_a_month_and_those_who_ran_out(shown: RefillsPage, practice: PracticeDesk, adults: list[str]) -> None:
    assert [one.person for one in shown.rows.rows()] == adults[:1]
    shown.days.chosen.emit(Days.MONTH.value)
    assert {one.person for one in shown.rows.rows()} == set(adults) and shown.days.value() == "month"
    shown.days.chosen.emit(Days.GONE.value)
    assert shown.rows.rows() == () and not shown.print.isEnabled()
    practice.clock.forward(5 * DAY)
    shown.shown()
    assert [one.first.days_left for one in shown.rows.rows()] == [-1]


def test_one_village_stays_chosen_when_nobody_there_runs_out_any_more(
    shown: RefillsPage, practice: PracticeDesk, adults: list[str]
) -> None:
    shown.days.chosen.emit(Days.MONTH.value)
    village = practice.residents.get(adults[1]).address.village
    shown.village.setCurrentIndex(shown.village.findData(village))
    shown.village.activated.emit(shown.village.currentIndex())
    assert {one.village for one in shown.rows.rows()} == {village}
    shown.days.chosen.emit(Days.GONE.value)
    assert shown.rows.rows() == () and shown.village.currentData() == village


def test_enter_on_a_row_asks_for_the_renewal_of_its_sheet(qtbot: QtBot, shown: RefillsPage, adults: list[str], sheets: list[str]) -> None:
    assert not shown.renew.isEnabled()
    shown.table.select(adults[0])
    assert shown.renew.isEnabled()
    with qtbot.waitSignal(shown.asked) as asked:
        qtbot.keyClick(shown.table, Qt.Key.Key_Return)
    assert asked.args == [adults[0], sheets[0]]


def test_the_list_is_seen_before_it_is_paper(qtbot: QtBot, shown: RefillsPage) -> None:
    shown.print.click()
    qtbot.waitUntil(lambda: shown.printable.preview.page_count() == 1)
    assert shown.printable.preview.isVisible()
    shown.printable.preview.leave()
    assert shown.table.isVisible()
