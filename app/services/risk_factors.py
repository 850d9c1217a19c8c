"""What the records say of each cardiovascular risk factor: yes, no, or nothing, with the record that says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from app.clock import instant, local_day
from app.domain.amounts import plain_number
from app.domain.clinical import Answer, Condition, FactKind
from app.domain.filled_form import FilledForm
from app.domain.measurement import MeasurementKind
from app.rules.forms.reading import library
from app.rules.public_health.body import body_mass
from app.rules.public_health.cardiovascular import RiskFacts, risk_factors
from app.rules.public_health.policy import policy
from app.rules.shipped import shipped_toml
from app.rules.values import in_unit
from app.rules.vitals import Subject
from app.services.charting import Chart
from app.services.trends import day_of

HEAVY: Mapping[MeasurementKind, tuple[str, str]] = {
    MeasurementKind.WEIGHT: ("weight", "kg"),
    MeasurementKind.HEIGHT: ("height", "cm"),
    MeasurementKind.WAIST: ("waist", "cm"),
}
_A_DAY = "smoke_per_day"


@dataclass(frozen=True, slots=True)
class Factor:
    """``state`` NOT_ASKED: 不详. ``shown``: the value behind it; ``source``: key under ``risk_source``, '' = none; ``about``: of a form its
    title, of a diagnosis its name; ``day``: when that was."""

    key: str
    state: Answer
    shown: str = ""
    source: str = ""
    about: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """All that is looked at. ``forms``: the newest first."""

    chart: Chart
    forms: tuple[FilledForm, ...]
    subject: Subject


@cache
def risk_sources() -> Mapping[str, Any]:
    """The data file that says where factors are read."""
    return shipped_toml("risk.toml")


def factors(known: Known) -> Iterator[Factor]:
    """Each factor once, in the order of the table; hypertension itself last, for what it is graded by."""
    yield _age(known)
    yield _smoking(known)
    yield _glucose(known)
    yield _lipids(known)
    yield _obesity(known)
    yield Factor("homocysteine", Answer.NOT_ASKED)  # no analyser of a clinic measures it, no form asks for it
    yield _family(known)
    yield _condition(known, "diabetes", "diabetes")
    yield _condition(known, "organ", "organ")
    yield _disease(known)
    yield _condition(known, "hypertension", "hypertension")


def _age(known: Known) -> Factor:
    years = known.subject.age_years
    limits = policy()["cardiovascular"]
    over = {"1": limits["male_over"], "2": limits["female_over"]}.get(known.subject.sex)
    if years is None or over is None:
        return Factor("age", Answer.NOT_ASKED)
    return Factor("age", _answer(years > over), str(int(years)), "person")


def _smoking(known: Known) -> Factor:
    codes = risk_sources()["forms"]["smoking"]
    for form in known.forms:
        said, count = form.one("smoking"), _number(form.one(_A_DAY))
        if said in codes.values():
            return _of_form("smoking", _answer(said == codes["smokes"]), form)
        if count is not None:
            return replace(_of_form("smoking", _answer(count > 0), form), shown=f"{plain_number(count)} {library().fields[_A_DAY].unit}")
    return Factor("smoking", Answer.NOT_ASKED)


def _glucose(known: Known) -> Factor:
    """Only a laboratory's or a written-in value; a meter's capillary one monitors and never diagnoses."""
    limits = policy()["glucose"]["fasting"]
    for form in known.forms:
        value = form.values.get(risk_sources()["forms"]["fasting"])
        number = None if value is None or value.measurement else _number(value.one)
        if number is not None and form.form == "exam":
            return replace(_of_form("glucose", _answer(limits[0] <= number < limits[1]), form), shown=plain_number(number))
    return Factor("glucose", Answer.NOT_ASKED)


def _lipids(known: Known) -> Factor:
    """One that is out of its limits is enough for yes; no needs all three of one examination."""
    names = risk_sources()["forms"]["lipids"]
    for form in known.forms:
        values = {fact: _number(form.one(field)) for field, fact in names.items()}
        if any(value is not None for value in values.values()):
            facts = RiskFacts(cholesterol=values["cholesterol"], ldl=values["ldl"], hdl=values["hdl"])
            high = "lipids" in risk_factors(facts, known.subject)
            state = Answer.YES if high else Answer.NO if None not in values.values() else Answer.NOT_ASKED
            shown = " ".join(f"{field.upper()} {form.one(field)}" for field in names if form.one(field))
            return replace(_of_form("lipids", state, form), shown=shown)
    return Factor("lipids", Answer.NOT_ASKED)


def _obesity(known: Known) -> Factor:
    last = {kind: series[-1] for kind in HEAVY if (series := known.chart.series.get(kind, ()))}
    told = {kind: in_unit(one.value(HEAVY[kind][0]), HEAVY[kind][1]) for kind, one in last.items()}
    weight, height, waist = (told.get(kind) for kind in HEAVY)
    bmi = None if weight is None or height is None else body_mass(weight, height, known.subject).value
    if bmi is None and waist is None:
        return Factor("obesity", Answer.NOT_ASKED)
    heavy = "obesity" in risk_factors(RiskFacts(bmi=bmi, waist=waist), known.subject)
    state = Answer.YES if heavy else Answer.NO if None not in (bmi, waist) else Answer.NOT_ASKED
    parts = [f"BMI {plain_number(bmi)}"] if bmi is not None else []
    parts += [f"{plain_number(waist)} cm"] if waist is not None else []
    return Factor("obesity", state, " · ".join(parts), "measurement", "", max(day_of(one) for one in last.values()))


def _family(known: Known) -> Factor:
    """The form says which disease and not at what age, so a sick parent leaves it open."""
    codes = risk_sources()["forms"]["family"]
    for form in known.forms:
        told = [form.values[field].told for field in codes["fields"] if field in form.values]
        if told:
            none = len(told) == len(codes["fields"]) and all(one == (codes["none"],) for one in told)
            other = len(told) == len(codes["fields"]) and not any(set(one) & set(codes["sick"]) for one in told)
            return _of_form("family", Answer.NO if none or other else Answer.NOT_ASKED, form)
    return Factor("family", Answer.NOT_ASKED)


def _condition(known: Known, key: str, name: str) -> Factor:
    """A diagnosis says yes; a no is only what was asked."""
    found = _diagnosed(known.chart.active_conditions, risk_sources()["conditions"][name])
    if found is not None:
        return _of_condition(key, found)
    asked = known.chart.facts.get(FactKind.CONDITIONS)
    if key != "organ" and asked is not None and asked.answer is Answer.NO:
        return Factor(key, Answer.NO, "", "asked", "", local_day(instant(asked.at)))
    return Factor(key, Answer.NOT_ASKED)


def _disease(known: Known) -> Factor:
    table = risk_sources()["conditions"]
    found = _diagnosed(known.chart.active_conditions, [*table["disease"], *table["diabetes_complicated"]])
    if found is not None:
        return _of_condition("disease", found)
    systems = risk_sources()["forms"]["systems"]
    for form in known.forms:
        told = {field: form.values[field].told for field in systems["fields"] if field in form.values}
        if any(set(codes) & set(systems[field]) for field, codes in told.items()):
            return _of_form("disease", Answer.YES, form)
        if len(told) == len(systems["fields"]) and all(codes == (systems["none"],) for codes in told.values()):
            return _of_form("disease", Answer.NO, form)
    return _condition(known, "disease", "disease")


def _diagnosed(conditions: Iterable[Condition], beginnings: Iterable[str]) -> Condition | None:
    return next((one for one in conditions if one.icd10 and one.icd10.startswith(tuple(beginnings))), None)


def _of_condition(key: str, found: Condition) -> Factor:
    day = local_day(instant(found.recorded_at)) if found.recorded_at else None
    return Factor(key, Answer.YES, "", "condition", found.display, day)


def _of_form(key: str, state: Answer, form: FilledForm) -> Factor:
    known = library()
    title = known.form(form.form).title if form.form in known.forms else form.form
    return Factor(key, state, "", "form", title, date.fromisoformat(form.day))


def _answer(holds: bool) -> Answer:
    return Answer.YES if holds else Answer.NO


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None
