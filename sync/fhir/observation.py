"""Measurement ↔ Observation: the device's own number, unit and clock, LOINC and MDC codes, results beyond the device's range.

Values come back with the kind's own value first and the others after it. A value that is neither a number nor beyond the range
is never stored and has no wire form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, TypedDict

from app.clock import instant, local
from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, MeasurementStatus, Source, TimeBasis
from sync.fhir import codes
from sync.fhir.build import (
    Json,
    assembled,
    coding,
    concept,
    extension,
    group,
    identifier,
    part,
    quantity,
    reference,
    wire_instant,
)
from sync.fhir.element import BadResource, Element, NotOurs, needed, opened

TYPE = "Observation"

_PRESSURES = frozenset({MeasurementKind.BLOOD_PRESSURE, MeasurementKind.BLOOD_PRESSURE_SUMMARY})
_LABORATORY = frozenset({MeasurementKind.GLUCOSE, MeasurementKind.EGFR, MeasurementKind.LABORATORY})
_WITHOUT_OWN = _PRESSURES | {MeasurementKind.LABORATORY}
_READ_AS_FINAL = frozenset({"final", "amended", "corrected"})
_ARMS = {"left": "左臂", "right": "右臂"}
_OXIMETER_PULSE = "149530"
_BEYOND = {"<": "Off scale low", ">": "Off scale high"}

_KINDS: dict[str, MeasurementKind] = {
    codes.BLOOD_PRESSURE: MeasurementKind.BLOOD_PRESSURE,
    codes.CUFF_MDC: MeasurementKind.BLOOD_PRESSURE,
    codes.GLUCOSE_MDC: MeasurementKind.GLUCOSE,
    **dict.fromkeys(codes.METER_CODES, MeasurementKind.GLUCOSE),
    **{
        code: MeasurementKind(name)
        for name, (loincs, mdc, _) in codes.VALUES.items()
        if name in frozenset(MeasurementKind)
        for code in (*loincs, mdc)
        if code
    },
}
_NAMES = {code: name for name, (loincs, mdc, _) in codes.VALUES.items() if name != "heart_rate" for code in (*loincs, mdc) if code}
_NAMES |= {_OXIMETER_PULSE: "pulse"}


def to_fhir(measurement: Measurement) -> Json:
    """One Observation; of a pressure every number is a component and the root has none (R4 blood-pressure profile)."""
    own = None if measurement.kind in _WITHOUT_OWN else measurement.value(measurement.kind.value)
    others = [one for one in measurement.values if one is not own]
    return assembled(
        TYPE,
        measurement.id,
        extension=_extensions(measurement),
        identifier=[identifier(codes.READING_KEY, measurement.reading_key)],
        status=measurement.status.value,
        category=[concept(coding(codes.OBSERVATION_CATEGORY, _category(measurement.kind)))],
        code=_code(measurement),
        subject=reference("Patient", measurement.person),
        encounter=reference("Encounter", measurement.encounter),
        effectiveDateTime=wire_instant(measurement.measured_at),
        performer=[reference("Practitioner", measurement.taken_by)],
        **(_valued(own) if own else {}),
        interpretation=[*_beyond(measurement), *_critical(measurement)],
        bodySite=concept(coding(codes.ARM, measurement.arm), text=_ARMS.get(measurement.arm, measurement.arm)),
        device=reference("Device", measurement.device),
        derivedFrom=[reference(TYPE, one) for one in measurement.derived_from],
        component=[_component(measurement.kind, one) for one in others],
    )


def from_fhir(body: Any) -> Measurement:
    """Raises NotOurs for an observation of another kind or without a result yet."""
    found = opened(body, TYPE)
    kind = _kind(found)
    device = found.target("device", "Device")
    return Measurement(
        id=found.need("id"),
        person=needed(found.target("subject", "Patient"), TYPE + ".subject"),
        encounter=found.target("encounter", "Encounter"),
        kind=kind,
        values=tuple(_values(found, kind)),
        **_moment(found),
        source=_SOURCES.get(found.extension("source").text("valueCode"), Source.DEVICE if device else Source.MANUAL),
        status=_status(found),
        device=device,
        reading_key=found.identifier(codes.READING_KEY) or None,
        context=_context(found),
        arm=found.child("bodySite").code(codes.ARM),
        flags=tuple(one.text("valueString") for one in found.parts(codes.EXTENSION + "flag")),
        critical=any(one.code(codes.INTERPRETATION) in ("AA", "HH", "LL") for one in found.each("interpretation")),
        derived_from=tuple(found.targets("derivedFrom", TYPE)),
        replaces=found.extension("replaces").target("valueReference", TYPE),
        taken_by=next(iter(found.targets("performer", "Practitioner")), None),
    )


def reading_keys(body: Json) -> set[str]:
    """The reading an observation came from, wherever one is named; of a malformed one nothing."""
    given = body.get("identifier", ())
    named = [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
    return {one["value"] for one in named if one.get("system") == codes.READING_KEY and isinstance(one.get("value"), str)}


# ---- out


def _category(kind: MeasurementKind) -> str:
    return codes.LABORATORY if kind in _LABORATORY else codes.VITAL_SIGNS


def _code(measurement: Measurement) -> Json:
    kind = measurement.kind
    if kind in _PRESSURES:
        return concept(coding(codes.LOINC, codes.BLOOD_PRESSURE), coding(codes.MDC, codes.CUFF_MDC), text="血压")
    if kind is MeasurementKind.LABORATORY:
        return concept(coding(codes.VALUE_NAME, kind.value), text="化验")
    loincs, mdc, shown = codes.VALUES[kind.value]
    if kind is MeasurementKind.GLUCOSE:
        own = measurement.value(kind.value)
        loincs, mdc = (codes.glucose_code(own.unit if own else "", measurement.context),), codes.GLUCOSE_MDC
    return concept(*(coding(codes.LOINC, one) for one in loincs), coding(codes.MDC, mdc), text=shown)


def _component(kind: MeasurementKind, value: MeasuredValue) -> Json:
    if kind is MeasurementKind.LABORATORY:
        return _result(value)
    loincs, mdc, shown = codes.VALUES.get(value.name, ((), "", value.name))
    if kind is MeasurementKind.SPO2 and value.name == "pulse":
        mdc = _OXIMETER_PULSE
    named = [*(coding(codes.LOINC, one) for one in loincs), coding(codes.MDC, mdc)]
    if not any(named):
        named = [coding(codes.VALUE_NAME, value.name)]
    return {"code": concept(*named, text=shown), **_valued(value)}


def _result(value: MeasuredValue) -> Json:
    """A test of a laboratory as the analyser named and judged it: its own id, never guessed to be a LOINC code."""
    made = {"code": concept(coding(codes.VALUE_NAME, value.name), text=value.label or value.name), **_valued(value)}
    if value.text:
        made["valueString"] = value.text
        made.pop("valueQuantity", None)
    if value.flag:
        made["interpretation"] = [concept(text=value.flag)]
    if value.reference:
        made["referenceRange"] = [{"text": value.reference}]
    return made


def _valued(value: MeasuredValue) -> Json:
    """A result beyond the range whose limit the device did not name has a comparator and no number (H18: never a number)."""
    found = quantity(value.value, value.unit, value.comparator)
    return {"valueQuantity": found} if found else {}


def _beyond(measurement: Measurement) -> list[Json]:
    signs = {one.comparator for one in measurement.values if one.comparator in _BEYOND}
    return [concept(coding(codes.INTERPRETATION, sign, _BEYOND[sign])) for sign in sorted(signs)]


def _critical(measurement: Measurement) -> list[Json]:
    return [concept(coding(codes.INTERPRETATION, "AA", "Critical abnormal"), text="危急值")] if measurement.critical else []


def _extensions(measurement: Measurement) -> list[Json | None]:
    offset = measurement.clock_offset_s
    return [
        group(
            "clock",
            part("basis", valueCode=measurement.time_basis.value),
            _device_time(measurement),
            part("offset", valueDecimal=None if offset is None else Decimal(repr(offset))),
        ),
        extension("source", valueCode=measurement.source.value),
        extension("context", valueCode=measurement.context),
        extension("summary", valueBoolean=measurement.kind is MeasurementKind.BLOOD_PRESSURE_SUMMARY or None),
        *(extension("flag", valueString=flag) for flag in measurement.flags),
        extension("replaces", valueReference=reference(TYPE, measurement.replaces)),
    ]


def _device_time(measurement: Measurement) -> Json | None:
    """The device's own time; nothing where that follows from the others, as it does for every reading whose clock was trusted."""
    follows = _shown(measurement.time_basis, measurement.measured_at, measurement.clock_offset_s)
    if measurement.device_time == follows:
        return None
    return part("deviceTime", valueString=measurement.device_time) or part(_NO_DEVICE_TIME, valueBoolean=True)


