"""One tile per person of this PC: initial, name, role, last time; arrows move between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui import theme
from ui import tokens as t
from ui.widgets.flow_layout import FlowLayout


@dataclass(frozen=True, slots=True)
class TileView:
    """What a tile shows; ``role`` and ``last`` are words."""

    login: str
    name: str
    role: str
    last: str


class TileButton(QAbstractButton):
    """A person. Checked = this is who signs in."""

    def __init__(self, view: TileView) -> None:
        super().__init__()
        self.view = view
        self.setCheckable(True)
        self.setAccessibleName(" ".join((view.name, view.role, view.last)))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        name = QFontMetrics(theme.font(t.HEADING, True)).horizontalAdvance(self.view.name)
        under = max(_advance(self.view.role, t.BODY), _advance(self.view.last, t.SMALL))
        return QSize(max(theme.px(190), 3 * t.M + theme.px(44) + max(name, under)), theme.px(84))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        edge = 2.0 if chosen or self.hasFocus() else 1.0
        box = QRectF(self.rect()).adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2)
        painter.setPen(QPen(QColor(t.PRIMARY if edge > 1 else t.HAIRLINE), edge))
        painter.setBrush(QColor(t.PRIMARY_SOFT if chosen or self.underMouse() else t.SURFACE))
        painter.drawRoundedRect(box, t.RADIUS, t.RADIUS)
        self._paint_initial(painter, chosen)
        self._paint_words(painter)
        painter.end()

    def _paint_initial(self, painter: QPainter, chosen: bool) -> None:
        side = theme.px(44)
        circle = QRectF(t.M, (self.height() - side) / 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(t.PRIMARY if chosen else t.SUNKEN))
        painter.drawEllipse(circle)
        painter.setPen(QColor(t.SURFACE if chosen else t.SECONDARY))
        painter.setFont(theme.font(t.NAME, True))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, self.view.name[:1])

    def _paint_words(self, painter: QPainter) -> None:
        left = 2 * t.M + theme.px(44)
        y = (self.height() - theme.px(24 + 20 + 18)) / 2
        for text, size, bold, ink, height in (
            (self.view.name, t.HEADING, True, t.TEXT, 24),
            (self.view.role, t.BODY, False, t.TEXT, 20),
            (self.view.last, t.SMALL, False, t.SECONDARY, 18),
        ):
            painter.setFont(theme.font(size, bold))
            painter.setPen(QColor(ink))
            painter.drawText(QRectF(left, y, self.width() - left, theme.px(height)), Qt.AlignmentFlag.AlignVCenter, text)
            y += theme.px(height)


class Tiles(QWidget):
    """At most one is chosen; a click or an arrow chooses."""

    chosen = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.buttons: list[TileButton] = []
        self._flow = FlowLayout(self, gap=t.M, line_gap=t.M)

    def show_people(self, views: Sequence[TileView], chosen: str) -> None:
        """Show these people; the chosen one is marked."""
        if [button.view for button in self.buttons] != list(views):
            self._flow.clear()
            self.buttons = [self._made(view) for view in views]
            widest = max((button.sizeHint().width() for button in self.buttons), default=0)
            for button in self.buttons:
                button.setFixedWidth(widest)
        for button in self.buttons:
            button.setChecked(button.view.login == chosen)

    def _made(self, view: TileView) -> TileButton:
        button = TileButton(view)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # one stop of the keyboard for all tiles; arrows move inside
        button.clicked.connect(lambda: self.chosen.emit(view.login))
        self._flow.addWidget(button)
        return button

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None or not self.buttons:
            super().keyPressEvent(event)
            return
        now = next((number for number, button in enumerate(self.buttons) if button.isChecked()), 0)
        self.chosen.emit(self.buttons[(now + step) % len(self.buttons)].view.login)


def _advance(text: str, size: int) -> int:
    return QFontMetrics(theme.font(size)).horizontalAdvance(text)
