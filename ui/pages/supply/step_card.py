"""What happened next to a request: a key for every step that may follow, and the fields that those steps need."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QWidget

from app.domain.supplying import SupplyStatus
from app.services.supply_step import Happened, failures
from app.services.supplying import Supply
from app.texts import text
from ui import theme
from ui.pages.supply.model import SupplyModel
from ui.pages.supply.words import SupplyWords
from ui.widgets.buttons import button
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.fields import TextField, labelled
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.frames import column

_KINDS = {SupplyStatus.CANCELLED: "danger", SupplyStatus.FAILED: ""}


class StepCard(QWidget):
    """Fields are empty for every request and after every step: one parcel's number is never another's. Other news leave them alone."""

    def __init__(self, model: SupplyModel, words: SupplyWords) -> None:
        super().__init__()
        self._model, self._words = model, words
        self._at: tuple[object, ...] = ()
        self.carrier, self.waybill = TextField(self.tr("Carrier")), TextField(self.tr("Number"))
        self.receiver, self.note = TextField(self.tr("Signed for by")), TextField(self.tr("Note"))
        self.reason = ChoiceBar(self.tr("Why it was not delivered"), list(failures().items()))
        self.batch = QComboBox()
        self.batch.setAccessibleName(self.tr("From which batch"))
        self.batch.setMinimumWidth(theme.px(240))
        self._of = {
            SupplyStatus.PICKED: (labelled(self.tr("Off the shelf"), self.batch),),
            SupplyStatus.SHIPPED: (
                labelled(self.tr("Carrier"), self.carrier, self.tr("who brings it")),
                labelled(self.tr("Number"), self.waybill, self.tr("if there is one")),
            ),
            SupplyStatus.DELIVERED: (labelled(self.tr("Signed for by"), self.receiver),),
            SupplyStatus.FAILED: (labelled(self.tr("Why it was not delivered"), self.reason),),
        }
        for field in (self.carrier, self.waybill, self.receiver):
            field.setMinimumWidth(theme.px(160))
        fields, keys = QWidget(), QWidget()
        self._keys, flow = FlowLayout(keys), FlowLayout(fields)
        for status in (SupplyStatus.PICKED, SupplyStatus.SHIPPED, SupplyStatus.DELIVERED):
            for each in self._of[status]:
                flow.addWidget(each)
        self.setLayout(column(fields, *self._of[SupplyStatus.FAILED], labelled(self.tr("Note"), self.note), keys))

    def show_supply(self, one: Supply) -> None:
        """The request in front."""
        if self._at != (one.request.id, one.steps):
            self._at = one.request.id, one.steps
            self._empty()
        for status, asked in self._of.items():
            for each in asked:
                each.setVisible(status in one.following and (status is not SupplyStatus.PICKED or bool(one.shelf)))
        self._show_shelf(one)
        self.setVisible(bool(one.following))
        self._keys.clear()
        for status in one.following:
            self._keys.addWidget(self._key(status))

    def _empty(self) -> None:
        for field in (self.carrier, self.waybill, self.receiver, self.note):
            field.clear()
        self.reason.set_value(None)
        self.batch.clear()

    def _show_shelf(self, one: Supply) -> None:
        """The batch that was chosen stays while it lies there."""
        chosen = self.batch.currentData()
        self.batch.clear()
        self.batch.addItem(self.tr("what expires first"), "")
        for batch in one.shelf:
            self.batch.addItem(self._words.batch(batch, one.request.piece), batch.number)
        self.batch.setCurrentIndex(max(0, self.batch.findData(chosen)))

    def _key(self, status: SupplyStatus) -> QWidget:
        return button(text(f"supply_act.{status.value}"), lambda: self._step(status), kind=_KINDS.get(status, "primary"))

    def _step(self, status: SupplyStatus) -> None:
        batch = str(self.batch.currentData() or "") if status is SupplyStatus.PICKED else ""
        told = Happened(self.note.text(), self.receiver.text(), self.carrier.text(), self.waybill.text(), self.reason.value() or "", batch)
        self._model.step(status, told)
