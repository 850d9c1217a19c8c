"""One open visit: banner, what came in meanwhile, chart, diagnoses and note; beside each other where there is room, else below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from app.domain.encounter import VisitKind
from app.domain.measurement import MeasurementKind
from app.rules.formulary import Product
from ui import theme
from ui import tokens as t
from ui.pages.encounter.ecg_panel import EcgPanel
from ui.pages.encounter.facts_panel import FactsPanel
from ui.pages.encounter.laboratory_panel import LaboratoryPanel
from ui.pages.encounter.medicines_panel import MedicinesPanel
from ui.pages.encounter.model import EncounterModel, OpenVisit
from ui.pages.encounter.note_panel import DiagnosisPanel, NotePanel
from ui.pages.encounter.resident_banner import show_banner
from ui.pages.encounter.trends_panel import TrendsPanel
from ui.pages.encounter.values_panel import ValuesPanel
from ui.pages.encounter.words import EncounterWords
from ui.widgets.banner import PatientBanner
from ui.widgets.frames import Scroll, column
from ui.widgets.notice import Notice

TWO_COLUMNS_FROM = 640
"""Pixels at 100 % from which the note stands beside the chart."""
LABORATORY = MeasurementKind.LABORATORY
Undo = Callable[[str, Callable[[], object]], object]


class VisitView(QWidget):
    """Made once; `show_visit` fills it. What is open never changes under the hand: news wait behind a chip."""

    def __init__(self, model: EncounterModel, products: Mapping[str, Product], look_at_ecg: Callable[[str], object], undo: Undo) -> None:
        super().__init__()
        self._model, self._words = model, EncounterWords()
        self.banner = PatientBanner()
        self.news = Notice()
        self._told: object = None
        self.values = ValuesPanel(self._words)
        self.laboratory = LaboratoryPanel()
        self.trends = TrendsPanel(self._words)
        self.facts = FactsPanel(model, self._words)
        self.medicines = MedicinesPanel(products)
        self.ecg = EcgPanel(model, look_at_ecg)
        self.diagnoses = DiagnosisPanel(model, undo)
        self.note = NotePanel(model)
        self._build()

    def show_visit(self, visit: OpenVisit, now: datetime) -> None:
        """Show a visit; panels whose facts are the same stay untouched."""
        show_banner(self.banner, visit.banner, self._notes())
        self._tell(visit)
        self.values.show_chart(visit.chart, visit.encounter, now)
        self.laboratory.show_chart(visit.chart, visit.encounter, now)
        self.trends.show_chart(visit.chart)
        self.facts.show_visit(visit, now)
        self.medicines.show_chart(visit.chart)
        self.ecg.show_chart(visit.chart, now)
        self.diagnoses.show_visit(visit)
        self.note.show_visit(visit, now)

    def _notes(self) -> tuple[tuple[str, t.Mark], ...]:
        visit = self._model.current
        found = next((one for one in visit.chart.encounters if one.id == visit.encounter), None) if visit else None
        notes = []
        if found is not None and not found.identified_by:
            notes.append((self.tr("identity not verified"), t.Mark.ATTENTION))
        if found is not None and found.proxy:
            notes.append((self.tr("somebody else is here for the person"), t.Mark.ATTENTION))
        if found is not None and found.kind is VisitKind.REMOTE:
            notes.append((self.tr("internet care, not here in person"), t.Mark.ATTENTION))
        if visit is not None and any(one.critical and one.encounter == visit.encounter for one in visit.chart.series.get(LABORATORY, ())):
            notes.append((self.tr("critical laboratory value"), t.Mark.DANGER))
        return tuple(notes)

    def _tell(self, visit: OpenVisit) -> None:
        told = (visit.encounter, visit.news)
        if told == self._told:
            return
        self._told = told
        if visit.news:
            self.news.tell(self.tr("{n} new entries").format(n=visit.news), t.Mark.INFO, (self.tr("Show them"), self._model.look))
        else:
            self.news.hide()

    # building

    def _build(self) -> None:
        self._left, self._right = QWidget(), QWidget()
        self._left.setLayout(column(self.laboratory, self.trends, self.facts, self.medicines, self.ecg, 0, gap=t.M))
        self._right.setLayout(column(self.diagnoses, self.note, gap=t.M))
        inner = QWidget()
        self._grid = QGridLayout(inner)
        self._grid.setContentsMargins(t.M, t.M, t.M, t.M)
        self._grid.setSpacing(t.M)
        whole = column(self.banner, self.news, Scroll(inner), gap=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self._columns = 0
        self._arrange(2)

    def _arrange(self, columns: int) -> None:
        """Values on top in either; the note beside the chart, or between values and the rest."""
        if columns == self._columns:
            return
        self._columns = columns
        for each in (self.values, self._left, self._right):
            self._grid.removeWidget(each)
        self._grid.addWidget(self.values, 0, 0)
        self._grid.addWidget(self._left, 1 if columns == 2 else 2, 0)
        self._grid.addWidget(self._right, 0 if columns == 2 else 1, columns - 1, 2 if columns == 2 else 1, 1)
        self._grid.setColumnStretch(0, 5)
        self._grid.setColumnStretch(1, 4 if columns == 2 else 0)
        self._grid.setRowStretch(columns - 1 if columns == 2 else 2, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(2 if self.width() >= theme.px(TWO_COLUMNS_FROM) else 1)
