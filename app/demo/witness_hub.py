"""The hub's JSON as a witness: fetched over HTTP and read by path, none of the program's own mapping."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from app.clock import instant
from app.demo.truth import Fact
from app.demo.witness_store import digest_of, plain

Json = Mapping[str, Any]

ID_CARD = "urn:oid:2.16.156.10011.1.3"
LOINC = "http://loinc.org"
NAMES = {
    "8480-6": "systolic",
    "8462-4": "diastolic",
    "150023": "mean",
    "8867-4": "pulse",
    "14770-2": "glucose",
    "14760-3": "glucose",
    "14743-9": "glucose",
    "29463-7": "weight",
    "8302-2": "height",
    "8280-0": "waist",
    "8310-5": "temperature",
    "59408-5": "spo2",
}
CONTEXTS = {"14770-2": "fasting", "14760-3": "postprandial", "14743-9": "random"}
_TYPES = ("Patient", "Observation", "Condition", "MedicationRequest", "MedicationDispense")


def hub_facts(base_url: str) -> Iterator[Fact]:
    """Everything the hub says of everybody."""
    found = {name: list(_all(base_url, name)) for name in _TYPES}
    numbers = {one["id"]: _number(one) for one in found["Patient"]}
    yield from (_resident(one) for one in found["Patient"])
    for one in found["Observation"]:
        fact = _observation(one, numbers.get(_subject(one), ""))
        if fact is not None:
            yield fact
    for one in found["Condition"]:
        yield Fact(numbers.get(_subject(one), ""), "diagnosis", (_code(one["code"], "http://hl7.org/fhir/sid/icd-10"),))
    for one in found["MedicationRequest"]:
        yield _request(one, numbers.get(_subject(one), ""))
    for one in found["MedicationDispense"]:
        if one["status"] == "completed":
            yield _dispense(one, numbers.get(_subject(one), ""))


def _all(base_url: str, fhir_type: str) -> Iterator[Json]:
    url: str | None = f"{base_url}/{fhir_type}?_count=200"
    while url:
        with urllib.request.urlopen(url, timeout=30) as answer:  # loopback, our own hub
            bundle = json.loads(answer.read(), parse_float=Decimal, parse_int=Decimal)
        yield from (entry["resource"] for entry in bundle.get("entry", ()))
        url = next((link["url"] for link in bundle.get("link", ()) if link["relation"] == "next"), None)


def _number(patient: Json) -> str:
    return next((str(one["value"]) for one in patient.get("identifier", ()) if one.get("system") == ID_CARD), "")


def _resident(patient: Json) -> Fact:
    village = next((str(one.get("line", [one.get("text", "")])[0]) for one in patient.get("address", ())), "")
    district = next((str(one["district"]) for one in patient.get("address", ()) if "district" in one), "")
    phone = next((str(one["value"]) for one in patient.get("telecom", ())), "")
    name = str(patient["name"][0]["text"])
    return Fact(_number(patient), "resident", (name, str(patient["gender"]), str(patient.get("birthDate", "")), phone, village or district))


def _observation(one: Json, number: str) -> Fact | None:
    if one["status"] != "final":
        return None
    if _code(one["code"], LOINC) == "11524-6":
        return _strip(one, number)
    parts = [*one.get("component", ()), *([one] if "valueQuantity" in one else [])]
    spelled = tuple(sorted(text for text in map(_spelled, parts) if text))
    if not spelled:
        return None
    context = CONTEXTS.get(_code(one["code"], LOINC), "")
    summary = bool(one.get("derivedFrom"))
    return Fact(
        number,
        "summary" if summary else "measured",
        spelled + ((context,) if context else ()),
        None if summary else instant(str(one["effectiveDateTime"])),
    )


def _spelled(part: Json) -> str:
    name = NAMES.get(_known_code(part["code"]), "")
    value = part.get("valueQuantity", {})
    number = plain(f"{value['value']:f}") if "value" in value else ""
    return f"{name} {value.get('comparator', '')}{number} {value.get('code', '')}" if name else ""


def _strip(one: Json, number: str) -> Fact:
    signals = [part["valueSampledData"] for part in one["component"] if "valueSampledData" in part]
    counts = [None if word == "E" else int(word) for signal in signals for word in signal["data"].split(" ")]
    period, factor = signals[0]["period"], signals[0]["factor"]
    nanovolts = f"{factor * 1_000_000:f}"
    start = one.get("effectiveDateTime") or one["effectivePeriod"]["start"]
    return Fact(number, "ecg", (f"{1000 / period:.0f} Hz", f"{plain(nanovolts)} nV", digest_of(counts)), instant(str(start)))


def _request(one: Json, number: str) -> Fact:
    dosage = one["dosageInstruction"][0]
    dose = dosage["doseAndRate"][0]["doseQuantity"]
    repeat = dosage["timing"]["repeat"]
    per_day = Decimal(repeat.get("frequency", 1)) / Decimal(repeat.get("period", 1))
    supply = one["dispenseRequest"]
    quantity, days = supply["quantity"], supply["expectedSupplyDuration"]["value"]
    content = (
        str(one["medicationCodeableConcept"]["text"]),
        f"{plain(format(dose['value'], 'f'))} {_unit(dose)}",
        f"{plain(format(per_day, 'f'))}/d",
        f"{days:f} d",
        f"{plain(format(quantity['value'], 'f'))} {quantity['unit']}",
    )
    return Fact(number, "prescribed", content)


def _dispense(one: Json, number: str) -> Fact:
    pieces = one["quantity"]
    return Fact(number, "given", (str(one["medicationCodeableConcept"]["text"]), f"{plain(format(pieces['value'], 'f'))} {pieces['unit']}"))


def _unit(quantity: Json) -> str:
    return str(quantity.get("code") or quantity["unit"])


def _subject(one: Json) -> str:
    return str(one.get("subject", {}).get("reference", "")).removeprefix("Patient/")


def _code(concept: Json, system: str) -> str:
    return next((str(one["code"]) for one in concept.get("coding", ()) if one.get("system") == system), "")


def _known_code(concept: Json) -> str:
    return next((str(one["code"]) for one in concept.get("coding", ()) if one.get("code") in NAMES), "")
