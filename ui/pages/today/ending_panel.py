"""After a call or a visit that found somebody dead, gone or out of reach: their cases may end, with one key; day and reason stand there already."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from app.domain.dates import read_date
from app.services.today_words import TodayWords
from app.texts import text
from ui.keymap import Act
from ui.pages.form_row import FormRow
from ui.pages.today.model import Ending, TodayModel
from ui.widgets.confirm_strip import ConfirmStrip
from ui.widgets.fields import TextField
from ui.widgets.frames import column, row


class EndingPanel(QWidget):
    """Follows the model: shown while it offers an ending."""

    def __init__(self, model: TodayModel) -> None:
        super().__init__()
        self.model = model
        self._asked: Ending | None = None
        self.day, self.note = TextField(self.tr("Day")), TextField(self.tr("Reason"))
        self._day_row = FormRow(self.tr("Day"), self.day)
        self.strip = ConfirmStrip(Act.SAVE)
        self.strip.closed.connect(model.keep_open)
        whole = column()
        whole.addLayout(row(self._day_row, FormRow(self.tr("Reason"), self.note), 0))
        whole.addWidget(self.strip)
        self.setLayout(whole)
        self.hide()

    def refresh(self) -> None:
        """Follow the model; what is being typed stays, and what was refused is asked again."""
        one, before = self.model.ending, self._asked
        self.setVisible(one is not None)
        self._asked = one
        if one is None:
            return
        if one != before:
            self.day.setText(self.model.today.isoformat())
            self.note.setText(one.reason)
        if one != before or (self.strip.isHidden() and not self.model.busy):
            self._ask(one)

    def _ask(self, one: Ending) -> None:
        words = TodayWords(self.model.today)
        names = "、".join(words.programme(each) for each in one.programmes)
        ends = self.tr("{name}: {why}. End all programmes ({names})?") if names else self.tr("{name}: {why}. Write it into the record?")
        said = ends.format(name=one.name, why=text(f"closing.{one.closing.value}"), names=names)
        self.strip.ask(said, self.tr("End the case"), self._end)

    def _end(self) -> None:
        on = self._day()
        if on is not None:
            self.model.end(on, self.note.text())
        else:
            self.refresh()

    def _day(self) -> date | None:
        found = read_date(self.day.text())
        self._day_row.say("" if found is not None else self.tr("A day such as 2026-03-05"))
        return found
