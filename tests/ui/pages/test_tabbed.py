"""Tabs of one page: made when first opened, told when they come and go, by the keyboard too."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.pages.tabbed import Tab, Tabbed


class Told(QWidget):
    """Remembers what it was told."""

    def __init__(self, name: str, log: list[str]) -> None:
        super().__init__()
        self._name, self._log = name, log
        log.append(f"made {name}")

    def shown(self) -> None:
        self._log.append(f"shown {self._name}")

    def hidden(self) -> None:
        self._log.append(f"hidden {self._name}")


def test_each_page_is_made_once_and_told_when_it_comes_and_goes(qtbot: QtBot) -> None:
    log: list[str] = []
    tabs = Tabbed("上传", [Tab("a", "一", lambda: Told("a", log)), Tab("b", "二", lambda: Told("b", log))])
    qtbot.addWidget(tabs)
    tabs.show()
    assert log == ["made a"] and tabs.current == "a" and tabs.bar.value() == "a"
    tabs.shown()
    qtbot.keyClick(tabs.bar, Qt.Key.Key_Right)
    assert tabs.current == "b" and log[1:] == ["shown a", "hidden a", "made b", "shown b"]
    tabs.open("a")
    tabs.hidden()
    assert log[5:] == ["hidden b", "shown a", "hidden a"] and tabs.has("b") and not tabs.has("c")


def test_a_single_page_needs_no_tabs(qtbot: QtBot) -> None:
    tabs = Tabbed("上传", [Tab("a", "一", QWidget)])
    qtbot.addWidget(tabs)
    tabs.show()
    assert not tabs.bar.isVisible()
