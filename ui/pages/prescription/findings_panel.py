"""What the rules say of the sheet, beside the lines: questions still open, findings with what the doctor may do, how much was checked."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox, QFrame, QVBoxLayout, QWidget

from app.domain.prescription import Override
from app.rules.findings import Finding, Review, Severity
from ui import theme
from ui import tokens as t
from ui.pages.prescription.model import PrescriptionModel
from ui.pages.prescription.questions import QuestionsPanel
from ui.pages.prescription.words import MARKS, RxWords
from ui.widgets.buttons import button
from ui.widgets.fields import TextField
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, Line, column, label, secondary
from ui.widgets.pill import Pill

HERB_WAY = "RX-APP-18"


class FindingsPanel(Card):
    """Cards stay while their findings stay, so that a reason being typed is never torn away."""

    def __init__(self, model: PrescriptionModel, words: RxWords) -> None:
        super().__init__(QCoreApplication.translate("FindingsPanel", "Medication check"))
        self._model, self._words = model, words
        self._shown: tuple[Finding, ...] | None = None
        self.cards: list[FindingCard] = []
        self.questions = QuestionsPanel(model)
        self._list = QVBoxLayout()
        self._list.setSpacing(t.S)
        self._summary = label("", bold=True, wrap=True)
        self._missing = label("", ink="secondary", wrap=True)
        self._bag = label("", ink="secondary", wrap=True)
        self._bag.hide()
        self._pack = secondary("", wrap=True)
        self.body.addWidget(self.questions)
        self.body.addLayout(self._list)
        self.body.addWidget(Line())
        for each in (self._summary, self._missing, self._bag, self._pack):
            self.body.addWidget(each)
        self.body.addStretch(1)

    def refresh(self) -> None:
        """Follow the model."""
        model = self._model
        self.questions.refresh()
        has_lines = bool(model.draft and not model.draft.empty)
        findings = model.findings() if has_lines else ()
        if findings != self._shown:
            self._rebuild(findings)
        for card in self.cards:
            card.refresh(model.override_of(card.finding))
        self._say(model.review if has_lines else None)

    def say_bag(self, words: str) -> None:
        """What was taken into account from elsewhere, and what of it could not be compared."""
        self._bag.setText(words)
        self._bag.setVisible(bool(words))

    def _say(self, review: Review | None) -> None:
        if review is None:
            self._summary.setText(self.tr("The checks run as soon as a drug stands on the sheet."))
            self._missing.hide()
            self._pack.hide()
            return
        self._summary.setText(self._words.summary(review))
        missing = self._words.could_not(review)
        self._missing.setText("\n".join(self.tr("Not checked: {what}").format(what=what) for what in missing))
        self._missing.setVisible(bool(missing))
        self._pack.setText(
            self.tr("Rules of {pack}").format(pack=self._words.pack(review)) if review.pack else self.tr("No rules are loaded")
        )
        self._pack.show()

    def _rebuild(self, findings: tuple[Finding, ...]) -> None:
        for card in self.cards:
            self._list.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._shown = findings
        self.cards = [FindingCard(self._model, self._words, found) for found in findings]
        for card in self.cards:
            self._list.addWidget(card)


class FindingCard(QFrame):
    """Severity in words, the line, the sentence, its source; for an override the reason, and the second signature where it is due."""

    def __init__(self, model: PrescriptionModel, words: RxWords, finding: Finding) -> None:
        super().__init__()
        self._model, self.finding = model, finding
        mark = MARKS[finding.severity]
        self.setProperty("surface", mark.tone.name.lower())
        head = flowing(Pill(*words.severity(finding.severity), size=t.BODY), label(words.where(finding, model.draft), bold=True))
        body = column(head, label(words.rules.finding(finding), wrap=True), gap=t.XS)
        source = words.source(finding)
        if source:
            body.addWidget(label(source, t.SMALL, ink="secondary", wrap=True))
        body.setContentsMargins(t.S, t.S, t.S, t.S)
        self.setLayout(body)
        if finding.code == HERB_WAY:
            self.take = button(self.tr("Write “{way}”").format(way=finding.facts["way"]), lambda: model.take_way(finding))
            body.addWidget(self.take)
        self.reasons: ReasonFields | None = None
        if finding.severity is Severity.OVERRIDE:
            self.reasons = ReasonFields(model, finding)
            body.addWidget(self.reasons)

    def refresh(self, given: Override | None) -> None:
        """Show the reason given so far."""
        if self.reasons is not None:
            self.reasons.refresh(given)


class ReasonFields(QWidget):
    """A coded reason, free words, and for an over-dose the same doctor's second signature."""

    def __init__(self, model: PrescriptionModel, finding: Finding) -> None:
        super().__init__()
        self._model, self._finding = model, finding
        self.reason = QComboBox()
        self.reason.setAccessibleName(self.tr("Reason"))
        self.reason.setPlaceholderText(self.tr("Choose a reason…"))
        self.reason.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.reason.setMinimumContentsLength(8)
        self.reason.setMinimumHeight(theme.px(t.TARGET))
        for code, words in model.override_reasons().items():
            self.reason.addItem(words, code)
        self.reason.setCurrentIndex(-1)
        self.reason.activated.connect(lambda _: self._given())
        self.words = TextField(self.tr("In words"), self.tr("in words, if needed"))
        self.words.editingFinished.connect(self._words_given)
        self.again = button(self.tr("Sign again beside the line"), lambda: model.sign_again(finding))
        self._state = Pill(size=t.BODY)
        lines = column(self.reason, self.words, self.again, self._state, gap=t.XS)
        self.setLayout(lines)
        self._due = model.wants_second_signature(finding)

    def refresh(self, given: Override | None) -> None:
        """Show what was given."""
        if given is not None:
            self.reason.setCurrentIndex(self.reason.findData(given.reason_code))
            if not self.words.hasFocus():
                self.words.setText(given.reason)
                self.words.setModified(False)
        wanted = given is not None and self._model.wants_words(given.reason_code)
        self.words.setVisible(given is not None)
        self.words.set_state("warn" if wanted and given and not given.reason else "")
        self.again.setVisible(self._due and given is not None and not given.second_signature)
        complete = given is not None and not (wanted and not given.reason) and (given.second_signature or not self._due)
        self._state.setVisible(complete)
        signed = self.tr("reason written, signed again by {name}").format(name=self._model.signer())
        self._state.set_state(signed if self._due else self.tr("reason written"), t.Mark.OK)

    def _given(self) -> None:
        code = str(self.reason.currentData() or "")
        if code:
            self._model.override(self._finding, code, self.words.text())

    def _words_given(self) -> None:
        if self.words.isModified():
            self.words.setModified(False)
            self._given()
