"""Allergies and what else is asked: three-valued, with who told it and when; silence is never a no (H17)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.clock import instant, local_day
from app.domain.clinical import Allergy, Answer, Fact, FactKind, Informant
from app.domain.person import Sex
from app.services.charting import Chart
from app.services.trends import subject_of
from ui import theme
from ui import tokens as t
from ui.pages.encounter.allergy_form import AllergyForm, severities
from ui.pages.encounter.model import EncounterModel, OpenVisit
from ui.pages.encounter.words import EncounterWords
from ui.pages.wording import day
from ui.widgets.buttons import button, icon_button
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.fields import TextField
from ui.widgets.flow_layout import FlowLayout, flowing
from ui.widgets.frames import Card, Line, column, label, row, secondary
from ui.widgets.pill import Pill

CHILD_BEARING = (12, 50)


class FactsPanel(Card):
    """Shows the answers of the chart and takes new ones."""

    def __init__(self, model: EncounterModel, words: EncounterWords) -> None:
        super().__init__(QCoreApplication.translate("FactsPanel", "Allergies and questions"))
        self._model, self._words = model, words
        self._visit: OpenVisit | None = None
        self._shown: object = None
        self._state = Pill(size=t.BODY)
        self.none_known = button(self.tr("None (asked today)"), self._none)
        self.add = button(self.tr("Add an allergy"), self._open_form, icon="add")
        self.form = AllergyForm(self._save, words)
        self._list = QWidget()
        self._list.setLayout(column(gap=t.XS))
        self.told_by = ChoiceBar(self.tr("Who tells it"), self._informants())
        self.told_by.chosen.connect(lambda key: model.told_by(Informant[key]))
        self.pregnant = self._question(FactKind.PREGNANT, self.tr("Pregnant"))
        self.lactating = self._question(FactKind.LACTATING, self.tr("Breast-feeding"))
        self._build()

    def show_visit(self, visit: OpenVisit, now: datetime) -> None:
        """Show a visit's answers."""
        self._visit = visit
        self.told_by.set_value(visit.informant.name)
        shown = (visit.person, visit.chart.active_allergies, tuple(visit.chart.facts.values()))
        if shown == self._shown:
            return
        if isinstance(self._shown, tuple) and self._shown[0] != visit.person:
            self.form.close_form()
        self._shown = shown
        self._show_allergies(visit.chart, now)
        for one in (self.pregnant, self.lactating):
            one.show_fact(visit.chart.facts.get(one.kind), now)
            one.setVisible(may_bear(visit.chart))
        self._rule.setVisible(may_bear(visit.chart))

    def _show_allergies(self, chart: Chart, now: datetime) -> None:
        fact, known = chart.facts.get(FactKind.ALLERGY), chart.active_allergies
        self._state.set_state(*self._allergy_state(fact, known, now))
        self.none_known.setVisible(not known)
        layout = self._list.layout()
        assert layout is not None
        while (item := layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for one in known:
            layout.addWidget(_AllergyLine(one, now, self._model.retract_allergy))

    def _allergy_state(self, fact: Fact | None, known: tuple[Allergy, ...], now: datetime) -> tuple[str, t.Mark]:
        if known:
            return self.tr("{n} known").format(n=len(known)), t.Mark.DANGER
        if fact is None or fact.answer is Answer.NOT_ASKED:
            return self.tr("not asked"), t.Mark.ATTENTION
        today = local_day(instant(fact.at)) == local_day(now)
        asked = self.tr("asked today") if today else self.tr("asked {day}").format(day=day(fact.at, now))
        if fact.answer is Answer.YES:
            return self.tr("yes, substance not recorded"), t.Mark.DANGER
        return self.tr("none ({asked}, {source})").format(asked=asked, source=fact.source), t.Mark.OK

    def _none(self) -> None:
        self._model.answer(FactKind.ALLERGY, Answer.NO)

    def _open_form(self) -> None:
        self.form.open_form()

    def _save(self, text: str, reaction: str, severity: str) -> None:
        if self._visit is not None:
            self._model.add_allergy(text, reaction, severity, self._visit.informant)

    def _informants(self) -> list[tuple[str, str]]:
        return [
            (Informant.PATIENT.name, self.tr("the person")),
            (Informant.FAMILY.name, self.tr("family")),
            (Informant.RECORD.name, self.tr("papers")),
        ]

    def _question(self, kind: FactKind, words: str) -> _Question:
        return _Question(kind, words, self._words, lambda answer: self._model.answer(kind, answer))

    def _build(self) -> None:
        told = flowing(secondary(self.tr("Told by")), self.told_by)
        head = QWidget()
        line = FlowLayout(head)
        shown: tuple[QWidget, ...] = (label(self.tr("Allergies"), bold=True), self._state, self.none_known, self.add)
        for each in shown:
            line.addWidget(each)
        self._rule = Line()
        parts: tuple[QWidget, ...] = (told, head, self._list, self.form, self._rule, self.pregnant, self.lactating)
        for part in parts:
            self.body.addWidget(part)


def may_bear(chart: Chart) -> bool:
    """Whether pregnancy is a question: not male, of child-bearing age or of unknown age."""
    age = subject_of(chart).age_years
    in_age = age is None or CHILD_BEARING[0] <= age < CHILD_BEARING[1] + 1
    return chart.person.sex is not Sex.MALE and in_age


class _Question(QWidget):
    """One question with its answer, its day and who told it."""

    def __init__(self, kind: FactKind, question: str, words: EncounterWords, answered: Callable[[Answer], object]) -> None:
        super().__init__()
        self.kind, self._words = kind, words
        answers = (Answer.YES, Answer.NO)
        self.choice = ChoiceBar(question, [(one.value, words.answer(one)) for one in answers])
        self.choice.chosen.connect(lambda key: answered(Answer(key)))
        self._said = label("", ink="secondary")
        name = label(question, bold=True)
        flow = FlowLayout(self)
        for each in (name, self.choice, self._said):
            flow.addWidget(each)

    def show_fact(self, fact: Fact | None, now: datetime) -> None:
        """Show the newest answer."""
        answered = fact is not None and fact.answer is not Answer.NOT_ASKED
        self.choice.set_value(fact.answer.value if fact and answered else None)
        self._said.setText(self._words.told(fact, day(fact.at, now)) if fact and answered else self._words.answer(Answer.NOT_ASKED))
        theme.set_tone(self._said, "ink", "secondary" if answered else "warn")


class _AllergyLine(QWidget):
    """Substance, reaction, severity, who told it; the cross asks why it is wrong, nothing is deleted."""

    def __init__(self, allergy: Allergy, now: datetime, retract: Callable[[str, str], object]) -> None:
        super().__init__()
        self._allergy, self._retract = allergy, retract
        severity = severities().get(allergy.severity, "")
        said = " · ".join(part for part in (allergy.reaction or self.tr("reaction not asked"), severity) if part)
        told = " ".join(part for part in (allergy.source, day(allergy.recorded_at, now)) if part)
        text = label(self.tr("{substance}: {reaction}").format(substance=allergy.text, reaction=said), bold=True, ink="danger", wrap=True)
        cross = icon_button("close", self.tr("{substance} was recorded in error").format(substance=allergy.text), self._ask)
        line = row(text, label(told, ink="secondary"), cross)
        line.setStretch(0, 1)
        self._why = QWidget()
        self.reason = TextField(self.tr("Reason"), self.tr("Why is it wrong?"))
        self._why.setLayout(
            row(self.reason, button(self.tr("Mark as error"), self._say, kind="danger"), button(self.tr("Leave"), self._why.hide))
        )
        self._why.hide()
        lines = column(gap=2)
        lines.addLayout(line)
        lines.addWidget(self._why)
        self.setLayout(lines)

    def _ask(self) -> None:
        self._why.show()
        self.reason.setFocus()

    def _say(self) -> None:
        if self.reason.text().strip():
            self._retract(self._allergy.id, self.reason.text().strip())
