"""A signed sheet: nothing can be changed any more, only voided with a reason, or printed again."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.clock import instant, local
from app.domain.amounts import plain_number, yuan_text
from app.domain.prescription import Prescription, PrescriptionLine
from app.services.medicines import STANDING
from ui import tokens as t
from ui.pages.prescription.model import PrescriptionModel
from ui.pages.prescription.paper_buttons import PaperButtons
from ui.pages.prescription.words import RxWords
from ui.pages.receipt_line import ReceiptLine
from ui.widgets.buttons import button
from ui.widgets.fields import TextField
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, Line, column, label, row, secondary
from ui.widgets.pill import Pill


class SheetView(Card):
    """Filled by `show_sheet`."""

    def __init__(self, model: PrescriptionModel, words: RxWords, receipt: ReceiptLine | None = None) -> None:
        super().__init__()
        self.receipt = receipt
        self._model, self._words = model, words
        self._shown: Prescription | None = None
        self._number = label("", t.HEADING, bold=True)
        self._state = Pill(size=t.BODY)
        self._verdict = label("", bold=True, ink="danger", wrap=True)
        self._diagnoses = label("", wrap=True)
        self._lines = QVBoxLayout()
        self._foot = label("", ink="secondary", wrap=True)
        self._hash = secondary("", wrap=True)
        self.papers = PaperButtons()
        self.void = button(self.tr("Void…"), self._ask_why, kind="danger")
        self.reason = TextField(self.tr("Reason"), self.tr("Why is it void? For example: wrong drug"))
        self._confirm = button(self.tr("Void this sheet"), self._say_why, kind="danger")
        self._why = QWidget()
        self._why.setLayout(row(self.reason, self._confirm, button(self.tr("Leave it valid"), self._why.hide)))
        self._build()

    def show_sheet(self, sheet: Prescription) -> None:
        """Show a sheet."""
        self._state.set_state(*self._words.state(sheet))  # what was given out changes without the sheet
        if sheet == self._shown:
            return
        self._shown = sheet
        self._number.setText(self.tr("Prescription {number}").format(number=sheet.number or ""))
        self._diagnoses.setText(" · ".join(f"{code} {name}" for code, name in sheet.diagnoses))
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for number, line in enumerate(sheet.lines, start=1):
            self._lines.addWidget(self._line(number, line))
            self._lines.addWidget(Line())
        self._foot.setText(self._said(sheet))
        if self.receipt is not None:
            self.receipt.of([("prescription", sheet.id), *(("prescription_line", line.id) for line in sheet.lines)])
        self._hash.setText(self.tr("Check code {hash}").format(hash=(sheet.hash or "")[:16]))
        self.papers.show_for(self._model.papers() or (sheet,))
        self.void.setVisible(sheet.state in STANDING)
        self._why.hide()

    def say_verdict(self, words: str) -> None:
        """Why a pharmacist sent it back; '' = they did not."""
        self._verdict.setText(words)
        self._verdict.setVisible(bool(words))

    def _line(self, number: int, line: PrescriptionLine) -> QWidget:
        made = QWidget()
        quantity = self.tr("{n} {unit}").format(n=plain_number(line.quantity), unit=line.quantity_unit)
        head = row(label(f"{number}. {line.name}  {line.strength}", bold=True, wrap=True), label(quantity, bold=True))
        head.setStretch(0, 1)
        lines = column(gap=2)
        lines.addLayout(head)
        lines.addWidget(label(self._words.usage(line, self._model.product(line.drug)), wrap=True))
        if line.skin_test:
            lines.addWidget(label(self.tr("skin test: {result}").format(result=line.skin_test)))
        made.setLayout(lines)
        return made

    def _said(self, sheet: Prescription) -> str:
        signed = f"{local(instant(sheet.signed_at)):%Y-%m-%d %H:%M}" if sheet.signed_at else ""
        prices = [line.price_fen for line in sheet.lines]
        parts = [self.tr("signed {time}").format(time=signed), self.tr("payment: {words}").format(words=sheet.payment)]
        if prices and all(price is not None for price in prices):
            parts.append(self.tr("¥ {sum}").format(sum=yuan_text(sum(price or 0 for price in prices))))
        return "\n".join(one for one in (self._words.held(sheet), " · ".join(parts)) if one)

    def _ask_why(self) -> None:
        self._why.show()
        self.reason.setFocus()

    def _say_why(self) -> None:
        if self.reason.text().strip():
            self._model.cancel(self.reason.text().strip())
            self.reason.clear()

    def _build(self) -> None:
        head = flowing(self._number, self._state)
        self.body.addWidget(head)
        self.body.addWidget(self._verdict)
        self._verdict.hide()
        self.body.addWidget(self._diagnoses)
        self.body.addWidget(Line())
        self.body.addLayout(self._lines)
        for part in (self._foot, self._hash, self.receipt):
            if part is not None:
                self.body.addWidget(part)
        self.body.addWidget(self.papers)
        self.body.addLayout(row(self.void, 0))
        self.body.addWidget(self._why)
        self.body.addStretch(1)
