"""The rail on the left: icon, word and key of each page a role may open."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from ui import icons, theme
from ui import tokens as t

_CLOSEST = 28
"""Least height of an entry, at 100 %."""


class RailButton(QAbstractButton):
    """One entry. Checked = its page is open. A badge is a count that waits there."""

    def __init__(self, icon: str, word: str, key: str = "") -> None:
        super().__init__()
        self._icon, self._key, self._badge = icon, key, ""
        self.setText(word)
        self.setAccessibleName(f"{word} {key}".strip())
        self.setFont(theme.font())
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def set_badge(self, text: str) -> None:
        """The number that waits there; '' for none."""
        if text != self._badge:
            self._badge = text
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        small = theme.font(t.SMALL)
        width = self.fontMetrics().horizontalAdvance(self.text()) + 3 * t.M + theme.px(20) + t.S
        width += _advance(self._key, small) + t.S + (_advance(self._badge, small) + t.M if self._badge else 0)
        return QSize(width, theme.px(40))

    def minimumSizeHint(self) -> QSize:
        """A doctor has sixteen entries: at 140 % they stand closer on a screen of 768 lines."""
        return QSize(self.sizeHint().width(), theme.px(_CLOSEST))

    def clipped_texts(self) -> list[str]:
        """The word, if the rail is too narrow for it."""
        return [self.text()] if self.width() < self.sizeHint().width() else []

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked() or self.underMouse():
            painter.fillRect(self.rect(), QColor(t.RAIL_ACTIVE if self.isChecked() else "#183d50"))
        if self.isChecked():
            painter.fillRect(0, 0, 4, self.height(), QColor(t.RAIL_ACCENT))
        if self.hasFocus():
            painter.setPen(QColor(t.RAIL_ACCENT))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        side = theme.px(20)
        ink = t.SURFACE if self.isChecked() else t.RAIL_TEXT
        icons.paint(painter, self._icon, QRectF(t.M + 4, (self.height() - side) / 2, side, side), ink)
        left = t.M + 4 + side + t.S
        painter.setFont(theme.font(t.BODY, self.isChecked()))
        painter.setPen(QColor(ink))
        painter.drawText(QRectF(left, 0, self.width() - left, self.height()), Qt.AlignmentFlag.AlignVCenter, self.text())
        self._paint_right(painter)
        painter.end()

    def _paint_right(self, painter: QPainter) -> None:
        painter.setFont(theme.font(t.SMALL))
        right = self.width() - t.M
        if self._key:
            width = _advance(self._key, painter.font())
            painter.setPen(QColor(t.RAIL_QUIET))
            painter.drawText(QRectF(right - width, 0, width + 1, self.height()), Qt.AlignmentFlag.AlignVCenter, self._key)
            right -= width + t.S
        if self._badge:
            width = _advance(self._badge, painter.font()) + t.M
            height = theme.px(20)
            box = QRectF(right - width, (self.height() - height) / 2, width, height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor("#f6c667"))
            painter.drawRoundedRect(box, height / 2, height / 2)
            painter.setPen(QColor("#3d2a00"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._badge)


def _advance(text: str, face: QFont) -> int:
    return QFontMetrics(face).horizontalAdvance(text)


class Rail(QWidget):
    """The column of entries; those marked `low` stand at the bottom."""

    def __init__(self) -> None:
        super().__init__()
        colours = self.palette()
        colours.setColor(QPalette.ColorRole.Window, QColor(t.RAIL))
        self.setPalette(colours)
        self.setAutoFillBackground(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, t.M, 0, t.M)
        self._lines.setSpacing(2)
        self._lines.addStretch(1)
        self._upper = 0

    def add(self, entry: RailButton, low: bool = False) -> None:
        """Append an entry to the upper or the lower group."""
        if low:
            self._lines.addWidget(entry)
        else:
            self._lines.insertWidget(self._upper, entry)
            self._upper += 1

    def clear(self) -> None:
        """Take all entries away, at a change of user."""
        for entry in self.findChildren(RailButton):
            entry.hide()
            self._lines.removeWidget(entry)
            entry.deleteLater()
        self._upper = 0
