"""The counter by keys: nothing is handed over without a question by name, and a scan never goes past an open question (H34)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.domain.dispensing import Dispense
from app.domain.prescription import PrescriptionState
from app.services.urgent import Urgency
from tests.ui.pages.front import in_front
from tests.ui.pages.keyboard import enter, write
from ui.pages.dispensing.gallery import CASE, LINES, ROWS, WAITING, Counter, Doctor, page
from ui.pages.dispensing.line_card import LineCard
from ui.pages.dispensing.page import DispensingPage

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier
CODE = "84144500000000000009"


class Kept(Counter):
    """Remembers every act."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[tuple[str, ...]] = []

    def scan(self, sheet: str, text: str, line: str | None = None, batch: str | None = None) -> Dispense:
        self.done.append(("scan", sheet, text, line or ""))
        return super().scan(sheet, text, line, batch)

    def prepare(self, sheet: str, line: str, pieces: int, batch: str | None = None) -> tuple[Dispense, ...]:
        self.done.append(("prepare", line, str(pieces), batch or ""))
        return super().prepare(sheet, line, pieces, batch)

    def take_back(self, part: str, reason: str = "") -> None:
        self.done.append(("take_back", part))

    def hand_over(self, sheet: str) -> tuple[Dispense, ...]:
        self.done.append(("hand_over", sheet))
        return super().hand_over(sheet)


@pytest.fixture
def counter() -> Kept:
    return Kept()


@pytest.fixture
def shown(qtbot: QtBot, counter: Kept) -> DispensingPage:
    made = in_front(qtbot, page(counter))
    made.model.open("1")
    return made


def cards(shown: DispensingPage) -> list[LineCard]:
    return [card for card in shown.findChildren(LineCard) if card.isVisible()]


def press(shown: DispensingPage, words: str, found: Callable[[DispensingPage], list[QPushButton]] | None = None) -> None:
    buttons = [one for card in cards(shown) for one in card.findChildren(QPushButton) if one.text() == words]
    buttons[0].click()


def test_a_sheet_that_opens_waits_for_a_code(qtbot: QtBot, shown: DispensingPage, counter: Kept) -> None:
    qtbot.waitUntil(shown.code.hasFocus)
    write(qtbot, shown.code, CODE)
    enter(qtbot, shown.code)
    assert counter.done == [("scan", "1", CODE, "")] and shown.code.text() == ""


def test_the_chosen_line_goes_with_the_scan(shown: DispensingPage, counter: Kept) -> None:
    press(shown, "扫的是这种")
    shown.scanned(CODE)
    assert counter.done == [("scan", "1", CODE, "l1")]


def test_by_number_from_the_batch_that_is_shown(shown: DispensingPage, counter: Kept) -> None:
    press(shown, "无码调配")
    assert counter.done == [("prepare", "l1", "28", "24110302")]


def test_a_prepared_part_is_put_back_and_one_that_is_back_has_no_such_key(shown: DispensingPage, counter: Kept) -> None:
    found = [one for card in cards(shown) for one in card.findChildren(QPushButton) if one.text() == "退回货架"]
    assert len(found) == 1
    found[0].click()
    assert counter.done == [("take_back", "d1")]


def test_it_is_handed_over_only_after_a_question_that_names_whom_and_what(qtbot: QtBot, shown: DispensingPage, counter: Kept) -> None:
    qtbot.keyClick(shown, Key.Key_Return, Control)
    assert shown.strip.isVisible() and counter.done == []
    assert "王秀英 女 66岁" in shown.strip._text.text() and "苯磺酸氨氯地平片" in shown.strip._text.text()
    shown.scanned(CODE)
    assert counter.done == [], "a scan does not go past an open question"
    shown.strip.listen()
    qtbot.keyClick(shown, Key.Key_Return, Control)
    assert counter.done == [("hand_over", "1")]


def test_a_question_about_one_sheet_hands_over_no_other(qtbot: QtBot, shown: DispensingPage, counter: Kept) -> None:
    """H34: while it is open, the next resident lays a card down, or one more pack is prepared."""
    for came in (WAITING, replace(CASE, lines=CASE.lines[1:])):
        shown.model.open("1")
        qtbot.keyClick(shown, Key.Key_Return, Control)
        shown.strip.listen()
        counter._case = came
        assert shown.presented(ROWS[2].person)
        assert not shown.strip.isVisible()
        qtbot.keyClick(shown, Key.Key_Return, Control)
        shown.strip.close_strip()
        counter._case = CASE
    assert counter.done == []


def test_nothing_prepared_is_nothing_to_hand_over(shown: DispensingPage) -> None:
    assert shown.give.isEnabled()
    shown.model.close()
    assert not shown.give.isEnabled()


class Decided(Doctor):
    """Remembers what was decided."""

    def __init__(self) -> None:
        self.done: list[tuple[str, str, str]] = []

    def give(self, key: str, reason: str, note: str = "") -> PrescriptionState:
        self.done.append((key, reason, note))
        return super().give(key, reason, note)


def test_a_sheet_nobody_answered_for_is_given_out_urgently_after_a_reason_and_a_question(qtbot: QtBot) -> None:
    counter, doctor = Counter(case=WAITING), Decided()
    counter.urgent = doctor
    shown = in_front(qtbot, page(counter))
    shown.model.open("3")
    assert "0371-6660000" in shown.urgent.findChildren(QLabel)[0].text() and shown.urgent.go.isVisible()
    shown.urgent.go.click()
    assert shown.model.error is not None and shown.model.error.code == "reason_needed" and not shown.strip.isVisible()
    shown.urgent.reason.set_value("other")
    shown.urgent.go.click()
    assert not shown.strip.isVisible(), "其他 is written out"
    shown.urgent.note.setText("末班车")
    shown.urgent.go.click()
    assert shown.strip.isVisible() and doctor.done == []
    shown.strip.listen()
    qtbot.keyClick(shown.strip, Key.Key_Return, Control)
    assert doctor.done == [("3", "other", "末班车")]


def test_before_its_time_there_is_the_countdown_and_no_key(qtbot: QtBot) -> None:
    early = replace(WAITING, urgency=Urgency(timedelta(minutes=8, seconds=20), policy="3号"))
    shown = in_front(qtbot, page(Counter(case=early)))
    shown.model.open("3")
    assert "9 分钟" in shown.urgent.findChildren(QLabel)[0].text() and not shown.urgent.go.isVisible()


def test_a_pack_of_another_batch_than_the_tested_one_is_told_before_it_is_handed_over(qtbot: QtBot) -> None:
    """H50: the tested batch is proposed; another one that was taken is said on the card and in the last question."""
    other = replace(LINES[0], tested=("25020711",))
    shown = in_front(qtbot, page(Counter(case=replace(CASE, lines=(other,)))))
    shown.model.open("1")
    (card,) = shown.findChildren(LineCard)
    assert card.batches.currentData() == "25020711" and other.untested == ("24110302",)
    assert any("24110302" in one.text() and "换回皮试的批号" in one.text() for one in card.findChildren(QLabel))
    assert "皮试做的是批号25020711" in shown.words.question(shown.model.case or CASE, "王建国")
    fits = replace(other, tested=("24110302", "25020711"))
    assert fits.untested == () and "皮试" not in shown.words.question(replace(CASE, lines=(fits,)), "王建国")
