"""What is missing or wrong in a form as it was filled: each finding names its field, and words stand under ``form_finding.<code>``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.domain.dates import span_of
from app.domain.filled_form import FormValue, ValueKind
from app.domain.units import METER_WORDS
from app.rules.forms.computing import DISEASES, FillingFacts, verdict
from app.rules.forms.conditions import number_of
from app.rules.forms.definition import FormDefinition, FormField, Library, Values
from app.rules.public_health.follow_up import FollowUpVerdict, Step
from app.rules.public_health.policy import policy
from app.rules.vitals import is_storable

PHONE, SELF = "3", "2"
"""随访方式 电话; 测量人 居民自测."""


class Weight(StrEnum):
    """What a finding does: nothing is completed with what is wrong or missing; what the standard also asks for, and doubts, are shown."""

    WRONG = "wrong"
    MISSING = "missing"
    WANTED = "wanted"
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True)
class FormFinding:
    """``key``: where to go on the sheet; ``label``: what that field is called there; ``facts`` fill the words."""

    code: str
    weight: Weight
    form: str
    key: str
    label: str
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def holds_up(self) -> bool:
        """Whether the form cannot be completed so."""
        return self.weight in (Weight.WRONG, Weight.MISSING)


def check(library: Library, form: FormDefinition, values: Values, facts: FillingFacts) -> tuple[FormFinding, ...]:
    """Everything about one form of a sheet, in the order of its fields."""
    scope = library.scope(form.code, values)
    asked = [code for code in form.fields if library.asks(form, code, scope)]
    found = [*_missing(library, form, scope, asked), *_unfit(library, form, scope, asked, facts)]
    for code in asked:
        if code in scope and scope[code].told:
            found += _wrong(library, form, library.fields[code], scope, facts)
    found += _together(library, form, scope, facts)
    order = {library.key(form.code, code): n for n, code in enumerate(form.fields)}
    return tuple(sorted(found, key=lambda one: order.get(one.key, len(order))))


def check_behind(library: Library, form: FormDefinition, code: str, values: Values, facts: FillingFacts) -> tuple[FormFinding, ...]:
    """What is wrong in a field that is asked in the place of one of the form's own (症状)."""
    scope = library.scope(form.code, values)
    return tuple(_wrong(library, form, library.fields[code], scope, facts)) if code in scope and scope[code].told else ()


def _make(library: Library, form: FormDefinition, code: str, name: str, weight: Weight = Weight.WRONG, **facts: str) -> FormFinding:
    label = form.labels.get(code, library.fields[code].label)
    return FormFinding(name, weight, form.code, library.key(form.code, code), label, {"field": label} | facts)


def _missing(library: Library, form: FormDefinition, scope: Values, asked: list[str]) -> Iterator[FormFinding]:
    for group in form.required:
        open_here = [code for code in group if code in asked]
        if open_here and not any(code in scope and scope[code].told for code in group):
            yield _make(library, form, open_here[0], "missing", Weight.MISSING)
    if not form.wanted_when.holds(scope):
        return
    for code in form.wanted:
        if code in asked and not (code in scope and scope[code].told):
            yield _make(library, form, code, "wanted", Weight.WANTED)


def _unfit(library: Library, form: FormDefinition, scope: Values, asked: list[str], facts: FillingFacts) -> Iterator[FormFinding]:
    """A value was measured, and its meter was not in order (H39): a new one is asked for, which a value in the field is."""
    for code in asked:
        kind, _, name = library.fields[code].origin.partition(":")
        if kind == "measurement" and name in facts.unfit and not (code in scope and scope[code].told):
            value, why = facts.unfit[name]
            yield _make(library, form, code, "unfit", Weight.DOUBT, value=value, why=why)


# ---- one value


def _wrong(library: Library, form: FormDefinition, one: FormField, scope: Values, facts: FillingFacts) -> Iterator[FormFinding]:
    for name, said in _CHECKS[one.kind](one, scope[one.code], facts):
        yield _make(library, form, one.code, name, Weight.DOUBT if name == "unusual" else Weight.WRONG, **said)


Faults = Iterator[tuple[str, dict[str, str]]]


