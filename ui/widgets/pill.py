"""A state in a small rounded field: shape, word and colour together."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import icons, theme
from ui import tokens as t


class Pill(QWidget):
    """Shape + word on the tone's ground. Clickable ones take the keyboard and say `pressed`."""

    pressed = Signal()

    def __init__(self, text: str = "", mark: t.Mark = t.Mark.NONE, clickable: bool = False, size: int = t.SMALL) -> None:
        super().__init__()
        self._size = size
        self._clickable = clickable
        self.setFont(theme.font(size))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        if clickable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_state(text, mark)

    def set_state(self, text: str, mark: t.Mark) -> None:
        """Change word and shape."""
        self._text, self._mark = text, mark
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """The word shown."""
        return self._text

    def mark(self) -> t.Mark:
        """The shape shown."""
        return self._mark

    def clipped_texts(self) -> list[str]:
        """The text, if it does not fit its present width."""
        return [self._text] if self.width() < self.sizeHint().width() else []

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        icon = self._icon_side() + t.XS if self._mark.icon else 0
        return QSize(metrics.horizontalAdvance(self._text) + icon + 2 * t.S + 2, metrics.height() + t.XS)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _icon_side(self) -> int:
        return theme.px(self._size) - 1

    def paintEvent(self, _event: QPaintEvent) -> None:
        shade = self._mark.tone.value
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        focused = self.hasFocus()
        painter.setPen(QPen(QColor(t.PRIMARY if focused else shade.line), 2 if focused else 1))
        painter.setBrush(QColor(shade.ground))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        x = t.S + 1.0
        if self._mark.icon:
            side = self._icon_side()
            icons.paint(painter, self._mark.icon, QRectF(x, (self.height() - side) / 2, side, side), shade.ink)
            x += side + t.XS
        painter.setPen(QColor(shade.ink))
        painter.drawText(QRectF(x, 0, self.width() - x, self.height()), Qt.AlignmentFlag.AlignVCenter, self._text)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._clickable and event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._clickable and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)