def _shown(basis: TimeBasis, measured_at: str, offset: float | None) -> str | None:
    """What a clock so many seconds behind showed at that moment, as devices tell it: local, no zone, to the second or millisecond.

    None where the moment was not reckoned from it. The store cuts an instant to its millisecond, so what is left of one counts whole.
    """
    if offset is None or basis not in _RECKONED:
        return None
    try:
        shown = local(instant(measured_at)).replace(tzinfo=None) - timedelta(seconds=offset)
        shown += timedelta(microseconds=-shown.microsecond % 1000)
    except (OverflowError, ValueError):
        return None
    return shown.isoformat(timespec="milliseconds" if shown.microsecond else "seconds")


# ---- in


class _Moment(TypedDict):
    """When it was measured, how that was found, and what the device itself gave of it."""

    measured_at: str
    time_basis: TimeBasis
    device_time: str | None
    clock_offset_s: float | None


def _moment(found: Element) -> _Moment:
    clock, at = found.extension("clock"), _measured_at(found)
    basis, told = _BASES.get(clock.part("basis").text("valueCode"), TimeBasis.UNKNOWN), clock.part("offset").number("valueDecimal")
    offset = None if told is None else float(told)
    given = clock.part("deviceTime").text("valueString")
    shown = given or (None if clock.part(_NO_DEVICE_TIME).flag("valueBoolean") else _shown(basis, at, offset))
    return _Moment(measured_at=at, time_basis=basis, device_time=shown, clock_offset_s=offset)


