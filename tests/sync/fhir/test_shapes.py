"""What stands on the wire, element by element (clinical.md §8)."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.domain.clinical import Answer, Fact, FactKind
from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, MeasurementStatus, Source, TimeBasis
from app.domain.person import Person, Phone, Sex
from app.domain.prescription import PrescriptionState
from sync import jsontext
from sync.fhir import allergy, encounter, fact, observation, person, prescription
from sync.fhir.element import NotOurs
from tests.app.rules.conftest import CASES
from tests.sync.fhir import samples

EXAMPLES = CASES.parent / "fhir_phd_examples"


def measured(kind: MeasurementKind, *values: MeasuredValue, **more: Any) -> Measurement:
    given: dict[str, Any] = {"measured_at": "2026-03-05T00:41:00.000Z", "time_basis": TimeBasis.DEVICE, "source": Source.DEVICE, **more}
    return Measurement("m", "p", None, kind, values, **given)


def test_a_pressure_has_components_and_no_value_of_its_own() -> None:
    values = [MeasuredValue("systolic", Decimal("138"), "mmHg"), MeasuredValue("diastolic", Decimal("86"), "mmHg")]
    body = observation.to_fhir(measured(MeasurementKind.BLOOD_PRESSURE, *values, MeasuredValue("pulse", Decimal(72), "/min")))
    assert not any(name.startswith("value") for name in body)
    loinc = [one["code"]["coding"][0]["code"] for one in body["component"]]
    assert loinc == ["8480-6", "8462-4", "8867-4"]
    assert body["component"][0]["valueQuantity"] == {
        "value": Decimal(138),
        "unit": "mmHg",
        "system": "http://unitsofmeasure.org",
        "code": "mm[Hg]",
    }
    assert body["effectiveDateTime"] == "2026-03-05T08:41:00.000+08:00"


def test_the_digits_of_a_device_survive() -> None:
    body = observation.to_fhir(measured(MeasurementKind.GLUCOSE, MeasuredValue("glucose", Decimal("7.80"), "mmol/L")))
    assert '"value":7.80,' in jsontext.dumps(body)


@pytest.mark.parametrize(("sign", "limit", "word"), [(">", Decimal("33.3"), "Off scale high"), ("<", None, "Off scale low")])
def test_beyond_the_range_is_a_comparator_never_a_number(sign: str, limit: Decimal | None, word: str) -> None:
    one = measured(MeasurementKind.GLUCOSE, MeasuredValue("glucose", limit, "mmol/L", sign), critical=True)
    body = observation.to_fhir(one)
    assert body["valueQuantity"]["comparator"] == sign
    assert body["valueQuantity"].get("value") == limit
    assert [concept["coding"][0]["code"] for concept in body["interpretation"]] == [sign, "AA"]
    assert body["interpretation"][0]["coding"][0]["display"] == word


def test_a_reading_key_and_the_devices_own_clock_are_told() -> None:
    one = measured(
        MeasurementKind.SPO2,
        MeasuredValue("spo2", Decimal(97), "%"),
        reading_key="ab" * 32,
        device="d",
        device_time="1970-01-01T00:03:??",
        clock_offset_s=12.5,
        status=MeasurementStatus.ENTERED_IN_ERROR,
        time_basis=TimeBasis.CORRECTED,
    )
    body = observation.to_fhir(one)
    assert {"system": "urn:xiangyi:id:reading-key", "value": "ab" * 32} in body["identifier"]
    assert body["status"] == "entered-in-error" and body["device"] == {"reference": "Device/d"}
    clock = next(one for one in body["extension"] if one["url"].endswith("clock"))["extension"]
    assert clock == [
        {"url": "basis", "valueCode": "corrected"},
        {"url": "deviceTime", "valueString": "1970-01-01T00:03:??"},
        {"url": "offset", "valueDecimal": Decimal("12.5")},
    ]


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="no HL7 examples here")
@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_the_examples_of_hl7_are_read_or_not_ours(path: Path) -> None:
    body = jsontext.loads(path.read_text(encoding="utf-8"))
    kinds = {"compound-numeric-blood-pressure", "compound-numeric-blood-pressure-no-mean", "temperature-observation"}
    if path.stem in kinds | {"numeric-spotnumeric", "numeric-spo2-alarm"}:
        found = observation.from_fhir(body)
        assert found.values and found.source is Source.DEVICE
    elif body["resourceType"] == "Observation":
        with pytest.raises(NotOurs):
            observation.from_fhir(body)
    else:
        assert body["resourceType"] in ("Device", "DeviceMetric", "Patient")


def test_a_laboratorys_glucose_is_no_meters_reading() -> None:
    body = json.loads(
        jsontext.dumps(observation.to_fhir(measured(MeasurementKind.GLUCOSE, MeasuredValue("glucose", Decimal(6), "mmol/L"))))
    )
    body["code"] = {"coding": [{"system": "http://loinc.org", "code": "14771-0"}]}
    with pytest.raises(NotOurs):
        observation.from_fhir(body)


def test_phones_of_others_are_contacts() -> None:
    body = person.to_fhir(Person("p", "王芳", Sex.FEMALE, None, phones=(Phone("13800000001", "子女"), Phone("13800000002"))))
    assert body["telecom"] == [{"system": "phone", "value": "13800000002", "rank": 2}]
    assert body["contact"][0]["relationship"] == [{"text": "子女"}]
    assert body["name"] == [{"use": "official", "text": "王芳"}]


def test_linked_records_are_told_and_read() -> None:
    body = person.to_fhir(Person("p", "王芳", Sex.FEMALE, None), links=["q"])
    assert body["link"] == [{"other": {"reference": "Patient/q"}, "type": "seealso"}]
    assert person.links_of(body) == ("q",)


def test_a_question_not_asked_is_not_a_no() -> None:
    """H17."""
    asked = fact.to_fhir(Fact("f", "p", FactKind.PREGNANT, Answer.NO, "2026-03-05T00:00:00.000Z", "本人"))
    silent = fact.to_fhir(Fact("f", "p", FactKind.PREGNANT, Answer.NOT_ASKED, "2026-03-05T00:00:00.000Z", ""))
    assert [one["code"] for one in asked["valueCodeableConcept"]["coding"]] == ["LA26683-5", "no"]
    assert asked["code"]["coding"][0]["code"] == "82810-3"
    assert "valueCodeableConcept" not in silent
    assert silent["dataAbsentReason"]["coding"][0]["code"] == "not-asked"


def test_no_known_allergy_is_said_and_taken_back() -> None:
    said = allergy.none_known("p", "2026-03-05T00:00:00.000Z", "本人", holds=True)
    taken_back = allergy.none_known("p", "2026-03-05T00:00:00.000Z", "本人", holds=False)
    assert said["id"] == taken_back["id"] == allergy.none_known_id("p")
    assert said["code"]["coding"][0]["code"] == "no-known-allergies"
    states = [one["clinicalStatus"]["coding"][0]["code"] for one in (said, taken_back)]
    assert states == ["active", "inactive"]
    with pytest.raises(NotOurs):
        allergy.from_fhir(said)


def test_a_visit_tells_when_it_reached_each_state() -> None:
    body = encounter.to_fhir(samples.visit, participants=["other"], diagnoses=["c2", "c1"], organization="o")
    assert body["class"]["code"] == "AMB"
    assert [one["status"] for one in body["statusHistory"]] == ["arrived", "triaged", "in-progress"]
    assert encounter.diagnoses_of(body) == ("c2", "c1")
    assert encounter.participants_of(body) == tuple(sorted(["other", samples.visit.practitioner or ""]))


def test_a_sheet_is_one_request_per_line_under_one_number() -> None:
    bodies = prescription.to_fhir(samples.sheet)
    assert {(one["groupIdentifier"]["system"], one["groupIdentifier"]["value"]) for one in bodies} == {
        ("urn:oid:2.16.156.10011.1.20", "510181001-A1-20260305-0001")
    }
    assert [one["status"] for one in bodies] == ["draft"] * len(samples.sheet.lines)
    first = bodies[0]
    assert first["dosageInstruction"][0]["timing"]["repeat"] == {"frequency": 3, "period": 1, "periodUnit": "d"}
    assert first["dosageInstruction"][0]["doseAndRate"] == [
        {"doseQuantity": {"value": Decimal("0.50"), "unit": "g", "system": "http://unitsofmeasure.org", "code": "g"}}
    ]
    assert first["dispenseRequest"]["validityPeriod"] == {"start": "2026-03-05", "end": "2026-03-05"}
    assert first["statusReason"]["coding"][0]["code"] == "signed"
    assert [note["text"] for note in first["note"]] == ["饭后服", "慢性病"]


@pytest.mark.parametrize(("state", "status"), [("released", "active"), ("approved", "active"), ("cancelled", "cancelled")])
def test_the_wire_status_follows_our_state(state: str, status: str) -> None:
    bodies = prescription.to_fhir(replace(samples.sheet, state=PrescriptionState(state)))
    assert {one["status"] for one in bodies} == {status}
    assert prescription.from_fhir(bodies[0]).sheet.state == state
    stopped = bodies[0] | {"status": "stopped"}
    assert prescription.from_fhir(stopped).sheet.state is PrescriptionState.CANCELLED


def test_a_visit_that_was_written_on_paper_keeps_its_number_and_both_times() -> None:
    """H42: whoever gets it sees that it was entered later."""
    told = replace(samples.visit, paper="A1-000007", entered_at="2026-03-05T08:00:00.000Z")
    assert encounter.from_fhir(encounter.to_fhir(told)) == told
