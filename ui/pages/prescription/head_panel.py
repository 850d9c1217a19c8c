"""The head of the sheet: diagnoses, kind, who pays, long-term and its conditions."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from app.domain.prescription import PAYMENTS, SheetKind
from ui import icons, theme
from ui import tokens as t
from ui.pages.prescription.model import PrescriptionModel
from ui.pages.prescription.papers_panel import PapersPanel
from ui.pages.prescription.revisit_panel import ChannelBar, RevisitPanel
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.fields import TextField
from ui.widgets.flow_layout import FlowLayout, flowing
from ui.widgets.frames import Card, label
from ui.widgets.tick import Tick

USUAL_DAYS = {SheetKind.EMERGENCY: 3}
ORDINARY_DAYS = 7


class HeadPanel(Card):
    """Everything that stands once on a sheet."""

    def __init__(self, model: PrescriptionModel) -> None:
        super().__init__()
        self._model = model
        self._shown: object = None
        self._diagnoses = QWidget()
        self._flow = FlowLayout(self._diagnoses)
        self.kind = ChoiceBar(self.tr("Kind of sheet"), [(kind.value, kind.value) for kind in SheetKind])
        self.kind.chosen.connect(model.set_kind)
        self.payment = QComboBox()
        self.payment.setAccessibleName(self.tr("Payment"))
        self.payment.setMinimumHeight(theme.px(t.TARGET))
        self.payment.addItems(list(PAYMENTS))
        self.payment.activated.connect(lambda number: model.set_sheet(payment=PAYMENTS[number]))
        self.long_term = self._tick(self.tr("Long-term prescription"), "long_term")
        self.evaluated = self._tick(self.tr("Condition assessed as stable"), "evaluated")
        self.patient_signed = self._tick(self.tr("Patient has agreed"), "patient_signed")
        self.reason = TextField(self.tr("Why so many days"), self.tr("for example: chronic illness, lives far away"))
        self.reason.setMinimumWidth(theme.px(240))
        self.reason.editingFinished.connect(self._reason_given)
        self._asked = label("", ink="secondary")
        self._why = flowing(self._asked, self.reason)
        self.channel, self.revisit = ChannelBar(model), RevisitPanel(model)
        self.papers = PapersPanel(model)
        self._build()

    def refresh(self) -> None:
        """Follow the model."""
        model, draft = self._model, self._model.draft
        if draft is None:
            return
        shown = (model.diagnoses, draft.diagnoses)
        if shown != self._shown:
            self._shown = shown
            self._show_diagnoses()
        self.kind.set_value(draft.kind.value)
        self.payment.setCurrentIndex(self.payment.findText(draft.payment))
        for box, on in ((self.long_term, draft.long_term), (self.evaluated, draft.evaluated), (self.patient_signed, draft.patient_signed)):
            box.blockSignals(True)
            box.setChecked(on)
            box.blockSignals(False)
        self.evaluated.setVisible(draft.long_term)
        self.patient_signed.setVisible(draft.long_term)
        usual = USUAL_DAYS.get(draft.kind, ORDINARY_DAYS)
        longer = any((line.days or 0) > usual for line in draft.lines)
        self._asked.setText(self.tr("Why more than {n} days").format(n=usual))
        self._why.setVisible(longer or bool(draft.extend_reason))
        for part in (self.channel, self.revisit, self.papers):
            part.refresh()
        if not self.reason.hasFocus():
            self.reason.setText(draft.extend_reason)
            self.reason.setModified(False)

    def _show_diagnoses(self) -> None:
        draft = self._model.draft
        assert draft is not None
        self._flow.clear()
        self._flow.addWidget(label(self.tr("Diagnoses"), bold=True))
        known = tuple(dict.fromkeys((*draft.diagnoses, *self._model.diagnoses)))
        for one in known:
            chip = QPushButton(f"{one[0]} {one[1]}")
            on = one in draft.diagnoses
            chip.setCheckable(True)
            chip.setChecked(on)
            chip.setIcon(icons.icon("checked" if on else "unchecked", theme.px(18), t.PRIMARY if on else t.SECONDARY))
            chip.setIconSize(QSize(theme.px(18), theme.px(18)))
            chip.clicked.connect(partial(self._model.toggle_diagnosis, one))
            self._flow.addWidget(chip)
        if not known:
            self._flow.addWidget(label(self.tr("none yet: write one on the visit's page"), ink="warn"))

    def _tick(self, words: str, field: str) -> Tick:
        box = Tick(words)
        box.toggled.connect(lambda on: self._model.set_sheet(**{field: on}))
        return box

    def _reason_given(self) -> None:
        if self.reason.isModified():
            self.reason.setModified(False)
            self._model.set_sheet(extend_reason=self.reason.text().strip())

    def _build(self) -> None:
        options = QWidget()
        flow = FlowLayout(options, gap=t.M)
        parts: tuple[QWidget, ...] = (
            self.kind,
            self.channel,
            label(self.tr("Payment"), ink="secondary"),
            self.payment,
            self.long_term,
            self.evaluated,
            self.patient_signed,
        )
        for each in parts:
            flow.addWidget(each)
        self.body.setContentsMargins(t.M, t.S, t.M, t.S)
        for part in (self._diagnoses, options, self._why, self.revisit, self.papers):
            self.body.addWidget(part)
