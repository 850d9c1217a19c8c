"""What a chart says over twelve months: points of each kind, the residents' own readings beside them, and when a medicine began."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.clock import instant, local_day
from app.domain.clinical import Answer, FactKind
from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind
from app.rules.values import in_unit, pressure_of
from app.rules.vitals import Subject
from app.services.charting import Chart
from app.services.judgement import age_years
from app.services.medicines import IN_FORCE, issued_on

PRESSURE = (MeasurementKind.BLOOD_PRESSURE_SUMMARY, MeasurementKind.BLOOD_PRESSURE)
SINGLE = {
    MeasurementKind.GLUCOSE: "glucose",
    MeasurementKind.TEMPERATURE: "temperature",
    MeasurementKind.SPO2: "spo2",
    MeasurementKind.WEIGHT: "weight",
    MeasurementKind.WAIST: "waist",
    MeasurementKind.HEIGHT: "height",
    MeasurementKind.EGFR: "egfr",
}
UNITS = {
    MeasurementKind.GLUCOSE: "mmol/L",
    MeasurementKind.TEMPERATURE: "Cel",
    MeasurementKind.SPO2: "%",
    MeasurementKind.WEIGHT: "kg",
    MeasurementKind.WAIST: "cm",
    MeasurementKind.HEIGHT: "cm",
    MeasurementKind.EGFR: "mL/min/{1.73_m2}",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A point of a trend: one value, or a pressure as low and high. ``hollow``: glucose that was not fasting, or of a meter that
    was not in order (``unfit``); ``home``: 居民自测."""

    day: date
    low: Decimal
    high: Decimal | None = None
    hollow: bool = False
    home: bool = False
    unfit: bool = False


def subject_of(chart: Chart) -> Subject:
    """Whose thresholds hold on the chart's day."""
    pregnant = chart.facts.get(FactKind.PREGNANT)
    return Subject(age_years(chart.person, chart.as_of), chart.person.sex.value, pregnant.answer if pregnant else Answer.NOT_ASKED)


def trend(chart: Chart, kind: MeasurementKind) -> tuple[Reading, ...]:
    """Twelve months, oldest first; pressure from the summaries, single readings only of days without one; home readings marked."""
    if kind not in PRESSURE:
        found = [*_singles(chart.series.get(kind, ()), kind, False), *_singles(_of_kind(chart.home, kind), kind, True)]
        return tuple(sorted(found, key=lambda point: point.day))
    summaries = chart.series.get(PRESSURE[0], ())
    days = {day_of(one) for one in summaries}
    rest = [one for one in chart.series.get(PRESSURE[1], ()) if day_of(one) not in days]
    points = [*_pressures([*summaries, *rest], False), *_pressures(chart.home, True)]
    return tuple(sorted(points, key=lambda point: point.day))


def single(one: Measurement) -> MeasuredValue | None:
    """The number in the unit it is compared in; a strange unit stays as the device gave it."""
    value, unit = one.value(SINGLE[one.kind]), UNITS[one.kind]
    number = in_unit(value, unit)
    return value if value is None or number is None else MeasuredValue(value.name, number, unit, value.comparator)


def day_of(one: Measurement) -> date:
    """The clinic's day on which it was measured."""
    return local_day(instant(one.measured_at))


def medicine_changes(chart: Chart) -> tuple[tuple[date, str], ...]:
    """Days on which a medicine began that the sheets before did not have; for the trend."""
    known: set[str] = set()
    marks = []
    for sheet in sorted(chart.prescriptions, key=lambda one: one.signed_at or ""):
        day = issued_on(sheet)
        if day is None or sheet.state not in IN_FORCE:
            continue
        new = [line.name for line in sheet.lines if line.drug not in known]
        known.update(line.drug for line in sheet.lines)
        if new:
            marks.append((day, "、".join(new)))
    return tuple(marks)


def _of_kind(found: Iterable[Measurement], kind: MeasurementKind) -> Iterable[Measurement]:
    return (one for one in found if one.kind is kind)


def _singles(series: Iterable[Measurement], kind: MeasurementKind, home: bool) -> Iterable[Reading]:
    hollow = kind is MeasurementKind.GLUCOSE
    for one in series:
        value = single(one)
        if value is not None and value.value is not None:
            yield Reading(day_of(one), value.value, None, (hollow and one.context != "fasting") or bool(one.unfit), home, bool(one.unfit))


def _pressures(series: Iterable[Measurement], home: bool) -> Iterable[Reading]:
    for one in series:
        pressure = pressure_of(one)
        if pressure is not None:
            yield Reading(day_of(one), pressure[1], pressure[0], home=home)
