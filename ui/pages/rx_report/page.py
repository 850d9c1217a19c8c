"""数据: a period's numbers with what stands above and below each line, by doctor and by rule; one click shows the sheets behind a number."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QGridLayout, QWidget

from app.domain.review_report import Indicator, Overridden, Tally
from app.services.review_numbers import KIND, SheetRow
from app.services.table_file import one_sheet
from ui import tokens as t
from ui.bridge import Bridge
from ui.keymap import Act
from ui.models.rows import Column, RowsModel
from ui.pages.model_page import ModelPage
from ui.pages.printing.preview import PrinterMemory
from ui.pages.printing.printable import Printable
from ui.pages.rx_report.model import NumbersModel, Period
from ui.pages.rx_report.words import NumberRow, NumbersWords
from ui.widgets.buttons import button
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.data_table import DataTable
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import NumberField, labelled
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, below, label, secondary

DAY_WIDE = 120


class NumbersPage(ModelPage[NumbersModel]):
    """Nothing can be changed here. A resident is named only where whoever looks may open the chart anyway."""

    def __init__(self, model: NumbersModel, bridge: Bridge, printers: PrinterMemory) -> None:
        super().__init__(model)
        self.words = NumbersWords()
        self._build(bridge, printers)
        self.follow(bridge)

    def refresh(self) -> None:
        """Follow the model."""
        model, shown, whole = self.model, self.model.shown, self.model.whole
        self._period.setText(self.words.period(shown) if shown is not None else "")
        self.choice.set_value(model.period)
        self._cards.setVisible(whole is not None)
        self._nothing.setVisible(whole is None)
        for each in (self.save, self.print):
            each.setEnabled(whole is not None)
        if shown is not None and whole is not None:
            self.indicators.set_rows([self.words.row(whole, one) for one in Indicator])
            self.doctors.set_rows([self.words.row(one, model.asked) for one in shown.doctors])
            self.overrides.set_rows(shown.overrides)
            self._no_overrides.setVisible(not shown.overrides)
            self._override_table.setVisible(bool(shown.overrides))
            self._refresh_behind()
        self.notice.follow(model.error, self.tr("Saved as {file}").format(file=model.saved) if model.saved else "")

    def _refresh_behind(self) -> None:
        model, words = self.model, self.words
        self._indicator_table.select(model.asked)
        self._formula.setText(f"{words.name(model.asked)} = {words.formula(model.asked)}")
        self._by_doctor.setText(words.name(model.asked))
        found = model.sheets
        self.sheets.set_rows(found.rows if found is not None else ())
        self._sheet_table.setVisible(found is not None and bool(found.rows))
        self._show_sheet(self._sheet_table.selected() if found is not None and found.rows else None)
        self._what.setText(self._behind())

    def _behind(self) -> str:
        """What the sheets are of, and how many."""
        model, words = self.model, self.words
        found = model.sheets
        if found is None:
            return self.tr("Click on a number: the sheets behind it come here.")
        if model.spite is not None:
            what = f"{words.rule(model.spite)} · {words.reason(model.spite)} · {model.spite.name}"
        else:
            who = next((one.name for one in self.doctors.rows() if one.practitioner == model.doctor), "")
            what = f"{words.name(model.asked)} · {who}"
        if found.total > len(found.rows):
            return self.tr("{what}: {n} sheets, the first {shown} are shown").format(what=what, n=found.total, shown=len(found.rows))
        return self.tr("{what}: {n} sheets").format(what=what, n=found.total)

    def choose_sheet(self, key: str) -> None:
        """Put a sheet behind the number in front."""
        self._sheet_table.select(key)

    # file and paper

    def tables(self) -> list[tuple[str, list[list[str]]]]:
        """What is in front as tables with their headings: doctors with every number, then what was prescribed in spite of a rule."""
        words, doctors = self.words, self.model.shown.doctors if self.model.shown is not None else ()
        names = [words.name(one) for one in Indicator]
        rows = [[words.doctor(one), str(one.signed), *(self._both(one, asked) for asked in Indicator)] for one in doctors]
        return [
            (self.tr("By doctor"), [[self.tr("Doctor"), self.tr("Sheets signed"), *names], *rows]),
            (self._spite_title, self.overrides.table()),
        ]

    def notes(self) -> list[str]:
        """How each number is made, and what could not be told."""
        made = [f"{self.words.name(one)} = {self.words.formula(one)}" for one in Indicator]
        return [*made, *([self._unknown()] if self._unknown() else [])]

    def _both(self, one: Tally, asked: Indicator) -> str:
        return f"{self.words.value(one, asked)} ({self.words.parts(one, asked).replace(' / ', '/')})"

    def _unknown(self) -> str:
        n = self.model.whole.unknown if self.model.whole is not None else 0
        return self.tr("{n} sheets hold a product that is in no list any more; it counts as neither.").format(n=n) if n else ""

    def _save(self) -> None:
        found, _ = QFileDialog.getSaveFileName(self, self.tr("Save as Excel"), f"{self._period.text()}.xlsx", "*.xlsx")
        if found:
            self.model.save(Path(found), one_sheet([self._period.text()], self.tables(), self.notes()))

    def _print(self) -> None:
        self.model.print(f"{self.tr('Prescribing in numbers')} {self._period.text()}", self.tables(), self.notes(), self._show_pdf)

    def _show_pdf(self, pdf: bytes) -> None:
        self.printable.show_pdf(self.tr("Prescribing in numbers"), pdf, KIND, lambda: self.model.desk.printed(pdf))

    def _take_days(self) -> None:
        days = []
        for field in (self.first, self.last):
            try:
                days.append(date.fromisoformat(field.text().strip()))
                field.set_state("")
            except ValueError:
                field.set_state("warn")
                field.setFocus()
                return
        self.model.between(*days)

    # building

    def _build(self, bridge: Bridge, printers: PrinterMemory) -> None:
        self._spite_title = self.tr("Prescribed in spite of a rule")
        self._cards = QWidget()
        grid = QGridLayout(self._cards)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(t.M)
        for place, card in enumerate((self._numbers(), self._doctors(), self._overridden(), self._sheets())):
            grid.addWidget(card, place // 2, place % 2)
            grid.setColumnStretch(place % 2, 1)
            grid.setRowStretch(place // 2, 6 - place // 2)
        self._nothing = EmptyState("check", self.tr("No sheets in this period"), self.tr("The numbers come as sheets are signed."))
        body = below(self.notice, self._head(), self._cards, self._nothing, growing=2)
        self.printable = Printable(self, body, bridge, printers)

    def _head(self) -> QWidget:
        self._period = label("", t.NAME, bold=True)
        words = {
            Period.MONTH: self.tr("This month"),
            Period.LAST_MONTH: self.tr("Last month"),
            Period.QUARTER: self.tr("This quarter"),
            Period.YEAR: self.tr("This year"),
        }
        self.choice = ChoiceBar(self.tr("Days"), [(one.value, word) for one, word in words.items()])
        self.choice.chosen.connect(lambda key: self.model.choose(Period(key)))
        days = self.tr("First day"), self.tr("Last day")
        self.first, self.last = (NumberField(word, "2026-03-01", width=DAY_WIDE) for word in days)
        self.take = button(self.tr("Count these days"), self._take_days)
        self.last.returnPressed.connect(self._take_days)
        self.save = button(self.tr("Save as Excel"), self._save)
        self.print = button(self.tr("Print"), self._print, act=Act.PRINT, icon="print")
        own = [labelled(word, field) for word, field in zip(days, (self.first, self.last), strict=True)]
        return flowing(self._period, self.choice, self.save, self.print, *own, self.take)

    def _numbers(self) -> Card:
        words = self.words
        self.indicators: RowsModel[NumberRow] = RowsModel(
            (
                Column(self.tr("Number"), lambda one: words.name(one.asked), bold=True, stretch=True),
                Column(self.tr("Value"), lambda one: one.value, right=True),
                Column(self.tr("Above / below"), lambda one: one.parts, right=True),
            ),
            key=lambda one: one.asked,
        )
        made = Card(self.tr("Numbers of all doctors"))
        self._indicator_table = DataTable(self.indicators, self.tr("Numbers of all doctors"))
        self._indicator_table.open_with(lambda one: self.model.ask(one.asked))
        self._formula = secondary("", wrap=True)
        made.body.addWidget(self._indicator_table, 1)
        made.body.addWidget(self._formula)
        return made

    def _doctors(self) -> Card:
        self.doctors: RowsModel[NumberRow] = RowsModel(
            (
                Column(self.tr("Doctor"), lambda one: one.name, bold=True, stretch=True),
                Column(self.tr("Sheets signed"), lambda one: str(one.signed), right=True),
                Column(self.tr("Value"), lambda one: one.value, right=True),
                Column(self.tr("Above / below"), lambda one: one.parts, right=True),
            ),
            key=lambda one: one.practitioner,
        )
        made = Card(self.tr("By doctor"))
        self._by_doctor = label("", bold=True)
        table = DataTable(self.doctors, self.tr("By doctor"))
        table.open_with(lambda one: self.model.ask(one.asked, one.practitioner))
        made.body.addWidget(self._by_doctor)
        made.body.addWidget(table, 1)
        return made

    def _overridden(self) -> Card:
        words = self.words
        self.overrides: RowsModel[Overridden] = RowsModel(
            (
                Column(self.tr("Rule"), words.rule, bold=True),
                Column(self.tr("Doctor's reason"), words.reason, stretch=True),
                Column(self.tr("Doctor"), lambda one: one.name),
                Column(self.tr("Times"), lambda one: str(one.count), right=True),
            ),
            key=lambda one: f"{one.practitioner} {one.code} {one.reason}",
        )
        self._override_table = DataTable(self.overrides, self._spite_title)
        self._override_table.open_with(self.model.ask_spite)
        self._no_overrides = secondary(self.tr("None in this period."))
        made = Card(self._spite_title)
        made.body.addWidget(self._override_table, 1)
        made.body.addWidget(self._no_overrides)
        return made

    def _sheets(self) -> Card:
        words = self.words
        self.sheets: RowsModel[SheetRow] = RowsModel(
            (
                Column(self.tr("Day"), lambda one: one.day.isoformat()),
                Column(self.tr("Doctor"), lambda one: one.doctor),
                Column(self.tr("Diagnosis"), lambda one: one.diagnoses, stretch=True),
                Column(self.tr("State"), words.state),
            ),
            key=lambda one: one.id,
        )
        self._sheet_table = DataTable(self.sheets, self.tr("Sheets behind the number"))
        self._sheet_table.chosen_row.connect(self._show_sheet)
        self._what, self._sheet = label("", bold=True, wrap=True), label("", wrap=True)
        made = Card(self.tr("Sheets behind the number"))
        for each in (self._what, self._sheet_table, self._sheet):
            made.body.addWidget(each)
        made.body.addStretch(0)
        made.body.setStretch(made.body.indexOf(self._sheet_table), 1)
        return made

    def _show_sheet(self, one: SheetRow | None) -> None:
        """The sheet in full: a drug's name is never cut off."""
        self._sheet.setVisible(one is not None)
        if one is not None:
            waited = self.tr("first verdict after {n} min").format(n=f"{one.minutes:.0f}") if one.minutes is not None else ""
            parts = (self.tr("No. {number}").format(number=one.number), one.resident, one.diagnoses, one.drugs, waited)
            self._sheet.setText(" · ".join(part for part in parts if part))
