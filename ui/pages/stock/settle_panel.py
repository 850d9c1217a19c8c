"""待核实: what two seats gave out before they met, each row with what settles it; nothing is shown where nothing waits."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from app.services.stock_settling import CodeClash, Shortfall, explanations
from ui import tokens as t
from ui.pages.stock.model import StockModel
from ui.pages.stock.words import StockWords
from ui.widgets.buttons import button
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, column, label, refill


class SettlePanel(Card):
    """A shortfall leads to the count of its batch; a code asks what came of it."""

    def __init__(self, model: StockModel, words: StockWords) -> None:
        super().__init__(self.tr("To be looked into"))
        self._model, self._words = model, words
        self._rows = column(gap=t.M)
        self._drawn: tuple[object, bool] | None = None
        self.body.addLayout(self._rows)

    def refresh(self) -> None:
        """Follow the model."""
        model = self._model
        found = model.to_settle
        self.setVisible(bool(found.count))
        self.set_count(str(found.count))
        if (found, model.may_write) != self._drawn:
            self._drawn = (found, model.may_write)
            refill(self._rows, [*(self._short(one) for one in found.short), *(self._clash(one) for one in found.clashes)])

    def _short(self, one: Shortfall) -> QWidget:
        said = self._words.short(one)
        return _row(said, [button(self.tr("Count this batch"), lambda: self._model.open_to_count(one.drug, one.batch), kind="primary")])

    def _clash(self, one: CodeClash) -> QWidget:
        said = self._words.clash(one, self._model.clock.now())
        keys: list[QWidget] = [button(words, partial(self._model.explain, one.code, key)) for key, words in explanations().items()]
        return _row(said, keys if self._model.may_write else [])


def _row(said: str, keys: list[QWidget]) -> QWidget:
    made = QWidget()
    made.setLayout(column(label(said, wrap=True, ink="danger"), *([flowing(*keys)] if keys else []), gap=t.XS))
    return made
