"""Why a sheet may be given out before a pharmacist has looked, or how long until it may be: the countdown, whom to call, and the reason."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.rules.reviewing import review_policy
from app.services.dispensing import GivingCase
from ui.pages.dispensing.words import CounterWords
from ui.widgets.buttons import primary
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.fields import TextField, labelled
from ui.widgets.frames import Card, column, label, row

_SIGNED_SO = "emergency"
"""A reason that an emergency sheet has by itself when it is signed."""


class UrgentCard(Card):
    """What was typed stays while the time goes by; another sheet begins empty. ``ask`` puts the question with reason and note."""

    def __init__(self, words: CounterWords, ask: Callable[[str, str], object]) -> None:
        super().__init__()
        self._words, self._of = words, ""
        self._said = label("", bold=True, wrap=True)
        reasons = [(code, said) for code, said in review_policy().urgent.items() if code != _SIGNED_SO]
        self.reason = ChoiceBar(self.tr("Why it cannot wait"), reasons)
        self.note = TextField(self.tr("Note"))
        self.go = primary(self.tr("Give out urgently …"), lambda: ask(self.reason.value() or "", self.note.text()))
        self._form = QWidget()
        form = column(self.reason, labelled(self.tr("Note"), self.note))
        form.addLayout(row(0, self.go))
        self._form.setLayout(form)
        self.body.addWidget(self._said)
        self.body.addWidget(self._form)

    def show_case(self, case: GivingCase | None, may: bool, busy: bool) -> None:
        """The sheet in front; hidden where nothing is to be told."""
        said = "" if case is None else self._words.urgency(case, may)
        self.setVisible(bool(said))
        if case is None or not said:
            return
        if case.row.sheet != self._of:
            self._of = case.row.sheet
            self.reason.set_value(None)
            self.note.clear()
        self._said.setText(said)
        self.set_surface("warn" if case.urgency is not None or (case.under is not None and case.under.urgent) else "info")
        self._form.setVisible(case.urgency is not None and case.urgency.is_due and may)
        self.go.setEnabled(not busy)
