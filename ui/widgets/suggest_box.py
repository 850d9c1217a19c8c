"""A line with suggestions below it, for diagnoses and drugs: Enter takes the highlighted one, look-alikes are never taken unseen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import icons, theme
from ui import tokens as t
from ui.widgets.fields import TextField
from ui.widgets.frames import column, label

ROWS_SHOWN = 7
LEAST_SHOWN = 2
ROW = 50
Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = Qt.ItemDataRole.UserRole.value + 1


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``set_off``: positions of the title's characters that tell it from its look-alikes (safety.md §4.7).

    ``careful``: it is not to be taken by an Enter that did not choose it.
    """

    key: str
    title: str
    detail: str = ""
    note: str = ""
    set_off: tuple[int, ...] = ()
    careful: bool = False
    mark: t.Mark = t.Mark.NONE


class SuggestBox(TextField):
    """`taken(key)` says which was chosen. Arrows move, Enter takes, Esc closes; Enter on an empty box is the form's."""

    taken = Signal(str)

    def __init__(self, name: str, hint: str, search: Callable[[str], Sequence[Suggestion]], nothing: str, choose: str) -> None:
        """``nothing``: said where nothing is found; ``choose``: said where the rows look alike."""
        super().__init__(name, hint)
        self._search, self._nothing, self._choose = search, nothing, choose
        self.addAction(icons.icon("search", theme.px(16), t.SECONDARY), TextField.ActionPosition.LeadingPosition)
        self._rows = _Rows()
        self._list = QListView()
        self._list.setModel(self._rows)
        self._list.setItemDelegate(_Delegate(self._list))
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setAccessibleName(name)
        self._list.clicked.connect(lambda index: self._take(index.row()))
        self._said = label("", t.SMALL, ink="secondary", wrap=True)
        self.popup = QFrame(self)
        self.popup.setProperty("surface", "card")
        self.popup.setStyleSheet(f'QFrame[surface="card"] {{ border: 1px solid {t.BORDER}; }}')  # it lies over other cards
        self._body = column(self._list, self._said, gap=t.XS)
        self._body.setContentsMargins(t.XS, t.XS, t.XS, t.XS)
        self.popup.setLayout(self._body)
        self.popup.hide()
        self.textEdited.connect(self.look_up)

    def look_up(self, text: str) -> None:
        """Search and show; an empty text closes the list."""
        words = text.strip()
        if not words:
            self.popup.hide()
            return
        rows = tuple(self._search(words))
        self._rows.set_rows(rows)
        careful = any(row.careful for row in rows)
        if rows and not careful:
            self._list.setCurrentIndex(self._rows.index(0))
        else:
            self._list.setCurrentIndex(QModelIndex())
        self._say(self._nothing.format(words=words) if not rows else self._choose if careful else "")
        self._list.setVisible(bool(rows))
        self._place()
        self.popup.show()
        self.popup.raise_()

    def rows(self) -> tuple[Suggestion, ...]:
        """What is suggested."""
        return self._rows.rows

    def highlighted(self) -> int:
        """The number of the highlighted row, -1 for none."""
        return self._list.currentIndex().row()

    def is_open(self) -> bool:
        """Whether the list is shown."""
        return hasattr(self, "popup") and self.popup.isVisible()

    def _take(self, number: int) -> None:
        if not 0 <= number < len(self._rows.rows):
            return
        key = self._rows.rows[number].key
        self.popup.hide()
        self.clear()
        self.taken.emit(key)

    def _enter(self) -> None:
        number = self.highlighted()
        if number >= 0:
            self._take(number)
        elif self._rows.rows:
            theme.set_tone(self._said, "ink", "warn")

    def _say(self, words: str) -> None:
        theme.set_tone(self._said, "ink", "secondary")
        self._said.setText(words)
        self._said.setVisible(bool(words))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.is_open() or not self._takes(event):
            super().keyPressEvent(event)

    def _takes(self, event: QKeyEvent) -> bool:
        steps = {Qt.Key.Key_Down.value: 1, Qt.Key.Key_Up.value: -1}
        if event.key() in steps:
            self._move(steps[event.key()])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._enter()
        elif event.key() == Qt.Key.Key_Escape:
            self.popup.hide()
        else:
            return False
        return True

    def _move(self, step: int) -> None:
        count = len(self._rows.rows)
        if count:
            number = self.highlighted()
            self._list.setCurrentIndex(self._rows.index(0 if number < 0 else (number + step) % count))

    def event(self, event: QEvent) -> bool:
        # Enter belongs to the list while it is open, before a filter of the form moves on
        if event.type() == QEvent.Type.Hide and hasattr(self, "popup"):
            self.popup.hide()
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.popup.hide()

    def _place(self) -> None:
        """Below the box, inside the window; above it where there is more room. Never over what is being typed: rather fewer rows at once."""
        window = self.window()
        if self.popup.parent() is not window:
            self.popup.setParent(window)
        width = min(max(theme.px(460), self.width()), window.width() - 2 * t.M)
        below = self.mapTo(window, QPoint(0, self.height() + 2))
        under, over = window.height() - below.y() - t.M, below.y() - self.height() - 4 - t.M
        shown = max(1, min(len(self._rows.rows), ROWS_SHOWN))
        while (height := self._height_of(shown, width)) > max(under, over) and shown > LEAST_SHOWN:
            shown -= 1
        y = below.y() if height <= under or under >= over else below.y() - self.height() - 4 - height
        self.popup.setGeometry(max(t.M, min(below.x(), window.width() - width - t.M)), max(t.M, y), width, height)

    def _height_of(self, rows: int, width: int) -> int:
        self._list.setFixedHeight(rows * theme.px(ROW) + 2)
        self._body.invalidate()
        return self._body.totalHeightForWidth(width) if self._body.hasHeightForWidth() else self._body.totalSizeHint().height()


