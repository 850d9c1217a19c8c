"""A list on a card: what it says with and without rows, and how a row is opened."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.models.rows import Column, RowsModel
from ui.widgets.empty_state import EmptyState
from ui.widgets.list_card import ListCard


def made(qtbot: QtBot) -> ListCard[str]:
    rows: RowsModel[str] = RowsModel((Column("Name", lambda one: one, stretch=True),), key=lambda one: one)
    card = ListCard("Who waits", "Who waits", rows, EmptyState("check", "Nobody waits"))
    qtbot.addWidget(card)
    card.resize(400, 300)
    card.show()
    return card


def test_an_empty_list_says_so_in_the_place_of_its_table(qtbot: QtBot) -> None:
    card = made(qtbot)
    card.show_rows((), "")
    assert card.empty.isVisible() and not card.table.isVisible()
    card.show_rows(("王秀英", "李桂芳"), "2")
    assert card.table.isVisible() and not card.empty.isVisible() and card.count.text() == "2"


def test_a_click_and_enter_open_a_row(qtbot: QtBot) -> None:
    card, opened = made(qtbot), list[str]()
    card.table.open_with(opened.append)
    card.show_rows(("王秀英", "李桂芳"), "2")
    second = card.table.visualRect(card.rows.index(1, 0)).center()
    qtbot.mouseClick(card.table.viewport(), Qt.MouseButton.LeftButton, pos=second)
    assert opened == ["李桂芳"]
    card.table.select("王秀英")
    qtbot.keyClick(card.table, Qt.Key.Key_Return)
    assert opened == ["李桂芳", "王秀英"]
