"""Case areas of public health: ``given`` as facts of the rules, the answer in the words of ``expected``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.clinical import Answer
from app.rules.pressure import Pressure
from app.rules.public_health import body, constitution, elderly, follow_up, glucose, indicators, pressure, screening
from app.rules.public_health.cardiovascular import Burden, risk_level
from app.rules.vitals import Subject

Given = Mapping[str, Any]
Reply = Mapping[str, Any]

_GROWN_UP = Decimal(40)
_RATES = {
    "规范管理率": ("standard_managed", "managed"),
    "控制率": ("last_bp_controlled", "managed"),
    "老年人健康管理率": ("elderly_managed", "elderly_registered"),
}


def public_health_areas() -> Mapping[str, Callable[[Given], Reply]]:
    """Area name → function of ``given``."""
    return _AREAS


def _number(given: Given, key: str) -> Decimal | None:
    value = given.get(key)
    return None if value is None else Decimal(str(value))


def _subject(given: Given) -> Subject:
    """Cases that say no age speak of adults."""
    age = _number(given, "age") or _number(given, "age_years")
    expecting = Answer.YES if given.get("preg") or given.get("pregnant") else Answer.NOT_ASKED
    return Subject(_GROWN_UP if age is None else age, str(given.get("sex", "0")), expecting)


def _pressure(given: Given) -> Pressure | None:
    systolic, diastolic = _number(given, "sbp"), _number(given, "dbp")
    if systolic is None and diastolic is None:
        return None
    return systolic or Decimal(0), diastolic or Decimal(0)


def _bmi(given: Given) -> Reply:
    found = body.body_mass(Decimal(str(given["kg"])), Decimal(str(given["cm"])), _subject(given))
    return {"bmi": found.value, "category": found.weight, "error": found.error or None}


def _waist(given: Given) -> Reply:
    return {"category": body.waist(Decimal(str(given["cm"])), _subject(given))}


def _grade(given: Given) -> Reply:
    measured = _pressure(given)
    found = None if measured is None else pressure.grade(measured, _subject(given))
    return (
        {"grade": None, "isolated_systolic": False}
        if found is None
        else {"grade": found.grade, "isolated_systolic": found.isolated_systolic}
    )


def _target(given: Given) -> Reply:
    return {"target": pressure.target(Decimal(str(given["age"])), given["policy"]).text}


def _diagnosis(given: Given) -> Reply:
    readings = [(date.fromisoformat(day), (Decimal(str(high)), Decimal(str(low)))) for day, high, low in given.get("office_days") or []]
    found = pressure.elevated_days(readings)
    return {"distinct_days_elevated": found.count, "within_weeks": found.within_weeks}


def _glucose(given: Given) -> Reply:
    values = {name: _number(given, key) for name, key in (("fasting", "fpg"), ("two_hours", "pg2"), ("random", "random"), ("a1c", "a1c"))}
    found = glucose.classify(glucose.GlucoseFacts(**values, symptoms=bool(given.get("symptoms"))))
    return {"category": found.state, "confirmed": found.confirmed, "by": list(found.by)}


def _visit(disease: str, given: Given) -> follow_up.FollowUpFacts:
    previous = given.get("prev_class")
    return follow_up.FollowUpFacts(
        pressure=_pressure(given),
        fasting=_number(given, "fpg"),
        glucose=_number(given, "random"),
        pulse=_number(given, "hr"),
        temperature=_number(given, "temp"),
        signs=tuple(follow_up.sign_key(disease, words) for words in given.get("signs") or ()),
        adverse_reaction=bool(given.get("adr")),
        complication=bool(given.get("complication")),
        previous=None if previous is None else follow_up.Control(previous),
    )


def _follow_up(disease: str) -> Callable[[Given], Reply]:
    judge = {"hypertension": follow_up.hypertension, "diabetes": follow_up.diabetes}[disease]

    def area(given: Given) -> Reply:
        found = judge(_visit(disease, given), _subject(given))
        return {"urgent": found.urgent, "class": found.control, "next_days": found.next_days}

    return area


def _screening(given: Given) -> Reply:
    facts = screening.ScreeningFacts(
        _pressure(given), bool(given.get("measured_this_year")), _number(given, "bmi"), _number(given, "waist_cm")
    )
    found = screening.screen(facts, _subject(given))
    return {"annual_free_bp": found.yearly, "high_risk": found.high_risk, "interval_months": found.interval_months}


def _risk(given: Given) -> Reply:
    graded = tuple(pressure.Grade)[1 + int(given.get("grade") or 0)]
    serious = bool(given.get("target_organ_damage") or given.get("dm_or_ckd3"))
    burden = Burden(int(given.get("risk_factors") or 0), serious, bool(given.get("clinical_disease")))
    return {"level": risk_level(graded, burden) or None}


def _daily_living(given: Given) -> Reply:
    found = elderly.daily_living(next(answers for key, answers in given.items() if key.startswith("items")))
    return {"score": found.score, "code": found.code}


def _exam(given: Given) -> Reply:
    return {"eligible": elderly.has_service(given["age_on_dec31"], given.get("resident_months"))}


def _constitution(given: Given) -> Reply:
    found = constitution.judge({int(item): int(value) for item, value in given["answers"].items() if item.isdecimal()})
    return {"score": found.scores, "result": found.leanings}


def _constitution_item(given: Given) -> Reply:
    measure = next(name for name in constitution.computed_measures() if name in given)
    item, score = constitution.computed_answer(measure, Decimal(str(given[measure])))
    return {"score": score} if item == given["item"] else {}


def _indicator(given: Given) -> Reply:
    rates = {name: indicators.rate(given[part], given[whole]) for name, (part, whole) in _RATES.items() if {part, whole} <= given.keys()}
    return {**rates, **_counts(given), **_controlled(given.get("last_followup"))}


def _counts(given: Given) -> Reply:
    patient = given.get("patient")
    if patient is None:
        return {}
    care = indicators.YearOfCare(date.fromisoformat(patient["enrolled"]), patient.get("face_to_face") or 0, patient.get("exam") or 0)
    return {"standard_managed": indicators.standard_managed(care, given["year"])}


def _controlled(last: Given | None) -> Reply:
    if last is None:
        return {}
    if "fpg" in last:
        return {"controlled": indicators.glucose_controlled(Decimal(str(last["fpg"])))}
    measured = _pressure(last)
    assert measured is not None
    met, counting = indicators.pressure_controlled(measured, _number(last, "age") or _GROWN_UP)
    return {"controlled": met, "limit": counting.text}


_AREAS: Mapping[str, Callable[[Given], Reply]] = {
    "bmi": _bmi,
    "waist": _waist,
    "bp_grade": _grade,
    "bp_target": _target,
    "htn_diagnosis": _diagnosis,
    "htn_screen": _screening,
    "htn_risk": _risk,
    "htn_followup": _follow_up("hypertension"),
    "dm_followup": _follow_up("diabetes"),
    "glucose_category": _glucose,
    "elder_adl": _daily_living,
    "elder_exam": _exam,
    "tcm_constitution": _constitution,
    "tcm_item": _constitution_item,
    "indicator": _indicator,
}
