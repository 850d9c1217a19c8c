"""What is computed on a sheet: age, body mass, scores, the constitution, and the class of a follow-up by the rules of public health."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from app.domain.clinical import Answer
from app.domain.filled_form import FormValue
from app.domain.units import METER_HIGH, METER_LOW, METER_WORDS, rounded
from app.rules.forms.conditions import number_of
from app.rules.forms.definition import Library, Values
from app.rules.forms.following import COMPUTED
from app.rules.pressure import Pressure
from app.rules.public_health import follow_up
from app.rules.public_health.body import body_mass
from app.rules.public_health.constitution import BALANCED, Constitution, computed_answer, judge
from app.rules.public_health.elderly import ACTIVITIES, age_on_new_years_eve, daily_living, has_service
from app.rules.public_health.follow_up import Control, FollowUpFacts, FollowUpVerdict
from app.rules.vitals import Subject

DISEASES: Mapping[str, str] = {"htn_followup": "hypertension", "dm_followup": "diabetes"}
"""Forms whose class has rules."""
ABOUT = ("age", "elder")
"""Computed for every form: conditions look at them."""
_RULES: Mapping[str, Callable[[FollowUpFacts, Subject], FollowUpVerdict]] = {
    "hypertension": follow_up.hypertension,
    "diabetes": follow_up.diabetes,
}


@dataclass(frozen=True, slots=True)
class FillingFacts:
    """About whom and when. ``previous``: the class of the last visit by form. ``height``: the newest on record, cm, for a visit that
    measures none. ``proxy``: somebody came for the resident. ``pulses``: every one measured that day, /min, the newest first.
    ``glucose_beyond``: the end of the meter's range where it showed HI or LO that day, mmol/L. ``unfit``: what was measured and may not be
    used, by what a field calls it, as (value, why: words under ``quality``)."""

    day: date
    subject: Subject
    birth: date | None = None
    deceased: date | None = None
    lactating: Answer = Answer.NOT_ASKED
    previous: Mapping[str, Control] = field(default_factory=dict)
    height: Decimal | None = None
    proxy: bool = False
    pulses: tuple[Decimal, ...] = ()
    glucose_beyond: Decimal | None = None
    unfit: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def lasting_pulse(self) -> Decimal | None:
        """The lower of the last two: a pulse that is still fast when it is measured again (持续性心动过速)."""
        return min(self.pulses[:2]) if len(self.pulses) > 1 else None


def computed(library: Library, form: str, scope: Values, facts: FillingFacts) -> dict[str, FormValue]:
    """Values by plain code of those fields of a form that are computed and whose inputs stand."""
    found = {}
    for code in (*library.form(form).fields, *ABOUT):
        one = library.fields[code]
        kind, _, name = one.origin.partition(":")
        told = (
            _VERDICTS[name](library, form, scope, facts)
            if kind == "verdict"
            else _computed(library, name, scope, facts)
            if kind == "computed"
            else ""
        )
        if told:
            found[code] = FormValue(one.kind, (told,), COMPUTED)
    return found


def made_of(library: Library, key: str) -> tuple[str, ...]:
    """The answers that a score or a judgement is made of, every one of them needed; () where it may as well be told by itself."""
    kind, _, name = library.field_of(key).origin.partition(":")
    return _ANSWERS.get(name.partition(".")[0], ()) if kind == "computed" else ()


def verdict(library: Library, form: str, scope: Values, facts: FillingFacts) -> FollowUpVerdict | None:
    """What the rules say of this follow-up; None for a form without rules, or while danger signs, complication or reactions are not
    asked: silence is never taken for good (H17)."""
    disease = DISEASES.get(form)
    asked = all(code in scope and scope[code].told for code in ("danger_signs", "complication", "adr"))
    if disease is None or not asked:
        return None
    signs = library.danger.get(disease, {})
    seen = FollowUpFacts(
        pressure=_pressure(scope),
        fasting=_glucose(scope, "fasting"),
        glucose=_glucose(scope, "glucose_other") if facts.glucose_beyond is None else facts.glucose_beyond,
        pulse=facts.lasting_pulse,
        temperature=_number(scope, "temperature"),
        signs=tuple(dict.fromkeys(signs[code] for code in scope["danger_signs"].told if code in signs)),
        adverse_reaction=scope["adr"].one == "2",
        complication=scope["complication"].one == "2",
        lactating=facts.lactating,
        previous=facts.previous.get(form),
    )
    return _RULES[disease](seen, facts.subject)


def _pressure(scope: Values) -> Pressure | None:
    systolic, diastolic = _number(scope, "systolic"), _number(scope, "diastolic")
    return None if systolic is None or diastolic is None else (systolic, diastolic)


def _glucose(scope: Values, code: str) -> Decimal | None:
    """HI and LO are no numbers: the end of the meter's range stands for them, which is urgent and decides the class as any value beyond."""
    told = scope[code].one if code in scope else ""
    return {">": METER_HIGH, "<": METER_LOW}[METER_WORDS[told]] if told in METER_WORDS else _number(scope, code)


def _number(scope: Values, code: str) -> Decimal | None:
    return number_of(scope[code].one) if code in scope else None


# ---- one by one


def _computed(library: Library, name: str, scope: Values, facts: FillingFacts) -> str:
    kind, _, part = name.partition(".")
    if part:
        return _TCM[kind](int(part), scope, facts)
    return _PLAIN[kind](library, scope, facts)


def _control(library: Library, form: str, scope: Values, facts: FillingFacts) -> str:
    found = verdict(library, form, scope, facts)
    control = (found.control or found.beside) if found else None
    return str(control.value) if control else ""


