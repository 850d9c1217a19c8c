"""外配与配送: failed deliveries on top; of the one in front where it goes, every step, and what happened next.

The clinic that asks and the dispatcher of the pharmacy that is asked have the same page.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.domain.supplying import ENDED
from app.services.supplying import Supply
from app.texts import text
from ui import theme
from ui import tokens as t
from ui.bridge import Bridge
from ui.models.rows import Column, RowsModel
from ui.pages.model_page import ModelPage
from ui.pages.supply.form_card import FormCard
from ui.pages.supply.model import SupplyModel
from ui.pages.supply.step_card import StepCard
from ui.pages.supply.words import SupplyWords
from ui.widgets.empty_state import EmptyState
from ui.widgets.frames import Card, beside, column, label, scrolled, secondary
from ui.widgets.list_card import ListCard

LIST_WIDE = 430


class SupplyPage(ModelPage[SupplyModel]):
    """Steps come from elsewhere by themselves, or are written here after a call."""

    def __init__(self, model: SupplyModel, bridge: Bridge) -> None:
        super().__init__(model)
        self.words = SupplyWords()
        self.form, self.next = FormCard(model), StepCard(model, self.words)
        self._drawn: Supply | None = None
        self._build()
        self.follow(bridge)

    def arrived(self) -> None:
        """Something was written, here or elsewhere."""
        if self.isVisible() and self.model.form is None:
            self.model.load()

    def refresh(self) -> None:
        """Follow the model."""
        model, one = self.model, self.model.shown
        failed = sum(each.failed for each in model.rows)
        under_way = sum(each.status not in ENDED for each in model.rows)
        said = self.tr("{n} not delivered").format(n=failed) if failed else self.tr("{n} under way").format(n=under_way)
        self.requests.show_rows(model.rows, said if model.rows else "")
        self.form.setVisible(model.form is not None)
        self.form.show_form(model.form)
        self._details.setVisible(one is not None)
        self._choose.setVisible(one is None and model.form is None)
        if one is not None and one != self._drawn:
            self._show(one)
        self._drawn = one
        self.notice.follow(model.error, text(f"supply_status.{model.told}") if model.told else "")

    def _show(self, one: Supply) -> None:
        now = self.model.clock.now()
        self.requests.table.select(one.request.id)
        self._what.setText(self.words.what(one))
        self._where.setText(self.words.where(one))
        self._steps.setText(self.words.steps(one, now))
        self.next.show_supply(one)

    # building

    def _build(self) -> None:
        whole = column(self.notice, gap=0)
        whole.addLayout(beside(self._left(), self._middle()), 1)
        self.setLayout(whole)

    def _left(self) -> QWidget:
        words, clock = self.words, self.model.clock
        rows: RowsModel[Supply] = RowsModel(
            (
                Column(self.tr("Patient"), lambda one: one.patient, bold=True),
                Column(self.tr("Status"), words.status, mark=words.mark),
                Column(
                    self.tr("Waits"),
                    lambda one: words.waited(one, clock.now()),
                    mark=lambda one: words.wait_mark(one, clock.now()),
                    right=True,
                ),
                Column(self.tr("Product"), lambda one: one.request.name, stretch=True),
            ),
            key=lambda one: one.request.id,
        )
        nobody = EmptyState("send", self.tr("Nothing under way"), self._advice())
        self.requests = ListCard(self.tr("Asked for elsewhere"), self.tr("Asked for elsewhere"), rows, nobody)
        self.requests.table.open_with(lambda one: self.model.open(one.request.id))
        self.requests.setFixedWidth(theme.px(LIST_WIDE))
        return self.requests

    def _advice(self) -> str:
        if self.model.asks:
            return self.tr("What is out of stock is asked for on its sheet at the counter.")
        return self.tr("What clinics ask your pharmacy for appears here by itself.")

    def _middle(self) -> QWidget:
        self._what, self._where = label("", t.NAME, bold=True, wrap=True), label("", t.HEADING, wrap=True)
        self._steps = label("", wrap=True)
        self._details = Card()
        for each in (self._what, self._where, secondary(self.tr("So far")), self._steps, self.next):
            self._details.body.addWidget(each)
        self._choose = EmptyState("send", self.tr("Choose a request"), self.tr("Where it goes, every step, and what happened next."))
        return scrolled(self.form, self._details, self._choose, 0)
