"""Case areas that are one function each: numbers, ages, units, pressure, validity, supply limits, critical values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from app.domain import age, ids, units, uscc
from app.domain.nhsa_code import nhsa_kind
from app.domain.prescription import SheetKind
from app.domain.trace_code import read_trace_code
from app.rules.checks.form import valid_until
from app.rules.checks.quantity import controlled_limit, long_term_limit, ordinary_limit
from app.rules.critical import CriticalFacts, judge
from app.rules.pressure import Pressure, Protocol, choose_arm, summarise
from app.rules.retention import prescription_retention, record_retention
from app.rules.vitals import pressure_error

Given = Mapping[str, Any]
Answer = Mapping[str, Any]


def simple_areas(policy: Given) -> dict[str, Callable[[Given], Answer]]:
    """Area name → function of ``given``."""
    return _AREAS | {"rx_validity": partial(_validity, policy), "rx_limit": partial(_limit, policy)}


def _number(value: object) -> Decimal:
    return Decimal(str(value))


def _maybe(value: object) -> Decimal | None:
    return None if value is None else _number(value)


def _pressure(pair: list[Any]) -> Pressure:
    return _number(pair[0]), _number(pair[1])


def _resident_id(given: Given) -> Answer:
    verdict = ids.check_resident_id(given["id"], date.fromisoformat(given["today"]))
    birth = verdict.birth.isoformat() if verdict.birth else None
    found = {"id18": verdict.id18, "kind": verdict.kind, "region": verdict.region, "birth": birth, "sex": verdict.sex}
    return {"valid": True, **found} if verdict.valid else {"valid": False, "error": verdict.error}


def _record_no(given: Given) -> Answer:
    record = ids.parse_health_record_no(given["no"])
    if record is None:
        return {"valid": False}
    parts = {"county": record.county, "town": record.town, "village": record.village, "seq": record.seq}
    return {"valid": True, **parts, "village_kind": record.village_kind, "form_no": record.form_no}


def _masking(given: Given) -> Answer:
    masks = {"id": ids.mask_id, "name": ids.mask_name, "phone": ids.mask_phone}
    return {key: mask(given[key]) for key, mask in masks.items() if key in given}


def _age(given: Given) -> Answer:
    return {"label": age.age_text(date.fromisoformat(given["birth"]), date.fromisoformat(given["on"]))}


def _phone(given: Given) -> Answer:
    return {"valid": ids.parse_phone(given["phone"]) is not None}


def _unit(given: Given) -> Answer:
    converters = {
        "mmol_l": ("mg_dl", units.mmol_l_to_mg_dl),
        "mg_dl": ("mmol_l", units.mg_dl_to_mmol_l),
        "c": ("f", units.celsius_to_fahrenheit),
    }
    return {converters[key][0]: converters[key][1](_number(value)) for key, value in given.items() if key in converters}


def _meter(given: Given) -> Answer:
    shown = units.meter_result(given["raw"])
    return {"value": shown.value, "comparator": shown.comparator or None, "limit": shown.limit, "critical": shown.critical}


def _protocol(given: Given) -> Answer:
    summary = summarise([_pressure(pair) for pair in given["readings"]], Protocol(given["rule"]))
    counted = {"sbp": summary.systolic, "dbp": summary.diastolic, "n": len(summary.used)} if summary.used else {}
    return {"status": summary.status.value, **counted}


def _arm(given: Given) -> Answer:
    choice = choose_arm(_pressure(given["left"]), _pressure(given["right"]))
    return {"use_arm": choice.arm, "diff_sbp": choice.difference}


def _validation(given: Given) -> Answer:
    return {"error": pressure_error(_number(given["sbp"]), _number(given["dbp"])) or None}


def _validity(policy: Given, given: Given) -> Answer:
    longest = policy["sheet"]["validity_max_days"]
    last = valid_until(date.fromisoformat(given["issued"]), given.get("extend_days"), longest)
    return {"error": "RX-FRM-09", "max_days": longest} if last is None else {"valid_until": last.isoformat()}


def _limit(policy: Given, given: Given) -> Answer:
    control, kind, group = given.get("ctl"), given.get("kind") or "普通", given.get("group") or ""
    if control:
        form, purpose = given.get("form") or "other", given.get("purpose") or ""
        limit = controlled_limit(policy, control, form, group == "pain", purpose, group == "inpatient")
    else:
        limit = long_term_limit(policy) if kind == "长期" else ordinary_limit(policy, SheetKind(kind))
    answer = {"days": limit.days, "extend_with_reason": limit.reason_extends, "single_dose": limit.single_dose}
    return answer | ({} if limit.longest is None else {"max_days": limit.longest})


def _critical(given: Given) -> Answer:
    """A case may state a fasting and another glucose; the graver of the two answers."""
    sugars = (("fasting", given.get("fpg")), ("random", given.get("random")))
    verdicts = [judge(_critical_facts(given, context, _maybe(sugar))) for context, sugar in sugars]
    verdict = max(verdicts, key=lambda found: ("", "local", "A").index(found.level))
    return {"class": verdict.level or None, "notify_within_hours": verdict.notify_within_hours}


def _critical_facts(given: Given, context: str, glucose: Decimal | None) -> CriticalFacts:
    rest = given.get("rest_recheck")
    return CriticalFacts(
        age_years=_maybe(given.get("age")),
        pressure=_sides(given),
        acute_symptoms=bool(given.get("symptoms")),
        pressure_after_rest=_pressure(rest) if rest else None,
        pulse=_maybe(given.get("hr")),
        glucose=glucose,
        glucose_context=context,
        potassium=_maybe(given.get("k")),
        first_haemoglobin=_maybe(given.get("hb_first")),
        ecg=given.get("ecg") or "",
        spo2=_maybe(given.get("spo2")),
    )


def _sides(given: Given) -> Pressure | None:
    """A side that is not told does not raise an alarm."""
    systolic, diastolic = _maybe(given.get("sbp")), _maybe(given.get("dbp"))
    return None if systolic is None and diastolic is None else (systolic or Decimal(0), diastolic or Decimal(0))


def _uscc(given: Given) -> Answer:
    found = uscc.check_uscc(given["code"]) if "code" in given else uscc.complete_uscc(given["base17"])
    return {"valid": found.valid, "full": found.code, "check": found.check, "error": found.error or None}


def _nhsa(given: Given) -> Answer:
    kind = nhsa_kind(given["code"])
    return {"valid": bool(kind), "kind": kind or None, "length": len(given["code"])}


def _trace_code(given: Given) -> Answer:
    return {"accepted": read_trace_code(given["scan"]).accepted}


def _retention(given: Given) -> Answer:
    if "record" in given:
        period = record_retention(given["record"])
    else:
        period = prescription_retention(given.get("kind") or "", given.get("ctl") or "")
    answer = {"years": period.years, "months": period.months}
    since = given.get("last_visit")
    return answer | ({} if since is None else {"keep_until": period.keep_until(date.fromisoformat(since)).isoformat()})


_AREAS: dict[str, Callable[[Given], Answer]] = {
    "resident_id": _resident_id,
    "health_record_no": _record_no,
    "masking": _masking,
    "paediatric_age": _age,
    "phone": _phone,
    "unit": _unit,
    "meter_text": _meter,
    "bp_protocol": _protocol,
    "bp_arm": _arm,
    "bp_validation": _validation,
    "critical_value": _critical,
    "uscc": _uscc,
    "nhsa_code": _nhsa,
    "trace_code": _trace_code,
    "retention": _retention,
}
