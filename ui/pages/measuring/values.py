"""What each value card shows: this visit's newest measurement, its flag, the pressure round, and the value before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.clock import local_day
from app.domain import fields
from app.domain.age import age_at
from app.domain.clinical import Answer
from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, Source
from app.domain.units import meter_result, mg_dl_to_mmol_l, rounded
from app.errors import KnownError
from app.rules.pressure_round import PressureProgress
from app.rules.values import in_unit
from app.rules.vitals import Population, soft_flag
from app.rules.vitals import Subject as Whose
from app.services.intake import IntakeState
from app.services.residents import Banner

KINDS = (
    MeasurementKind.BLOOD_PRESSURE,
    MeasurementKind.GLUCOSE,
    MeasurementKind.TEMPERATURE,
    MeasurementKind.SPO2,
    MeasurementKind.HEIGHT,
    MeasurementKind.WEIGHT,
    MeasurementKind.WAIST,
)
SHOWN_UNIT = {
    MeasurementKind.BLOOD_PRESSURE: "mmHg",
    MeasurementKind.GLUCOSE: "mmol/L",
    MeasurementKind.TEMPERATURE: "℃",
    MeasurementKind.SPO2: "%",
    MeasurementKind.HEIGHT: "cm",
    MeasurementKind.WEIGHT: "kg",
    MeasurementKind.WAIST: "cm",
}
_UCUM = {MeasurementKind.TEMPERATURE: "Cel"}
_READERS = {
    MeasurementKind.GLUCOSE: fields.read_glucose,
    MeasurementKind.TEMPERATURE: fields.read_temperature,
    MeasurementKind.HEIGHT: fields.read_height,
    MeasurementKind.WEIGHT: fields.read_weight,
    MeasurementKind.WAIST: fields.read_waist,
}


@dataclass(frozen=True, slots=True)
class Written:
    """One measurement as written. ``flag``: high, low or ''. ``context``: fasting, postprandial, random or ''."""

    id: str
    text: str
    flag: str = ""
    critical: bool = False
    context: str = ""
    at: str = ""
    by_hand: bool = False
    device: str | None = None
    arm: str = ""
    quality: tuple[str, ...] = ()
    pulse: str = ""


@dataclass(frozen=True, slots=True)
class CardView:
    """One card. ``readings``: all pressures of this visit's round; ``summary``: its result as text, '' while it is not complete."""

    kind: MeasurementKind
    now: Written | None = None
    before: Written | None = None
    readings: tuple[Written, ...] = ()
    summary: str = ""
    summary_flag: str = ""


def whose(banner: Banner, now: datetime) -> Whose:
    """Whose thresholds may be used."""
    birth, today = banner.person.birth, local_day(now)
    age = age_at(birth, today).decimal_years if birth is not None and birth <= today else None
    return Whose(age, banner.person.sex.value, banner.pregnant.answer if banner.pregnant else Answer.NOT_ASKED)


def cards(state: IntakeState | None, before: Mapping[MeasurementKind, Measurement], who: Whose) -> tuple[CardView, ...]:
    """All cards in their order."""
    measured = state.measurements if state is not None else ()
    return tuple(
        _pressure_card(state, before, who)
        if kind is MeasurementKind.BLOOD_PRESSURE
        else CardView(kind, _written(_newest(measured, kind), who), _written(before.get(kind), who))
        for kind in KINDS
    )


def body_mass_index(state: IntakeState | None, before: Mapping[MeasurementKind, Measurement], who: Whose) -> Decimal | None:
    """kg/m² to 0.1 from this visit's weight and the newest height; adults who are not pregnant only (H18)."""
    if state is None or who.population is not Population.ADULT:
        return None
    height = _newest(state.measurements, MeasurementKind.HEIGHT) or before.get(MeasurementKind.HEIGHT)
    weight = _newest(state.measurements, MeasurementKind.WEIGHT)
    cm = in_unit(height.value("height"), "cm") if height else None
    kg = in_unit(weight.value("weight"), "kg") if weight else None
    if not cm or kg is None:
        return None
    return rounded(kg / (cm / 100) ** 2, 1)


def echo_of(kind: MeasurementKind, text: str) -> str:
    """How a typed text is read, to be shown beside the field; '' for nothing typed. KnownError where it cannot be read."""
    if not text.strip():
        return ""
    if kind is MeasurementKind.BLOOD_PRESSURE:
        return fields.read_pressure(text).echo
    if kind is MeasurementKind.SPO2:
        return fields.read_count(text, "%").echo
    if kind is MeasurementKind.GLUCOSE and _is_beyond(text):
        return text.strip().upper()
    return _READERS[kind](text).echo


