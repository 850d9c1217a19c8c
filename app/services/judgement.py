"""What a number means for this person: objections before it is stored, alarms when it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from app.clock import instant, local_day
from app.domain.age import age_at
from app.domain.clinical import Answer, FactKind
from app.domain.fields import EGFR_UNIT
from app.domain.measurement import Measurement, MeasurementKind, MeasurementStatus
from app.domain.person import Person
from app.rules.critical import CriticalFacts, judge
from app.rules.forms.reading import library
from app.rules.laboratory import any_critical, found_in, times_upper
from app.rules.pressure_round import TimedPressure
from app.rules.values import in_unit, pressure_of
from app.rules.vitals import LastValue, Subject, VitalFinding, check_pressure, check_vital
from app.store import clinical, measurements, people
from app.store.database import Reading

REST = timedelta(minutes=5)
"""A severe pressure that stands again after so long stands after rest."""
JUMPING = frozenset({MeasurementKind.WEIGHT, MeasurementKind.HEIGHT, MeasurementKind.WAIST})
"""Kinds that are compared with the value before."""
FIRST = frozenset({"haemoglobin", "creatinine"})
"""Reasons that count when they are found for the first time."""
_ANYBODY = Subject(None)
"""An unknown age is treated as an adult's, the side that alarms."""
_PLAIN = {
    MeasurementKind.GLUCOSE: ("glucose", "mmol/L"),
    MeasurementKind.TEMPERATURE: ("temperature", "Cel"),
    MeasurementKind.SPO2: ("spo2", "%"),
    MeasurementKind.WEIGHT: ("weight", "kg"),
    MeasurementKind.HEIGHT: ("height", "cm"),
    MeasurementKind.WAIST: ("waist", "cm"),
    MeasurementKind.EGFR: ("egfr", EGFR_UNIT),
}
_PULSE_OF = {MeasurementKind.BLOOD_PRESSURE: "pulse", MeasurementKind.HEART_RATE: "heart_rate", MeasurementKind.SPO2: "pulse"}


@dataclass(frozen=True, slots=True)
class Alarm:
    """``critical``: class A, the person is told within two hours; ``urgent``: the doctor sees them first. Reasons: ``critical.<key>``."""

    critical: bool = False
    urgent: bool = False
    reasons: tuple[str, ...] = ()


def subject_of(conn: Reading, person: Person, linked: Collection[str], now: datetime) -> Subject:
    """Whose thresholds may be used (H18). ``linked``: all records of this human."""
    age = None if person.birth is None else age_at(person.birth, max(person.birth, local_day(now))).decimal_years
    fact = clinical.fact(conn, linked, FactKind.PREGNANT)
    return Subject(age, person.sex.value, Answer.NOT_ASKED if fact is None else fact.answer)


def age_years(person: Person, on: date) -> Decimal | None:
    """None where the birth is not known or still to come."""
    if person.birth is None or person.birth > on:
        return None
    return age_at(person.birth, on).decimal_years


def objections(one: Measurement, subject: Subject, before: Measurement | None) -> tuple[VitalFinding, ...]:
    """Why the numbers are refused or asked again; '>' and '<' are results, not numbers. ``before``: the last of the kind."""
    found: list[VitalFinding] = []
    pressure = pressure_of(one)
    if one.kind is MeasurementKind.BLOOD_PRESSURE and pressure is not None:
        found += check_pressure(*pressure, subject)
    if one.kind in _PLAIN:
        name, unit = _PLAIN[one.kind]
        number = _exact(one, name, unit)
        found += () if number is None else check_vital(name, number, subject, _last(one, before, name, unit))
    pulse = _exact(one, _PULSE_OF.get(one.kind, ""), "/min")
    found += () if pulse is None else check_vital("pulse", pulse, subject)
    return tuple(found)


def alarm_of(one: Measurement, subject: Subject, before: Sequence[Measurement] = (), known: Collection[str] = ()) -> Alarm:
    """What the number sets off. ``before``: the visit's other measurements; ``known``: tests of ``FIRST`` an earlier day had as bad."""
    glucose = one.value("glucose")
    pressure = pressure_of(one)
    facts = CriticalFacts(
        age_years=subject.age_years,
        pressure=pressure,
        pressure_after_rest=pressure if pressure and _severe_before_rest(one, before) else None,
        pulse=_exact(one, _PULSE_OF.get(one.kind, ""), "/min"),
        glucose=_exact(one, "glucose", "mmol/L"),
        glucose_comparator=glucose.comparator if glucose else "",
        glucose_context=one.context,
        spo2=_exact(one, "spo2", "%"),
        laboratory=one.kind is MeasurementKind.LABORATORY and any_critical(one.values),
    )
    if one.kind is MeasurementKind.LABORATORY:
        facts = _with_results(facts, one, known)
    verdict = judge(facts)
    severe = pressure is not None and _is_severe(one)
    return Alarm(verdict.level == "A", bool(verdict.level) or severe, verdict.reasons or (("pressure",) if severe else ()))


