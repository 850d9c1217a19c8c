"""One key map: each key has one meaning, presses the button that shows it, and is never ambiguous."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from ui.keymap import Act, Keys
from ui.widgets.buttons import button
from ui.widgets.frames import column

Key, Modifier = Qt.Key, Qt.KeyboardModifier


def test_no_key_has_two_meanings() -> None:
    keys = [sequence.toString() for act in Act for sequence in act.sequences]
    assert len(keys) == len(set(keys))
    assert Act.SAVE.key == "F2" and Act.FINISH.key == "F4" and Act.SIGN.key == "Ctrl+Enter"


def page_with(*widgets: QWidget) -> QWidget:
    page = QWidget()
    page.setLayout(column(*widgets))
    return page


def on_top(page: QWidget, qtbot: QtBot) -> None:
    """Shown and active, as the one window of the program is."""
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()


def test_the_key_presses_the_button_that_shows_it_and_leaves_the_field_first(qtbot: QtBot) -> None:
    done: list[str] = []
    field = QLineEdit()
    field.editingFinished.connect(lambda: done.append("left the field"))
    save = button("保存", lambda: done.append("saved"), Act.SAVE)
    page = page_with(field, save)
    qtbot.addWidget(page)
    Keys(page)
    on_top(page, qtbot)
    field.setFocus()
    qtbot.keyClicks(field, "61.5")
    qtbot.keyClick(field, Key.Key_F2)
    assert done == ["left the field", "saved"] and save.text() == "保存 F2"


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter])
def test_both_enter_keys_sign_even_from_a_text_of_several_lines(qtbot: QtBot, key: Qt.Key) -> None:
    done: list[str] = []
    note = QPlainTextEdit()
    page = page_with(note, button("签名", lambda: done.append("signed"), Act.SIGN))
    qtbot.addWidget(page)
    Keys(page)
    on_top(page, qtbot)
    note.setFocus()
    qtbot.keyClick(note, key, Modifier.ControlModifier)
    assert done == ["signed"] and note.toPlainText() == ""


def test_hidden_and_disabled_buttons_are_passed_over(qtbot: QtBot) -> None:
    done: list[str] = []
    hidden = button("保存", lambda: done.append("hidden"), Act.SAVE)
    off = button("保存", lambda: done.append("off"), Act.SAVE)
    off.setEnabled(False)
    page = page_with(button("保存", lambda: done.append("shown"), Act.SAVE), off, hidden)
    hidden.hide()
    qtbot.addWidget(page)
    rest: list[Act] = []
    keys = Keys(page, rest.append)
    page.show()
    keys.press(Act.SAVE)
    keys.press(Act.FIND)
    assert (done, rest) == (["shown"], [Act.FIND])
