"""The pages of the day over the real store: the log, a sheet entered, and a day that is closed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.clock import local
from app.domain.measurement import MeasurementKind
from app.services.clinic import Clinic
from app.services.clinic_log import ClinicLog
from app.services.day_board import DayBoard
from app.services.emergency_sheets import EmergencySheets
from app.services.paper_sheets import PaperSheets
from app.services.printers import Printers
from app.store import encounters
from tests.app.services.rx_clinic import visit_of
from tests.shipped_pack import shipped_pack
from tests.ui.pages.front import in_front
from ui.bridge import Bridge
from ui.pages.day.lines_model import ClosingModel
from ui.pages.day.lines_page import ClosingPage
from ui.pages.day.log_model import LogModel
from ui.pages.day.log_page import LogPage
from ui.pages.day.paper_model import PaperModel
from ui.pages.day.paper_page import PaperPage
from ui.pages.page_model import at_once
from ui.practice_desk import PracticeDesk


def test_the_log_shows_the_day_prints_it_and_leads_to_the_record(qtbot: QtBot, practice: PracticeDesk, bridge: Bridge) -> None:
    visit_of(practice.desk, practice.people[0])
    page = LogPage(LogModel(ClinicLog(practice.desk), practice.clock), bridge, Printers(practice.desk))
    page.model.attach(page.refresh, at_once)
    in_front(qtbot, page).shown()
    (row,) = page.rows.rows()
    asked: list[str] = []
    page.asked.connect(asked.append)
    page.table.select(row.visit)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert asked == [practice.people[0]]
    page.days.first.setText("2026-02-31")
    page.days.first.editingFinished.emit()
    assert page.rows.rows() == (row,)  # no such day: nothing is read
    page.period.chosen.emit("yesterday")
    assert page.rows.rows() == () and not page.print.isEnabled()
    page.period.chosen.emit("week")
    page.print.click()
    assert page.printable.currentIndex() == 1


@pytest.fixture
def paper(qtbot: QtBot, practice: PracticeDesk, bridge: Bridge) -> PaperPage:
    model = PaperModel(PaperSheets(practice.desk), EmergencySheets.of(practice.desk), practice.residents.search, practice.clock)
    page = PaperPage(model, bridge, Printers(practice.desk))
    model.attach(page.refresh, at_once)
    in_front(qtbot, page).shown()
    return page


def test_a_sheet_is_reserved_printed_and_entered(qtbot: QtBot, paper: PaperPage, practice: PracticeDesk) -> None:
    paper.count.setText("2")
    paper.reserve.click()
    assert paper.printable.currentIndex() == 1 and len(paper.rows.rows()) == 2
    paper.printable.setCurrentIndex(0)
    at = local(practice.clock.now())
    practice.clock.forward(3 * 3600)
    who = practice.residents.get(practice.people[0])
    first, second = (one.key for one in paper.rows.rows())
    paper.model.choose(first)
    paper.model.find(who.name)
    paper.model.choose_resident(who.id)
    form = paper.form
    form.time.setText(f"{at + timedelta(minutes=30):%H:%M}")
    form.values[MeasurementKind.BLOOD_PRESSURE].setText("142/88")
    form.note.setPlainText("头晕")
    qtbot.keyClick(paper, Qt.Key.Key_F2)
    assert [one.key for one in paper.rows.rows()] == [second] and not paper.notice.isVisible()
    (visit,) = practice.desk.store.read(lambda conn: encounters.of_person(conn, [who.id]))
    assert visit.paper == first and form.values[MeasurementKind.BLOOD_PRESSURE].text() == ""


def test_what_is_refused_keeps_every_field(qtbot: QtBot, paper: PaperPage, practice: PracticeDesk) -> None:
    paper.model.find(practice.residents.get(practice.people[0]).name)
    paper.model.choose_resident(practice.people[0])
    paper.form.number.setText("A1-000099")
    paper.form.time.setText("08:30")
    paper.form.note.setPlainText("头晕")
    qtbot.keyClick(paper, Qt.Key.Key_F2)
    assert paper.notice.isVisible() and paper.form.note.toPlainText() == "头晕" and paper.form.number.text() == "A1-000099"


def test_a_number_is_given_up_with_a_reason(paper: PaperPage) -> None:
    paper.reserve.click()
    paper.printable.setCurrentIndex(0)
    first = paper.rows.rows()[0].key
    paper.model.choose(first)
    paper.drop.click()
    assert paper.notice.isVisible()
    paper.reason.setText("撕坏了")
    paper.drop.click()
    assert first not in [one.key for one in paper.rows.rows()]


def test_a_day_is_closed_once_every_line_has_its_reason(qtbot: QtBot, practice: PracticeDesk, bridge: Bridge, tmp_path: Path) -> None:
    clinic = Clinic.over(practice.desk, shipped_pack(), tmp_path / "site.toml")
    visit_of(practice.desk, practice.people[0])
    page = ClosingPage(ClosingModel(DayBoard(clinic, tmp_path)), bridge)
    page.model.attach(page.refresh, at_once)
    in_front(qtbot, page).shown()
    qtbot.keyClick(page, Qt.Key.Key_F2)
    assert page.notice.isVisible() and page.model.closed is None
    for one in page.model.lines or ():
        if one.needs:
            page.model.leave(one.key, "tomorrow")
    qtbot.keyClick(page, Qt.Key.Key_F2)
    assert page.model.closed is not None and not page.close_day.isEnabled()
