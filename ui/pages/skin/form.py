"""What is asked of one skin test: the reading, the first dose, how the patient is after it; or that it does not count."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.skin_test import SkinResult
from app.services.skin_policy import skin_policy
from app.services.skin_states import SkinState
from app.services.skin_tests import SkinRow
from ui import tokens as t
from ui.pages.skin.model import SkinTimers
from ui.pages.skin.words import SkinWords
from ui.widgets.buttons import button, icon_button, primary
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.fields import NumberField, TextField, labelled
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, label, row
from ui.widgets.tick import Tick

_READ = frozenset({SkinState.RUNNING, SkinState.DUE})
_WATCH = frozenset({SkinState.WATCHED, SkinState.WATCH_DUE})


class SkinForm(Card):
    """Nothing is filled in beforehand; what was typed stays until another test is opened or something was written."""

    emergency = Signal()

    def __init__(self, model: SkinTimers, words: SkinWords) -> None:
        super().__init__()
        self._model, self._words = model, words
        self._shown: tuple[str, int] = ("", -1)
        self._who = label("", t.HEADING, bold=True, wrap=True)
        self._about = label("", ink="secondary", wrap=True)
        self._asked = label("", wrap=True)
        self.result = ChoiceBar(
            self.tr("Result"), [(SkinResult.NEGATIVE.value, self.tr("negative")), (SkinResult.POSITIVE.value, self.tr("positive"))]
        )
        self.diameter = NumberField(self.tr("Diameter of the wheal"), width=64)
        self.flush, self.pseudopodia = Tick(self.tr("flush")), Tick(self.tr("pseudopodia"))
        self.read = primary(self.tr("Read it, in my name"), self._read)
        self.dosed = primary(self.tr("First dose given, observe {n} min").format(n=skin_policy().observe_minutes), model.dosed)
        self.note_it = primary(self.tr("Put it among the allergies"), model.note_allergy)
        self.well = primary(self.tr("Well"), lambda: model.observed(well=True))
        self.reaction = TextField(self.tr("Reaction"), self.tr("such as rash, tight chest"))
        self.reacted = button(self.tr("There is a reaction"), lambda: model.observed(False, self.reaction.text()), kind="danger")
        self.rescue = button(self.tr("What to do (F12)"), self.emergency.emit, kind="danger", icon="emergency")
        self.reason = TextField(self.tr("Why it does not count"), self.tr("such as wrong person, wrong batch"))
        self.take_back = button(self.tr("Does not count"), lambda: model.take_back(self.reason.text()), kind="quiet")
        self._build()

    def show_row(self, one: SkinRow | None, now: datetime) -> None:
        """Another one, or the same at another moment."""
        self.setVisible(one is not None)
        if one is None:
            return
        if (one.key, self._model.done) != self._shown:
            self._shown = one.key, self._model.done
            self._clear()
        state, may = one.state(now), self._model.may_test
        self._who.setText(self._words.who(one))
        self._about.setText(self._words.about(one, now))
        self._asked.setText(self._words.asked(one, now))
        shown = {
            self._reading: may and state in _READ,
            self.dosed: may and state is SkinState.READY,
            self.note_it: self._model.may_note and state is SkinState.REACTED,
            self._watching: may and state in _WATCH,
            self.well: state is SkinState.WATCH_DUE,
            self._ending: may and one.case.taken_back is None and state not in _WATCH,
        }
        for widget, visible in shown.items():
            widget.setVisible(visible)
        for each in (self.read, self.dosed, self.note_it, self.well, self.reacted, self.take_back):
            each.setEnabled(not self._model.busy)

    def _read(self) -> None:
        self._model.read(self.result.value(), self.diameter.text(), self.flush.isChecked(), self.pseudopodia.isChecked())

    def _clear(self) -> None:
        self.result.set_value(None)
        for tick in (self.flush, self.pseudopodia):
            tick.setChecked(False)
        for field in (self.diameter, self.reaction, self.reason):
            field.clear()

    def _build(self) -> None:
        cross = icon_button("close", self.tr("Close"), lambda: self._model.open(self._model.key))
        head = row(self._who, cross)
        head.setStretch(0, 1)
        self.body.addLayout(head)
        wheal = labelled(self.tr("Wheal"), self.diameter, "mm")
        self._reading = flowing(self.result, wheal, self.flush, self.pseudopodia, self.read)
        self._watching = flowing(self.well, self.reaction, self.reacted, self.rescue)
        self._ending: QWidget = flowing(self.reason, self.take_back)
        for part in (self._about, self._asked, self._reading, self.dosed, self.note_it, self._watching, self._ending):
            self.body.addWidget(part)
