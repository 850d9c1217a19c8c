"""Types as a person does: Latin by keys, Chinese as an input method commits it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot


def write(qtbot: QtBot, field: QWidget, text: str) -> None:
    """Type a text into the field that has the cursor."""
    assert field.hasFocus(), f"the cursor is not in {field.accessibleName()}"
    if text.isascii():
        qtbot.keyClicks(field, text)
        return
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(field, event)


def enter(qtbot: QtBot, field: QWidget) -> None:
    """The Enter key."""
    qtbot.keyClick(field, Qt.Key.Key_Return)
