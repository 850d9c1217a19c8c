"""A table of frozen rows: columns are functions of a row, the model keeps nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui import tokens as t

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex

MARK_ROLE = Qt.ItemDataRole.UserRole.value + 1
BOLD_ROLE = MARK_ROLE + 1


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """Heading, text of a row, alignment, and a mark drawn before the text. One column may take the rest of the width."""

    title: str
    text: Callable[[R], str]
    right: bool = False
    mark: Callable[[R], t.Mark] | None = None
    bold: bool = False
    stretch: bool = False


class RowsModel(QAbstractTableModel, Generic[R]):
    """Rows come as a tuple of frozen dataclasses. Setting an equal tuple changes nothing, so a list never jumps for nothing."""

    def __init__(self, columns: Sequence[Column[R]], key: Callable[[R], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._key = key
        self._rows: tuple[R, ...] = ()

    def set_rows(self, rows: Sequence[R]) -> None:
        """Show these rows; where only contents changed the selection and the scroll position stay by themselves."""
        new = tuple(rows)
        if new == self._rows:
            return
        if [self._key(row) for row in new] == [self._key(row) for row in self._rows]:
            self._rows = new
            self.dataChanged.emit(self.index(0, 0), self.index(len(new) - 1, len(self.columns) - 1))
            return
        self.beginResetModel()
        self._rows = new
        self.endResetModel()

    def row(self, index: Index | int) -> R | None:
        """The row of an index or number, None where there is none."""
        number = index if isinstance(index, int) else index.row()
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def rows(self) -> tuple[R, ...]:
        """All rows."""
        return self._rows

    def table(self) -> list[list[str]]:
        """As it reads: headings, then the rows."""
        return [[one.title for one in self.columns], *([one.text(row) for one in self.columns] for row in self._rows)]

    def find(self, key: str) -> int:
        """The number of the row with that key, -1 if it is not there."""
        return next((number for number, row in enumerate(self._rows) if self._key(row) == key), -1)

    def key(self, row: R) -> str:
        """What names a row."""
        return self._key(row)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row(index) if index.isValid() else None
        if row is None:
            return None
        column = self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return column.text(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == MARK_ROLE and column.mark is not None:
            return column.mark(row)
        return column.bold if role == BOLD_ROLE else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns[section].right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None
