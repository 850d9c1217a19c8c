"""Beside the list: the agreement in front with what was promised and done, or the form that is being signed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.contract import Contract, ContractEnd
from app.domain.dates import read_date
from app.rules.contracts import State, policy
from app.services.contracts import SELF, Fulfilment, Line, SigningForm
from app.texts import text
from ui import tokens as t
from ui.keymap import Act
from ui.models.rows import Column, RowsModel
from ui.pages.contract.model import ContractModel
from ui.pages.form_row import FormRow
from ui.widgets.buttons import button, primary
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.data_table import DataTable
from ui.widgets.fields import TextField
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, column, heading, label, refill, row, scrolled, secondary
from ui.widgets.tick import Tick


class HeldPanel(QWidget):
    """`records_asked(person)`: the records behind a count."""

    records_asked = Signal(str)

    def __init__(self, model: ContractModel, show: Callable[[str, bytes, Contract], None]) -> None:
        super().__init__()
        self.model, self._show = model, show
        self._drawn = ""
        self._build()

    def refresh(self) -> None:
        """Follow the model."""
        found = self.model.found
        self.setVisible(found is not None)
        if found is None:
            self._drawn = ""
            return
        one = found.contract
        self._who.setText(found.person.name)
        self._term.setText(f"{text(f'contract_state.{found.state.value}')} · {one.first_on} — {one.last_on}")
        self._told.setText(self._signed(found))
        self._sum.setText(text("contract_line.summary", {"counted": found.counted, "fulfilled": found.fulfilled}))
        self.lines.set_rows(found.lines)
        self.renew.setVisible(found.state in (State.DUE, State.OVER))
        self.ending.setVisible(found.state in (State.RUNNING, State.DUE, State.RENEWED))
        if self._drawn != one.id:
            self._drawn = one.id
            self.reason.set_value(None)
            self.note.clear()
            self.day.setText(self.model.today.isoformat())
            self.end.setEnabled(False)
            self._records.setText("")

    def _signed(self, found: Fulfilment) -> str:
        one = found.contract
        agreed = "、".join(str(policy()["consents"].get(code, code)) for code in one.consents) or self.tr("nothing")
        who = self.tr("the resident") if one.signed_by == SELF else one.signed_by
        said = self.tr("Team {team} · signed by {who} · paper {form} · agreed to: {agreed}")
        return said.format(team=one.team, who=who, form=one.form, agreed=agreed)

    def _count(self, line: Line) -> str:
        if line.records is None:
            return self.tr("not counted")
        return text("contract_line.counts", {"done": line.done, "times": line.service.times})

    def _mark(self, line: Line) -> t.Mark:
        return t.Mark.NONE if line.records is None else t.Mark.ATTENTION if line.left else t.Mark.OK

    def _choose(self, line: Line | None) -> None:
        if line is None:
            return
        days = "、".join(one.day for one in line.records or ())
        told = text("contract_line.uncounted") if line.records is None else days or self.tr("No record yet")
        self._records.setText(f"{line.service.name}: {told}")

    def _ask(self, _line: object = None) -> None:
        if self.model.found is not None:
            self.records_asked.emit(self.model.found.person.id)

    def _end(self) -> None:
        value, on = self.reason.value(), read_date(self.day.text())
        self._day_row.say("" if on is not None else self.tr("A day such as 2026-03-05"))
        if value is not None and on is not None:
            self.model.end(ContractEnd(value), on, self.note.text())

    def _paper(self, title: str, pdf: bytes) -> None:
        if self.model.found is not None:
            self._show(title, pdf, self.model.found.contract)

    # building

    def _build(self) -> None:
        self._who, self._term = label("", t.NAME, bold=True), label("", bold=True, wrap=True)
        self._told, self._sum, self._records = secondary("", wrap=True), label("", wrap=True), secondary("", wrap=True)
        self.lines: RowsModel[Line] = RowsModel(
            (
                Column(self.tr("Package"), lambda one: one.package.name),
                Column(self.tr("Service"), lambda one: one.service.name, stretch=True),
                Column(self.tr("Done"), self._count, mark=self._mark),
            ),
            key=lambda one: f"{one.package.code}.{one.service.code}",
        )
        self.table = DataTable(self.lines, self.tr("What was promised and done"))
        self.table.setMinimumHeight(180)
        self.table.chosen_row.connect(self._choose)
        self.table.activated_row.connect(self._ask)
        title, sheet = self.tr("Agreement"), self.tr("Fulfilment")
        self.renew = primary(self.tr("Renew"), self.model.renew, act=Act.NEW, icon="add")
        paper = button(
            self.tr("Print the agreement"), lambda: self.model.print_agreement(lambda pdf: self._paper(title, pdf)), icon="print"
        )
        done = button(
            self.tr("Print what was done"), lambda: self.model.print_fulfilment(lambda pdf: self._paper(sheet, pdf)), act=Act.PRINT
        )
        look = button(self.tr("Open the record"), self._ask, icon="residents")
        card = Card()
        for part in (self._who, self._term, self._told, flowing(self.renew, paper, done, look), self._sum):
            card.body.addWidget(part)
        card.body.addWidget(self.table, 1)
        card.body.addWidget(self._records)
        card.body.addWidget(self._made_ending())
        self.setLayout(column(scrolled(card)))
        self.hide()

    def _made_ending(self) -> QWidget:
        self.reason = ChoiceBar(self.tr("End it because of"), [(one.value, text(f"contract_end.{one.value}")) for one in ContractEnd])
        self.end = button(self.tr("End the agreement"), self._end, kind="danger")
        self.reason.chosen.connect(lambda _: self.end.setEnabled(True))
        self.day, self.note = TextField(self.tr("Ends on")), TextField(self.tr("Note"))
        self._day_row = FormRow(self.tr("Ends on"), self.day)
        self.ending = QWidget()
        lines = column(heading(self.tr("End it early")), self.reason)
        lines.addLayout(row(self._day_row, FormRow(self.tr("Note"), self.note), gap=t.M))
        lines.addLayout(row(self.end, 0))
        self.ending.setLayout(lines)
        return self.ending


class SigningPanel(QWidget):
    """The form of one agreement, signed or renewed."""

    def __init__(self, model: ContractModel) -> None:
        super().__init__()
        self.model = model
        self._drawn: tuple[str, str] | None = None
        self._packages: dict[str, Tick] = {}
        self._build()

    def refresh(self) -> None:
        """Follow the model; what is being typed stays."""
        form = self.model.form
        self.setVisible(form is not None)
        if form is None:
            self._drawn = None
        elif self._drawn != (form.person, form.renews):
            self._drawn = form.person, form.renews
            self._begin(form)

    def _begin(self, form: SigningForm) -> None:
        said = self.tr("Renew the agreement of {name}") if form.renews else self.tr("Sign with {name}")
        self._title.setText(said.format(name=self.model.signer))
        self.team.setText(form.team)
        self.first.setText(form.first_on.isoformat())
        self.guardian.setText(form.guardian)
        self._packages = {}
        for option in self.model.options:
            why = text(f"contract_unfit.{option.why_not}") if option.why_not else ""
            tick = Tick(f"{option.package.name} ({why})" if why else option.package.name)
            tick.setEnabled(not option.why_not)
            tick.setChecked(option.package.code in form.packages)
            self._packages[option.package.code] = tick
        refill(self._offered, self._packages.values())
        for code, consent in self._consents.items():
            consent.setChecked(code in form.consents)
        self.team.setFocus()

    def _sign(self) -> None:
        form, first = self.model.form, read_date(self.first.text())
        self._first_row.say("" if first is not None else self.tr("A day such as 2026-03-05"))
        if form is None or first is None:
            return
        chosen = tuple(code for code, tick in self._packages.items() if tick.isChecked())
        agreed = tuple(code for code, tick in self._consents.items() if tick.isChecked())
        told = replace(form, team=self.team.text(), first_on=first, guardian=self.guardian.text(), packages=chosen, consents=agreed)
        self.model.sign(told)

    def _build(self) -> None:
        card = Card()
        self._title = label("", t.NAME, bold=True, wrap=True)
        self.team, self.first = TextField(self.tr("Team")), TextField(self.tr("First day"))
        self.guardian = TextField(self.tr("Guardian"), self.tr("Only where a guardian signs"))
        self._first_row = FormRow(self.tr("First day (one year)"), self.first)
        self._offered = column(gap=t.XS)
        self._consents = {code: Tick(str(words)) for code, words in policy()["consents"].items()}
        self.sign = primary(self.tr("Signed on paper: keep it"), self._sign, act=Act.SAVE, icon="check")
        back = button(self.tr("Back"), self.model.leave)
        card.body.addWidget(self._title)
        card.body.addLayout(row(FormRow(self.tr("Team"), self.team), self._first_row, gap=t.M))
        card.body.addWidget(heading(self.tr("Packages")))
        card.body.addLayout(self._offered)
        card.body.addWidget(heading(self.tr("Agreed to")))
        card.body.addLayout(column(*self._consents.values(), gap=t.XS))
        card.body.addWidget(FormRow(self.tr("Guardian"), self.guardian, checked=False))
        card.body.addLayout(row(self.sign, back, 0))
        card.body.addStretch(1)
        self.setLayout(column(scrolled(card)))
        self.hide()
