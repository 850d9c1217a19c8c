"""A sheet with everything it is judged by: lines with their findings, the resident's facts and values, what was said before."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.services.review_context import SignedFinding
from app.services.reviewing import Case
from ui import tokens as t
from ui.pages.pharmacist.words import ReviewWords
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, Line, column, label, refill, row
from ui.widgets.pill import Pill


class CasePanel(QWidget):
    """Filled by `show_case`; made anew only for another case or another state of it."""

    def __init__(self, words: ReviewWords) -> None:
        super().__init__()
        self._words = words
        self._shown: Case | None = None
        self._cards: QVBoxLayout = column(gap=t.M)
        self.setLayout(self._cards)

    def show_case(self, case: Case, now: datetime) -> None:
        """Show a case."""
        if case != self._shown:
            self._shown = case
            refill(self._cards, [self._head(case, now), self._sheet(case)])

    def _head(self, case: Case, now: datetime) -> Card:
        made = Card()
        made.body.addWidget(label(self._words.who(case.waiting), t.NAME, bold=True))
        made.body.addWidget(flowing(*(Pill(said, mark, size=t.BODY) for said, mark in self._words.pills(case))))
        made.body.addWidget(label(self._words.head(case, now), ink="secondary", wrap=True))
        why = self._words.barred(case.waiting.barred)
        if why:
            made.body.addWidget(label(why, bold=True, ink="danger", wrap=True))
        made.body.addWidget(Line())
        made.body.addLayout(self._facts(case, now))
        if case.steps:
            made.body.addWidget(Line())
        for one in case.steps:
            made.body.addWidget(label(self._words.step(one, case.sheet, now), wrap=True))
        return made

    def _sheet(self, case: Case) -> Card:
        made = Card(self.tr("Sheet"))
        made.set_count(self.tr("{n} drugs").format(n=len(case.sheet.lines)))
        diagnoses = " · ".join(f"{code} {name}" for code, name in case.sheet.diagnoses)
        made.body.addWidget(label(self.tr("Diagnosis: {words}").format(words=diagnoses), bold=True, wrap=True))
        if case.sheet.extend_reason:
            made.body.addWidget(label(self.tr("Reason for the days: {words}").format(words=case.sheet.extend_reason), wrap=True))
        if case.remarks:
            made.body.addWidget(label(" · ".join(case.remarks), bold=True, wrap=True))
        for number in range(len(case.sheet.lines)):
            made.body.addWidget(Line())
            made.body.addWidget(self._line(case, number))
        whole = [one for one in case.findings if not one.finding.lines]
        if whole:
            made.body.addWidget(Line())
        for one in whole:
            made.body.addWidget(self._finding(one))
        gaps = self._words.could_not(case)
        if gaps:
            made.body.addWidget(Line())
            said = "\n".join(self.tr("Not checked: {what}").format(what=what) for what in gaps)
            made.body.addWidget(label(said, ink="secondary", wrap=True))
        return made

    def _line(self, case: Case, number: int) -> QWidget:
        name, quantity, usage = self._words.line(case, number)
        head = row(label(name, bold=True, wrap=True), label(quantity, bold=True))
        head.setStretch(0, 1)
        lines = column(gap=t.XS)
        lines.addLayout(head)
        lines.addWidget(label(usage, wrap=True))
        for one in case.findings:
            if one.finding.lines and one.finding.lines[0] == number:
                lines.addWidget(self._finding(one))
        made = QWidget()
        made.setLayout(lines)
        return made

    def _finding(self, one: SignedFinding) -> QWidget:
        severity, mark, said = self._words.finding(one)
        made = Card()
        made.set_surface(mark.tone.name.lower())
        made.body.setContentsMargins(t.S, t.S, t.S, t.S)
        made.body.addWidget(Pill(severity, mark, size=t.BODY))
        made.body.addWidget(label(said, wrap=True))
        return made

    def _facts(self, case: Case, now: datetime) -> QGridLayout:
        made = QGridLayout()
        made.setHorizontalSpacing(t.M)
        made.setVerticalSpacing(t.XS)
        for number, (title, said, mark) in enumerate(self._words.facts(case, now)):
            tone = mark.tone.name.lower() if mark.icon else ""
            made.addWidget(label(title, ink="secondary"), number, 0, Qt.AlignmentFlag.AlignTop)
            made.addWidget(label(said, bold=mark is t.Mark.DANGER, ink=tone, wrap=True), number, 1)
        made.setColumnStretch(1, 1)
        return made
