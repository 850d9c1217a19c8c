"""What came of trying to reach somebody, in two keys: a digit for the outcome, then Enter, or a digit for the day they promised."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.domain.dates import read_date
from app.domain.programme import SOUGHT, ContactOutcome
from app.texts import text
from ui import tokens as t
from ui.pages.today.model import TodayModel
from ui.widgets.buttons import button
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.fields import TextField
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import column, label, secondary

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CallPanel(QWidget):
    """Follows the model; `take` is asked by the list for each key."""

    def __init__(self, model: TodayModel) -> None:
        super().__init__()
        self.model = model
        self.ways = ChoiceBar(self.tr("Sought by"), [(one.value, text(f"contact_way.{one.value}")) for one in SOUGHT])
        self.outcomes = ChoiceBar(
            self.tr("What came of it"),
            [(one.value, f"{n} {text(f'contact_outcome.{one.value}')}") for n, one in enumerate(ContactOutcome, start=1)],
        )
        self.days = ChoiceBar(self.tr("Day promised"), [(str(n), "") for n in range(len(model.days()))])
        self.other_day = TextField(self.tr("Another day"), self.tr("Another day, such as 2026-03-12"))
        self.note = TextField(self.tr("Note"), self.tr("Note, if there is more to say"))
        self.keep = button(self.tr("Note it (Enter)"), lambda: model.note_call(self.note.text()), kind="primary")
        self._hint = secondary("")
        self._second = flowing(self.days, self.other_day, self.note, self.keep, self._hint)
        self.setLayout(column(flowing(label(self.tr("Called"), bold=True), self.ways, self.outcomes, gap=t.M), self._second, gap=t.S))
        self.ways.chosen.connect(model.say_way)
        self.outcomes.chosen.connect(model.say_outcome)
        self.days.chosen.connect(lambda key: model.say_day(model.days()[int(key)]))
        self.other_day.returnPressed.connect(self._typed)
        self.note.returnPressed.connect(lambda: model.note_call(self.note.text()))

    def refresh(self) -> None:
        """Follow the model."""
        call = self.model.call
        promised = call.outcome is ContactOutcome.WILL_COME
        self.ways.set_value(call.way.value)
        self.outcomes.set_value(call.outcome.value if call.outcome else None)
        for n, day in enumerate(self.model.days()):
            self.days.say(str(n), f"{n + 1} {self._day(n)} {day:%m-%d}")
        self.days.set_value(None)
        self._second.setVisible(call.outcome is not None)
        for part in (self.days, self.other_day):
            part.setVisible(promised)
        self.note.setVisible(not promised)
        self.keep.setVisible(not promised)
        self._hint.setText(self.tr("Press the number of the day") if promised else "")
        if call.outcome is None:
            self.other_day.clear()
            self.note.clear()

    def take(self, event: QKeyEvent) -> bool:
        """A key pressed in the list: whether it was meant for here."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or self.model.row is None:
            return False
        outcome, number = self.model.call.outcome, event.key() - Qt.Key.Key_1.value
        if event.key() == Qt.Key.Key_Escape and outcome is not None:
            self.model.forget_call()
        elif outcome is ContactOutcome.WILL_COME and 0 <= number < len(self.model.days()):
            self.model.say_day(self.model.days()[number])
        elif outcome is None and 0 <= number < len(ContactOutcome):
            self.model.say_outcome(list(ContactOutcome)[number])
        elif outcome not in (None, ContactOutcome.WILL_COME) and event.key() in _ENTER:
            self.model.note_call(self.note.text())
        else:
            return False
        return True

    def _typed(self) -> None:
        day = read_date(self.other_day.text())
        self.other_day.set_state("" if day else "danger")
        if day is not None:
            self.model.say_day(day)

    def _day(self, n: int) -> str:
        """今天, 明天, then the day of the week."""
        if n < 2:
            return (self.tr("today"), self.tr("tomorrow"))[n]
        day = self.model.days()[n]
        return text(f"weekday.{day.isoweekday()}")
