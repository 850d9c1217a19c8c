"""Codes by their number: one or several, two digits are one code, none stands alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.pages.follow_up import codes_bar
from ui.pages.follow_up.codes_bar import CodesBar

SYMPTOMS = {"1": "无症状", "2": "头痛头晕", "3": "恶心呕吐", "9": "下肢水肿", "10": "其他"}


def bar(qtbot: QtBot, many: bool = True) -> tuple[CodesBar, list[list[str]]]:
    made = CodesBar("症状", SYMPTOMS, many, "1" if many else "")
    qtbot.addWidget(made)
    told: list[list[str]] = []
    made.told.connect(told.append)
    return made, told


def test_several_are_kept_in_the_order_of_the_form(qtbot: QtBot) -> None:
    made, told = bar(qtbot)
    qtbot.keyClicks(made, "9,2")
    assert told[-1] == made.codes() == ["2", "9"]
    qtbot.keyClicks(made, ",9")
    assert made.codes() == ["2"]


def test_none_and_the_others_exclude_each_other(qtbot: QtBot) -> None:
    made, told = bar(qtbot)
    qtbot.keyClicks(made, "2,3,1")
    assert told[-1] == ["1"]
    qtbot.keyClicks(made, ",3")
    assert told[-1] == ["3"]


@pytest.mark.parametrize("many", [True, False])
def test_two_digits_typed_together_are_one_code(qtbot: QtBot, many: bool) -> None:
    made, _ = bar(qtbot, many)
    qtbot.keyClicks(made, "10")
    assert made.codes() == ["10"]


def test_two_digits_typed_apart_are_two(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes_bar, "FORGET_MS", -1)
    made, _ = bar(qtbot, many=False)
    qtbot.keyClicks(made, "10")
    assert made.codes() == ["1"]


def test_one_answer_takes_the_place_of_another_and_backspace_clears(qtbot: QtBot) -> None:
    made, told = bar(qtbot, many=False)
    qtbot.keyClicks(made, "2")
    qtbot.keyClicks(made, ",3")
    assert made.codes() == ["3"]
    qtbot.keyClicks(made, ",3")
    assert made.codes() == ["3"]
    qtbot.keyClick(made, Qt.Key.Key_Backspace)
    assert told[-1] == made.codes() == []


def test_a_click_does_what_the_number_does(qtbot: QtBot) -> None:
    made, told = bar(qtbot)
    for code in ("2", "1"):
        qtbot.mouseClick(made._buttons[code], Qt.MouseButton.LeftButton)
    assert told == [["2"], ["1"]] and made.codes() == ["1"]
