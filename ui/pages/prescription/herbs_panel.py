"""A decoction on the list: all herbs in one field, how many doses, made and taken how."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import QComboBox, QWidget

from app.domain.amounts import plain_number
from app.domain.herbs import METHODS, MOST_DOSES, USES, Decoction, herbs_text
from app.texts import error_text
from ui import theme
from ui import tokens as t
from ui.pages.prescription.model import PrescriptionModel
from ui.widgets.buttons import button
from ui.widgets.fields import NumberField, TextField, labelled
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, column, label, row


class HerbsPanel(Card):
    """Closed, one button; open as soon as there are herbs or somebody asks for them."""

    def __init__(self, model: PrescriptionModel) -> None:
        super().__init__()
        self._model = model
        self._open = False
        self.opener = button(self.tr("Add a decoction (herbs)"), self._ask)
        self.herbs = TextField(self.tr("Herbs and grams"), self.tr("herb and grams of one dose, one beside the other"))
        self.herbs.editingFinished.connect(self._typed)
        self.doses = NumberField(self.tr("Doses"), width=60)
        self.doses.editingFinished.connect(self._counted)
        self.method = self._choice(self.tr("How it is made"), METHODS, "method")
        self.use = self._choice(self.tr("How it is taken"), USES, "use")
        self._said = label("", wrap=True)
        self._build()

    def refresh(self) -> None:
        """Follow the model."""
        draft = self._model.draft
        if draft is None:
            return
        wanted = self._open or bool(draft.herbs) or self._model.herb_problem is not None
        self.opener.setVisible(not wanted)
        self._fields.setVisible(wanted)
        made = draft.decoction or Decoction()
        problem = self._model.herb_problem
        if not self.herbs.hasFocus() and problem is None:
            self.herbs.setText(herbs_text(draft.herbs))
            self.herbs.setModified(False)
        self.herbs.set_state("" if problem is None else "danger")
        if not self.doses.hasFocus():
            self.doses.setText(str(made.doses))
        for box, value in ((self.method, made.method), (self.use, made.use)):
            box.setCurrentIndex(box.findText(value))
        self._details.setVisible(bool(draft.herbs))
        self._said.setText(error_text(problem).what if problem is not None else self._sum())
        self._said.setVisible(bool(self._said.text()))
        theme.set_tone(self._said, "ink", "danger" if problem is not None else "secondary")

    def _sum(self) -> str:
        """What was understood: the count, and the weight of one dose."""
        draft = self._model.draft
        if draft is None or not draft.herbs:
            return ""
        weight = sum((herb.grams for herb in draft.herbs), Decimal(0))
        doses = (draft.decoction or Decoction()).doses
        return self.tr("{n} herbs, {grams} g a dose, {doses} doses").format(n=len(draft.herbs), grams=plain_number(weight), doses=doses)

    def _ask(self) -> None:
        self._open = True
        self.refresh()
        self.herbs.setFocus()

    def _typed(self) -> None:
        if self.herbs.isModified():
            self.herbs.setModified(False)
            self._open = bool(self.herbs.text().strip())
            self._model.type_herbs(self.herbs.text())

    def _counted(self) -> None:
        text = self.doses.text().strip()
        if text.isdigit() and 1 <= int(text) <= MOST_DOSES:
            self._model.set_decoction(doses=int(text))
        else:
            draft = self._model.draft
            self.doses.setText(str((draft.decoction if draft and draft.decoction else Decoction()).doses))

    def _choice(self, name: str, words: tuple[str, ...], field: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        box.setMinimumHeight(theme.px(t.TARGET))
        box.addItems(list(words))
        box.activated.connect(lambda number: self._model.set_decoction(**{field: words[number]}))
        return box

    def _build(self) -> None:
        self._details = flowing(labelled(self.tr("Doses"), self.doses, self.tr("doses")), self.method, self.use, gap=t.M)
        self._fields = QWidget()
        inside = column(label(self.tr("Decoction (herbs)"), bold=True), self.herbs, self._said, self._details)
        self._fields.setLayout(inside)
        self.body.setContentsMargins(t.M, t.S, t.M, t.S)
        self.body.addLayout(row(self.opener, 0))
        self.body.addWidget(self._fields)
