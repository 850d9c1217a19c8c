"""A list on a card: its table, how many there are, and in the place of an empty table what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from ui.models.rows import RowsModel
from ui.widgets.data_table import DataTable
from ui.widgets.empty_state import EmptyState
from ui.widgets.frames import Card

R = TypeVar("R")


class ListCard(Card, Generic[R]):
    """``table`` has the room of the card; a page puts above or below it what else belongs to the list."""

    def __init__(self, title: str, name: str, rows: RowsModel[R], empty: EmptyState) -> None:
        super().__init__(title)
        self.rows, self.empty = rows, empty
        self.table = DataTable(rows, name)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(empty, 1)

    def show_rows(self, rows: Sequence[R], count: str) -> None:
        """Show these; `count` says how many they are."""
        self.rows.set_rows(rows)
        self.set_count(count)
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
