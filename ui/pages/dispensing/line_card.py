"""One line of the sheet at the counter: what is ordered, what lies there, what was taken; by number where a pack has no code."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from app.domain.dispensing import DispenseStatus
from app.services.dispensing import LineToGive
from ui import theme
from ui import tokens as t
from ui.pages.dispensing.model import DispensingModel
from ui.pages.dispensing.words import CounterWords
from ui.widgets.buttons import button
from ui.widgets.fields import NumberField
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.frames import Card, label, row, secondary
from ui.widgets.pill import Pill


class LineCard(Card):
    """Made anew with every change of the sheet."""

    def __init__(self, line: LineToGive, model: DispensingModel, words: CounterWords, number: int) -> None:
        super().__init__()
        self.line, self._model, self._words = line, model, words
        chosen = model.line == line.line.id
        self.set_surface("lit" if chosen else "card")
        said, mark = words.progress(line)
        name = label(
            self.tr("{n}. {name} {strength}").format(n=number, name=line.line.name, strength=line.line.strength), bold=True, wrap=True
        )
        head = row(name, Pill(said, mark))
        head.setStretch(0, 1)
        self.body.addLayout(head)
        self.body.addWidget(label(words.wanted(line), t.HEADING, bold=True))
        self.body.addWidget(secondary(line.usage, wrap=True))
        if line.elsewhere:
            self.body.addWidget(label(self.tr("{n}{piece} asked for elsewhere").format(n=line.elsewhere, piece=line.piece), wrap=True))
        for one in line.parts:
            self.body.addWidget(self._part(one.id, words.part(one), one.status))
        if line.tested:
            said, ink = words.tested(line)
            self.body.addWidget(label(said, bold=ink == "danger", ink=ink, wrap=True))
        if line.unsettled:
            self.body.addWidget(label(words.unsettled(line), wrap=True))
        if line.missing and model.case is not None and model.case.row.may_be_given:
            self.body.addWidget(self._giving(chosen))

    def _part(self, key: str, said: str, status: DispenseStatus) -> QWidget:
        made = QWidget()
        words = label(said, ink="secondary" if status is DispenseStatus.TAKEN_BACK else "", wrap=True)
        line = row(words)
        line.setStretch(0, 1)
        if status is DispenseStatus.PREPARED:
            line.addWidget(button(self.tr("Put back"), lambda: self._model.take_back(key), kind="quiet"))
        made.setLayout(line)
        return made

    def _giving(self, chosen: bool) -> QWidget:
        """By number; and which line the next code is for."""
        line, made = self.line, QWidget()
        said, mark = self._words.shelf(line)
        self.batches = QComboBox()
        self.batches.setAccessibleName(self.tr("Batch of {name}").format(name=line.line.name))
        for one in line.batches:
            self.batches.addItem(self._words.batch(one, line.piece), one.number)
        if not line.batches:
            self.batches.hide()
        first = next((n for n, one in enumerate(line.batches) if one.number in line.tested), 0)
        self.batches.setCurrentIndex(first)
        self.batches.setMinimumWidth(theme.px(180))
        self.pieces = NumberField(self.tr("Pieces of {name}").format(name=line.line.name), digits_only=True, width=70)
        self.pieces.setText(str(min(line.missing, line.batches[first].stock) if line.batches else line.missing))
        self.give = button(self.tr("Prepare without code"), self._prepare)
        self.give.setEnabled(bool(line.batches) or not line.keeps_stock)
        pick = button(self.tr("Scan is for this one") if not chosen else self.tr("Waiting for its code"), self._choose, kind="quiet")
        flow = FlowLayout(made)
        amount = QWidget()
        amount.setLayout(row(self.pieces, label(line.piece), gap=t.XS))
        amount.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        for each in (Pill(said, mark), self.batches, amount, self.give, pick):
            flow.addWidget(each)
        ask = self._model.elsewhere
        if ask is not None and line.stock < line.missing:
            flow.addWidget(button(self.tr("Out of stock: ask elsewhere"), partial(ask, self._model.sheet, line.line.id)))
        return made

    def _choose(self) -> None:
        self._model.choose(self.line.line.id)

    def _prepare(self) -> None:
        batch = self.batches.currentData() if self.line.batches else None
        self._model.prepare(self.line, self.pieces.text().strip(), batch)
