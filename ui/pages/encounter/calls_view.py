"""需要打电话: patients whose sheet was signed before a value was taken back or a fact became known, with what came of each call."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.clock import instant
from app.rules.wording import load_words
from app.services.corrections import OUTCOMES, Call
from app.services.late_facts import Late
from app.texts import chosen_language, text
from ui import tokens as t
from ui.pages.encounter.taken_back import TakenBackModel
from ui.pages.encounter.words import EncounterWords
from ui.pages.wording import when
from ui.widgets.buttons import button
from ui.widgets.fields import TextField
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.frames import Card, Scroll, column, heading, label, row
from ui.widgets.notice import Notice

STAYS = "unreachable"
"""After this the call is still to be made."""


class CallsView(QWidget):
    """The list, the oldest on top. A card keeps what is typed into it until its own call is dealt with."""

    def __init__(self, model: TakenBackModel, words: EncounterWords) -> None:
        super().__init__()
        self._model, self._words = model, words
        self.cards: dict[str, CallCard] = {}
        self._notice = Notice()
        self._list: QVBoxLayout = column(gap=t.M)
        self._list.addStretch(1)
        inner = QWidget()
        body = column(gap=t.M)
        body.addLayout(row(heading(self.tr("Calls to make")), 0, button(self.tr("Back"), lambda: model.show_calls(False), icon="back")))
        body.addWidget(
            label(
                self.tr(
                    "After a prescription was signed a value was taken back, or something became known. Call, then say what came of it."
                ),
                wrap=True,
            )
        )
        body.addWidget(self._notice)
        body.addLayout(self._list, 1)
        body.setContentsMargins(t.M, t.M, t.M, t.M)
        inner.setLayout(body)
        self.setLayout(column(Scroll(inner), gap=0))

    def refresh(self, now: datetime) -> None:
        """Follow the model."""
        calls = {one.id: one for one in self._model.calls}
        for key in set(self.cards) - set(calls):
            gone = self.cards.pop(key)
            self._list.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for place, one in enumerate(self._model.calls):
            if one.id not in self.cards:
                self.cards[one.id] = CallCard(self._model, self._words)
                self._list.insertWidget(place, self.cards[one.id])
            self.cards[one.id].show_call(one, now)
        self._notice.follow(self._model.error)


class CallCard(Card):
    """One patient: number in large, what it is about, what came of it."""

    def __init__(self, model: TakenBackModel, words: EncounterWords) -> None:
        super().__init__()
        self._model, self._words = model, words
        self._key = ""
        self._name = label("", t.NAME, bold=True)
        self._since = label("", ink="secondary")
        self._phones = label("", t.NAME, bold=True, wrap=True)
        self._about, self._sheet, self._tried = (label("", wrap=True) for _ in range(3))
        self.note = TextField(self.tr("What was said"), self.tr("What was said (optional)"))
        keys = QWidget()
        flow = FlowLayout(keys)
        self.buttons = {outcome: button(text(f"call_outcome.{outcome}"), partial(self._told, outcome)) for outcome in OUTCOMES}
        for key in self.buttons.values():
            flow.addWidget(key)
        self.body.addLayout(row(self._name, 0, self._since))
        for each in (self._phones, self._about, self._sheet, self._tried, self.note, keys):
            self.body.addWidget(each)

    def show_call(self, one: Call | Late, now: datetime) -> None:
        """What is known of it."""
        self._key = one.id
        self._name.setText(one.name)
        self._phones.setText(
            "   ".join(" ".join(part for part in phone if part) for phone in one.phones) or self.tr("no phone number known")
        )
        if isinstance(one, Late):
            self._since.setText(self.tr("known since {time}").format(time=when(one.made_at, now)))
            self._about.setText(load_words(chosen_language()).late(one.news, one.objection))
        else:
            self._since.setText(self.tr("taken back {time}").format(time=when(one.made_at, now)))
            self._about.setText(self._taken_back(one))
        papers = self.tr("{n} copies printed").format(n=one.copies) if one.copies else self.tr("not printed")
        sheet = self.tr("Prescription {number} · {papers}").format(number=one.number, papers=papers)
        by = one.prescriber if isinstance(one, Late) else ""
        self._sheet.setText(self.tr("{sheet} · by {name}").format(sheet=sheet, name=by) if by else sheet)
        self._tried.setText(self.tr("Tried: {lines}").format(lines=_tries(one.tried, now)))
        self._tried.setVisible(bool(one.tried))

    def _taken_back(self, one: Call) -> str:
        what = self._words.value(one.value) if one.value is not None else self.tr("an ECG")
        return self.tr("Taken back: {what} · {reason}").format(what=what, reason=self._words.why_taken_back(one.reason))

    def _told(self, outcome: str) -> None:
        self._model.called(self._key, outcome, self.note.text())
        if outcome == STAYS:
            self.note.clear()


def _tries(noted: str, now: datetime) -> str:
    """Each line begins with the instant of the try."""
    lines = []
    for line in noted.splitlines():
        at, _, said = line.partition(" ")
        try:
            instant(at)
        except ValueError:
            lines.append(line)
        else:
            lines.append(f"{when(at, now)} {said}".strip())
    return " · ".join(lines)
