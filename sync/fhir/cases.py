"""The wire-format areas of the shared rule cases: ``given`` → a record → its FHIR JSON → the answer, read by path (clinical.md §10)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from app.domain.ecg import EcgRecording
from app.domain.ids import check_resident_id
from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, Source, TimeBasis
from app.domain.person import Identifier, IdKind, Person, Sex
from sync.fhir import codes, ecg, observation, person
from sync.fhir.build import Json
from sync.fhir.element import Element

Given = Mapping[str, Any]
_AT = "2026-03-05T00:00:00.000Z"
_CONTEXTS = {"2h post meal": codes.POSTPRANDIAL, "2h postprandial": codes.POSTPRANDIAL, "post meal": codes.POSTPRANDIAL}


def _number(value: object) -> Decimal:
    return Decimal(str(value))


def _measured(kind: MeasurementKind, *values: MeasuredValue, context: str = "") -> Measurement:
    return Measurement("case", "case", None, kind, values, _AT, TimeBasis.ARRIVAL, Source.MANUAL, context=context)


def _codes(code: Json, system: str = codes.LOINC) -> list[str]:
    return [one["code"] for one in code["coding"] if one["system"] == system]


def _fhir(given: Given) -> Given:
    return _glucose(given) if "glucose" in given else _pressure(given)


def _pressure(given: Given) -> Given:
    names = {"sbp": "systolic", "dbp": "diastolic", "mean": "mean", "pulse": "pulse"}
    values = (MeasuredValue(names[key], _number(given[key]), "/min" if key == "pulse" else "mmHg") for key in names if key in given)
    body = observation.to_fhir(_measured(MeasurementKind.BLOOD_PRESSURE, *values))
    return {
        "resourceType": body["resourceType"],
        "code": _codes(body["code"])[0],
        "category": body["category"][0]["coding"][0]["code"],
        "components": dict(map(_component, body["component"])),
        "no_value_at_root": not any(name.startswith("value") for name in body),
    }


def _component(component: Json) -> tuple[str, list[Any]]:
    """By its LOINC code, or by the MDC code where LOINC has none."""
    loinc = _codes(component["code"])
    value = component["valueQuantity"]
    return loinc[0] if loinc else _codes(component["code"], codes.MDC)[0] + "(MDC)", [value["value"], value["code"]]


def _glucose(given: Given) -> Given:
    told, unit = str(given.get("context", "")), str(given["unit"])
    context = _CONTEXTS.get(told, told)
    venous = not any(word in given.get("method", "capillary") for word in ("capillary", "meter"))
    body = observation.to_fhir(
        _measured(MeasurementKind.GLUCOSE, MeasuredValue("glucose", _number(given["glucose"]), unit), context=context)
    )
    # only a meter's values are records of ours; a laboratory's code is looked up as it would be read
    found = [codes.glucose_code(unit, context, venous=True)] if venous else _codes(body["code"])
    return {"resourceType": "Observation", "code": found, "ucum": body["valueQuantity"]["code"]}


def _patient(given: Given) -> Given:
    number = given.get("id", "")
    checked = check_resident_id(number, date.fromisoformat(given.get("today", "9999-12-31")))
    sex, birth = Sex(given.get("sex") or checked.sex or "0"), checked.birth
    numbers = (Identifier(IdKind.RESIDENT, checked.id18),) if checked.valid else ()
    body = person.to_fhir(Person("case", "", sex, birth, identifiers=numbers))
    resident = next((one for one in body.get("identifier", []) if one["system"] == codes.RESIDENT_ID), None)
    return {"identifier": resident, "gender": body["gender"], "birthDate": body.get("birthDate")}


def _sampled(given: Given) -> Given:
    if "data" in given:
        origin, factor = _number(given.get("origin", 0)), _number(given.get("factor", 1))
        return {"values": ecg.millivolts(Element({"origin": {"value": origin}, "factor": factor, "data": given["data"]}, "case"))}
    hz, seconds = int(given["hz"]), int(given["seconds"])
    recording = EcgRecording("case", "case", None, "", _AT, ("II",), hz, 1000, seconds, "final")
    body = ecg.to_fhir(recording, {"II": [0] * (hz * seconds)})
    signal = body["component"][0]["valueSampledData"]
    return {"period_ms": signal["period"], "samples": len(signal["data"].split())}


def _spo2(given: Given) -> Given:
    body = observation.to_fhir(_measured(MeasurementKind.SPO2, MeasuredValue("spo2", _number(given["spo2"]), "%")))
    return {"codes": _codes(body["code"]), "ucum": body["valueQuantity"]["code"]}


AREAS: Mapping[str, Callable[[Given], Given]] = MappingProxyType(
    {"fhir": _fhir, "fhir_patient": _patient, "fhir_sampleddata": _sampled, "fhir_spo2": _spo2}
)
"""Area name → function of ``given``; handed to :func:`app.rules.cases.check_file`."""
