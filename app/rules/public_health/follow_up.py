"""Follow-up of hypertension and type 2 diabetes: urgent referral, class of the visit, what to do, when to come again (GW3).

Order when several hold: urgent, then class 4, 3, 2, 1. What was not measured is named, never taken for good (H17).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any

from app.domain.clinical import Answer
from app.rules.pressure import Pressure
from app.rules.public_health.policy import policy
from app.rules.public_health.pressure import PressureTarget, targets
from app.rules.vitals import Population, Subject


class Control(IntEnum):
    """此次随访分类."""

    SATISFIED = 1
    UNSATISFIED = 2
    ADVERSE_REACTION = 3
    COMPLICATION = 4


class Step(StrEnum):
    """What the standard asks for after the visit."""

    CONTINUE = "continue"
    ADJUST = "adjust"
    REFER = "refer"
    REFER_URGENTLY = "refer_urgently"


@dataclass(frozen=True, slots=True)
class FollowUpFacts:
    """One visit. mmHg, mmol/L, /min, °C; None = not measured. ``fasting`` is a value whose context is 空腹; ``glucose`` any other one.

    ``signs``: keys of the policy's danger signs. ``pulse`` counts when it is still fast after a rest.
    """

    pressure: Pressure | None = None
    fasting: Decimal | None = None
    glucose: Decimal | None = None
    pulse: Decimal | None = None
    temperature: Decimal | None = None
    signs: tuple[str, ...] = ()
    adverse_reaction: bool = False
    complication: bool = False
    lactating: Answer = Answer.NOT_ASKED
    previous: Control | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a message key under ``follow_up.`` with its facts."""

    key: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TargetVerdict:
    """One target set beside the others."""

    target: PressureTarget
    met: bool


@dataclass(frozen=True, slots=True)
class FollowUpVerdict:
    """``control`` None: urgent, or what decides is not known (``missing``: the value, or ``adult``, H18). ``next_days``: at the latest.

    ``beside``: of an urgent visit the class that stands on its form, by the order of the standard; a glucose that is an emergency is none
    of a target either (4.4–7.0), so 控制满意 never stands there: where a danger sign alone is urgent the doctor says the class.
    """

    urgent: bool
    control: Control | None
    step: Step | None
    next_days: int | None
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...] = ()
    targets: tuple[TargetVerdict, ...] = ()
    source: str = ""
    beside: Control | None = None


def hypertension(facts: FollowUpFacts, subject: Subject) -> FollowUpVerdict:
    """高血压患者随访: the class by the target set that counts, the other sets beside it."""
    limits = policy()["followup"]["hypertension"]
    shown = _targets(facts, subject)
    urgent = (*_signs(facts), *_pressure(facts, limits), *_expecting(facts, subject, limits))
    counting = next((one for one in shown if one.target.counts), None)
    above = counting is not None and not counting.met
    missing = () if counting is not None else ("pressure",) if facts.pressure is None else ("adult",)
    detail = Reason("target", {"target": counting.target.text}) if counting else None
    return _verdict(facts, urgent, above, missing, detail, shown)


def diabetes(facts: FollowUpFacts, subject: Subject) -> FollowUpVerdict:
    """2型糖尿病患者随访: only a fasting value decides the class; any value can be an emergency."""
    limits = policy()["followup"]["diabetes"]
    urgent = (*_signs(facts), *_pressure(facts, limits), *_sugar(facts, subject, limits), *_general(facts, limits))
    below = limits["fasting_below"]
    above = facts.fasting is not None and facts.fasting >= below
    missing = ("fasting",) if facts.fasting is None else ("adult",) if subject.population is Population.CHILD else ()
    return _verdict(facts, urgent, above, missing, Reason("fasting_target", {"target": f"<{below}"}), _targets(facts, subject))


_OFF_TARGET = frozenset({"glucose_low", "glucose_high"})


def sign_key(disease: str, words: str) -> str:
    """The danger sign that words mean; ``other`` for words no list has: told as a danger sign, it stays one."""
    signs: Mapping[str, list[str]] = policy()["followup"][disease]["signs"]
    return next((key for key, names in signs.items() if words in names), "other")