def _with_results(facts: CriticalFacts, one: Measurement, known: Collection[str]) -> CriticalFacts:
    """Results by the names analysers and reports give them, whatever the analyser's own flag says (clinical.md §3.8)."""
    haemoglobin, creatinine = _result(one, "hb"), _result(one, "creatinine")
    times = {test: _times(one, test) for test in ("alt", "ast", "tbil")}
    liver = [each for each in (times["alt"], times["ast"]) if each is not None]
    return replace(
        facts,
        potassium=_result(one, "potassium"),
        haemoglobin=haemoglobin,
        first_haemoglobin=None if "haemoglobin" in known else haemoglobin,
        platelets=_result(one, "plt"),
        first_creatinine=None if "creatinine" in known else creatinine,
        transaminase=max(liver, default=None),
        bilirubin=times["tbil"],
    )


def _result(one: Measurement, test: str) -> Decimal | None:
    found = found_in(one.values, library().laboratory[test])
    return None if found is None else found[0]


def _times(one: Measurement, test: str) -> Decimal | None:
    found = found_in(one.values, library().laboratory[test])
    return None if found is None else times_upper(found[1])


def alarm_in(conn: Reading, one: Measurement, subject: Subject, linked: Collection[str], before: Sequence[Measurement] = ()) -> Alarm:
    """The same of somebody whose earlier results are here: what counts the first time alone counts once."""
    alarm = alarm_of(one, subject, before)
    if not FIRST & set(alarm.reasons):
        return alarm
    today = local_day(instant(one.measured_at))
    earlier = (
        each for each in measurements.series(conn, linked, MeasurementKind.LABORATORY, "") if local_day(instant(each.measured_at)) < today
    )
    known = {reason for each in earlier for reason in FIRST & set(alarm_of(each, subject).reasons)}
    return alarm_of(one, subject, before, known)


def judged_here(conn: Reading, one: Measurement, now: datetime) -> Measurement:
    """A value that came from elsewhere, critical by our rules too: not every laboratory says so. What is called critical stays so."""
    if one.critical or one.status is not MeasurementStatus.FINAL or not alarm_of(one, _ANYBODY).critical:
        return one
    person = people.get(conn, one.person)
    if person is None or not alarm_in(conn, one, subject_of(conn, person, [person.id], now), [person.id]).critical:
        return one
    return replace(one, critical=True)


def timed_pressures(found: Sequence[Measurement]) -> list[TimedPressure]:
    """The final pressures among measurements, oldest first, in mmHg."""
    made = []
    for one in found:
        pressure = pressure_of(one) if one.kind is MeasurementKind.BLOOD_PRESSURE and one.status is MeasurementStatus.FINAL else None
        if pressure is not None:
            made.append(TimedPressure(one.id, instant(one.measured_at), *pressure, one.arm, "irregular_pulse" in one.flags))
    return sorted(made, key=lambda pressure: pressure.at)


def _exact(one: Measurement, name: str, unit: str) -> Decimal | None:
    value = one.value(name)
    return None if value is None or value.comparator else in_unit(value, unit)


def _last(one: Measurement, before: Measurement | None, name: str, unit: str) -> LastValue | None:
    number = None if before is None else in_unit(before.value(name), unit)
    if before is None or number is None:
        return None
    return LastValue(number, (instant(one.measured_at) - instant(before.measured_at)).days)


def _is_severe(one: Measurement) -> bool:
    return judge(CriticalFacts(pressure_after_rest=pressure_of(one))).level == "A"


def _severe_before_rest(one: Measurement, before: Sequence[Measurement]) -> bool:
    rested = instant(one.measured_at) - REST
    earlier = (m for m in before if m.kind is MeasurementKind.BLOOD_PRESSURE and m.status is MeasurementStatus.FINAL)
    return any(instant(m.measured_at) <= rested and _is_severe(m) for m in earlier)
