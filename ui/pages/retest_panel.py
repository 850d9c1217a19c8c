"""复测席: who rests after a severe pressure or had 糖水 for a low glucose, with the time until it is measured again; on the measuring table and at the doctor's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPushButton

from app.clock import Clock
from app.rules.retest import Retest
from app.services.queue import QueueRow
from ui import tokens as t
from ui.widgets.buttons import button
from ui.widgets.frames import Card, column, label

SECOND_MS = 1000


class RetestPanel(Card):
    """Hidden while nobody rests. `opened(QueueRow)`: somebody is measured now."""

    opened = Signal(object)

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.body.setContentsMargins(t.XS, t.S, t.XS, t.XS)
        self._clock = clock
        self._rows: tuple[QueueRow, ...] = ()
        self.buttons: dict[str, QPushButton] = {}
        self.set_surface("danger")
        self._title = label("", bold=True, wrap=True)
        self._list = column(gap=4)
        self.body.addWidget(self._title)
        self.body.addLayout(self._list)
        self._second = QTimer(self, interval=SECOND_MS)
        self._second.timeout.connect(self.tick)
        self.hide()

    def show_rows(self, rows: Sequence[QueueRow]) -> None:
        """Today's visits; those that rest are shown, whoever is due first on top."""
        now = self._clock.now()
        resting = [(row, row.retest) for row in rows if row.retest is not None and not row.retest.has_left(now)]
        self._rows = tuple(row for row, _ in sorted(resting, key=lambda pair: pair[1].due))
        keys = [row.encounter for row in self._rows]
        if list(self.buttons) != keys:
            self._make_anew(keys)
        self._title.setText(self.tr("Resting, measure again: {n}").format(n=len(keys)))
        self.setVisible(bool(keys))
        if keys:
            self._second.start()
        else:
            self._second.stop()
        self.tick()

    def tick(self) -> None:
        """A second has passed."""
        now = self._clock.now()
        if any(row.retest is not None and row.retest.has_left(now) for row in self._rows):
            self.show_rows(self._rows)
            return
        for row in self._rows:
            if row.retest is not None:
                self._say(row, row.retest, now)

    def _say(self, row: QueueRow, retest: Retest, now: datetime) -> None:
        seconds = retest.seconds_left(now)
        value = self.tr("glucose {value}, sugar water").format(value=retest.low) if retest.low else retest.shown
        wait = self.tr("in {m}:{s:02d}").format(m=seconds // 60, s=seconds % 60) if seconds else self.tr("now")
        words = f"{row.name}\n{value} {wait}"
        made = self.buttons[row.encounter]
        if made.text() != words:
            made.setText(words)
            made.setAccessibleName(words.replace("\n", " "))

    def _make_anew(self, keys: Sequence[str]) -> None:
        for gone in self.buttons.values():
            self._list.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        self.buttons = {key: button("", partial(self._open, key), kind="danger") for key in keys}
        for made in self.buttons.values():
            self._list.addWidget(made)

    def _open(self, key: str) -> None:
        row = next((one for one in self._rows if one.encounter == key), None)
        if row is not None:
            self.opened.emit(row)
