"""The queue on the left: who waits how long, who is urgent, who is with whom."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QCoreApplication, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.clock import Clock
from app.services.queue import QueueRow
from ui import icons, theme
from ui import tokens as t
from ui.pages.encounter.queue_words import QueueWords
from ui.pages.encounter.worklist_panel import WorklistPanel
from ui.pages.retest_panel import RetestPanel
from ui.widgets.buttons import button
from ui.widgets.empty_state import EmptyState
from ui.widgets.frames import Card

ROW_ROLE = Qt.ItemDataRole.UserRole.value + 1
LINE = 21
Index = QModelIndex | QPersistentModelIndex


class QueuePanel(Card):
    """`called(QueueRow)`: Enter or a click on a row."""

    called = Signal(object)

    def __init__(self, clock: Clock) -> None:
        super().__init__(QCoreApplication.translate("QueuePanel", "Waiting"))
        self.body.setContentsMargins(t.M, t.M, t.XS, t.XS)
        self.words = QueueWords()
        self.rows = _Rows(self.words)
        self.list = _List()
        self.list.setModel(self.rows)
        self.list.setItemDelegate(_Delegate(self.words, self.list))
        self.list.setAccessibleName(self.tr("Waiting"))
        self.list.clicked.connect(self._call)
        self.list.entered_row.connect(self._call)
        self._empty = EmptyState("doctor", self.tr("Nobody is waiting"), self.tr("The nurse's desk sends people here after measuring."))
        self.calls = button("", kind="danger", icon="warn")
        self.calls.hide()
        self.retests = RetestPanel(clock)
        self.retests.opened.connect(self.called)
        self.worklist = WorklistPanel()
        self.body.addWidget(self.calls)
        self.body.addWidget(self.worklist)
        self.body.addWidget(self.retests)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self._empty, 1)

    def show_rows(self, rows: tuple[QueueRow, ...], current: str) -> None:
        """Show the queue; the list never jumps, an equal one changes nothing."""
        self.set_count(self.tr("{n} people").format(n=len(rows)))
        self.rows.set_rows(rows)
        self.retests.show_rows(rows)
        self.list.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        number = next((n for n, one in enumerate(rows) if one.encounter == current), -1)
        self.list.setCurrentIndex(self.rows.index(number) if number >= 0 else QModelIndex())

    def show_calls(self, count: int) -> None:
        """How many patients are to be called because of a value that was taken back."""
        self.calls.setText(self.tr("Calls to make: {n}").format(n=count))
        self.calls.setVisible(bool(count))

    def _call(self, index: Index) -> None:
        if index.isValid():
            self.called.emit(self.rows.rows[index.row()])


class _List(QListView):
    entered_row = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.entered_row.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class _Rows(QAbstractListModel):
    def __init__(self, words: QueueWords) -> None:
        super().__init__()
        self.rows: tuple[QueueRow, ...] = ()
        self._words = words

    def set_rows(self, rows: tuple[QueueRow, ...]) -> None:
        """Where only minutes and chips changed, the place stays."""
        if rows == self.rows:
            return
        same = [one.encounter for one in rows] == [one.encounter for one in self.rows]
        if same:
            self.rows = rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._words.spoken(row)
        return None


class _Delegate(QStyledItemDelegate):
    """Three lines: name and waiting time; sex, age, village; what is special."""

    def __init__(self, words: QueueWords, parent: QListView) -> None:
        super().__init__(parent)
        self._words = words

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        lines = 3 if self._words.remark(index.data(ROW_ROLE)) else 2
        return QSize(100, theme.px(LINE) * lines + 2 * t.S)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item: Any = option
        one, box = index.data(ROW_ROLE), QRectF(item.rect)
        selected = bool(item.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.SELECTION))
            painter.drawRoundedRect(box.adjusted(2, 1, -2, -1), t.RADIUS, t.RADIUS)
            painter.fillRect(QRectF(box.left() + 2, box.top() + t.S, 3, box.height() - 2 * t.S), QColor(t.PRIMARY))
        else:
            painter.setPen(QPen(QColor(t.HAIRLINE), 1))
            painter.drawLine(box.bottomLeft(), box.bottomRight())
        self._lines(painter, one, box.adjusted(t.M - 4, t.S, -t.S, -t.S))
        painter.restore()

    def _lines(self, painter: QPainter, one: QueueRow, box: QRectF) -> None:
        high = theme.px(LINE)
        top = QRectF(box.x(), box.y(), box.width(), high)
        wait, mark = self._words.waiting(one)
        painter.setFont(theme.font(t.SMALL, bold=mark is not t.Mark.NONE))
        painter.setPen(QColor(mark.tone.value.ink))
        width = painter.fontMetrics().horizontalAdvance(wait)
        painter.drawText(top, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, wait)
        self._text(painter, one.name, top.adjusted(0, 0, -width - t.S, 0), t.BODY, t.TEXT, bold=True)
        self._text(painter, self._words.who(one), top.translated(0, high), t.BODY, t.SECONDARY)
        remark = self._words.remark(one)
        if remark:
            self._remark(painter, *remark, top.translated(0, 2 * high))

    def _remark(self, painter: QPainter, words: str, mark: t.Mark, box: QRectF) -> None:
        if mark.icon:
            side = theme.px(t.BODY)
            icons.paint(painter, mark.icon, QRectF(box.x(), box.center().y() - side / 2, side, side), mark.tone.value.ink)
            box = box.adjusted(side + t.XS, 0, 0, 0)
        self._text(painter, words, box, t.BODY, mark.tone.value.ink, bold=mark.tone is t.Tone.DANGER)

    def _text(self, painter: QPainter, words: str, box: QRectF, size: int, ink: str, bold: bool = False) -> None:
        painter.setFont(theme.font(size, bold))
        painter.setPen(QColor(ink))
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)
