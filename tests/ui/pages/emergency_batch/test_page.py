"""应急登记 by keyboard alone: the line, the question who is meant, a card."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.person import IdKind
from tests.ui.pages.front import in_front
from ui.bridge import Bridge
from ui.pages.emergency_batch.gallery import page_over
from ui.pages.emergency_batch.page import EmergencyPage
from ui.pages.page_model import at_once
from ui.practice_desk import PracticeDesk


@pytest.fixture
def shown(qtbot: QtBot, practice: PracticeDesk, bridge: Bridge) -> EmergencyPage:
    made = page_over(practice, bridge)
    made.model.attach(made.refresh, at_once)
    in_front(qtbot, made)
    made.shown()
    return made


def test_keys_alone_register_one_after_the_other(qtbot: QtBot, shown: EmergencyPage) -> None:
    assert not shown.line.isEnabled() and not shown.presented("410102195807120247")
    qtbot.keyClicks(shown.about, "event")
    qtbot.keyClick(shown.about, Qt.Key.Key_Return)
    assert shown.line.isEnabled()
    shown.line.setText("郑玉兰 女63 第三村")
    shown.line.textEdited.emit(shown.line.text())
    qtbot.keyClick(shown.line, Qt.Key.Key_Return)
    assert not shown.model.rows and shown._lacks.isVisible()
    qtbot.keyClicks(shown.line, " /13")
    qtbot.keyClick(shown.line, Qt.Key.Key_Return)
    signs = [one.signs for one in shown.model.rows]
    assert shown.line.text() == "" and signs == [("1", "3")]
    assert "郑玉兰" in shown._read.text() and shown.print.isEnabled()


def test_who_is_meant_is_told_by_a_digit_and_a_card_fills_the_line(qtbot: QtBot, shown: EmergencyPage, practice: PracticeDesk) -> None:
    shown.model.name_event("腹泻")
    known = practice.residents.get(practice.people[0])
    age = practice.residents.banner(known.id).age_text.removesuffix("岁")
    shown.model.type(f"{known.name} {'男' if known.sex.value == '1' else '女'}{age} 第三村 /")
    qtbot.keyClick(shown.line, Qt.Key.Key_Return)
    assert shown.model.choosing and known.name in shown._alike.text()
    qtbot.keyClick(shown.line, Qt.Key.Key_Escape)
    assert not shown.model.choosing
    qtbot.keyClick(shown.line, Qt.Key.Key_Return)
    qtbot.keyClicks(shown.line, "1")
    assert [one.person for one in shown.model.rows] == [known.id]
    other = practice.residents.get(practice.people[1])
    assert shown.presented(other.number(IdKind.RESIDENT) or "")
    qtbot.keyClicks(shown.line, "/5")
    assert shown._known.isVisible()
    qtbot.keyClick(shown.line, Qt.Key.Key_Return)
    assert [one.person for one in shown.model.rows] == [known.id, other.id]
    assert shown.presented(other.number(IdKind.RESIDENT) or "") and shown._lacks.isVisible()


def test_the_list_is_printed(shown: EmergencyPage) -> None:
    shown.model.name_event("腹泻")
    shown.model.type("郑玉兰 女63 第三村 /5")
    shown.model.enter()
    shown.print.click()
    assert shown.printable.currentWidget() is shown.printable.preview
