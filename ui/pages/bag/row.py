"""One medicine of the bag with what may be answered about it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QWidget

from app.domain.outside_medicine import Taking
from app.services.medicine_bag import BagRow
from ui import tokens as t
from ui.pages.bag.model import BagModel
from ui.pages.bag.words import BagWords
from ui.widgets.buttons import button
from ui.widgets.fields import TextField
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import column, label, row
from ui.widgets.pill import Pill


class BagLine(QWidget):
    """Name, where from, use; still taken, stopped, to be corrected, a mistake."""

    def __init__(self, model: BagModel, words: BagWords, one: BagRow, now: datetime, stale: bool) -> None:
        super().__init__()
        self._model, self.row = model, one
        pills = [Pill(words.source(one.told), t.Mark.INFO, size=t.BODY)]
        if one.told.taking is Taking.UNSURE:
            pills.append(Pill(self.tr("not sure whether still taken"), t.Mark.ATTENTION, size=t.BODY))
        if one.product is None:
            pills.append(Pill(self.tr("cannot be compared"), t.Mark.ATTENTION, size=t.BODY))
        said = label(" · ".join((words.use(one), words.asked(one, now))), ink="secondary", wrap=True)
        self.still = button(self.tr("Still taken"), lambda: model.still(one))
        self.still.setVisible(stale or one.told.taking is not Taking.YES)
        self.stop = button(self.tr("Stopped"), lambda: model.ask_why(one, Taking.NO))
        self.fix = button(self.tr("Change"), lambda: model.correct(one))
        self.wrong = button(self.tr("Recorded by mistake"), lambda: model.ask_why(one, Taking.MISTAKE))
        self.why = _Why(model)
        head = flowing(label(words.title(one), bold=True, wrap=True), *pills)
        about = QWidget()
        about.setLayout(column(head, said, gap=2))
        line = row(about, self.still, self.stop, self.fix, self.wrong)
        line.setStretch(0, 1)
        lines = column(gap=2)
        lines.addLayout(line)
        lines.addWidget(self.why)
        self.setLayout(lines)
        for each in (self.still, self.stop, self.fix, self.wrong):
            each.setAccessibleName(f"{each.text()} {one.told.name}")

    def refresh(self) -> None:
        """Ask why, where that was asked for."""
        asked = self._model.stopping
        self.why.show_for(asked[1] if asked is not None and asked[0] == self.row.key else None)


class _Why(QWidget):
    """Why it is not taken any more, and since when."""

    def __init__(self, model: BagModel) -> None:
        super().__init__()
        self.reason = TextField(self.tr("Reason"), self.tr("why: used up, stopped by a doctor, dizzy …"))
        self.day = TextField(self.tr("Since when"), self.tr("since when (empty = today)"))
        self.say = button(self.tr("Record"), lambda: model.stop(self.reason.text(), self.day.text()))
        leave = button(self.tr("Cancel"), model.leave)
        self.setLayout(column(self.reason, flowing(self.day, self.say, leave), gap=t.XS))
        self.hide()

    def show_for(self, taking: Taking | None) -> None:
        """Of a mistake no day is asked."""
        fresh = taking is not None and self.isHidden()
        self.setVisible(taking is not None)
        self.day.setVisible(taking is Taking.NO)
        if fresh:
            self.reason.setFocus()