def _verdict(
    facts: FollowUpFacts,
    urgent: tuple[Reason, ...],
    above: bool,
    missing: tuple[str, ...],
    target: Reason | None,
    shown: tuple[TargetVerdict, ...],
) -> FollowUpVerdict:
    rules = policy()["followup"]
    control = _class(facts, above, not missing)
    if urgent:
        off = any(one.key in _OFF_TARGET for one in urgent)
        beside = control if control is not Control.SATISFIED else Control.UNSATISFIED if off else None
        return FollowUpVerdict(True, None, Step.REFER_URGENTLY, rules["soon_days"], urgent, missing, shown, rules["source"], beside)
    if control is None:
        return FollowUpVerdict(False, None, None, None, (), missing, shown, rules["source"])
    step = _step(control, facts.previous)
    days = rules["next_days"] if step is Step.CONTINUE else rules["soon_days"]
    reasons = [Reason(f"class_{control.value}", target.facts if target else {})]
    if step is Step.REFER and control is not Control.COMPLICATION:
        reasons.append(Reason("second_time", {}))
    return FollowUpVerdict(False, control, step, days, tuple(reasons), missing, shown, rules["source"])


def _class(facts: FollowUpFacts, above: bool, measured: bool) -> Control | None:
    if facts.complication:
        return Control.COMPLICATION
    if facts.adverse_reaction:
        return Control.ADVERSE_REACTION
    if not measured:
        return None
    return Control.UNSATISFIED if above else Control.SATISFIED


def _step(control: Control, previous: Control | None) -> Step:
    if control is Control.SATISFIED:
        return Step.CONTINUE
    again = previous in (Control.UNSATISFIED, Control.ADVERSE_REACTION)
    return Step.REFER if control is Control.COMPLICATION or again else Step.ADJUST


def _targets(facts: FollowUpFacts, subject: Subject) -> tuple[TargetVerdict, ...]:
    if facts.pressure is None or subject.age_years is None or subject.population is Population.CHILD:
        return ()
    pressure = facts.pressure
    return tuple(TargetVerdict(one, one.met(pressure)) for one in targets(subject.age_years))


def _signs(facts: FollowUpFacts) -> Iterator[Reason]:
    for sign in facts.signs:
        yield Reason(f"sign_{sign}", {})


def _pressure(facts: FollowUpFacts, limits: Mapping[str, Any]) -> Iterator[Reason]:
    if facts.pressure is None:
        return
    systolic, diastolic = facts.pressure
    if systolic >= limits["systolic_urgent"] or diastolic >= limits["diastolic_urgent"]:
        yield Reason("pressure_urgent", {"systolic": f"{systolic:f}", "diastolic": f"{diastolic:f}"})


def _expecting(facts: FollowUpFacts, subject: Subject, limits: Mapping[str, Any]) -> Iterator[Reason]:
    raised = facts.pressure is not None and (facts.pressure[0] >= limits["raised"][0] or facts.pressure[1] >= limits["raised"][1])
    if raised and Answer.YES in (subject.pregnant, facts.lactating):
        yield Reason("pregnancy", {})


def _sugar(facts: FollowUpFacts, subject: Subject, limits: Mapping[str, Any]) -> Iterator[Reason]:
    for value in (facts.fasting, facts.glucose):
        if value is None:
            continue
        if value <= limits["glucose_low"]:
            yield Reason("glucose_low", {"value": f"{value:f}"})
        elif value >= limits["glucose_high"]:
            yield Reason("glucose_high", {"value": f"{value:f}"})
    high = facts.fasting is not None and facts.fasting >= limits["fasting_below"]
    if high and Answer.YES in (subject.pregnant, facts.lactating):
        yield Reason("pregnancy", {})


def _general(facts: FollowUpFacts, limits: Mapping[str, Any]) -> Iterator[Reason]:
    if facts.pulse is not None and facts.pulse > limits["pulse_over"]:
        yield Reason("pulse", {"value": f"{facts.pulse:f}"})
    if facts.temperature is not None and facts.temperature > limits["temperature_over"]:
        yield Reason("temperature", {"value": f"{facts.temperature:f}"})
