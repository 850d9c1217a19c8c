"""The table of every list: whole rows, room around the text, marks as shapes, the selected row kept when the list changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QItemSelection, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from ui import icons, theme
from ui import tokens as t
from ui.models.rows import BOLD_ROLE, MARK_ROLE, Index, RowsModel

MEASURED_ROWS = 200
"""Of a long list, from the first row in front on: Qt's thousand took half as long as reading the list; what is longer further down is cut off
with its whole text as tooltip."""
MOST_MEASURED = 20_000
R = TypeVar("R")


class CellDelegate(QStyledItemDelegate):
    """Paints mark and text with the padding that a style sheet cannot give to items."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._bold = QFontMetrics(theme.font(t.BODY, True))
        self._side, self._row = theme.px(t.SMALL) + t.XS, theme.px(t.ROW)
        self._advances: dict[str, int] = {}
        self._hints: dict[tuple[int, int], QSize] = {}

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        selected = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        box = QRectF(option.rect)  # type: ignore[attr-defined]
        painter.save()
        painter.fillRect(box, QColor(t.SELECTION if selected else t.SURFACE))
        painter.setPen(QPen(QColor(t.HAIRLINE), 1))
        painter.drawLine(QPointF(box.left(), box.bottom() - 0.5), QPointF(box.right(), box.bottom() - 0.5))
        if selected and index.column() == 0:
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), QColor(t.PRIMARY))
        self._paint_content(painter, box.adjusted(t.S, 0, -t.S, 0), index, selected)
        painter.restore()

    def _paint_content(self, painter: QPainter, box: QRectF, index: Index, selected: bool) -> None:
        mark = index.data(MARK_ROLE)
        ink = t.SELECTION_TEXT if selected else t.TEXT
        text = str(index.data() or "")
        painter.setFont(theme.font(t.BODY, bool(index.data(BOLD_ROLE)) or (selected and index.column() == 0)))
        right = bool(index.data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight)
        if isinstance(mark, t.Mark) and mark.icon:
            ink = mark.tone.value.ink
            side = theme.px(t.SMALL)
            width = painter.fontMetrics().horizontalAdvance(text)
            x = max(box.left(), box.right() - width - side - t.XS) if right else box.left()
            icons.paint(painter, mark.icon, QRectF(x, box.center().y() - side / 2, side, side), ink)
            if not right:
                box = box.adjusted(side + t.XS, 0, 0, 0)
        painter.setPen(QColor(ink))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
        side_flag = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(box, side_flag | Qt.AlignmentFlag.AlignVCenter, shown)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Asked for many rows of each column, and several times over while the table finds its place: each cell is measured once."""
        place = index.row(), index.column()
        if place not in self._hints:
            self._hints[place] = self._measured(index)
        return self._hints[place]

    def forget(self, *_: object) -> None:
        """Other rows come."""
        self._hints.clear()

    def _measured(self, index: Index) -> QSize:
        model = index.model()
        assert isinstance(model, RowsModel)
        row, column = model.row(index), model.columns[index.column()]
        if row is None:
            return QSize()
        mark = column.mark(row) if column.mark is not None else None
        extra = self._side if mark is not None and mark.icon else 0
        return QSize(self._advance(str(column.text(row) or "")) + 2 * t.S + extra + 2, self._row)

    def _advance(self, text: str) -> int:
        if text not in self._advances:
            if len(self._advances) > MOST_MEASURED:
                self._advances.clear()
            self._advances[text] = self._bold.horizontalAdvance(text)
        return self._advances[text]


class DataTable(QTableView, Generic[R]):
    """Rows of a `RowsModel`. Enter or a double click opens, arrows move; the text of a cell that is cut off is its tooltip."""

    activated_row = Signal(object)
    chosen_row = Signal(object)

    def __init__(self, model: RowsModel[R], name: str) -> None:
        super().__init__()
        self._rows = model
        self._kept = ""
        delegate = CellDelegate(self)
        model.modelAboutToBeReset.connect(delegate.forget)
        model.dataChanged.connect(delegate.forget)  # before the header asks how wide the new ones are
        self.setModel(model)
        self.setAccessibleName(name)
        self.setItemDelegate(delegate)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.px(t.ROW))
        self.verticalHeader().setMinimumSectionSize(theme.px(t.ROW))
        self._set_widths()
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._restore)
        self.doubleClicked.connect(lambda index: self._open(index))

    def open_with(self, act: Callable[[R], object]) -> None:
        """What a row opens stands beside the list: so one click does, as Enter and a double click do."""
        self.activated_row.connect(act)
        self.clicked.connect(lambda index: self._open(index))

    def selected(self) -> R | None:
        """The selected row, None if none is."""
        return self._rows.row(self.currentIndex()) if self.selectionModel().hasSelection() else None

    def select(self, key: str) -> bool:
        """Select the row with that key and bring it into view; False if it is not in the list."""
        number = self._rows.find(key)
        if number < 0:
            return False
        self.selectRow(number)
        self.scrollTo(self._rows.index(number, 0))
        return True

    def _set_widths(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(theme.px(40))
        header.setResizeContentsPrecision(MEASURED_ROWS)
        for number, column in enumerate(self._rows.columns):
            mode = QHeaderView.ResizeMode.Stretch if column.stretch else QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(number, mode)

    def _remember(self) -> None:
        row = self.selected()
        self._kept = self._rows.key(row) if row is not None else ""

    def _restore(self) -> None:
        if self._kept:
            self.select(self._kept)

    def _open(self, index: Index) -> None:
        row = self._rows.row(index)
        if row is not None:
            self.activated_row.emit(row)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.chosen_row.emit(self.selected())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)
