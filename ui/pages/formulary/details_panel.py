"""One product in full: its batches, who confirmed it, and what may be done with it."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.clock import local_day
from app.domain.formulary import ProductSource
from app.services.formulary import ProductDetails
from ui import icons, theme
from ui import tokens as t
from ui.keymap import Act
from ui.pages.formulary.model import FormularyModel
from ui.pages.formulary.words import FormularyWords
from ui.widgets.buttons import button
from ui.widgets.fields import NumberField, labelled
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, label, refill, row

BATCHES_SHOWN = 6
"""The first to run out; the table above keeps its room."""


class DetailsPanel(Card):
    """Confirming signs: it has the signing key, and says what it signs."""

    def __init__(self, model: FormularyModel, words: FormularyWords) -> None:
        super().__init__()
        self._model, self._words = model, words
        self._name = label("", t.HEADING, bold=True, wrap=True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(t.XS)
        self.confirm = button(self.tr("Confirm and sign"), model.confirm, Act.SIGN, "primary", "check")
        self.withdraw = button(self.tr("Take the confirmation back"), model.withdraw)
        self.hide_key = button(self.tr("Use no longer"), lambda: model.hide(True))
        self.show_key = button(self.tr("Use again"), lambda: model.hide(False))
        self.price = NumberField(self.tr("Price of a pack"), width=90)
        self.price.returnPressed.connect(self._set_price)
        self.price_key = button(self.tr("Change the price"), self._set_price)
        self._pricing = QWidget()
        self._pricing.setLayout(row(labelled(self.tr("Price of a pack"), self.price, "¥"), self.price_key, 0))
        self._shown = ""
        self.body.addWidget(self._name)
        self.body.addLayout(self._rows)
        self.body.addWidget(self._pricing)
        self._keys = flowing(self.confirm, self.withdraw, self.hide_key, self.show_key)
        self.body.addWidget(self._keys)

    def refresh(self) -> None:
        """Follow the model."""
        model, details = self._model, self._model.chosen
        self.setVisible(details is not None)
        if details is None:
            return
        one = details.row
        parts = (one.name, self._words.box(one), details.entry.own.maker if details.entry.own else "")
        self._name.setText(" · ".join(part for part in parts if part))
        refill(self._rows, self._lines(details))
        self.confirm.setVisible(model.confirms and not (one.confirmed and details.genuine))
        self.withdraw.setVisible(model.confirms and one.confirmed)
        self.hide_key.setVisible(model.keeps and not one.hidden)
        self.show_key.setVisible(model.keeps and one.hidden)
        self._show_price(details)
        for key in (self.price_key, self.confirm, self.withdraw, self.hide_key, self.show_key):
            key.setEnabled(not model.busy)

    def _show_price(self, details: ProductDetails) -> None:
        """A catalogue's price is the catalogue's; what is being typed stays."""
        self._pricing.setVisible(self._model.keeps and details.entry.source is ProductSource.LOCAL)
        fen = details.row.price_fen
        shown = "" if fen is None else f"{fen / 100:.2f}"
        if (told := f"{details.row.drug} {shown}") != self._shown:
            self._shown = told
            self.price.setText(shown)

    def _set_price(self) -> None:
        if not self._model.busy:
            self._model.set_price(self.price.text())

    def _lines(self, details: ProductDetails) -> list[QWidget]:
        words, now = self._words, self._model.clock.now()
        said = [*words.catalogue(details), words.confirmed(details, now)]
        if not details.row.ruled:
            said.append((words.no_rules(), t.Mark.ATTENTION))
        said += [words.batch(one, local_day(now)) for one in details.batches[:BATCHES_SHOWN]]
        if len(details.batches) > BATCHES_SHOWN:
            said.append((words.more_batches(len(details.batches) - BATCHES_SHOWN), t.Mark.NONE))
        return [_line(text, mark) for text, mark in said]


def _line(text: str, mark: t.Mark) -> QWidget:
    """A sentence behind its shape."""
    side = theme.px(16)
    shape = QLabel()
    shape.setFixedWidth(side)
    if mark.icon:
        shape.setPixmap(icons.pixmap(mark.icon, side, mark.tone.value.ink))
    made = QWidget()
    line = row(shape, gap=t.XS)
    line.addWidget(label(text, wrap=True, ink={t.Mark.DANGER: "danger", t.Mark.ATTENTION: "warn"}.get(mark, "")), 1)
    made.setLayout(line)
    return made