def _text(one: FormField, value: FormValue, facts: FillingFacts) -> Faults:
    if len(value.told) > 1:
        yield "one_only", {}
    elif len(value.one) > one.longest:
        yield "too_long", {"limit": str(one.longest)}
    elif one.pattern and not re.fullmatch(one.pattern, value.one):
        yield "pattern", {"given": value.one}
    elif one.partial:
        yield from _partial_day(value.one, facts)


def _partial_day(told: str, facts: FillingFacts) -> Faults:
    """A year, a month or a day: wrong only when all of it lies before birth or after the day of the visit."""
    try:
        first, last = span_of(told)
    except ValueError:
        yield "not_day", {"given": told}
        return
    if facts.birth is not None and last < facts.birth:
        yield "before_birth", {}
    if first > facts.day:
        yield "future", {"day": facts.day.isoformat()}


def _number(one: FormField, value: FormValue, _: FillingFacts) -> Faults:
    number = number_of(value.one)
    if one.on_meter and value.one in METER_WORDS:
        return
    if number is None:
        yield "not_number", {"given": value.one}
    elif one.low is not None and one.high is not None and not one.low <= number <= one.high:
        limits = {"low": f"{one.low:f}", "high": f"{one.high:f}", "unit": one.unit, "given": value.one}
        yield "unusual" if is_storable(_vital(one), number) else "out_of_range", limits
    elif one.decimals is not None and number != round(number, one.decimals):
        yield "decimals", {"decimals": str(one.decimals), "given": value.one}


def _vital(one: FormField) -> str:
    """The kind of measurement that a field holds, as the plausibility bands call it; '' = none."""
    source, _, name = one.origin.partition(":")
    kind = name.partition(".")[0] if source == "measurement" else ""
    return "pulse" if kind == "heart_rate" else kind


def _day(one: FormField, value: FormValue, facts: FillingFacts) -> Faults:
    try:
        day = date.fromisoformat(value.one)
    except ValueError:
        yield "not_day", {"given": value.one}
        return
    if facts.birth is not None and day < facts.birth and one.code != "birth":
        yield "before_birth", {}
    if one.ahead and day <= facts.day:
        yield "not_ahead", {"day": facts.day.isoformat()}
    elif not one.ahead and day > facts.day:
        yield "future", {"day": facts.day.isoformat()}
    if one.origin == "visit:day" and day != facts.day:
        yield "not_visit_day", {"day": facts.day.isoformat()}


def _choice(one: FormField, value: FormValue, facts: FillingFacts) -> Faults:
    if len(value.told) > 1:
        yield "one_only", {}
    else:
        yield from _choices(one, value, facts)


def _choices(one: FormField, value: FormValue, _: FillingFacts) -> Faults:
    for told in value.told:
        if told not in one.codes:
            yield "unknown_code", {"given": told}
    others = [told for told in value.told if told != one.none]
    if one.none and one.none in value.told and others:
        yield "exclusive", {"none": one.codes[one.none], "other": one.word(others[0])}
    if len(set(value.told)) < len(value.told):
        yield "twice", {}


_CHECKS: Mapping[ValueKind, Callable[[FormField, FormValue, FillingFacts], Faults]] = {
    ValueKind.TEXT: _text,
    ValueKind.NUMBER: _number,
    ValueKind.DAY: _day,
    ValueKind.CHOICE: _choice,
    ValueKind.CHOICES: _choices,
}


# ---- several together


def _together(library: Library, form: FormDefinition, scope: Values, facts: FillingFacts) -> Iterator[FormFinding]:
    if facts.deceased is not None and facts.day > facts.deceased:
        yield _make(library, form, "day", "died_before", day=facts.deceased.isoformat())
    yield from _measured(library, form, scope, facts)
    for high, low in (("systolic", "diastolic"), ("systolic_left", "diastolic_left"), ("systolic_right", "diastolic_right")):
        pair = [number_of(scope[code].one) if code in scope else None for code in (high, low)]
        if high in form.fields and None not in pair and pair[0] <= pair[1]:  # type: ignore[operator]
            yield _make(library, form, high, "pressure_order")
    yield from _spans(library, form, scope)
    yield from _signs(library, form, scope)
    yield from _class(library, form, scope, facts)


