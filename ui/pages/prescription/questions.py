"""What a check lacks and the person in the chair can answer, asked right beside the sheet (H17)."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QWidget

from app.domain.clinical import Answer, FactKind
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
    """Hidden while nothing is open. An answer goes into the chart with today's date and who told it."""

    def __init__(self, model: PrescriptionModel) -> None:
        super().__init__()
        self.setProperty("surface", "warn")
        self._model = model
        self.allergies = self._allergy_question()
        self.pregnant = self._yes_no(self.tr("Pregnant?"), FactKind.PREGNANT)
        self.lactating = self._yes_no(self.tr("Breast-feeding?"), FactKind.LACTATING)
        self.weight = self._weight_question()
        self._rows = {"allergies": self.allergies, "pregnant": self.pregnant, "lactation": self.lactating, "weight": self.weight}
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
        questions = self._model.weight_questions
        self._doubt.setText("\n".join(load_words(chosen_language()).vital(one) for one in questions))
        self._doubt.setVisible(bool(questions))
        self._sure.setVisible(bool(questions))

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

    def _yes_no(self, question: str, kind: FactKind) -> QWidget:
        bar = ChoiceBar(question, [(Answer.YES.value, self.tr("yes")), (Answer.NO.value, self.tr("no"))])

        def answered(key: str) -> None:
            bar.set_value(None)
            self._model.answer(kind, Answer(key))

        bar.chosen.connect(answered)
        return _line(label(question, bold=True), bar)

    def _weight_question(self) -> QWidget:
        self.kilograms = TextField(self.tr("Weight"))  # takes 24斤: the input method stays on
        self.kilograms.setFixedWidth(theme.px(84))
        self.kilograms.returnPressed.connect(self._weigh)
        keep = button(self.tr("Record"), self._weigh)
        self._doubt = label("", ink="warn", wrap=True)
        self._sure = button(self.tr("It is right"), lambda: self._model.weigh(self.kilograms.text(), confirmed=True))
        made = QWidget()
        hint = label(self.tr("kg, or 24 jin"), ink="secondary")
        made.setLayout(column(_line(label(self.tr("Weight?"), bold=True), self.kilograms, hint, keep), self._doubt, self._sure, gap=t.XS))
        return made

    def _weigh(self) -> None:
        if self.kilograms.text().strip():
            self._model.weigh(self.kilograms.text())


def _line(*widgets: QWidget) -> QWidget:
    made = QWidget()
    flow = FlowLayout(made)
    for each in widgets:
        flow.addWidget(each)
    return made
