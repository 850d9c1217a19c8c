"""Choosing several rows with keys, with the mouse on the boxes, and what stays when the list changes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from ui.pages.measuring.pick_list import PickList
from ui.pages.two_lines import Line

Key = Qt.Key
LINES = [Line(f"k{number}", f"血压 {number}") for number in range(5)]


@pytest.fixture
def picks() -> list[list[str]]:
    return []


@pytest.fixture
def made(qtbot: QtBot, picks: list[list[str]]) -> PickList:
    made = PickList("数据")
    made.picked.connect(picks.append)
    qtbot.addWidget(made)
    made.resize(300, 400)
    made.show_picks(LINES, {"k0"})
    made.show()
    made.setFocus()
    return made


def click(qtbot: QtBot, made: PickList, number: int, x: int) -> None:
    at = made.visualRect(made.rows.index(number, 0)).center()
    qtbot.mouseClick(made.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, at.y()))


def test_shift_and_arrows_choose_several(qtbot: QtBot, made: PickList, picks: list[list[str]]) -> None:
    assert picks == []  # showing is no choice
    for _ in range(2):
        qtbot.keyClick(made, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert sorted(picks[-1]) == ["k0", "k1", "k2"]
    qtbot.keyClick(made, Key.Key_Down)
    assert picks[-1] == ["k3"]


def test_ctrl_a_chooses_all_and_space_leaves_one_out(qtbot: QtBot, made: PickList, picks: list[list[str]]) -> None:
    qtbot.keyClick(made, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(picks[-1]) == 5
    qtbot.keyClick(made, Key.Key_Space)
    assert sorted(picks[-1]) == ["k1", "k2", "k3", "k4"]


def test_a_box_adds_and_takes_away_a_row_alone(qtbot: QtBot, made: PickList, picks: list[list[str]]) -> None:
    click(qtbot, made, 3, 8)
    assert sorted(picks[-1]) == ["k0", "k3"]
    click(qtbot, made, 0, 8)
    assert picks[-1] == ["k3"]
    click(qtbot, made, 1, 150)
    assert picks[-1] == ["k1"]


def test_the_choice_stays_when_rows_come_and_go(made: PickList) -> None:
    made.show_picks([Line("new", "血糖"), *LINES[1:]], {"k2", "k4"})
    assert sorted(made.keys()) == ["k2", "k4"]
