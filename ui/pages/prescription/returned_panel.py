"""药师退回: who sent what back and why, whether the patient may have begun, and the three answers."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.returned import ReturnedSheet
from app.texts import text
from ui import tokens as t
from ui.pages.pharmacist.words import ReviewWords
from ui.pages.prescription.returned_model import ReturnedModel
from ui.pages.wording import when
from ui.widgets.buttons import button, primary
from ui.widgets.fields import TextField
from ui.widgets.flow_layout import FlowLayout, flowing
from ui.widgets.frames import Card, Line, column, label, row
from ui.widgets.notice import Notice
from ui.widgets.pill import Pill


class ReturnedPanel(QWidget):
    """One card for each sheet. A card keeps what is typed into it until its sheet is dealt with."""

    def __init__(self, model: ReturnedModel) -> None:
        super().__init__()
        self._model, self._words = model, ReviewWords()
        self.notice = Notice()
        self.cards: dict[str, ReturnedCard] = {}
        self._list: QVBoxLayout = column(gap=t.M)
        self._list.addStretch(1)
        body = column(self.notice, gap=t.M)
        body.addLayout(self._list, 1)
        self.setLayout(body)

    def refresh(self) -> None:
        """Follow the model."""
        model = self._model
        for key in set(self.cards) - {one.sheet.id for one in model.rows}:
            gone = self.cards.pop(key)
            self._list.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for place, one in enumerate(model.rows):
            if one.sheet.id not in self.cards:
                self.cards[one.sheet.id] = ReturnedCard(model, self._words, one.sheet.id)
                self._list.insertWidget(place, self.cards[one.sheet.id])
            self.cards[one.sheet.id].show_row(one)
        self.notice.follow(model.error)


class ReturnedCard(Card):
    """One sheet: the difference and the reason, the number to call, the answers."""

    def __init__(self, model: ReturnedModel, words: ReviewWords, key: str) -> None:
        super().__init__()
        self._model, self._words, self._key = model, words, key
        self._shown: ReturnedSheet | None = None
        self._name, self._phone = label("", t.NAME, bold=True), label("", t.NAME, bold=True)
        self._said, self._why, self._calls = label("", ink="secondary", wrap=True), label("", bold=True, wrap=True), label("", wrap=True)
        self._instead = label("", wrap=True)
        self._pills = QWidget()
        self._flow = FlowLayout(self._pills)
        self.adopt = primary(self.tr("Adopt and change"), lambda: model.adopt(key))
        self.disagree = button(self.tr("Disagree…"), self._ask_reason)
        self.reason = TextField(self.tr("Reason"), self.tr("Why do you disagree?"))
        self.to_second = button(self.tr("To another pharmacist"), self._say_reason)
        self._why_not = QWidget()
        self._why_not.setLayout(row(self.reason, self.to_second, button(self.tr("Leave it"), self._why_not.hide)))
        self.outcomes = {code: button(said, partial(model.called, key, code)) for code, said in model.outcomes.items()}
        self._build()

    def show_row(self, one: ReturnedSheet) -> None:
        """What is known of it."""
        if one == self._shown:
            return
        self._shown = one
        now, words = self._model.clock.now(), self._words
        self._name.setText(f"{one.name} {one.age}")
        self._phone.setText(one.phone or self.tr("no phone number known"))
        self._flow.clear()
        for said, mark in self._states(one):
            self._flow.addWidget(Pill(said, mark, size=t.BODY))
        said = self.tr("{time} {name} ({place}) · prescription {number}")
        name, place = (one.pharmacist, one.place) if not one.withdrawn else (text("catalogue.by"), one.place)
        told = said.format(time=when(one.at, now), name=name, place=place, number=(one.sheet.number or "")[-4:])
        self._said.setText(" · ".join(part for part in (told, self._review_phone(one)) if part))
        gone = text("catalogue.bounced", {"drugs": "、".join(one.withdrawn)}) if one.withdrawn else ""
        self._why.setText(" · ".join(part for part in (words.objections(one.objections), one.note, gone) if part))
        self._instead.setText(self.tr("Proposed: {words}").format(words=words.proposals(one.proposals, one.sheet)))
        self._instead.setVisible(bool(one.proposals))
        made = "；".join(f"{when(at, now)} {self._model.outcomes.get(code, code)}" for at, code in one.calls)
        self._calls.setText(self.tr("Called: {words}").format(words=made))
        self._calls.setVisible(bool(made))
        self.disagree.setVisible(not (one.refused or one.asked_again or one.withdrawn))
        if one.asked_again:
            self._why_not.hide()

    def _review_phone(self, one: ReturnedSheet) -> str:
        return self.tr("pharmacists' phone {phone}").format(phone=one.review_phone) if one.review_phone else ""

    def _states(self, one: ReturnedSheet) -> list[tuple[str, t.Mark]]:
        found = [(text(f"rx_state.{one.sheet.state.value}"), t.Mark.DANGER if one.refused else t.Mark.ATTENTION)]
        if one.maybe_taken:
            found.append((self.tr("the patient may have begun"), t.Mark.DANGER))
        if one.asked_again:
            found.append((self.tr("another pharmacist is asked"), t.Mark.WAITING))
        if not one.mine:
            found.append((self.tr("prescribed by a colleague"), t.Mark.INFO))
        return found

    def _ask_reason(self) -> None:
        self._why_not.show()
        self.reason.setFocus()

    def _say_reason(self) -> None:
        if self.reason.text().strip():
            self._model.disagree(self._key, self.reason.text())

    def _build(self) -> None:
        self.body.addLayout(row(self._name, 0, self._phone))
        for each in (self._pills, self._said, self._why, self._instead):
            self.body.addWidget(each)
        self.body.addLayout(row(self.adopt, self.disagree, 0))
        self.body.addWidget(self._why_not)
        self._why_not.hide()
        self.body.addWidget(Line())
        self.body.addWidget(flowing(label(self.tr("After calling the patient:")), *self.outcomes.values()))
        self.body.addWidget(self._calls)
