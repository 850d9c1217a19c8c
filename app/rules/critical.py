"""Critical values: class A (tell the person within two hours) and the local referral scheme (clinical.md §3.8).

Population guard (H18): a fast pulse or a low first haemoglobin is judged in adults only; in a child the
verdict says that it was not judged. An unknown age is treated as adult, the side that alarms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from app.rules.ecg_report import is_critical_report
from app.rules.vitals import ADULT_YEARS, vitals_policy


@dataclass(frozen=True, slots=True)
class CriticalFacts:
    """What is known at one moment; None = not measured. Glucose and potassium mmol/L, Hb g/L, PLT 10^9/L, Cr µmol/L, pressure mmHg.

    ``first_…``: where no earlier day had it as bad. ``transaminase`` (the higher of ALT and AST) and ``bilirubin``: times the upper limit.
    """

    age_years: Decimal | None = None
    pressure: tuple[Decimal, Decimal] | None = None
    acute_symptoms: bool = False
    pressure_after_rest: tuple[Decimal, Decimal] | None = None
    pulse: Decimal | None = None
    glucose: Decimal | None = None
    glucose_context: str = ""  # fasting, postprandial, random; '' = not asked
    glucose_comparator: str = ""  # '<' LO, '>' HI
    potassium: Decimal | None = None
    first_haemoglobin: Decimal | None = None
    haemoglobin: Decimal | None = None
    platelets: Decimal | None = None
    first_creatinine: Decimal | None = None
    transaminase: Decimal | None = None
    bilirubin: Decimal | None = None
    ecg: str = ""
    spo2: Decimal | None = None
    respiration: Decimal | None = None
    laboratory: bool = False  # the analyser itself called a result critical


@dataclass(frozen=True, slots=True)
class CriticalVerdict:
    """``level``: A, local or ''. ``reasons`` are message keys under ``critical.``; ``not_judged`` names what has no threshold here."""

    level: str = ""
    reasons: tuple[str, ...] = ()
    notify_within_hours: int | None = None
    not_judged: tuple[str, ...] = ()


def judge(facts: CriticalFacts) -> CriticalVerdict:
    """The worst level of everything given."""
    class_a = tuple(key for key, holds in _CLASS_A.items() if holds(facts))
    skipped = tuple(_not_judged(facts))
    if class_a:
        return CriticalVerdict("A", class_a, int(vitals_policy()["critical"]["notify_within_hours"]), skipped)
    local = tuple(key for key, holds in _LOCAL.items() if holds(facts))
    return CriticalVerdict("local" if local else "", local, None, skipped)


@cache
def _limit(name: str) -> Decimal:
    return Decimal(vitals_policy()["critical"][name])


def _child(facts: CriticalFacts) -> bool:
    return facts.age_years is not None and facts.age_years < ADULT_YEARS


def _not_judged(facts: CriticalFacts) -> Iterator[str]:
    if _child(facts) and facts.pulse is not None and facts.pulse >= _limit("pulse_high"):
        yield "pulse"
    if _child(facts) and (facts.first_haemoglobin is not None or facts.haemoglobin is not None):
        yield "haemoglobin"


def _severe(pressure: tuple[Decimal, Decimal] | None) -> bool:
    return pressure is not None and (pressure[0] >= _limit("systolic") or pressure[1] >= _limit("diastolic"))


def _pressure(facts: CriticalFacts) -> bool:
    return (_severe(facts.pressure) and facts.acute_symptoms) or _severe(facts.pressure_after_rest)


def _glucose_low(facts: CriticalFacts) -> bool:
    return facts.glucose_comparator == "<" or (facts.glucose is not None and facts.glucose <= _limit("fasting_low"))


def _glucose_high(facts: CriticalFacts) -> bool:
    limit = _limit("random_high" if facts.glucose_context in {"random", "postprandial"} else "fasting_high")
    return facts.glucose_comparator == ">" or (facts.glucose is not None and facts.glucose >= limit)


def _potassium(facts: CriticalFacts) -> bool:
    return facts.potassium is not None and not _limit("potassium_low") < facts.potassium < _limit("potassium_high")


def _at_least(value: Decimal | None, name: str) -> bool:
    return value is not None and value >= _limit(name)


def _at_most(value: Decimal | None, name: str) -> bool:
    return value is not None and value <= _limit(name)


_CLASS_A: dict[str, Callable[[CriticalFacts], bool]] = {
    "pressure": _pressure,
    "pulse_high": lambda facts: not _child(facts) and _at_least(facts.pulse, "pulse_high"),
    "pulse_low": lambda facts: _at_most(facts.pulse, "pulse_low"),
    "glucose_low": _glucose_low,
    "glucose_high": _glucose_high,
    "potassium": _potassium,
    "haemoglobin": lambda facts: (
        not _child(facts)
        and (_at_most(facts.first_haemoglobin, "haemoglobin_first_low") or _at_most(facts.haemoglobin, "haemoglobin_known_low"))
    ),
    "platelets": lambda facts: _at_most(facts.platelets, "platelets_low"),
    "creatinine": lambda facts: _at_least(facts.first_creatinine, "creatinine_first_high"),
    "transaminase": lambda facts: _at_least(facts.transaminase, "transaminase_times"),
    "bilirubin": lambda facts: _at_least(facts.bilirubin, "bilirubin_times"),
    "ecg": lambda facts: is_critical_report(facts.ecg, _child(facts)),
    "laboratory": lambda facts: facts.laboratory,
}
_LOCAL: dict[str, Callable[[CriticalFacts], bool]] = {
    "spo2": lambda facts: facts.spo2 is not None and facts.spo2 < _limit("spo2_below"),
    "respiration": lambda facts: facts.respiration is not None and facts.respiration > _limit("respiration_above"),
}

REASONS = (*_CLASS_A, *_LOCAL)
"""Every key a verdict may carry."""
