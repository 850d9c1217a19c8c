"""Types as a person does: Latin by keys, Chinese as an input method commits it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.sitting import write_into


def write(qtbot: QtBot, field: QWidget, text: str) -> None:
    """Type a text into the field that has the cursor."""
    assert field.hasFocus(), f"the cursor is not in {field.accessibleName()}"
    write_into(field, text)


def enter(qtbot: QtBot, field: QWidget) -> None:
    """The Enter key."""
    qtbot.keyClick(field, Qt.Key.Key_Return)
