"""Twelve months of blood pressure, glucose and weight with the target band and the days a medicine began."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from app.domain.measurement import MeasurementKind
from app.rules.targets import target_band
from app.services.charting import Chart
from app.services.trends import Reading, medicine_changes, subject_of, trend
from ui.pages.encounter.words import EncounterWords
from ui.widgets.buttons import button
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, secondary
from ui.widgets.trend import Trend, TrendPoint

SHOWN = (MeasurementKind.BLOOD_PRESSURE_SUMMARY, MeasurementKind.GLUCOSE, MeasurementKind.WEIGHT)
_TARGETS = {SHOWN[0]: "pressure", SHOWN[1]: "glucose", SHOWN[2]: "weight"}
_UNITS = {SHOWN[0]: "mmHg", SHOWN[1]: "mmol/L", SHOWN[2]: "kg"}


class TrendsPanel(Card):
    """One curve at a time; the first that has points is in front. `plan_asked(person)`: all three, with risk and plan."""

    plan_asked = Signal(str)

    def __init__(self, words: EncounterWords) -> None:
        super().__init__()
        self._chart: Chart | None = None
        self._trends = {kind: Trend(words.kind(kind), _UNITS[kind]) for kind in SHOWN}
        self.choice = ChoiceBar(self.tr("Trend"), [(kind.value, words.kind(kind)) for kind in SHOWN])
        self._stack = QStackedWidget()
        self.choice.chosen.connect(lambda key: self._stack.setCurrentWidget(self._trends[MeasurementKind(key)]))
        for one in self._trends.values():
            self._stack.addWidget(one)
        self._band = secondary(self.tr("green: target"))
        self.plan = button(self.tr("Risk and plan"), self._ask, icon="heart")
        head = flowing(self.choice, self._band, self.plan)
        self.body.addWidget(head)
        self.body.addWidget(self._stack)

    def _ask(self) -> None:
        if self._chart is not None:
            self.plan_asked.emit(self._chart.person.id)

    def show_chart(self, chart: Chart) -> None:
        """Draw the curves of a chart; the same chart is not drawn twice."""
        if chart is self._chart:
            return
        other = self._chart is None or self._chart.person.id != chart.person.id
        self._chart = chart
        subject, marks = subject_of(chart), medicine_changes(chart)
        filled = []
        for kind, widget in self._trends.items():
            points = trend(chart, kind)
            widget.set_hollow(self.tr("not fasting, or meter not in order") if any(one.unfit for one in points) else "")
            band = target_band(_TARGETS[kind], subject, _height(chart))
            widget.show_series([_point(one) for one in points], chart.as_of, (float(band[0]), float(band[1])) if band else None, marks)
            filled += [kind] if points else []
        if other or self.choice.value() is None:
            first = filled[0] if filled else SHOWN[0]
            self.choice.set_value(first.value)
            self._stack.setCurrentWidget(self._trends[first])


def _point(one: Reading) -> TrendPoint:
    return TrendPoint(one.day, float(one.low), None if one.high is None else float(one.high), one.hollow, one.home)


def _height(chart: Chart) -> Decimal | None:
    series = chart.series.get(MeasurementKind.HEIGHT, ())
    value = series[-1].value("height") if series else None
    return value.value if value else None
