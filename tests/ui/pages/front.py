"""A page in front of a person: the reference size, the window that keys go to, and the program's own keys."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.gallery import REFERENCE
from ui.keymap import Keys

PageT = TypeVar("PageT", bound=QWidget)


def in_front(qtbot: QtBot, page: PageT) -> PageT:
    """The page, shown and active; it goes with the test."""
    qtbot.addWidget(page)
    page.resize(*REFERENCE)
    Keys(page)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return page
