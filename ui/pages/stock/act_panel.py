"""What can be done at the shelf, one act at a time: take in, count, write off, send back, correct what was written down wrongly."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from app.services.stock import StockView, loss_reasons
from app.texts import text
from ui import theme
from ui.pages.stock.model import StockModel
from ui.widgets.buttons import primary
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.fields import EnterMoves, NumberField, TextField, labelled
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.frames import Card

RECEIPT, COUNTED, LOSS, SENT_BACK, CORRECTED = "receipt", "counted", "loss", "sent_back", "corrected"
ACTS = (RECEIPT, COUNTED, LOSS, SENT_BACK, CORRECTED)


class ActPanel(Card):
    """Fields of the chosen act; what was typed goes once it is written."""

    def __init__(self, model: StockModel) -> None:
        super().__init__()
        self._model = model
        self._drug = ""
        self.acts = ChoiceBar(self.tr("What to do"), [(key, text(f"stock_move.{key}")) for key in ACTS])
        self.acts.set_value(RECEIPT)
        self.acts.chosen.connect(lambda _: self._follow())
        self.new_batch = TextField(self.tr("Batch number"))
        self.expiry = TextField(self.tr("Last day of use"), "2027-01-31")
        self.batch, self.reason = QComboBox(), QComboBox()
        self.batch.setAccessibleName(self.tr("Batch"))
        self.reason.setAccessibleName(self.tr("Reason"))
        for key, words in loss_reasons().items():
            self.reason.addItem(words, key)
        self.pieces = NumberField(self.tr("How many"), digits_only=True, width=80)
        self.note = TextField(self.tr("Note"), self.tr("Supplier and paper, or why"))
        self.go = primary(self.tr("Write down"), self._go)
        self._unit = ""
        self._build()
        self._follow()

    def show_view(self, view: StockView) -> None:
        """The product in front; what was typed for another one goes."""
        if view.drug != self._drug:
            self._drug = view.drug
            self.clear()
        kept = self.batch.currentData()
        self.batch.clear()
        for one in view.batches:
            self.batch.addItem(self.tr("{batch} · {n}{piece}").format(batch=one.number, n=one.stock, piece=view.piece), one.number)
        self.batch.setCurrentIndex(max(self.batch.findData(kept), 0))
        self._follow()

    def begin_count(self, batch: str) -> None:
        """One batch is to be counted."""
        self.acts.set_value(COUNTED)
        self.batch.setCurrentIndex(max(self.batch.findData(batch), 0))
        self._follow()
        self.pieces.setFocus()

    def clear(self) -> None:
        """Ready for the next one."""
        for each in (self.new_batch, self.expiry, self.pieces, self.note):
            each.clear()

    def _follow(self) -> None:
        act = self.acts.value()
        self._fields["batch_new"].setVisible(act in (RECEIPT, CORRECTED))
        self._new_word.setText(self.tr("Really: batch number") if act == CORRECTED else self.tr("Batch number"))
        self._fields["expiry"].setVisible(act in (RECEIPT, CORRECTED))
        self._fields["pieces"].setVisible(act != CORRECTED)
        self._fields["batch"].setVisible(act != RECEIPT)
        self._fields["reason"].setVisible(act == LOSS)
        self.go.setEnabled(act == RECEIPT or self.batch.count() > 0)

    def _go(self) -> None:
        act, pieces, note = self.acts.value(), self.pieces.text(), self.note.text()
        number = str(self.batch.currentData() or "")
        if act == RECEIPT:
            self._model.receive(self.new_batch.text(), self.expiry.text(), pieces, note)
        elif act == COUNTED:
            self._model.count(number, pieces, note)
        elif act == LOSS:
            self._model.lose(number, pieces, str(self.reason.currentData()), note)
        elif act == CORRECTED:
            self._model.correct(number, self.new_batch.text(), self.expiry.text(), note)
        else:
            self._model.send_back(number, pieces, note)

    def _build(self) -> None:
        made = QWidget()
        flow = FlowLayout(made)
        self.note.setMinimumWidth(theme.px(200))
        self._fields = {
            "batch": labelled(self.tr("Batch"), self.batch),
            "batch_new": labelled(self.tr("Batch number"), self.new_batch),
            "expiry": labelled(self.tr("Last day of use"), self.expiry),
            "reason": labelled(self.tr("Reason"), self.reason),
            "pieces": labelled(self.tr("How many"), self.pieces, self.tr("in single pieces")),
            "note": labelled(self.tr("Note"), self.note),
        }
        self._new_word = label_of(self._fields["batch_new"])
        for each in (*self._fields.values(), self.go):
            flow.addWidget(each)
        self.body.addWidget(self.acts)
        self.body.addWidget(made)
        self._moves = EnterMoves(self, (self.new_batch, self.expiry, self.pieces, self.note), self.go)


def label_of(field: QWidget) -> QLabel:
    """The words beside a field."""
    found = field.findChild(QLabel)
    assert found is not None
    return found
