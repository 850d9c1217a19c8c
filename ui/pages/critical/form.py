"""What was done about one critical value: told whom, read back, action; or nobody reached; or closed with a reason."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QWidget

from app.rules.critical_due import Asked
from app.services.critical_log import step_words, value_words
from app.services.critical_values import CriticalRow
from app.texts import text
from ui import tokens as t
from ui.keymap import Act
from ui.pages.critical.model import CriticalModel
from ui.pages.critical.words import CriticalWords
from ui.pages.wording import when
from ui.widgets.buttons import button, primary
from ui.widgets.fields import EnterMoves, TextField, labelled
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, column, label, refill
from ui.widgets.notice import Notice

WORDS = 84


class CriticalForm(Card):
    """Empty fields stay until somebody else is chosen; nothing is filled in beforehand."""

    def __init__(self, model: CriticalModel, words: CriticalWords) -> None:
        super().__init__()
        self._model, self._words = model, words
        self._shown, self._done = "", 0
        self._who, self._value = label("", t.NAME, bold=True, wrap=True), label("", t.HEADING, bold=True, ink="danger", wrap=True)
        self._reach = label("", wrap=True)
        self._asked = Notice(closable=False)
        self._steps = column(gap=2)
        self.told = TextField(self.tr("Told"), self.tr("Name and relation, such as: the patient, daughter"))
        self.read_back = TextField(self.tr("Read back"), self.tr("What they repeated"))
        self.action = TextField(self.tr("Action"), self.tr("Such as: comes at once, 120 called"))
        self.note = TextField(self.tr("Note"), self.tr("Why nobody was reached, or why it is closed"))
        self.settle = primary("", self._settle, act=Act.SAVE)
        self.tried = button(self.tr("Nobody reached"), lambda: model.tried(self.note.text()))
        self.close_it = button(self.tr("Close with this reason"), lambda: model.close(self.note.text()))
        self._build()

    def show_row(self, one: CriticalRow | None, now: datetime) -> None:
        """Another one, or the same with another step."""
        self.setVisible(one is not None)
        if one is None:
            return
        if one.key != self._shown or self._model.done != self._done:
            for field in self._fields():
                field.clear()
        self._shown, self._done = one.key, self._model.done
        self._who.setText(self._words.who(one))
        since = when(one.measurement.measured_at, now)
        retest = "".join(f"\n{text(f'unfit.{flag}')}" for flag in one.measurement.unfit[:1])
        self._value.setText(f"{value_words(one.measurement)}  {since}{retest}")
        self._reach.setText(self._words.reach(one))
        self._asked.tell(self._words.asked(one, now), self._words.mark(one, now))
        self._asked.setVisible(one.due is not None)
        lines = [label(f"{step_words(step)} · {step.by_name}", wrap=True) for step in one.steps]
        refill(self._steps, lines)
        self._offer(one)

    def _offer(self, one: CriticalRow) -> None:
        asks = one.due is not None
        for each in (*self._fields(), self.settle, self.tried, self.close_it):
            each.setEnabled(not self._model.busy)
        self._inputs.setVisible(asks)
        self._back.setVisible(one.untold)
        if one.due is not None:
            done = self.tr("Told, in my name") if one.due.what is Asked.TELL else text(f"critical_asked.{one.due.what.value}_done")
            self.settle.setText(f"{done} {Act.SAVE.key}")
            self.settle.setAccessibleName(done)

    def _settle(self) -> None:
        self._model.settle(self.told.text(), self.read_back.text(), self.action.text(), self.note.text())

    def _fields(self) -> tuple[TextField, ...]:
        return self.told, self.read_back, self.action, self.note

    def _build(self) -> None:
        self._back = labelled(self.tr("Read back"), self.read_back, width=WORDS)
        self._inputs = QWidget()
        inside = column(
            labelled(self.tr("Told"), self.told, width=WORDS),
            self._back,
            labelled(self.tr("Action"), self.action, width=WORDS),
            labelled(self.tr("Note"), self.note, width=WORDS),
            flowing(self.settle, self.tried, self.close_it),
        )
        self._inputs.setLayout(inside)
        for part in (self._who, self._value, self._reach, self._asked):
            self.body.addWidget(part)
        self.body.addLayout(self._steps)
        self.body.addWidget(self._inputs)
        self.body.addStretch(1)
        EnterMoves(self, self._fields(), self.settle)
