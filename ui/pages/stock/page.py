"""库存: products on the left; of the one in front its batches, what to do, and the ledger."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.domain.formulary import Batch
from app.services.drug_search import ProductRow
from app.services.stock import LedgerRow, Turnover
from ui import theme
from ui import tokens as t
from ui.bridge import Bridge
from ui.models.rows import Column, RowsModel
from ui.pages.model_page import ModelPage
from ui.pages.stock.act_panel import ActPanel
from ui.pages.stock.model import StockModel
from ui.pages.stock.settle_panel import SettlePanel
from ui.pages.stock.words import StockWords
from ui.widgets.buttons import button
from ui.widgets.data_table import DataTable
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import TextField
from ui.widgets.frames import Card, beside, column, label, scrolled, secondary
from ui.widgets.list_card import ListCard

LIST_WIDE = 330


class StockPage(ModelPage[StockModel]):
    """Nothing here overwrites anything: every act is a row at the top of the ledger."""

    def __init__(self, model: StockModel, bridge: Bridge) -> None:
        super().__init__(model)
        self.words = StockWords()
        self.acts, self.settle = ActPanel(model), SettlePanel(model, self.words)
        self._told = ""
        self._build()
        self.follow(bridge)

    def arrived(self) -> None:
        """Something moved, at this seat or another; what is being typed stays."""
        if self.isVisible() and not self.model.busy and self.model.error is None:
            self.model.load()

    def refresh(self) -> None:
        """Follow the model."""
        model, view = self.model, self.model.view
        self.products.show_rows(model.rows, self.tr("{n} products").format(n=len(model.rows)))
        self._right.setVisible(view is not None)
        self._month.setVisible(view is None and bool(model.turnover))
        self._choose.setVisible(view is None and not model.turnover)
        self.month.set_rows(model.turnover)
        self.to_month.setEnabled(view is not None)
        if view is not None:
            self._name.setText(view.name)
            self._total.setText(self.words.total(view, model.today))
            self.batches.set_rows(view.batches)
            self.ledger.set_rows(view.ledger)
            self.products.table.select(view.drug)
            self.acts.show_view(view)
        self.acts.setVisible(model.may_write)
        self.settle.refresh()
        self._begin_count()
        self._refresh_notice()

    def _begin_count(self) -> None:
        """Once, when the product to be counted is in front."""
        model = self.model
        if model.counting is not None and model.view is not None and model.view.drug == model.counting[0] and not model.busy:
            batch, model.counting = model.counting[1], None
            self.acts.begin_count(batch)

    def _refresh_notice(self) -> None:
        model = self.model
        self.notice.follow(model.error, self.words.told(model.told) if model.told else "")
        if model.error is None and model.told and model.told != self._told:
            self.acts.clear()
        self._told = model.told

    # building

    def _build(self) -> None:
        whole = column(self.notice, gap=0)
        whole.addLayout(beside(self._products(), self._middle()), 1)
        self.setLayout(whole)

    def _products(self) -> QWidget:
        self.find_field = TextField(self.tr("Find a product"), self.tr("Name or initials"))
        self.find_field.textEdited.connect(self.model.find)
        rows: RowsModel[ProductRow] = RowsModel(
            (
                Column(self.tr("Product"), lambda one: f"{one.name} {one.strength}", bold=True, stretch=True),
                Column(self.tr("Stock"), lambda one: one.stock_text, right=True),
            ),
            key=lambda one: one.drug,
        )
        none = EmptyState("search", self.tr("Nothing on the shelf"), self.tr("Type a name to take a product in."))
        self.products = ListCard(self.tr("Stock"), self.tr("Products"), rows, none)
        self.products.table.open_with(lambda one: self.model.open(one.drug))
        self.products.body.insertWidget(1, self.find_field)
        self.to_month = button(self.tr("This month's turnover"), self.model.close)
        self.products.body.addWidget(self.to_month)
        self.products.setFixedWidth(theme.px(LIST_WIDE))
        return self.products

    def _middle(self) -> QWidget:
        self._name, self._total = label("", t.NAME, bold=True, wrap=True), secondary("", wrap=True)
        self._right = scrolled(self._name, self._total, self._batches(), self.acts, self._ledger(), 0)
        self._choose = EmptyState("search", self.tr("Choose a product"), self.tr("Its batches and everything that came and went."))
        made = QWidget()
        made.setLayout(column(self.settle, self._right, self._turnover(), self._choose, gap=t.S))
        return made

    def _turnover(self) -> Card:
        self.month: RowsModel[Turnover] = RowsModel(
            (
                Column(self.tr("Product"), lambda one: one.name, bold=True, stretch=True),
                Column(self.tr("Opening"), lambda one: str(one.opening), right=True),
                Column(self.tr("Received"), lambda one: str(one.received), right=True),
                Column(self.tr("Given out"), lambda one: str(one.dispensed), right=True),
                Column(self.tr("Other"), lambda one: f"{one.other:+d}".replace("-", "−") if one.other else "0", right=True),
                Column(self.tr("Left"), lambda one: str(one.closing), right=True),
            ),
            key=lambda one: one.drug,
        )
        table = DataTable(self.month, self.tr("This month's turnover"))
        table.activated_row.connect(lambda one: self.model.open(one.drug))
        self._month = Card(self.tr("This month's turnover"))
        self._month.body.addWidget(table, 1)
        return self._month

    def _batches(self) -> Card:
        words = self.words
        self.batches: RowsModel[Batch] = RowsModel(
            (
                Column(self.tr("Batch"), lambda one: one.number or "—", bold=True),
                Column(self.tr("Last day of use"), words.expiry),
                Column(self.tr("Pieces"), lambda one: str(one.stock), right=True),
                Column(
                    "", lambda one: words.state(one, self.model.today), mark=lambda one: words.mark(one, self.model.today), stretch=True
                ),
            ),
            key=lambda one: one.number,
        )
        made = Card(self.tr("Batches"))
        made.body.addWidget(_tall(DataTable(self.batches, self.tr("Batches")), 4))
        return made

    def _ledger(self) -> Card:
        words = self.words
        self.ledger: RowsModel[LedgerRow] = RowsModel(
            (
                Column(self.tr("Time"), lambda one: words.at(one, self.model.clock.now())),
                Column(self.tr("Pieces"), words.moved, right=True, bold=True),
                Column(self.tr("Left"), lambda one: str(one.left), right=True),
                Column(self.tr("Batch"), lambda one: one.move.batch or "—"),
                Column(self.tr("Who"), lambda one: one.by),
                Column(self.tr("What and why"), words.why, stretch=True),
            ),
            key=lambda one: one.move.id,
        )
        made = Card(self.tr("Ledger"))
        made.body.addWidget(_tall(DataTable(self.ledger, self.tr("Ledger")), 7))
        return made


def _tall(table: QWidget, rows: int) -> QWidget:
    table.setMinimumHeight(theme.px(t.ROW) * (rows + 1))
    return table
