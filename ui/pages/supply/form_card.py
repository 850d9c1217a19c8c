"""Asking for a line from elsewhere: way, contact, phone and address as the patient confirms them, and their consent."""

from __future__ import annotations

from app.domain.supplying import SupplyWay
from app.services.supplying import SupplyForm
from app.texts import text
from ui import tokens as t
from ui.pages.supply.model import SupplyModel
from ui.widgets.buttons import primary
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.fields import EnterMoves, NumberField, TextField, labelled
from ui.widgets.frames import Card, label, row
from ui.widgets.tick import Tick


class FormCard(Card):
    """Filled from the record; what was typed stays until it is asked for."""

    def __init__(self, model: SupplyModel) -> None:
        super().__init__()
        self._model = model
        self._of: SupplyForm | None = None
        self._what = label("", t.HEADING, bold=True, wrap=True)
        self.way = ChoiceBar(self.tr("How it gets there"), [(one.value, text(f"supply_way.{one.value}")) for one in SupplyWay])
        self.pieces = NumberField(self.tr("How many"), digits_only=True, width=80)
        self.contact, self.phone = TextField(self.tr("Contact")), TextField(self.tr("Phone"))
        self.address = TextField(self.tr("Address"))
        self.consent = Tick(self.tr("The patient agrees"))
        self.go = primary(self.tr("Ask for it"), self._ask)
        self._unit = label("")
        for each in (self._what, self.way):
            self.body.addWidget(each)
        self.body.addLayout(row(labelled(self.tr("How many"), self.pieces), self._unit, 0))
        fields = ((self.tr("Contact"), self.contact), (self.tr("Phone"), self.phone), (self.tr("Address"), self.address))
        for words, field in fields:
            self.body.addWidget(labelled(words, field))
        told = self.tr("Tell price, way and time; read phone and address back to the patient.")
        self.body.addWidget(label(told, wrap=True))
        self.body.addWidget(self.consent)
        self.body.addLayout(row(0, self.go))
        self._moves = EnterMoves(self, (self.pieces, self.contact, self.phone, self.address), self.go)

    def show_form(self, form: SupplyForm | None) -> None:
        """What is asked for."""
        if form is None or form == self._of:
            self._of = form
            return
        self._of = form
        self._what.setText(self.tr("{patient}: {name}").format(patient=form.patient, name=form.name))
        self._unit.setText(form.piece)
        self.pieces.setText(str(form.pieces))
        for field, told in ((self.contact, form.contact), (self.phone, form.phone), (self.address, form.address)):
            field.setText(told)
        self.way.set_value(None)
        self.consent.setChecked(False)

    def _ask(self) -> None:
        contact, phone, address = (one.text() for one in (self.contact, self.phone, self.address))
        self._model.ask(self.way.value(), self.pieces.text(), contact, phone, address, self.consent.isChecked())
