"""What a check lacks and the person in the chair can answer, asked right beside the sheet (H17)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.domain.clinical import Answer, FactKind
from app.domain.measurement import MeasurementKind
from app.rules.wording import load_words
from app.texts import chosen_language
from ui import theme
from ui import tokens as t
from ui.pages.prescription.model import PrescriptionModel
from ui.widgets.buttons import button
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.fields import TextField
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.frames import column, label


class QuestionsPanel(QFrame):
    """Hidden while nothing is open. An answer goes into the chart with today's date and who told it. `bag_wanted()`: medicines are to be named."""

    bag_wanted = Signal()

    def __init__(self, model: PrescriptionModel) -> None:
        super().__init__()
        self.setProperty("surface", "warn")
        self._model = model
        self.allergies = self._allergy_question()
        self.pregnant = self._yes_no(self.tr("Pregnant?"), FactKind.PREGNANT)
        self.lactating = self._yes_no(self.tr("Breast-feeding?"), FactKind.LACTATING)
        self.hlab1502 = self._gene("HLA-B*15:02", FactKind.HLA_B1502)
        self.hlab5801 = self._gene("HLA-B*58:01", FactKind.HLA_B5801)
        self.diseases = self._none_asked(self.tr("Other diseases?"), FactKind.CONDITIONS)
        self.bag = button(self.tr("Yes: name them"), self.bag_wanted.emit)
        self.bag.hide()
        self.medicines = self._none_asked(self.tr("Medicines from elsewhere?"), FactKind.MEDICINES, self.bag)
        weight, kidneys = MeasurementKind.WEIGHT, MeasurementKind.EGFR
        self.weight = NumberQuestion(model, weight, self.tr("Weight"), self.tr("Weight?"), self.tr("kg, or 24 jin"))
        self.egfr = NumberQuestion(model, kidneys, self.tr("Kidney function"), self.tr("Kidney function?"), self.tr("eGFR on a report"))
        self._rows: dict[str, QWidget] = {
            "allergies": self.allergies,
            "conditions": self.diseases,
            "medicines": self.medicines,
            "pregnant": self.pregnant,
            "lactating": self.lactating,
            "weight": self.weight,
            "egfr": self.egfr,
            "hlab1502": self.hlab1502,
            "hlab5801": self.hlab5801,
        }
        body = column(label(self.tr("Please ask"), bold=True), *self._rows.values(), gap=t.S)
        body.setContentsMargins(t.S, t.S, t.S, t.S)
        self.setLayout(body)
        self.hide()

    def refresh(self) -> None:
        """Show what is open."""
        asked = self._model.questions()
        for key, widget in self._rows.items():
            widget.setVisible(key in asked)
        self.setVisible(bool(asked))
        self.weight.refresh()
        self.egfr.refresh()

    def _allergy_question(self) -> QWidget:
        self.none = button(self.tr("None (asked today)"), lambda: self._model.answer(FactKind.ALLERGY, Answer.NO))
        self.substance = TextField(self.tr("Allergic to"), self.tr("or: allergic to …"))
        self.reaction = TextField(self.tr("Reaction"), self.tr("reaction"))
        self._keep = button(self.tr("Record"), self._add_allergy)
        self._keep.setEnabled(False)
        self.substance.textChanged.connect(lambda words: self._keep.setEnabled(bool(words.strip())))
        return _line(label(self.tr("Allergies?"), bold=True), self.none, self.substance, self.reaction, self._keep)

    def _add_allergy(self) -> None:
        self._model.add_allergy(self.substance.text().strip(), self.reaction.text().strip())
        self.substance.clear()
        self.reaction.clear()

    def _none_asked(self, question: str, kind: FactKind, *more: QWidget) -> QWidget:
        """Only a no lets the check run: what the resident does have must be named, in the diagnoses or on a sheet."""
        none = button(self.tr("None (asked today)"), lambda: self._model.answer(kind, Answer.NO))
        none.setAccessibleName(f"{question} {none.text()}")
        return _line(label(question, bold=True), none, *more)

    def _yes_no(self, question: str, kind: FactKind) -> QWidget:
        return self._answered(question, kind, self.tr("yes"), self.tr("no"))

    def _gene(self, name: str, kind: FactKind) -> QWidget:
        return self._answered(self.tr("{gene} gene?").format(gene=name), kind, self.tr("positive"), self.tr("negative"))

    def _answered(self, question: str, kind: FactKind, yes: str, no: str) -> QWidget:
        bar = ChoiceBar(question, [(Answer.YES.value, yes), (Answer.NO.value, no)])

        def answered(key: str) -> None:
            bar.set_value(None)
            self._model.answer(kind, Answer(key))

        bar.chosen.connect(answered)
        return _line(label(question, bold=True), bar)


class NumberQuestion(QWidget):
    """A number typed at the desk; one that is strange is asked about before it is kept."""

    def __init__(self, model: PrescriptionModel, kind: MeasurementKind, name: str, asked: str, hint: str) -> None:
        super().__init__()
        self._model, self._kind = model, kind
        self.typed = TextField(name)  # takes 24斤: the input method stays on
        self.typed.setFixedWidth(theme.px(84))
        self.typed.returnPressed.connect(self._keep)
        keep = button(self.tr("Record"), self._keep)
        self._doubt = label("", ink="warn", wrap=True)
        self.sure = button(self.tr("It is right"), lambda: model.measure(kind, self.typed.text(), confirmed=True))
        said = label(hint, ink="secondary")
        self.setLayout(column(_line(label(asked, bold=True), self.typed, said, keep), self._doubt, self.sure, gap=t.XS))

    def refresh(self) -> None:
        """Show what is strange about it."""
        doubts = self._model.doubts.get(self._kind, ())
        self._doubt.setText("\n".join(load_words(chosen_language()).vital(one) for one in doubts))
        self._doubt.setVisible(bool(doubts))
        self.sure.setVisible(bool(doubts))

    def _keep(self) -> None:
        if self.typed.text().strip():
            self._model.measure(self._kind, self.typed.text())


def _line(*widgets: QWidget) -> QWidget:
    made = QWidget()
    flow = FlowLayout(made)
    for each in widgets:
        flow.addWidget(each)
    return made