def _kind(found: Element) -> MeasurementKind:
    told = found.child("code").all_codes()
    kinds = (_KINDS[one] for system in (codes.LOINC, codes.MDC) for one in told.get(system, ()) if one in _KINDS)
    kind = next(kinds, None)
    if kind is None and MeasurementKind.LABORATORY in told.get(codes.VALUE_NAME, ()):
        kind = MeasurementKind.LABORATORY
    if kind is None:
        raise NotOurs(TYPE + ".code", "another observation")
    return MeasurementKind.BLOOD_PRESSURE_SUMMARY if found.extension("summary").flag("valueBoolean") else kind


def _status(found: Element) -> MeasurementStatus:
    status = found.need("status")
    if status in _READ_AS_FINAL:
        return MeasurementStatus.FINAL
    if status == MeasurementStatus.ENTERED_IN_ERROR:
        return MeasurementStatus.ENTERED_IN_ERROR
    raise NotOurs(TYPE + ".status", "no result yet")


def _measured_at(found: Element) -> str:
    at = found.moment("effectiveDateTime") or found.moment("effectiveInstant") or found.child("effectivePeriod").moment("start")
    return needed(at, TYPE + ".effectiveDateTime")


def _context(found: Element) -> str:
    told = found.extension("context").text("valueCode")
    return told or next((codes.METER_CODES[one] for one in found.child("code").codes(codes.LOINC) if one in codes.METER_CODES), "")


def _values(found: Element, kind: MeasurementKind) -> list[MeasuredValue]:
    if kind is MeasurementKind.LABORATORY:
        return _results(found)
    own = [] if kind in _PRESSURES or not found.has("valueQuantity") else [_value(kind.value, found.child("valueQuantity"))]
    named = ((_name(one.child("code")), one) for one in found.each("component") if one.has("valueQuantity"))
    values = own + [_value(name, one.child("valueQuantity")) for name, one in named if name]
    if not values:
        raise NotOurs(TYPE + ".value", "no number")
    return values


def _results(found: Element) -> list[MeasuredValue]:
    results = []
    for one in found.each("component"):
        name = next(iter(one.child("code").codes(codes.VALUE_NAME)), "")
        words = one.text("valueString")
        if not name or not (words or one.has("valueQuantity")):
            continue
        value = MeasuredValue(name, None, "") if words else _value(name, one.child("valueQuantity"))
        shown, flag = one.child("code").text("text"), next(iter(one.each("interpretation")), None)
        limits = next(iter(one.each("referenceRange")), None)
        results.append(
            replace(
                value,
                text=words,
                label="" if shown == name else shown,
                flag="" if flag is None else flag.text("text"),
                reference="" if limits is None else limits.text("text"),
            )
        )
    if not results:
        raise NotOurs(TYPE + ".component", "no result")
    return results


def _name(code: Element) -> str:
    told = code.all_codes()
    own = next(iter(told.get(codes.VALUE_NAME, ())), "")
    return own or next((_NAMES[one] for system in (codes.LOINC, codes.MDC) for one in told.get(system, ()) if one in _NAMES), "")


def _value(name: str, given: Element) -> MeasuredValue:
    comparator = given.text("comparator")
    value = given.number("value")
    if value is None and not comparator:
        raise BadResource(given.path + ".value", "missing")
    return MeasuredValue(name, value, given.unit(), comparator)


_NO_DEVICE_TIME = "noDeviceTime"
_RECKONED = frozenset({TimeBasis.DEVICE, TimeBasis.CORRECTED})
_BASES: Mapping[str, TimeBasis] = {one.value: one for one in TimeBasis}
_SOURCES: Mapping[str, Source] = {one.value: one for one in Source}
