"""A list whose rows have two lines: a name with its state, and what tells namesakes apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import icons, theme
from ui import tokens as t
from ui.models.rows import Column, Index, RowsModel

HEIGHT = 52


@dataclass(frozen=True, slots=True)
class Line:
    """One row: ``title`` bold, ``aside`` beside it, ``below`` under it, at the right a mark with its word."""

    key: str
    title: str
    aside: str = ""
    below: str = ""
    mark: t.Mark = t.Mark.NONE
    word: str = ""
    warn: bool = False


class TwoLinesDelegate(QStyledItemDelegate):
    """Paints a Line; what does not fit is shortened, and whole in the tooltip."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(120), theme.px(HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        line = model.row(index) if isinstance(model, RowsModel) else None
        if line is None:
            return
        selected = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        box = QRectF(option.rect)  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(box, QColor(t.SELECTION if selected else t.SURFACE))
        if selected:
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), QColor(t.PRIMARY))
        painter.setPen(QPen(QColor(t.HAIRLINE), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        self._paint_line(painter, box.adjusted(t.M, theme.px(5), -t.S, -theme.px(5)), line)
        painter.restore()

    def _paint_line(self, painter: QPainter, box: QRectF, line: Line) -> None:
        half = box.height() / 2
        upper, lower = QRectF(box.left(), box.top(), box.width(), half), QRectF(box.left(), box.top() + half, box.width(), half)
        right = self._paint_state(painter, upper, line)
        x = upper.left()
        if line.warn:
            side = theme.px(15)
            icons.paint(painter, "warn", QRectF(x, upper.center().y() - side / 2, side, side), t.Tone.WARN.value.ink)
            x += side + t.XS
        x = _write(painter, QRectF(x, upper.top(), right - x, half), line.title, t.TEXT, bold=True) + t.S
        _write(painter, QRectF(x, upper.top(), max(0.0, right - x), half), line.aside, t.TEXT)
        _write(painter, lower, line.below, t.SECONDARY)

    def _paint_state(self, painter: QPainter, box: QRectF, line: Line) -> float:
        """Mark and word at the right; gives where they begin."""
        if not line.word:
            return box.right()
        painter.setFont(theme.font(t.SMALL, True))
        width = painter.fontMetrics().horizontalAdvance(line.word)
        side = theme.px(t.SMALL)
        ink = line.mark.tone.value.ink
        left = box.right() - width
        painter.setPen(QColor(ink))
        painter.drawText(QRectF(left, box.top(), width + 1, box.height()), Qt.AlignmentFlag.AlignVCenter, line.word)
        if line.mark.icon:
            left -= side + t.XS
            icons.paint(painter, line.mark.icon, QRectF(left, box.center().y() - side / 2, side, side), ink)
        return left - t.S


def _write(painter: QPainter, box: QRectF, text: str, ink: str, bold: bool = False) -> float:
    """Draw as much of a text as fits; gives its right end."""
    painter.setFont(theme.font(t.BODY, bold))
    painter.setPen(QColor(ink))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(0, int(box.width())))
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)
    return box.left() + painter.fontMetrics().horizontalAdvance(shown)


class TwoLinesList(QListView):
    """Enter or a click opens the row; arrows move. The scroll position stays when the list changes."""

    opened = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.rows: RowsModel[Line] = RowsModel([Column("", _spoken)], lambda line: line.key)
        self.setModel(self.rows)
        self.setAccessibleName(name)
        self.setItemDelegate(TwoLinesDelegate(self))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.clicked.connect(lambda index: self._open(index))

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these rows; selection and scroll position stay."""
        chosen = self.rows.row(self.currentIndex())
        place = self.verticalScrollBar().value()
        self.rows.set_rows(lines)
        if chosen is not None:
            self.select(chosen.key)
        self.verticalScrollBar().setValue(place)

    def select(self, key: str) -> None:
        """Highlight a row, or none."""
        number = self.rows.find(key)
        if number >= 0:
            self.setCurrentIndex(self.rows.index(number, 0))
        else:
            self.clearSelection()

    def step(self, by: int) -> None:
        """Highlight the next or the previous row."""
        number = self.currentIndex().row() + by
        if 0 <= number < self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(number, 0))

    def open_current(self) -> bool:
        """Open the highlighted row; False where none is."""
        return self._open(self.currentIndex())

    def _open(self, index: Index) -> bool:
        line = self.rows.row(index)
        if line is not None:
            self.opened.emit(line.key)
        return line is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.open_current():
            return
        super().keyPressEvent(event)


def _spoken(line: Line) -> str:
    return " ".join(part for part in (line.title, line.aside, line.word, line.below) if part)
