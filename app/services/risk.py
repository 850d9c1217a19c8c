"""Pressure grade, cardiovascular risk, weight, waist and glucose of one resident: each factor with where it is known from, or 不详."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.clinical import Answer
from app.domain.filled_form import FilledForm
from app.domain.measurement import Measurement, MeasurementKind
from app.rules.public_health.body import BodyMass, Waist, body_mass, waist
from app.rules.public_health.cardiovascular import Burden, risk_level
from app.rules.public_health.home import HomeMean, home_mean
from app.rules.public_health.pressure import Grade, GradedPressure, grade
from app.rules.values import in_unit, pressure_of
from app.rules.vitals import Population, Subject
from app.services.charting import Chart, Charting
from app.services.desk import Desk
from app.services.risk_factors import HEAVY, Factor, Known, factors
from app.services.trends import PRESSURE, day_of, subject_of
from app.store import filled_forms

FACTORS = ("age", "smoking", "glucose", "lipids", "obesity", "homocysteine", "family")
"""What the table counts; the others stand beside the pressure by themselves."""
_BY_PHONE = "3"


@dataclass(frozen=True, slots=True)
class Measured:
    """A value with its day. ``form``: of a follow-up form, '' = measured at the clinic."""

    pressure: tuple[Decimal, Decimal]
    day: date
    form: str = ""


@dataclass(frozen=True, slots=True)
class RiskPicture:
    """``silent``: why nothing is graded (key under ``risk``), '' where it is. ``level`` '' = below what the table classes.

    ``at_least``: something is not known that would raise it; what is not known never counts as absent.
    """

    chart: Chart
    subject: Subject
    silent: str
    pressure: Measured | None
    graded: GradedPressure | None
    level: str
    factors: tuple[Factor, ...]
    body: BodyMass | None
    waist: Waist | None
    home: HomeMean | None
    forms: tuple[FilledForm, ...] = ()

    @property
    def unknown(self) -> tuple[Factor, ...]:
        """Factors of which the records say nothing."""
        return tuple(one for one in self.factors if one.state is Answer.NOT_ASKED)

    @property
    def grave(self) -> bool:
        """Whether it is one of the two gravest levels, or may be."""
        return "高危" in self.level

    @property
    def at_least(self) -> bool:
        """Whether the level may be higher than said."""
        return bool(self.level and self.unknown)


class Risk:
    """For whoever sees charts."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._charting = desk, Charting(desk)

    def picture(self, person: str) -> RiskPicture:
        """What the records say. KnownError ``person_unknown``."""
        chart = self._charting.chart(person)
        forms = self._desk.store.read(lambda conn: filled_forms.of_people(conn, chart.linked))
        return picture_of(chart, tuple(forms))


def picture_of(chart: Chart, forms: tuple[FilledForm, ...]) -> RiskPicture:
    """``forms``: those that stand, the newest first."""
    subject = subject_of(chart)
    found = tuple(factors(Known(chart, forms, subject)))
    states = {one.key: one.state for one in found}
    pressure = _pressure(chart, forms, states["hypertension"] is Answer.YES)
    graded = None if pressure is None else grade(pressure.pressure, subject)
    told = tuple(one for one in found if one.key != "hypertension")
    burden = Burden(
        sum(states[key] is Answer.YES for key in FACTORS),
        Answer.YES in (states["diabetes"], states["organ"]),
        states["disease"] is Answer.YES,
    )
    return RiskPicture(
        chart,
        subject,
        _silent(subject, pressure),
        pressure,
        graded,
        "" if graded is None else risk_level(graded.grade, burden),
        told if subject.population is Population.ADULT else (),
        _body(chart, subject),
        _waist(chart, subject),
        _home(chart, subject),
        forms,
    )


def grade_word(one: RiskPicture) -> Grade | None:
    """The grade, None where there is none to give."""
    return None if one.graded is None else one.graded.grade


def _silent(subject: Subject, pressure: Measured | None) -> str:
    if subject.population is not Population.ADULT:
        return f"not_judged_{subject.population.value}"
    return "" if pressure is not None else "no_pressure"


def _pressure(chart: Chart, forms: tuple[FilledForm, ...], treated: bool) -> Measured | None:
    """The newest; of somebody treated the highest of the year, since the level is that of the disease and not of its treatment.

    Results of a round and values of follow-up forms; a single reading grades nobody (H24), nor what was measured at home.
    """
    found = [*_summaries(chart), *_of_forms(forms, chart.as_of)]
    if not found:
        return None
    return max(found, key=lambda one: (one.pressure, one.day)) if treated else max(found, key=lambda one: one.day)


def _summaries(chart: Chart) -> Iterator[Measured]:
    for one in chart.series.get(PRESSURE[0], ()):
        pressure = pressure_of(one)
        if pressure is not None:
            yield Measured(pressure, day_of(one))


def _of_forms(forms: tuple[FilledForm, ...], today: date) -> Iterator[Measured]:
    for one in forms:
        day = date.fromisoformat(one.day)
        if (today - day).days > 366 or one.one("way") == _BY_PHONE:
            continue
        high, low = one.one("systolic"), one.one("diastolic")
        if high and low:
            yield Measured((Decimal(high), Decimal(low)), day, one.form)


def newest(chart: Chart, kind: MeasurementKind) -> Measurement | None:
    """The last of the year."""
    series = chart.series.get(kind, ())
    return series[-1] if series else None


def number(chart: Chart, kind: MeasurementKind) -> Decimal | None:
    """Its number in the unit it is compared in."""
    name, unit = HEAVY[kind]
    one = newest(chart, kind)
    return None if one is None else in_unit(one.value(name), unit)


def _body(chart: Chart, subject: Subject) -> BodyMass | None:
    weight, height = number(chart, MeasurementKind.WEIGHT), number(chart, MeasurementKind.HEIGHT)
    return None if weight is None or height is None else body_mass(weight, height, subject)


def _waist(chart: Chart, subject: Subject) -> Waist | None:
    found = number(chart, MeasurementKind.WAIST)
    return None if found is None else waist(found, subject)


def _home(chart: Chart, subject: Subject) -> HomeMean | None:
    pressures = ((day_of(one), pressure_of(one)) for one in chart.home)
    return home_mean(((day, pressure) for day, pressure in pressures if pressure is not None), subject)
