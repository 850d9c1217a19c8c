"""结算: what was given out and waits to be paid on top of the day's settlements, the bill in front beside them, the day's sum below."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.services.bill import Bill, BillLine
from app.services.report_paper import Table
from app.services.settlement import Settled
from app.services.settlement_paper import DAY, RECEIPT
from ui import theme
from ui import tokens as t
from ui.bridge import Bridge
from ui.models.rows import Column, RowsModel
from ui.pages.model_page import ModelPage
from ui.pages.printing.preview import PrinterMemory
from ui.pages.printing.printable import Printable
from ui.pages.settlement.form_card import FormCard
from ui.pages.settlement.model import SettlementModel
from ui.pages.settlement.words import SettlementWords
from ui.pages.wording import when
from ui.widgets.buttons import button
from ui.widgets.data_table import DataTable
from ui.widgets.empty_state import EmptyState
from ui.widgets.frames import Bar, beside, column, label, row, scrolled, secondary
from ui.widgets.list_card import ListCard

LIST_WIDE, LINES_HIGH = 330, 110


class SettlementPage(ModelPage[SettlementModel]):
    """The insurance charges in its own system; here stands what it said, and what was paid in cash."""

    def __init__(self, model: SettlementModel, bridge: Bridge, printers: PrinterMemory) -> None:
        super().__init__(model)
        self.words = SettlementWords()
        self.form = FormCard(model, self.words, self._receipt)
        self._build(bridge, printers)
        self.follow(bridge)

    def arrived(self) -> None:
        """Something was given out or settled, here or elsewhere; what is typed stays."""
        if self.isVisible() and not self.model.busy and self.model.error is None:
            self.model.load()

    def refresh(self) -> None:
        """Follow the model."""
        model, words, bill = self.model, self.words, self.model.bill
        self.waiting.show_rows(model.rows, self.tr("{n} sheets").format(n=len(model.rows)))
        self.day.show_rows(model.settled, "")
        self.day.title.setText(words.day(model.day, model.today))
        self.later.setEnabled(model.day < model.today)
        self._sum.setText(words.sum(model.totals))
        self.print.setEnabled(bool(model.settled) and not model.busy)
        self._right.setVisible(bill is not None)
        self._choose.setVisible(bill is None)
        self.form.show_bill(bill, model.shown, model.busy)
        if bill is not None:
            self._who.setText(bill.who)
            self._head.setText(words.head(bill, model.clock.now()))
            self.lines.set_rows(bill.lines)
            told = "" if model.shown is not None else words.warnings(bill)
            self._warnings.setText(told)
            self._warnings.setVisible(bool(told))
        said = {"settled": self.tr("Settled."), "taken_back": self.tr("Taken back; the sheet waits to be settled again.")}
        self.notice.follow(model.error, said.get(model.told, ""))

    # paper

    def tables(self) -> list[tuple[str, Table]]:
        """The day's settlements and their sums, as they are printed."""
        words = self.words
        head = [
            self.tr("Time"),
            self.tr("Patient"),
            self.tr("Sheet"),
            self.tr("Way"),
            self.tr("Amount"),
            self.tr("Insurance"),
            self.tr("Number"),
        ]
        head += [self.tr("By"), self.tr("Reason")]
        rows = [self._row(one) for one in reversed(self.model.settled)]
        sums = [
            [one.way, str(one.count), words.money(one.amount_fen), words.money(one.insured_fen), words.money(one.own_fen)]
            for one in self.model.totals
        ]
        sum_head = [self.tr("Way"), self.tr("Settled"), self.tr("Amount"), self.tr("Insurance"), self.tr("Patient pays")]
        return [(self.tr("Sums"), [sum_head, *sums]), (self.tr("Settlements"), [head, *rows])]

    def _row(self, one: Settled) -> list[str]:
        record, words = one.record, self.words
        told = [when(record.at, self.model.clock.now()), one.who, one.number, words.kind(one), words.amount(one)]
        return [*told, words.money(record.insured_fen), record.number, one.by, record.reason]

    def _title(self) -> str:
        return self.tr("Settlements of {day}").format(day=self.model.day.isoformat())

    def _print_day(self) -> None:
        notes = [self._sum.text(), self.tr("What was taken back counts on the day on which it was.")]
        self.model.print_day(self._title(), self.tables(), notes, self._show_day)

    def _show_day(self, pdf: bytes) -> None:
        self.printable.show_pdf(self._title(), pdf, DAY, lambda: self.model.paper.printed(pdf))

    def _receipt(self) -> None:
        self.model.receipt(self._show_receipt)

    def _show_receipt(self, pdf: bytes) -> None:
        self.printable.show_pdf(self.tr("Receipt"), pdf, RECEIPT, lambda: self.model.paper.receipt_printed(pdf))

    # building

    def _build(self, bridge: Bridge, printers: PrinterMemory) -> None:
        left = QWidget()
        left.setLayout(column(self._waiting(), self._day(), gap=t.S))
        left.setFixedWidth(theme.px(LIST_WIDE))
        whole = column(self.notice, gap=0)
        whole.addLayout(beside(left, self._middle()), 1)
        bar = Bar("foot")
        self._sum = label("", bold=True)
        self.print = button(self.tr("Print the day"), self._print_day)
        for part in (self._sum, self.print):
            bar.line.addWidget(part)
        bar.line.insertStretch(1, 1)
        whole.addWidget(bar)
        self.printable = Printable(self, whole, bridge, printers)

    def _waiting(self) -> ListCard[Bill]:
        words = self.words
        rows: RowsModel[Bill] = RowsModel(
            (
                Column(self.tr("Patient"), lambda one: one.who, bold=True, stretch=True),
                Column(self.tr("Amount"), words.state, mark=words.mark, right=True),
            ),
            key=lambda one: one.sheet,
        )
        nobody = EmptyState("check", self.tr("Nothing waits"))
        self.waiting = ListCard(self.tr("To settle"), self.tr("Sheets to settle"), rows, nobody)
        self.waiting.table.open_with(lambda one: self.model.open(one.sheet))
        return self.waiting

    def _day(self) -> ListCard[Settled]:
        words = self.words
        rows: RowsModel[Settled] = RowsModel(
            (
                Column(self.tr("Patient"), lambda one: one.who, bold=True),
                Column(self.tr("Way"), words.kind, mark=words.kind_mark, stretch=True),
                Column(self.tr("Amount"), words.amount, right=True),
            ),
            key=lambda one: one.record.id,
        )
        nobody = EmptyState("check", self.tr("Nothing was settled"))
        self.day = ListCard(self.tr("Settled today"), self.tr("Settled on the day"), rows, nobody)
        self.day.table.open_with(self.model.show)
        self.earlier = button(self.tr("Day before"), lambda: self.model.turn(-1))
        self.later = button(self.tr("Day after"), lambda: self.model.turn(1))
        self.day.body.addLayout(row(self.earlier, self.later, 0))
        return self.day

    def _middle(self) -> QWidget:
        words = self.words
        self._who, self._head = label("", t.NAME, bold=True), secondary("", wrap=True)
        self._warnings = label("", bold=True, wrap=True, ink="danger")
        self.lines: RowsModel[BillLine] = RowsModel(
            (
                Column(self.tr("Drug"), lambda one: f"{one.name} {one.strength}".strip(), bold=True, stretch=True),
                Column(self.tr("Given out"), words.pieces, mark=words.line_mark),
                Column(self.tr("Price"), lambda one: words.money(one.price_fen), right=True),
            ),
            key=lambda one: f"{one.name} {one.strength}",
        )
        table = DataTable(self.lines, self.tr("What was given out"))
        table.setMinimumHeight(theme.px(LINES_HIGH))
        self._right = scrolled(self._who, self._head, table, self._warnings, self.form)
        hint = self.tr("Choose one on the left that was given out; the insurance's own system charges, its number is written down here.")
        self._choose = EmptyState("prescription", self.tr("Choose a sheet"), hint)
        made = QWidget()
        made.setLayout(column(self._right, self._choose, gap=0))
        return made