def _is_beyond(text: str) -> bool:
    try:
        return bool(meter_result(text).comparator)
    except ValueError:
        return False


def problem_of(kind: MeasurementKind, text: str) -> KnownError | None:
    """Why a typed text cannot be read, None where it can."""
    try:
        echo_of(kind, text)
    except KnownError as error:
        return error
    return None


def number(value: Decimal) -> str:
    """ASCII digits, a point, no trailing zero behind whole numbers."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def written(one: Measurement, who: Whose) -> Written:
    """A measurement as it stands on a card."""
    made = _written(one, who)
    assert made is not None
    return made


def _newest(measured: Iterable[Measurement], kind: MeasurementKind) -> Measurement | None:
    return max((one for one in measured if one.kind is kind), key=lambda one: one.measured_at, default=None)


def _written(one: Measurement | None, who: Whose) -> Written | None:
    if one is None:
        return None
    if one.kind in (MeasurementKind.BLOOD_PRESSURE, MeasurementKind.BLOOD_PRESSURE_SUMMARY):
        text, flag = _pair(one), _pressure_flag(one, who)
    else:
        value = one.value(one.kind.value)
        text, flag = (_shown(value), _flag(one, value, who)) if value is not None else ("?", "")
    quality = tuple(flag for flag in one.flags if ":" not in flag)
    pulse = one.value("pulse")
    return Written(
        one.id,
        text,
        flag,
        one.critical,
        one.context,
        one.measured_at,
        one.source is Source.MANUAL,
        one.device,
        one.arm,
        quality,
        number(pulse.value) if pulse is not None and pulse.value is not None else "",
    )


def _pressure_card(state: IntakeState | None, before: Mapping[MeasurementKind, Measurement], who: Whose) -> CardView:
    """The newest reading in large until the round is complete, then its result."""
    last = before.get(MeasurementKind.BLOOD_PRESSURE_SUMMARY) or before.get(MeasurementKind.BLOOD_PRESSURE)
    card = CardView(MeasurementKind.BLOOD_PRESSURE, before=_written(last, who))
    if state is None:
        return card
    by_id = {one.id: one for one in state.measurements}
    readings = tuple(written(by_id[one.id], who) for one in state.pressure.readings if one.id in by_id)
    newest = _newest(state.measurements, MeasurementKind.BLOOD_PRESSURE)
    summary, flag = _summary(state.pressure, who)
    return CardView(card.kind, _written(newest, who), card.before, readings, summary, flag)


def _summary(progress: PressureProgress, who: Whose) -> tuple[str, str]:
    result = progress.summary
    if result is None or result.systolic is None or result.diastolic is None:
        return "", ""
    return f"{number(result.systolic)}/{number(result.diastolic)}", _worse(result.systolic, result.diastolic, who)


def _worse(high: Decimal, low: Decimal, who: Whose) -> str:
    flags = {soft_flag("systolic", high, who), soft_flag("diastolic", low, who)}
    return "high" if "high" in flags else "low" if "low" in flags else ""


def _pressure_flag(one: Measurement, who: Whose) -> str:
    high, low = in_unit(one.value("systolic"), "mmHg"), in_unit(one.value("diastolic"), "mmHg")
    return _worse(high, low, who) if high is not None and low is not None else ""


def _pair(one: Measurement) -> str:
    high, low = in_unit(one.value("systolic"), "mmHg"), in_unit(one.value("diastolic"), "mmHg")
    return f"{number(high) if high is not None else '?'}/{number(low) if low is not None else '?'}"


def _shown(value: MeasuredValue) -> str:
    """HI and LO as the meter shows them; mg/dL as mmol/L."""
    if value.value is None:
        return {">": "HI", "<": "LO"}.get(value.comparator, "?")
    shown = mg_dl_to_mmol_l(value.value) if value.unit == "mg/dL" else value.value
    return {">": "HI ", "<": "LO "}.get(value.comparator, "") + number(shown)


def _flag(one: Measurement, value: MeasuredValue, who: Whose) -> str:
    if value.comparator:
        return "high" if value.comparator == ">" else "low"
    exact = in_unit(value, _UCUM.get(one.kind, SHOWN_UNIT.get(one.kind, value.unit)))
    return soft_flag(one.kind.value, exact, who, one.context) if exact is not None else ""