def _measured(library: Library, form: FormDefinition, scope: Values, facts: FillingFacts) -> Iterator[FormFinding]:
    """By telephone nothing is measured unless the resident did; for somebody who is not here, nothing at all (safety.md §1, H23)."""
    told = [code for code in form.fields if library.fields[code].measured and code in scope and scope[code].told]
    by_phone = "way" in form.fields and _one(scope, "way") == PHONE and _one(scope, "measured_by") != SELF
    for code in told:
        if facts.proxy:
            yield _make(library, form, code, "proxy_measured")
        elif by_phone and not library.fields[code].origin.startswith("laboratory:"):
            yield _make(library, form, code, "phone_measured")


def _spans(library: Library, form: FormDefinition, scope: Values) -> Iterator[FormFinding]:
    for first, last in (("hospital_{}_in", "hospital_{}_out"), ("homebed_{}_from", "homebed_{}_to")):
        for n in (1, 2):
            begin, end = _one(scope, first.format(n)), _one(scope, last.format(n))
            if last.format(n) in form.fields and begin and end and end < begin:
                yield _make(library, form, last.format(n), "ends_before")


def _signs(library: Library, form: FormDefinition, scope: Values) -> Iterator[FormFinding]:
    """A symptom that may be a danger sign while the danger signs say none."""
    signs = library.fields.get("danger_signs")
    if signs is None or "danger_signs" not in form.fields or _one(scope, "danger_signs") != signs.none:
        return
    for code, word in _symptoms(library, form, scope):
        sign = library.danger.get("doubt", {}).get(code)
        if sign is not None:
            yield _make(library, form, "danger_signs", "danger_doubt", Weight.DOUBT, symptom=word, sign=signs.word(sign))
            return


def _symptoms(library: Library, form: FormDefinition, scope: Values) -> Iterator[tuple[str, str]]:
    """What was told in the one list, or what a form's own list stands for there, with its word."""
    if "symptoms" in scope:
        yield from ((code, library.fields["symptoms"].word(code)) for code in scope["symptoms"].told)
        return
    for one in library.follows:
        if one.of == "symptoms" and one.to in form.fields and one.to in scope:
            told = scope[one.to].told
            yield from ((code, library.fields[one.to].word(mapped)) for code, mapped in one.codes.items() if mapped in told)


def _class(library: Library, form: FormDefinition, scope: Values, facts: FillingFacts) -> Iterator[FormFinding]:
    """The class and the next day that were given by hand beside those of the rules; urgent is no class and needs a referral."""
    found = verdict(library, form.code, scope, facts)
    if found is None:
        return
    yield from _fast_pulse(library, form, scope, facts)
    given = _one(scope, "control")
    if found.control is not None and given and given != str(found.control.value):
        told = library.fields["control"]
        yield _make(
            library, form, "control", "class_differs", Weight.DOUBT, given=told.word(given), rule=told.word(str(found.control.value))
        )
    yield from _referral(library, form, scope, found)
    if found.next_days is not None and _is_later(_one(scope, "next_on"), facts.day, found.next_days):
        yield _make(library, form, "next_on", "next_late", Weight.DOUBT, days=str(found.next_days))


def _referral(library: Library, form: FormDefinition, scope: Values, found: FollowUpVerdict) -> Iterator[FormFinding]:
    """A referral that is urgent or advised needs a reason and a place; two weeks later somebody asks what came of it."""
    if found.step in (Step.REFER, Step.REFER_URGENTLY):
        code = next((one for one in ("refer_reason", "refer_to") if not _one(scope, one)), "")
        if code:
            yield _make(library, form, code, "refer_urgently" if found.urgent else "refer", Weight.MISSING)


def _fast_pulse(library: Library, form: FormDefinition, scope: Values, facts: FillingFacts) -> Iterator[FormFinding]:
    """One fast pulse is no emergency of diabetes: it is measured again after a rest (safety.md §5.5, DM-11)."""
    told = number_of(_one(scope, "heart_rate"))
    seen = [*facts.pulses[:1], *([told] if told is not None else [])]
    if DISEASES.get(form.code) == "diabetes" and facts.lasting_pulse is None:
        limit = policy()["followup"]["diabetes"]["pulse_over"]
        if any(pulse > limit for pulse in seen):
            yield _make(library, form, "danger_signs", "pulse_again", Weight.DOUBT, pulse=f"{max(seen):f}", limit=str(limit))


def _is_later(told: str, day: date, days: int) -> bool:
    try:
        return (date.fromisoformat(told) - day).days > days
    except ValueError:
        return False


def _one(scope: Values, code: str) -> str:
    return scope[code].one if code in scope else ""
