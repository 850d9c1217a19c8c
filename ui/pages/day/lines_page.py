"""开诊前 and 日结: one line each, green or with a key that leads to where it is settled; the close says why a line is left."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QSizePolicy, QWidget

from app.clock import instant, local
from app.services.day_board import LEAVE
from app.services.day_lines import DayLine, Place
from app.texts import text
from ui import icons, theme
from ui import tokens as t
from ui.bridge import Bridge
from ui.keymap import Act
from ui.pages.day.lines_model import ClosingModel, OpeningModel
from ui.pages.model_page import ModelPage
from ui.widgets.buttons import button, primary
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, column, filling, label, refill, row, scrolled, secondary


def line_words(one: DayLine) -> str:
    """What the line says."""
    if one.unread:
        return text("day_line.unread", {"line": one.key})
    return text(f"day_{'line' if one.needs else 'fine'}.{one.key}", one.facts)


class LineRow(QFrame):
    """Shape, sentence, a key where there is a place to go, and in the close a reason."""

    def __init__(self, one: DayLine, go: QWidget | None, why: QWidget | None) -> None:
        super().__init__()
        mark = t.Mark.ATTENTION if one.needs else t.Mark.OK
        shape = QLabel()
        shape.setPixmap(icons.pixmap(mark.icon, theme.px(18), mark.tone.value.ink))
        words = label(line_words(one), bold=one.needs, wrap=True)
        words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        line = row(shape, words, *(part for part in (why, go) if part is not None), gap=t.M)
        line.setStretch(1, 1)
        line.setContentsMargins(t.S, 2, t.S, 2)
        self.setMinimumHeight(theme.px(t.TARGET))
        self.setLayout(line)


class OpeningPage(ModelPage[OpeningModel]):
    """`led(Place)`: a line is to be settled."""

    led = Signal(object)

    def __init__(self, model: OpeningModel, bridge: Bridge) -> None:
        super().__init__(model)
        self.keys: dict[str, QWidget] = {}
        self._drawn: object = None
        self._lines = column(gap=2)
        self._said = secondary("")
        self._build()
        self.follow(bridge)

    def refresh(self) -> None:
        """Follow the model."""
        model = self.model
        self.notice.follow(model.error)
        if model.lines is None:
            self._said.setText(QCoreApplication.translate("DayLines", "Reading…"))
            return
        needing = QCoreApplication.translate("DayLines", "{n} need you").format(n=model.needing)
        self._said.setText(needing if model.needing else QCoreApplication.translate("DayLines", "All in order"))
        if model.lines != self._drawn:
            self._drawn = model.lines
            self.keys = {}
            refill(self._lines, [LineRow(one, self._go(one), self._why(one)) for one in model.lines])

    def _go(self, one: DayLine) -> QWidget | None:
        if one.place is Place.NOWHERE or not (one.needs or one.key == "due"):
            return None
        made = button(QCoreApplication.translate("DayLines", "Go there"), partial(self.led.emit, one.place), icon="right")
        made.setAccessibleName(f"{made.text()}: {line_words(one)}")
        self.keys[one.key] = made
        return made

    def _why(self, one: DayLine) -> QWidget | None:
        return None

    def _title(self) -> str:
        return QCoreApplication.translate("DayLines", "Before opening")

    def _foot(self) -> list[QWidget]:
        return [button(QCoreApplication.translate("DayLines", "Look again"), self.model.load)]

    def _build(self) -> None:
        card = Card()
        card.body.addLayout(self._lines)
        top = flowing(label(self._title(), t.NAME, bold=True), self._said, *self._foot(), gap=t.M)
        self.setLayout(filling(self.notice, top, scrolled(card, 0)))


class ClosingPage(OpeningPage):
    """The close is written once; what is open stays open and stands before opening tomorrow."""

    model: ClosingModel

    def __init__(self, model: ClosingModel, bridge: Bridge) -> None:
        self.close_day = primary(QCoreApplication.translate("DayLines", "Close the day"), model.close, act=Act.SAVE)
        self._written = label("", bold=True, ink="ok", wrap=True)
        super().__init__(model, bridge)

    def refresh(self) -> None:
        super().refresh()
        model = self.model
        self.close_day.setEnabled(model.lines is not None and model.closed is None and not model.busy)
        done = model.closed
        if done is not None:
            said = QCoreApplication.translate("DayLines", "Closed at {time} by {name}. You may switch off.")
            self._written.setText(said.format(time=f"{local(instant(done.at)):%H:%M}", name=done.by))
        self._written.setVisible(done is not None)

    def _why(self, one: DayLine) -> QWidget | None:
        if not one.needs:
            return None
        made = QComboBox()
        made.setAccessibleName(QCoreApplication.translate("DayLines", "Why it is left: {line}").format(line=line_words(one)))
        made.setMinimumHeight(theme.px(t.TARGET))
        made.addItem(QCoreApplication.translate("DayLines", "Left until tomorrow because…"), "")
        for why in LEAVE:
            made.addItem(text(f"day_leave.{why}"), why)
        made.setCurrentIndex(max(0, made.findData(self.model.left.get(one.key, ""))))
        made.activated.connect(lambda number: self.model.leave(one.key, str(made.itemData(number))))
        made.setEnabled(self.model.closed is None)
        self.keys[f"why:{one.key}"] = made
        return made

    def _title(self) -> str:
        return QCoreApplication.translate("DayLines", "Close of the day")

    def _foot(self) -> list[QWidget]:
        return [self.close_day, self._written]
