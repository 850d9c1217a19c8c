"""Fields take numbers as people type and paste them; Enter walks through the form and presses nothing."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.buttons import button
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.fields import EnterMoves, NumberField, TextField
from ui.widgets.frames import column

Key, Modifier = Qt.Key, Qt.KeyboardModifier


@pytest.mark.parametrize(("typed", "kept"), [("１６８／９６", "168/96"), ("61。5", "61.5"), ("２４斤", "24斤"), ("168/96", "168/96")])
def test_full_width_becomes_plain(qtbot: QtBot, typed: str, kept: str) -> None:
    field = NumberField("血压")
    qtbot.addWidget(field)
    field.setText(typed)
    assert field.text() == kept


def test_an_id_field_keeps_digits_and_the_check_letter(qtbot: QtBot) -> None:
    field = NumberField("身份证", digits_only=True, width=220)
    qtbot.addWidget(field)
    field.setText("１１０１０５ 1949-1231 002x")
    assert field.text() == "11010519491231002X"


def test_no_input_method_can_open_in_a_number(qtbot: QtBot) -> None:
    field = NumberField("体重")
    qtbot.addWidget(field)
    assert not field.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def form(qtbot: QtBot) -> tuple[EnterMoves, QWidget, list[str]]:
    pressed: list[str] = []
    fields = [NumberField("身高"), NumberField("体重"), ChoiceBar("餐况", (("fasting", "空腹"), ("random", "随机"))), TextField("备注")]
    last = button("保存", lambda: pressed.append("save"))
    page = QWidget()
    page.setLayout(column(*fields, last))
    moves = EnterMoves(page, fields, last)
    qtbot.addWidget(page)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    fields[0].setFocus()
    return moves, page, pressed


def test_enter_walks_in_the_declared_order_to_the_button_and_does_not_press_it(qtbot: QtBot) -> None:
    moves, page, pressed = form(qtbot)
    for expected in moves.order()[1:]:
        qtbot.keyClick(page.focusWidget(), Key.Key_Return)
        assert page.focusWidget() is expected
    qtbot.keyClick(page.focusWidget(), Key.Key_Return)
    assert pressed == []


def test_shift_enter_walks_back_and_tab_walks_the_same_way(qtbot: QtBot) -> None:
    moves, page, _ = form(qtbot)
    order = moves.order()
    for expected in order[1:]:
        qtbot.keyClick(page.focusWidget(), Key.Key_Tab)
        assert page.focusWidget() is expected
    order[3].setFocus()
    qtbot.keyClick(page.focusWidget(), Key.Key_Enter, Modifier.ShiftModifier | Modifier.KeypadModifier)
    assert page.focusWidget() is order[2]


def test_hidden_and_disabled_fields_are_passed_over(qtbot: QtBot) -> None:
    moves, page, _ = form(qtbot)
    order = moves.order()
    order[1].hide()
    order[2].setEnabled(False)
    qtbot.keyClick(page.focusWidget(), Key.Key_Return)
    assert page.focusWidget() is order[3]


def test_enter_in_a_long_text_is_a_new_line(qtbot: QtBot) -> None:
    page, note, after = QWidget(), QPlainTextEdit(), TextField("其他")
    page.setLayout(column(note, after))
    EnterMoves(page, [note, after])
    qtbot.addWidget(page)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    note.setFocus()
    qtbot.keyClicks(note, "a")
    qtbot.keyClick(note, Key.Key_Return)
    assert note.toPlainText() == "a\n" and page.focusWidget() is note


def test_a_choice_has_no_default_and_takes_digits_and_arrows(qtbot: QtBot) -> None:
    bar = ChoiceBar("餐况", (("fasting", "空腹"), ("postprandial", "餐后2小时"), ("random", "随机")))
    qtbot.addWidget(bar)
    said: list[str] = []
    bar.chosen.connect(said.append)
    assert bar.value() is None
    qtbot.keyClick(bar, Key.Key_2)
    qtbot.keyClick(bar, Key.Key_Right)
    qtbot.keyClick(bar, Key.Key_9)
    assert said == ["postprandial", "random"] and bar.value() == "random"
    bar.set_value(None)
    assert bar.value() is None and said == ["postprandial", "random"]
    qtbot.keyClick(bar, Key.Key_Left)
    assert bar.value() == "fasting"
