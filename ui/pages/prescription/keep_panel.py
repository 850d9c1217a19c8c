"""存为常用方: under which name, for which diagnosis, for whom; and what of the sheet is kept."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout

from app.domain.rx_template import TemplateScope
from app.services.rx_template_form import TemplateForm
from app.texts import error_text
from ui.keymap import Act
from ui.pages.form_row import FormRow
from ui.pages.prescription.model import PrescriptionModel
from ui.pages.prescription.template_words import TemplateWords
from ui.pages.prescription.templates_model import TemplatesModel
from ui.widgets.buttons import button, primary
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.fields import TextField
from ui.widgets.frames import Card, Line, label, refill, row, secondary

_ANY = ""
"""For no diagnosis in particular."""


class KeepPanel(Card):
    """Filled anew for each sheet; what is typed is the panel's until it is kept."""

    def __init__(self, model: TemplatesModel, rx: PrescriptionModel, words: TemplateWords) -> None:
        super().__init__(QCoreApplication.translate("KeepPanel", "Keep as template"))
        self._model, self._rx, self._words = model, rx, words
        self._shown: tuple[TemplateForm, tuple[tuple[str, str], ...]] | None = None
        self.name = TextField(self.tr("Name"))
        self._name_row = FormRow(self.tr("Name"), self.name)
        self.scope = ChoiceBar(self.tr("For whom"), [(one.value, words.scope(one)) for one in TemplateScope])
        self.diagnosis: ChoiceBar | None = None
        self._diagnosis = QVBoxLayout()
        self._child = label(
            self.tr("This is a child's prescription: doses go by age and weight, so none is kept. They are typed each time."),
            bold=True,
            ink="warn",
            wrap=True,
        )
        self._lines = QVBoxLayout()
        self._not = secondary(
            self.tr("Not kept: totals, results of skin tests, drops a minute, reasons. They are the resident's."), wrap=True
        )
        self.over = button(self.tr("Replace the one that has this name"), lambda: self._save(over=True))
        self.save = primary(self.tr("Keep"), self._save, act=Act.SAVE)
        self.leave = button(self.tr("Back to the sheet"), model.close, icon="back")
        self.name.returnPressed.connect(self._save)
        self._build()

    def refresh(self) -> None:
        """Follow the model."""
        model = self._model
        if model.form is None:
            self._shown = None
            return
        if self._shown is None:
            self._shown = model.form, model.diagnoses
            self._fill(model.form)
        self._name_row.say(str(error_text(model.error)) if model.error is not None else "")
        self.over.setVisible(model.is_twice)

    def begin(self) -> None:
        """Ready to be typed at."""
        self.name.setFocus()
        self.name.selectAll()

    # inside

    def _fill(self, form: TemplateForm) -> None:
        self.name.setText(form.name)
        self.scope.set_value(form.scope.value)
        self.scope.setVisible(self._model.may_agree)
        found = dict.fromkeys(code for code, _ in self._model.diagnoses if code)
        names = dict(self._model.diagnoses)
        choices = [*((code, f"{code} {names[code]}") for code in found), (_ANY, self.tr("no diagnosis in particular"))]
        self.diagnosis = ChoiceBar(self.tr("Diagnosis"), choices)
        self.diagnosis.set_value(form.icd10 if form.icd10 in found else _ANY)
        refill(self._diagnosis, [self.diagnosis])
        self._child.setVisible(form.of_child)
        said = [f"{line.name} {line.strength} · {self._words.line(line, self._rx.product(line.drug))}" for line in form.lines]
        herbs = self._words.herbs(form.herbs, form.decoction)
        refill(self._lines, [label(one, wrap=True) for one in (*said, *((herbs,) if herbs else ()))])

    def _save(self, over: bool = False) -> None:
        assert self.diagnosis is not None
        code = self.diagnosis.value() or _ANY
        chosen = next((one for one in self._model.diagnoses if one[0] == code), ("", "")) if code else ("", "")
        self._model.save(self.name.text(), chosen, TemplateScope(self.scope.value() or TemplateScope.OWN.value), over)

    def _build(self) -> None:
        for each in (self._name_row, self.scope):
            self.body.addWidget(each)
        self.body.addLayout(self._diagnosis)
        self.body.addWidget(Line())
        self.body.addWidget(self._child)
        self.body.addLayout(self._lines)
        self.body.addWidget(self._not)
        self.body.addLayout(row(self.leave, 0, self.over, self.save))
        self.body.addStretch(1)
