"""The page of what is to be done over the real store: filters, keys, the ways out of it, and paper."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.domain.programme import Basis, Programme
from app.services.printers import Printers
from app.services.registers import Registers
from app.services.table_file import rows
from app.services.today import Group, Today
from app.services.today_paper import TodayPaper
from tests.app.services.test_today import TODAY, followed
from tests.ui.pages.front import in_front
from ui.bridge import Bridge
from ui.pages.page_model import at_once
from ui.pages.today.model import TodayModel
from ui.pages.today.page import TodayPage
from ui.practice_desk import PracticeDesk

Key = Qt.Key


@pytest.fixture
def adults(practice: PracticeDesk) -> list[str]:
    """Two residents with hypertension, one overdue, one due in two days."""
    born = {person: practice.residents.get(person).birth for person in practice.people}
    found = [person for person, birth in born.items() if birth is not None and birth.year < 1975][:2]
    for person, days in zip(found, (-3, 2), strict=True):
        Registers(practice.desk).enrol(person, Programme.HYPERTENSION, Basis.DIAGNOSED, date(2026, 1, 10))
        followed(practice.desk, person, TODAY + timedelta(days=days))
    return found


@pytest.fixture
def shown(qtbot: QtBot, practice: PracticeDesk, bridge: Bridge, adults: list[str]) -> TodayPage:
    desk = practice.desk
    made = TodayPage(TodayModel(Today(desk), Registers(desk), TodayPaper(desk), practice.clock), bridge, Printers(desk))
    made.model.attach(made.refresh, at_once)
    in_front(qtbot, made)
    made.shown()
    return made


def test_two_keys_note_that_nobody_answered(qtbot: QtBot, shown: TodayPage, adults: list[str]) -> None:
    shown.table.select(adults[0])
    qtbot.keyClick(shown.table, Key.Key_3)
    assert shown.model.row is not None and shown.model.row.contact is None
    qtbot.keyClick(shown.table, Key.Key_Return)
    assert shown.model.row.contact is not None and shown.model.row.contact.outcome == "no_answer"


def test_two_keys_note_a_promise_and_its_day(qtbot: QtBot, shown: TodayPage, adults: list[str]) -> None:
    shown.table.select(adults[0])
    for key in (Key.Key_1, Key.Key_2):
        qtbot.keyClick(shown.table, key)
    row = shown.model.row
    assert row is not None and (row.promised, row.group) == (TODAY + timedelta(days=1), Group.WEEK)


def test_another_day_is_typed_and_nonsense_is_refused(qtbot: QtBot, shown: TodayPage, adults: list[str]) -> None:
    shown.table.select(adults[0])
    qtbot.keyClick(shown.table, Key.Key_1)
    field = shown.calls.other_day
    for words in ("31号", "20260310"):
        field.setText(words)
        qtbot.keyClick(field, Key.Key_Return)
    assert shown.model.row is not None and shown.model.row.promised == date(2026, 3, 10)


def test_escape_forgets_and_enter_leads_to_the_follow_up(qtbot: QtBot, shown: TodayPage, adults: list[str]) -> None:
    shown.table.select(adults[0])
    qtbot.keyClick(shown.table, Key.Key_8)
    qtbot.keyClick(shown.table, Key.Key_Escape)
    assert shown.model.call.outcome is None
    with qtbot.waitSignal(shown.follow_up_asked) as asked:
        qtbot.keyClick(shown.table, Key.Key_Return)
    assert asked.args == [adults[0]]
    with qtbot.waitSignal(shown.resident_asked) as asked:
        shown.resident.click()
    assert asked.args == [adults[0]]


def test_filters_and_counts(shown: TodayPage, adults: list[str], practice: PracticeDesk) -> None:
    assert [one.person for one in shown.rows.rows()] == adults
    shown.groups.chosen.emit(str(Group.WEEK.value))
    assert [one.person for one in shown.rows.rows()] == adults[1:]
    shown.groups.chosen.emit("")
    village = practice.residents.get(adults[0]).address.village
    shown.village.setCurrentIndex(shown.village.findData(village))
    shown.village.activated.emit(shown.village.currentIndex())
    assert {one.village for one in shown.rows.rows()} == {village}
    shown.programme.setCurrentIndex(shown.programme.findData("diabetes"))
    shown.programme.activated.emit(shown.programme.currentIndex())
    assert shown.rows.rows() == () and not shown.print.isEnabled() and shown.village.currentData() == village


def test_the_list_as_paper_and_as_excel(qtbot: QtBot, shown: TodayPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    shown.excel.click()
    assert [row.texts[0] for row in rows(path)] == ["类别", "超期未访", "本周"] and len(rows(path)[0].texts) == 10
    shown.print.click()
    qtbot.waitUntil(lambda: shown.printable.preview.page_count() == 1)
    assert shown.printable.preview.isVisible()


def heard(qtbot: QtBot, shown: TodayPage, registers: Registers, key: Key) -> str:
    """Of somebody with a case; two keys note the call."""
    person = next(one.person for one in shown.model.rows if registers.open_of(one.person))
    shown.table.select(person)
    qtbot.keyClick(shown.table, key)
    qtbot.keyClick(shown.table, Key.Key_Return)
    return person


def confirm(shown: TodayPage) -> None:
    shown.ending.strip.listen()
    shown.ending.strip._yes.click()


def test_a_death_heard_on_the_phone_is_three_keys_and_ends_everything(qtbot: QtBot, shown: TodayPage, practice: PracticeDesk) -> None:
    registers = Registers(practice.desk)
    person = heard(qtbot, shown, registers, Key.Key_8)
    assert shown.ending.isVisible() and registers.open_of(person), "nothing ends by itself"
    shown.ending.day.setText("20260301")
    confirm(shown)
    assert registers.open_of(person) == [] and practice.residents.get(person).deceased == date(2026, 3, 1)
    assert not shown.ending.isVisible() and all(one.person != person for one in shown.model.rows)
    assert registers.of_person(person), "the cases stand in the history"


def test_a_day_to_come_ends_nothing_and_is_asked_again_with_what_was_typed(qtbot: QtBot, shown: TodayPage, practice: PracticeDesk) -> None:
    registers = Registers(practice.desk)
    person = heard(qtbot, shown, registers, Key.Key_7)
    shown.ending.day.setText("2027-03-01")
    shown.ending.note.setText("随儿子去了省城")
    confirm(shown)
    assert registers.open_of(person) and shown.model.error is not None and shown.model.error.code == "enrol_day"
    assert shown.ending.strip.isVisible() and shown.ending.note.text() == "随儿子去了省城"
    shown.ending.day.setText("2026-03-01")
    confirm(shown)
    assert registers.open_of(person) == [] and not shown.ending.isVisible()


def test_a_day_that_is_none_ends_nothing(qtbot: QtBot, shown: TodayPage, practice: PracticeDesk) -> None:
    registers = Registers(practice.desk)
    person = heard(qtbot, shown, registers, Key.Key_7)
    shown.ending.day.setText("前天")
    confirm(shown)
    assert registers.open_of(person) and shown.ending.strip.isVisible()
    shown.ending.strip.close_strip()
    assert not shown.ending.isVisible() and shown.end.isVisible(), "put off: the way to it stays"
