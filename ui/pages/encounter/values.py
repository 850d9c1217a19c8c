"""What the chart says, made ready for the page: this visit's values beside the last ones, trends, medicines with days left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.amounts import plain_number
from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, Source
from app.rules.values import pressure_of
from app.rules.vitals import Subject, soft_flag
from app.services.charting import Chart
from app.services.medicines import Taken, taken_on
from app.services.trends import PRESSURE, SINGLE, single, subject_of
from app.texts import chosen_language, load_texts

SHOWN = (
    MeasurementKind.GLUCOSE,
    MeasurementKind.TEMPERATURE,
    MeasurementKind.SPO2,
    MeasurementKind.WEIGHT,
    MeasurementKind.WAIST,
    MeasurementKind.HEIGHT,
    MeasurementKind.EGFR,
)
OF_EVERY_VISIT = (PRESSURE[0], *SHOWN[:4])
"""Shown empty when this visit has none; the others only where there is a value."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One measurement as written: ``168/96``, its unit, ``high``, ``low`` or '', and whether it is critical.

    ``quality``: what spoils it, words under ``quality``.
    """

    id: str
    text: str
    unit: str
    flag: str
    critical: bool
    context: str
    at: str
    by_hand: bool
    quality: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A kind of value: this visit's, and the one before. ``count`` of readings tells a single pressure from a summary (H24)."""

    kind: MeasurementKind
    now: Shown | None
    before: Shown | None
    pulse: Shown | None = None
    count: int = 0


def value_rows(chart: Chart, encounter: str) -> tuple[ValueRow, ...]:
    """Pressure first, then what is measured at each visit, then the rest where there is any."""
    subject = subject_of(chart)
    rows = [_pressure_row(chart, encounter, subject)]
    for kind in SHOWN:
        now, before = _two(chart.series.get(kind, ()), encounter)
        if now or before or kind in OF_EVERY_VISIT:
            rows.append(ValueRow(kind, _shown(now, subject), _shown(before, subject)))
    return tuple(rows)


def _pressure_row(chart: Chart, encounter: str, subject: Subject) -> ValueRow:
    """The summary where there is one, else the last single reading, which is never graded."""
    summaries = chart.series.get(PRESSURE[0], ())
    singles = chart.series.get(PRESSURE[1], ())
    now, before = _two(summaries, encounter)
    taken = [one for one in singles if one.encounter == encounter]
    if now is None and taken:
        now = taken[-1]
    if before is None:
        before = _two(singles, encounter)[1]
    pulse = next((one for one in reversed(taken) if one.value("pulse")), None) or now
    return ValueRow(PRESSURE[0], _shown(now, subject), _shown(before, subject), _pulse(pulse, subject), len(taken))


def _two(series: Sequence[Measurement], encounter: str) -> tuple[Measurement | None, Measurement | None]:
    """The newest of this visit, and the newest of another."""
    now = next((one for one in reversed(series) if one.encounter == encounter), None)
    before = next((one for one in reversed(series) if one.encounter != encounter), None)
    return now, before


def written_value(one: Measurement) -> tuple[str, str]:
    """One measurement in a few characters, for a sentence, and its unit."""
    if one.kind in PRESSURE:
        return _pair(one), "mmHg"
    value = single(one) if one.kind in SINGLE else next(iter(one.values), None)
    return ("?", "") if value is None else (f"{value.label} {value.text or number_text(value)}".strip(), value.unit)


def _shown(one: Measurement | None, subject: Subject) -> Shown | None:
    if one is None:
        return None
    if one.kind in PRESSURE:
        return _written(one, _pair(one), "mmHg", _pressure_flag(one, subject))
    value = single(one)
    return None if value is None else _written(one, number_text(value), value.unit, value_flag(one, value, subject))


def _pulse(one: Measurement | None, subject: Subject) -> Shown | None:
    value = one.value("pulse") if one is not None else None
    if one is None or value is None or value.value is None:
        return None
    return _written(one, number_text(value), "/min", soft_flag("pulse", value.value, subject))


def _written(one: Measurement, text: str, unit: str, flag: str) -> Shown:
    quality = tuple(flag for flag in one.flags if flag in load_texts(chosen_language()).tables["quality"])
    return Shown(one.id, text, unit, flag, one.critical, one.context, one.measured_at, one.source is Source.MANUAL, quality)


def _pair(one: Measurement) -> str:
    pressure = pressure_of(one)
    return "?" if pressure is None else "/".join(plain_number(value) for value in pressure)


def _pressure_flag(one: Measurement, subject: Subject) -> str:
    if one.kind is not PRESSURE[0]:
        return ""
    pressure = pressure_of(one) or ()
    flags = {soft_flag(name, value, subject) for name, value in zip(("systolic", "diastolic"), pressure, strict=False)}
    return "high" if "high" in flags else "low" if "low" in flags else ""


def value_flag(one: Measurement, value: MeasuredValue, subject: Subject) -> str:
    """▲ or ▼ of a single value; HI and LO are what they say."""
    if value.comparator:
        return "high" if value.comparator == ">" else "low"
    return soft_flag(SINGLE[one.kind], value.value, subject, one.context) if value.value is not None else ""


def number_text(value: MeasuredValue) -> str:
    """ASCII digits without trailing zeros; ``>27.8`` for HI."""
    if value.value is None:
        return {">": "HI", "<": "LO"}.get(value.comparator, "?")
    return value.comparator + plain_number(value.value)


def current_medicines(chart: Chart, gone_days: int = 7) -> tuple[Taken, ...]:
    """What is taken, and what ran out within a week: that is why many have come. Least left first."""
    return tuple(sorted(taken_on(chart.prescriptions, chart.as_of, gone_days), key=lambda one: one.days_left))