def _next_on(library: Library, form: str, scope: Values, facts: FillingFacts) -> str:
    found = verdict(library, form, scope, facts)
    return (facts.day + timedelta(days=found.next_days)).isoformat() if found and found.next_days else ""


def _age(_: Library, __: Values, facts: FillingFacts) -> str:
    return "" if facts.subject.age_years is None else str(int(facts.subject.age_years))


def _elder(_: Library, __: Values, facts: FillingFacts) -> str:
    """65 on the last day of the year; without a birth date by the age that is known."""
    if facts.birth is not None:
        return "1" if has_service(age_on_new_years_eve(facts.birth, facts.day.year), None) else "2"
    years = facts.subject.age_years
    return "" if years is None else "1" if has_service(int(years), None) else "2"


def _bmi(_: Library, scope: Values, facts: FillingFacts) -> str:
    return _mass(_number(scope, "weight"), _number(scope, "height") or facts.height, facts)


def _bmi_target(_: Library, scope: Values, facts: FillingFacts) -> str:
    return _mass(_number(scope, "weight_target"), _number(scope, "height") or facts.height, facts)


def _mass(kilograms: Decimal | None, centimetres: Decimal | None, facts: FillingFacts) -> str:
    if kilograms is None or centimetres is None:
        return ""
    value = body_mass(kilograms, centimetres, facts.subject).value
    return "" if value is None else f"{value:f}"


def _fev1_fvc(_: Library, scope: Values, __: FillingFacts) -> str:
    part, whole = _number(scope, "fev1"), _number(scope, "fvc")
    return f"{rounded(part * 100 / whole, 1):f}" if part is not None and whole else ""


def _adl_total(library: Library, scope: Values, _: FillingFacts) -> str:
    scores = _scores(library, scope)
    return "" if scores is None else str(daily_living(scores).score)


def _adl(library: Library, scope: Values, _: FillingFacts) -> str:
    scores = _scores(library, scope)
    return "" if scores is None else daily_living(scores).code


def _scores(library: Library, scope: Values) -> list[int] | None:
    found = []
    for activity in ACTIVITIES:
        code = f"adl_{activity}"
        score = library.fields[code].scores.get(scope[code].one) if code in scope else None
        if score is None:
            return None
        found.append(score)
    return found


def _cognition(_: Library, scope: Values, __: FillingFacts) -> str:
    """Positive where three things cannot be repeated at once, or not all of them after a minute."""
    at_once, later = (scope[code].one if code in scope else "" for code in ("cognition_repeat", "cognition_recall"))
    if "2" in (at_once, later):
        return "2"
    return "1" if (at_once, later) == ("1", "1") else ""


def _mood(_: Library, scope: Values, __: FillingFacts) -> str:
    return scope["mood_sad"].one if "mood_sad" in scope else ""


_PLAIN: Mapping[str, Callable[[Library, Values, FillingFacts], str]] = {
    "age": _age,
    "elder": _elder,
    "bmi": _bmi,
    "bmi_target": _bmi_target,
    "fev1_fvc": _fev1_fvc,
    "adl_total": _adl_total,
    "adl": _adl,
    "cognition": _cognition,
    "mood": _mood,
}
_VERDICTS = {"control": _control, "next_on": _next_on}
_LIVING = tuple(f"adl_{activity}" for activity in ACTIVITIES)
_CONSTITUTION = tuple(f"tcm_{n}" for n in range(1, 34))
_ANSWERS: Mapping[str, tuple[str, ...]] = {
    "adl_total": _LIVING,
    "adl": _LIVING,
    "cognition": ("cognition_repeat", "cognition_recall"),
    "mood": ("mood_sad",),
    "tcm_score": _CONSTITUTION,
    "tcm_kind": _CONSTITUTION,
}


# ---- constitution


def _item(item: int, scope: Values, facts: FillingFacts) -> str:
    """Answers that follow from what is measured: 9 from the body mass, 28 from the waist."""
    for measure, value in (("bmi", number_of(_bmi_or_told(scope, facts))), ("waist_cm", _number(scope, "waist"))):
        if value is not None and computed_answer(measure, value)[0] == item:
            return str(computed_answer(measure, value)[1])
    return ""


def _bmi_or_told(scope: Values, facts: FillingFacts) -> str:
    told = scope["bmi"].one if "bmi" in scope else ""
    return told or _mass(_number(scope, "weight"), _number(scope, "height") or facts.height, facts)


def _judged(scope: Values) -> Constitution | None:
    answers = {n: scope[f"tcm_{n}"].one for n in range(1, 34) if f"tcm_{n}" in scope}
    if len(answers) < 33 or not all(one.isdecimal() and 1 <= int(one) <= 5 for one in answers.values()):
        return None  # no item may be skipped
    return judge({n: int(one) for n, one in answers.items()})


def _score(n: int, scope: Values, _: FillingFacts) -> str:
    judged = _judged(scope)
    return "" if judged is None else str(tuple(judged.scores.values())[n - 1])


def _kind(n: int, scope: Values, _: FillingFacts) -> str:
    judged = _judged(scope)
    if judged is None:
        return ""
    kind = tuple(judged.leanings)[n - 1]
    words = ("是", "基本是", "否") if kind == BALANCED else ("是", "倾向是", "否")
    return str(words.index(judged.leanings[kind].value) + 1)


_TCM: Mapping[str, Callable[[int, Values, FillingFacts], str]] = {"tcm_item": _item, "tcm_score": _score, "tcm_kind": _kind}