class _Rows(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[Suggestion, ...] = ()

    def set_rows(self, rows: tuple[Suggestion, ...]) -> None:
        """Other suggestions."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return " ".join(part for part in (row.title, row.detail, row.note) if part)
        return None


class _Delegate(QStyledItemDelegate):
    """Title bold, what sets it off from its look-alikes on a coloured ground, detail below, note at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, theme.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item: Any = option
        row = index.data(ROW_ROLE)
        box = QRectF(item.rect)
        selected = bool(item.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(box, QColor(t.SELECTION if selected else t.SURFACE))
        painter.setPen(QPen(QColor(t.HAIRLINE), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        inner = box.adjusted(t.S, 2, -t.S, -2)
        half = inner.height() * 0.54
        self._note(painter, row, QRectF(inner.x(), inner.y(), inner.width(), half))
        self._title(painter, row, QRectF(inner.x(), inner.y(), inner.width(), half))
        painter.setFont(theme.font(t.SMALL))
        painter.setPen(QColor(t.SECONDARY))
        below = QRectF(inner.x(), inner.y() + half, inner.width(), inner.height() - half)
        painter.drawText(
            below,
            Qt.AlignmentFlag.AlignVCenter,
            painter.fontMetrics().elidedText(row.detail, Qt.TextElideMode.ElideRight, int(below.width())),
        )
        painter.restore()

    def _title(self, painter: QPainter, row: Suggestion, box: QRectF) -> None:
        painter.setFont(theme.font(t.BODY, True))
        x = box.x()
        for number, character in enumerate(row.title):
            width = painter.fontMetrics().horizontalAdvance(character)
            place = QRectF(x, box.y(), width, box.height())
            if number in row.set_off:
                painter.fillRect(place.adjusted(0, 2, 0, -1), QColor(t.Tone.WARN.value.ground))
            painter.setPen(QColor(t.Tone.WARN.value.ink if number in row.set_off else t.TEXT))
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, character)
            x += width

    def _note(self, painter: QPainter, row: Suggestion, box: QRectF) -> None:
        if not row.note:
            return
        painter.setFont(theme.font(t.SMALL, True))
        painter.setPen(QColor(row.mark.tone.value.ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, row.note)
