"""The page of critical values over the real store: told by name, then off the list; words that get louder."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.measurement import MeasurementKind
from app.services.critical_log import CriticalLog
from app.services.critical_values import CriticalValues
from app.services.measuring import Typed
from app.services.printers import Printers
from tests.ui.pages.front import in_front
from ui.bridge import Bridge
from ui.pages.critical.model import CriticalModel
from ui.pages.critical.page import CriticalPage
from ui.pages.page_model import at_once
from ui.practice_desk import PracticeDesk


@pytest.fixture
def page(qtbot: QtBot, practice: PracticeDesk, bridge: Bridge) -> CriticalPage:
    visit = practice.intake.open_visit(practice.people[0])
    practice.intake.save(visit.id, [Typed(MeasurementKind.HEART_RATE, "38")])
    model = CriticalModel(CriticalValues(practice.desk), CriticalLog(practice.desk), practice.clock)
    made = CriticalPage(model, bridge, Printers(practice.desk))
    model.attach(made.refresh, at_once)
    in_front(qtbot, made)
    made.shown()
    return made


def test_told_with_the_key_that_saves(qtbot: QtBot, page: CriticalPage, practice: PracticeDesk) -> None:
    (row,) = page.rows.rows()
    assert row.untold
    qtbot.keyClick(page, Qt.Key.Key_F2)
    assert page.notice.isVisible() and page.rows.rows()[0].untold  # nobody was named
    page.form.told.setText("本人")
    page.form.action.setText("转县医院")
    qtbot.keyClick(page, Qt.Key.Key_F2)
    (row,) = page.rows.rows()
    assert not row.untold and row.steps[-1].by_name == practice.desk.who.name and page.form.told.text() == ""
    assert not page.notice.isVisible()


def test_the_words_get_louder_when_the_time_is_over(page: CriticalPage, practice: PracticeDesk) -> None:
    row = page.rows.rows()[0]
    before = page.words.state(row, practice.clock.now()), page.words.asked(row, practice.clock.now())
    practice.clock.forward(3 * 3600)
    page.refresh()
    after = page.words.state(row, practice.clock.now()), page.words.asked(row, practice.clock.now())
    assert all(one != two for one, two in zip(before, after, strict=True)) and len(after[1]) > len(before[1])


def test_closed_ones_are_among_those_of_the_month(page: CriticalPage) -> None:
    page.form.note.setText("已住院")
    page.form.close_it.click()
    assert page.rows.rows() == () and not page.form.isVisible()
    page.which.chosen.emit("all")
    assert len(page.rows.rows()) == 1 and page.rows.rows()[0].due is None
    page.print.click()
    assert page.printable.currentIndex() == 1
