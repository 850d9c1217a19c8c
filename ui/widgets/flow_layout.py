"""A layout that wraps: pills, chips and banners that must fit 1024 px at 140 %."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

from ui import tokens as t


class FlowLayout(QLayout):
    """Lays its items out in lines, each as wide as it wants to be; items of a line are centred on it.

    A widget whose own horizontal policy is `Expanding` takes the rest of its line; with `even` all of a line are equally tall.
    """

    def __init__(self, parent: QWidget | None = None, gap: int = t.S, line_gap: int = t.XS, even: bool = False) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}
        self._gap, self._line_gap, self._even = gap, line_gap, even
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)
        self._heights.clear()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        self._heights.clear()
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """Asked a hundred times for each time that anything changes: what was reckoned stands until Qt says so."""
        if width not in self._heights:
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def invalidate(self) -> None:
        """An item has changed."""
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        spare = rect.height() - self._arrange(rect, move=False)
        self._arrange(rect.translated(0, max(0, spare // 2)), move=True)

    def sizeHint(self) -> QSize:
        shown = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() for size in shown) + self._gap * max(0, len(shown) - 1)
        return self._framed(QSize(width, max((size.height() for size in shown), default=0)))

    def minimumSize(self) -> QSize:
        size = QSize(0, 0)
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        return self._framed(size)

    def clear(self, keep: int = 0) -> None:
        """Take all items but the first `keep` out and delete their widgets."""
        while (item := self.takeAt(keep)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _framed(self, size: QSize) -> QSize:
        around = self.contentsMargins()
        return size + QSize(around.left() + around.right(), around.top() + around.bottom())

    def _arrange(self, rect: QRect, move: bool) -> int:
        """Break into lines, place them if asked to; returns the height all lines need."""
        around = self.contentsMargins()
        room = rect.marginsRemoved(around)
        y = room.y()
        lines = self._lines(room.width())
        for line in lines:
            height = max(size.height() for _, size in line)
            if move:
                self._place(line, room, y, height)
            y += height + self._line_gap
        return y - rect.y() + around.bottom() - (self._line_gap if lines else 0)

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        used = 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint().boundedTo(QSize(max(width, item.minimumSize().width()), 1 << 20))
            if item.hasHeightForWidth() and size.width() < item.sizeHint().width():
                size.setHeight(item.heightForWidth(size.width()))
            if lines and used + self._gap + size.width() <= width:
                lines[-1].append((item, size))
                used += self._gap + size.width()
            else:
                lines.append([(item, size)])
                used = size.width()
        return lines

    def _place(self, line: list[tuple[QLayoutItem, QSize]], room: QRect, y: int, height: int) -> None:
        spare = room.width() - sum(size.width() for _, size in line) - self._gap * (len(line) - 1)
        x = room.x()
        for item, size in line:
            if spare > 0 and _takes_the_rest(item):
                size = QSize(size.width() + spare, size.height())
                spare = 0
            if self._even:
                size.setHeight(height)
            item.setGeometry(QRect(QPoint(x, y + (height - size.height()) // 2), size))
            x += size.width() + self._gap


def _takes_the_rest(item: QLayoutItem) -> bool:
    widget = item.widget()
    return widget is not None and widget.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Expanding


def flowing(*widgets: QWidget, gap: int = t.S) -> QWidget:
    """Widgets beside one another that wrap, as one widget."""
    part = QWidget()
    flow = FlowLayout(part, gap)
    for widget in widgets:
        flow.addWidget(widget)
    return part
