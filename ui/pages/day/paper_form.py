"""The form of one paper sheet, or of what an emergency still lacks: when, whom, values, diagnoses, what happened."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.domain.measurement import MeasurementKind
from app.services.emergency_sheets import stamp_words
from app.texts import text
from ui import theme
from ui import tokens as t
from ui.keymap import Act
from ui.pages.day.paper_model import PaperForm, PaperModel, began, today_of
from ui.widgets.buttons import button, primary
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.fields import EnterMoves, NumberField, labelled
from ui.widgets.flow_layout import FlowLayout, flowing
from ui.widgets.frames import Card, label
from ui.widgets.suggest_box import SuggestBox, Suggestion

KIND = MeasurementKind
NOTE_HIGH = 84


class SheetForm(Card):
    """Emptied once it was entered; another number in the list keeps what is typed."""

    def __init__(self, model: PaperModel) -> None:
        super().__init__()
        self._model, self._saved, self._shown = model, 0, ""
        self.number = NumberField(self.tr("Number of the sheet"), width=120)
        self.day, self.time = NumberField(self.tr("Day"), width=110), NumberField(self.tr("Time"), "10:30", width=80)
        self.resident = SuggestBox(
            self.tr("Resident"),
            self.tr("Resident: name, initials, phone"),
            self._residents,
            self.tr("Nobody is called “{words}”."),
            self.tr("Several look alike: choose with the arrow keys."),
        )
        self.chosen = button("", partial(model.choose_resident, ""), icon="close")
        kinds = (KIND.BLOOD_PRESSURE, KIND.HEART_RATE, KIND.TEMPERATURE, KIND.SPO2, KIND.WEIGHT, KIND.GLUCOSE)
        self.values = {kind: NumberField(text(f"critical_kind.{kind.value}"), width=80) for kind in kinds}
        contexts = (("fasting", self.tr("fasting")), ("postprandial", self.tr("2 h after a meal")), ("random", self.tr("random")))
        self.context = ChoiceBar(self.tr("When the glucose was taken"), contexts)
        self.diagnosis = SuggestBox(
            self.tr("Add a diagnosis"),
            self.tr("Diagnosis: initials, name or ICD-10 code"),
            self._diagnoses,
            self.tr("Nothing found for “{words}”."),
            "",
        )
        self.note = QPlainTextEdit()
        self.note.setAccessibleName(self.tr("What happened and what was done"))
        self.note.setPlaceholderText(self.tr("What happened and what was done"))
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(theme.px(NOTE_HIGH))
        self.save = primary(self.tr("Enter"), lambda: model.save(self.form()), act=Act.SAVE)
        self._build()
        self.clear()

    def form(self) -> PaperForm:
        """As it stands."""
        values = tuple((kind, field.text()) for kind, field in self.values.items())
        note = self.note.toPlainText()
        return PaperForm(self.number.text(), self.day.text(), self.time.text(), values, self.context.value() or "", note)

    def clear(self) -> None:
        """For the next sheet; the day stays today's."""
        for field in (self.number, self.time, self.resident, self.diagnosis, *self.values.values()):
            field.clear()
        self.day.setText(today_of(self._model.clock))
        self.context.set_value(None)
        self.note.clear()

    def refresh(self) -> None:
        """Follow the model."""
        model, row = self._model, self._model.row
        if model.saved != self._saved:
            self._saved = model.saved
            self.clear()
        emergency = None if row is None else row.emergency
        self._when.setVisible(emergency is None)
        self._stamps.setVisible(emergency is not None)
        if emergency is not None:
            said = self.tr("Emergency {time}: {acts}").format(time=began(emergency), acts=stamp_words(emergency))
            self._stamps.setText(said)
        elif row is not None and row.key != self._shown:
            self.number.setText(row.key)
        self._shown = "" if row is None else row.key
        self.resident.setVisible(model.resident is None)
        self.chosen.setVisible(model.resident is not None)
        if model.resident is not None:
            who = model.resident
            self.chosen.setText(" ".join(part for part in (who.name, who.age_text, who.village) if part))
            self.chosen.setAccessibleName(self.tr("{name}; press to choose another").format(name=who.name))
        self._flow.clear()
        for one in model.diagnoses:
            chip = button(one.display, partial(model.drop_diagnosis, one), icon="close")
            chip.setAccessibleName(self.tr("Take {name} off").format(name=one.display))
            self._flow.addWidget(chip)
        self._chips.setVisible(bool(model.diagnoses))
        self.save.setEnabled(not model.busy)

    # inside

    def _residents(self, words: str) -> list[Suggestion]:
        return [
            Suggestion(
                one.id,
                one.name,
                " · ".join(
                    part for part in (one.age_text, one.village + one.group, one.householder, one.phone_tail, one.id_masked) if part
                ),
                careful=one.ambiguous,
            )
            for one in self._model.find(words)
        ]

    def _diagnoses(self, words: str) -> list[Suggestion]:
        return [Suggestion(one.icd10 + one.cn_code, one.display, one.icd10) for one in self._model.find_diagnosis(words)]

    def _build(self) -> None:
        self.resident.taken.connect(self._model.choose_resident)
        self.diagnosis.taken.connect(self._model.add_diagnosis)
        self._stamps = label("", bold=True, wrap=True)
        self._when = flowing(
            labelled(self.tr("Number of the sheet"), self.number),
            labelled(self.tr("Day"), self.day),
            labelled(self.tr("Time"), self.time),
            gap=t.M,
        )
        units = {KIND.BLOOD_PRESSURE: "mmHg", KIND.TEMPERATURE: "℃", KIND.GLUCOSE: "mmol/L", KIND.SPO2: "%", KIND.WEIGHT: "kg"}
        fields = [labelled(field.accessibleName(), field, units.get(kind, "")) for kind, field in self.values.items()]
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips)
        for part in (
            self._stamps,
            self._when,
            self.resident,
            flowing(self.chosen),
            flowing(*fields, self.context, gap=t.M),
            self.diagnosis,
            self._chips,
            self.note,
            flowing(self.save),
        ):
            self.body.addWidget(part)
        self.body.addStretch(1)
        order = (self.number, self.day, self.time, self.resident, *self.values.values(), self.diagnosis)
        EnterMoves(self, order, self.save)
