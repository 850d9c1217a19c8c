"""The page of the registers over the real store: one click enrols, a death asks once more, any resident can be found."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.programme import Basis, Closing, Programme
from app.services.registers import Registers
from app.services.today import Today
from tests.app.services.test_registers import measured
from ui.bridge import Bridge
from ui.pages.page_model import at_once
from ui.pages.registers.model import CANDIDATES, RegistersModel
from ui.pages.registers.page import RegistersPage
from ui.practice_desk import PracticeDesk

HTN, DM = Programme.HYPERTENSION, Programme.DIABETES


@pytest.fixture
def adults(practice: PracticeDesk) -> list[str]:
    born = {person: practice.residents.get(person).birth for person in practice.people}
    return [person for person, birth in born.items() if birth is not None and birth.year < 1975]


@pytest.fixture
def shown(qtbot: QtBot, practice: PracticeDesk, bridge: Bridge, adults: list[str]) -> RegistersPage:
    """One is elevated on three days, another is enrolled twice."""
    desk = practice.desk
    registers = Registers(desk)
    for days in (1, 3, 9):
        measured(desk, adults[0], days, 152, 96)
    for programme in (HTN, DM):
        registers.enrol(adults[1], programme, Basis.DIAGNOSED, date(2026, 1, 10))
    made = RegistersPage(RegistersModel(registers, Today(desk), practice.residents, practice.clock), bridge)
    qtbot.addWidget(made)
    made.model.attach(made.refresh, at_once)
    made.resize(1366, 768)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.shown()
    return made


def test_one_click_enrols_for_the_reason_on_the_list(shown: RegistersPage, adults: list[str], practice: PracticeDesk) -> None:
    shown.tabs.chosen.emit(CANDIDATES)
    shown._waiting.table.select(f"{adults[0]}-{HTN}")
    assert shown.panel.enrol.isEnabled()
    shown.panel.enrol.click()
    (case,) = Registers(practice.desk).of_person(adults[0])
    assert (case.programme, case.basis, case.opened_on) == (HTN, Basis.THREE_DAYS, "2026-03-05")
    assert not any(one.person == adults[0] and one.programme is HTN for one in shown.candidates.rows())


def test_a_death_asks_once_more_and_ends_all(shown: RegistersPage, adults: list[str], practice: PracticeDesk) -> None:
    row = next(one for one in shown.cases.rows() if one.person == adults[1])
    shown._cases.table.select(row.enrolment)
    shown.panel.closing.set_value(Closing.DIED.value)
    shown.panel.closing.chosen.emit(Closing.DIED.value)
    shown.panel.day.setText("20260304")
    shown.panel.end.click()
    registers = Registers(practice.desk)
    assert not any(one.closed_on for one in registers.of_person(adults[1]))
    shown.panel.strip.listen()
    shown.panel.strip._yes.click()
    assert {one.closing for one in registers.of_person(adults[1])} == {Closing.DIED}
    assert practice.residents.get(adults[1]).deceased == date(2026, 3, 4)
    assert all(one.person != adults[1] for one in shown.cases.rows())


def test_a_day_that_is_none_ends_nothing(shown: RegistersPage, adults: list[str], practice: PracticeDesk) -> None:
    row = next(one for one in shown.cases.rows() if one.person == adults[1])
    shown._cases.table.select(row.enrolment)
    shown.panel.closing.chosen.emit(Closing.MOVED.value)
    assert not shown.panel.end.isEnabled()
    shown.panel.closing.set_value(Closing.OTHER.value)
    shown.panel.closing.chosen.emit(Closing.OTHER.value)
    shown.panel.day.setText("昨天")
    shown.panel.end.click()
    assert shown.model.error is None
    shown.panel.day.setText("2026-03-05")
    shown.panel.end.click()
    assert shown.model.error is not None and shown.model.error.code == "closing_reason"
    assert not any(one.closed_on for one in Registers(practice.desk).of_person(adults[1]))


def test_any_resident_can_be_enrolled_but_not_twice(shown: RegistersPage, adults: list[str], practice: PracticeDesk) -> None:
    name = practice.residents.get(adults[1]).name
    shown.enrol_box.look_up(name)
    assert adults[1] in [one.key for one in shown.enrol_box.rows()]
    shown.enrol_box.taken.emit(adults[1])
    panel = shown.panel
    panel.programme.set_value(DM.value)
    panel.programme.chosen.emit(DM.value)
    panel._bases[DM].set_value(Basis.TESTED.value)
    panel._bases[DM].chosen.emit(Basis.TESTED.value)
    assert not panel.enrol.isEnabled() and panel._already.isVisible()
    panel.programme.set_value(Programme.COPD.value)
    panel.programme.chosen.emit(Programme.COPD.value)
    assert not panel.enrol.isEnabled(), "nobody said why"
    panel._bases[Programme.COPD].set_value(Basis.TRANSFERRED.value)
    panel._bases[Programme.COPD].chosen.emit(Basis.TRANSFERRED.value)
    panel.enrol.click()
    assert {one.programme for one in Registers(practice.desk).of_person(adults[1])} == {HTN, DM, Programme.COPD}


def test_a_day_to_measure_again_is_on_the_list_afterwards(
    qtbot: QtBot, shown: RegistersPage, adults: list[str], practice: PracticeDesk
) -> None:
    measured(practice.desk, adults[2], 1, 150, 92)
    shown.tabs.chosen.emit(CANDIDATES)
    shown._waiting.table.select(f"{adults[2]}-{HTN}")
    assert shown.panel.again.isVisible() and not shown.panel.enrol.isEnabled()
    qtbot.keyClick(shown.panel.again_days, Qt.Key.Key_2)
    row = next(one for one in shown.candidates.rows() if one.person == adults[2] and one.programme is HTN)
    assert row.recheck_on == date(2026, 3, 5) + timedelta(days=2)


def test_enter_on_a_case_leads_to_its_follow_up(qtbot: QtBot, shown: RegistersPage, adults: list[str]) -> None:
    row = next(one for one in shown.cases.rows() if one.person == adults[1])
    shown._cases.table.select(row.enrolment)
    with qtbot.waitSignal(shown.follow_up_asked) as asked:
        qtbot.keyClick(shown._cases.table, Qt.Key.Key_Return)
    assert asked.args == [adults[1]]
