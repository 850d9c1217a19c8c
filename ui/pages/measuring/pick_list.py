"""A list with a box before each row: Space, Shift with the arrows, Ctrl+A or a touch on the box chooses several."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem

from ui import icons, theme
from ui import tokens as t
from ui.models.rows import Index
from ui.pages.two_lines import Line, TwoLinesDelegate, TwoLinesList

BOX = 32
"""Width of the box at 100 %: a finger in a glove hits it."""
Flag = QItemSelectionModel.SelectionFlag


class PickList(TwoLinesList):
    """`picked(keys)`: the choice was changed by hand."""

    picked = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._setting = False
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setItemDelegate(_BoxDelegate(self))
        self.selectionModel().selectionChanged.connect(self._changed)

    def show_picks(self, lines: Sequence[Line], keys: Collection[str]) -> None:
        """Show these rows with these chosen; scroll position and the row of the cursor stay."""
        self._setting = True
        here, place = self.rows.row(self.currentIndex()), self.verticalScrollBar().value()
        self.rows.set_rows(lines)
        whole = QItemSelection()
        for number, line in enumerate(lines):
            if line.key in keys:
                whole.select(self.rows.index(number, 0), self.rows.index(number, 0))
        self.selectionModel().select(whole, Flag.ClearAndSelect)
        current = self.rows.find(here.key) if here is not None else -1
        if current < 0 and lines:
            current = next((number for number, line in enumerate(lines) if line.key in keys), 0)
        if current >= 0 and current != self.currentIndex().row():
            self.selectionModel().setCurrentIndex(self.rows.index(current, 0), Flag.NoUpdate)
        self.verticalScrollBar().setValue(place)
        self._setting = False

    def keys(self) -> list[str]:
        """What is chosen."""
        rows = (self.rows.row(index) for index in self.selectionModel().selectedIndexes())
        return [row.key for row in rows if row is not None]

    def selectionCommand(self, index: Index, event: QEvent | None = None) -> Flag:
        """The box, and Space, choose one more or one less; a touch on the row itself chooses it alone."""
        on_box = isinstance(event, QMouseEvent) and event.position().x() < theme.px(BOX)
        space = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space
        if index.isValid() and (on_box or space):
            press = event is not None and event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress)
            return Flag.Toggle if press else Flag.NoUpdate
        return super().selectionCommand(index, event)

    def _changed(self) -> None:
        if not self._setting:
            self.picked.emit(self.keys())


class _BoxDelegate(TwoLinesDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        whole = QRectF(option.rect)  # type: ignore[attr-defined]
        rest = QStyleOptionViewItem(option)
        rest.rect = whole.adjusted(theme.px(BOX) - t.M, 0, 0, 0).toRect()  # type: ignore[attr-defined]
        super().paint(painter, rest, index)
        side = theme.px(18)
        box = QRectF(whole.x(), whole.y(), theme.px(BOX) - t.M + 3, whole.height())
        painter.fillRect(box, QColor(t.SELECTION if chosen else t.SURFACE))
        painter.fillRect(QRectF(box.x(), box.bottom() - 1, box.width(), 1), QColor(t.HAIRLINE))
        place = QRectF(whole.x() + t.XS, whole.center().y() - side / 2, side, side)
        icons.paint(painter, "checked" if chosen else "unchecked", place, t.PRIMARY if chosen else t.SECONDARY)
