"""How a sheet is paid: way, amount, the insurance's part and number, a reason where one is needed; or the settlement that stands, to be taken back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.domain.amounts import yuan_text
from app.domain.prescription import PAYMENTS
from app.services.bill import Bill
from app.services.rx_insurance import insurance_policy
from app.services.settlement import Settled
from ui import theme
from ui.keymap import Act
from ui.pages.settlement.model import SettlementModel
from ui.pages.settlement.words import SettlementWords
from ui.widgets.buttons import button, primary
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.fields import EnterMoves, NumberField, TextField, labelled
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.frames import Card, column, label, row

_WIDE, _NUMBER_WIDE = 100, 190


class FormCard(Card):
    """What was typed stays until it is settled; another sheet starts with its own amount. ``receipt`` prints the slip."""

    def __init__(self, model: SettlementModel, words: SettlementWords, receipt: Callable[[], object]) -> None:
        super().__init__(self.tr("Settle"))
        self._model, self._words = model, words
        self._of: tuple[str, bool] | None = None
        self.way = ChoiceBar(self.tr("Who pays"), [(one, one) for one in PAYMENTS])
        self.amount, self.insured = (NumberField(name, width=_WIDE) for name in (self.tr("Amount"), self.tr("Insurance pays")))
        self.number = TextField(self.tr("Settlement no."))
        self.reason = TextField(self.tr("Reason"), self.tr("needed where the amount differs or something is missing"))
        self.go = primary(self.tr("Settle"), self._settle, Act.SAVE)
        self._form, self._paid = QWidget(), QWidget()
        self._said = label("", wrap=True)
        self.why = TextField(self.tr("Why it is taken back"))
        self.slip = button(self.tr("Receipt"), receipt)
        self.back = button(self.tr("Take back"), lambda: model.take_back(self.why.text()), kind="danger")
        self._build()
        self._moves = EnterMoves(self, (self.amount, self.insured, self.number, self.reason), self.go)

    def show_bill(self, bill: Bill | None, shown: Settled | None, busy: bool) -> None:
        """The sheet in front."""
        if bill is None:
            self._of = None
            return
        paid = shown is not None
        if (bill.sheet, paid) != self._of:
            self._begin(bill)
        self._of = (bill.sheet, paid)
        self._form.setVisible(not paid and not bill.paid)
        self._paid.setVisible(paid)
        self.go.setEnabled(not busy and not bill.prepared)
        if shown is not None:
            self._said.setText(self._words.paid(shown, self._model.clock.now()))
            for each in (self.why, self.back, self.slip):
                each.setVisible(shown.stands)

    def _begin(self, bill: Bill) -> None:
        fen = bill.reckoned_fen
        self.way.set_value(bill.way if bill.way in PAYMENTS else None)
        self._follow_way()
        self.amount.setText("" if fen is None else yuan_text(fen))
        for field in (self.insured, self.number, self.reason, self.why):
            field.clear()

    def _follow_way(self) -> None:
        self._part.setVisible(self._is_insured())

    def _is_insured(self) -> bool:
        return self.way.value() in insurance_policy().payments

    def _settle(self) -> None:
        insured = self.insured.text() if self._is_insured() else ""
        self._model.settle(self.way.value(), self.amount.text(), insured, self.number.text(), self.reason.text())

    def _build(self) -> None:
        fields = QWidget()
        flow = FlowLayout(fields)
        flow.addWidget(labelled(self.tr("Amount"), self.amount, self.tr("yuan")))
        self._part = labelled(self.tr("of it the insurance pays"), self.insured, self.tr("yuan"))
        flow.addWidget(self._part)
        self.way.chosen.connect(self._follow_way)
        self.number.setMinimumWidth(theme.px(_NUMBER_WIDE))
        flow.addWidget(labelled(self.tr("Settlement no."), self.number))
        form = column(self.way, fields, labelled(self.tr("Reason"), self.reason))
        form.addLayout(row(0, self.go))
        self._form.setLayout(form)
        paid = column(self._said, labelled(self.tr("Why it is taken back"), self.why))
        paid.addLayout(row(self.back, 0, self.slip))
        self._paid.setLayout(paid)
        for each in (self._form, self._paid):
            self.body.addWidget(each)
