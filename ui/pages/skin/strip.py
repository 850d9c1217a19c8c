"""The timers below every page: one field for each test and each observation, ringing when its time is over until somebody comes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.texts import Message
from ui import tokens as t
from ui.pages.skin.form import SkinForm
from ui.pages.skin.model import SkinTimers
from ui.pages.skin.words import MARKS, SkinWords
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.frames import Bar, column
from ui.widgets.notice import Notice
from ui.widgets.pill import Pill

SECOND_MS = 1000
RING_EVERY = 4
"""Seconds between two rings."""


class SkinStrip(QWidget):
    """Hidden while nothing runs. It goes on under the lock; ``ring`` makes the sound. `emergency`: what to do at a reaction is wanted."""

    emergency = Signal()
    asks = Signal(bool)  # a form or a message is open, and wants room

    def __init__(self, model: SkinTimers, ring: Callable[[], object] = QApplication.beep) -> None:
        super().__init__()
        self.model, self._ring = model, ring
        self.setAccessibleName(self.tr("Skin tests"))
        self.words = SkinWords()
        self.pills: dict[str, Pill] = {}
        self.form = SkinForm(model, self.words)
        self.form.emergency.connect(self.emergency)
        self.notice = Notice()
        self._bar = Bar("foot")
        fields = QWidget()
        self._flow = FlowLayout(fields)
        self._bar.hide()
        self._bar.line.addWidget(fields, 1)
        self.setLayout(column(self.notice, self.form, self._bar, gap=0))
        self._second = QTimer(self, interval=SECOND_MS)
        self._second.timeout.connect(self.tick)
        self._since_ring = RING_EVERY
        self.hide()

    def refresh(self) -> None:
        """Follow the model."""
        rows = self.model.rows
        if [one.key for one in rows] != list(self.pills):
            self._make_anew([one.key for one in rows])
        self.tick_to(0)
        self._tell()
        self.setVisible(bool(rows) or self.model.reacted or self.model.error is not None)
        self.asks.emit(self.model.row is not None or self.model.reacted or self.model.error is not None)
        if rows and not self._second.isActive():
            self._second.start()
        elif not rows:
            self._second.stop()

    def tick(self) -> None:
        """A second has passed."""
        self.tick_to(1)

    def tick_to(self, seconds: int) -> None:
        """So many seconds have passed."""
        now = self.model.clock.now()
        for row in self.model.rows:
            self.pills[row.key].set_state(self.words.pill(row, now), MARKS[row.state(now)])
        self.form.show_row(self.model.row, now)
        self._since_ring += seconds
        if self.model.ringing:
            if self._since_ring >= RING_EVERY:
                self._since_ring = 0
                self._ring()
        else:
            self._since_ring = RING_EVERY

    def _tell(self) -> None:
        if self.model.reacted:
            said = Message(
                self.tr("A reaction after the dose: stop the drug at once."), "", self.tr("Press F12: what to do, step by step.")
            )
            self.notice.tell(said, t.Mark.DANGER, (self.tr("What to do (F12)"), self.emergency.emit))
        else:
            self.notice.follow(self.model.error, "", t.Mark.INFO)

    def _make_anew(self, keys: list[str]) -> None:
        self._flow.clear()
        self.pills = {}
        for key in keys:
            made = Pill("", t.Mark.WAITING, clickable=True, size=t.BODY)
            made.pressed.connect(lambda key=key: self.model.open(key))
            self.pills[key] = made
            self._flow.addWidget(made)
        self._bar.setVisible(bool(keys))
