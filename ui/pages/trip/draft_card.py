"""A plan being made: how many people of which village, the day, the seats and the free slips."""

from __future__ import annotations

from ui import tokens as t
from ui.keymap import Act
from ui.pages.trip.model import Draft, TripModel
from ui.widgets.buttons import button, primary
from ui.widgets.fields import EnterMoves, NumberField, TextField, labelled
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, label


class DraftCard(Card):
    """Seen only while there is a plan; what was typed stays until it is written down."""

    def __init__(self, model: TripModel) -> None:
        super().__init__(self.tr("A new trip"))
        self.model = model
        self._drawn: Draft | None = None
        self._who = label("", wrap=True)
        self.day, self.village = TextField(self.tr("Day")), TextField(self.tr("Village"))
        self.seats, self.free = TextField(self.tr("Seats"), self.tr("such as A1 A2")), NumberField(self.tr("Free slips"), digits_only=True)
        self.make = primary(self.tr("Plan it"), self._plan, act=Act.SAVE)
        forget = button(self.tr("Leave it"), model.forget)
        fields = (
            labelled(self.tr("Day"), self.day),
            labelled(self.tr("Village"), self.village),
            labelled(self.tr("Seats"), self.seats),
            labelled(self.tr("Free slips"), self.free),
        )
        self.body.addWidget(self._who)
        self.body.addWidget(flowing(*fields, self.make, forget, gap=t.M))
        EnterMoves(self, [self.day, self.village, self.seats, self.free], self.make)
        self.hide()

    def refresh(self) -> None:
        """Follow the model."""
        draft = self.model.draft
        self.setVisible(draft is not None)
        if draft is not None and draft != self._drawn:
            self._who.setText(self.tr("{n} people of the list of today").format(n=len(draft.people)))
            self.day.setText(self.model.tomorrow.isoformat())
            self.village.setText(draft.village)
            self.seats.setText(self.model.seat)
            self.free.setText(str(self.model.free_slips))
        self._drawn = draft

    def _plan(self) -> None:
        self.model.plan(self.day.text(), self.village.text(), self.seats.text(), self.free.text())
