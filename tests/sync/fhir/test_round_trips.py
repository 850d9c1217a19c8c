"""Every record comes back from the wire as it went."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.clinical import Allergy, Condition, Fact
from app.domain.device import Device
from app.domain.dispensing import Dispense
from app.domain.ecg import EcgRecording
from app.domain.encounter import Encounter
from app.domain.measurement import Measurement
from app.domain.person import Person
from app.domain.prescription import Prescription
from app.domain.settlement import Settlement
from app.domain.staff import Organization, Practitioner
from sync import jsontext
from sync.fhir import (
    allergy,
    condition,
    device,
    ecg,
    encounter,
    fact,
    invoice,
    medication_dispense,
    observation,
    organization,
    person,
    practitioner,
    prescription,
    provenance,
)
from tests.sync.fhir import records, samples


def wired(body: dict[str, Any]) -> Any:
    """The body as the other side parses it."""
    return jsontext.loads(jsontext.decode(jsontext.dumps(body).encode()))


@given(records.persons)
def test_a_person(one: Person) -> None:
    assert person.from_fhir(wired(person.to_fhir(one))) == one


@given(records.organizations)
def test_an_organization(one: Organization) -> None:
    assert organization.from_fhir(wired(organization.to_fhir(one))) == one


@given(records.practitioners)
def test_a_practitioner_in_two_resources(one: Practitioner) -> None:
    told = practitioner.from_fhir(wired(practitioner.to_fhir(one)))
    role = wired(practitioner.role_to_fhir(one))
    assert practitioner.practitioner_of(role) == one.id
    assert practitioner.role_from_fhir(role, told) == one
    assert practitioner.from_fhir(wired(practitioner.to_fhir(one)), known=one) == one


@given(records.encounters)
def test_an_encounter(one: Encounter) -> None:
    assert encounter.from_fhir(wired(encounter.to_fhir(one))) == one


@given(records.measurements())
def test_a_measurement(one: Measurement) -> None:
    assert observation.from_fhir(wired(observation.to_fhir(one))) == one


@given(records.conditions)
def test_a_condition(one: Condition) -> None:
    assert condition.from_fhir(wired(condition.to_fhir(one))) == one


@given(records.allergies)
def test_an_allergy(one: Allergy) -> None:
    assert allergy.from_fhir(wired(allergy.to_fhir(one))) == one


@given(records.facts)
def test_a_fact(one: Fact) -> None:
    assert fact.from_fhir(wired(fact.to_fhir(one))) == one


@given(records.devices)
def test_a_device(one: Device) -> None:
    assert device.from_fhir(wired(device.to_fhir(one))) == one
    here = replace(one, sticker="红1", seat="A1", added_at="2026-03-05T00:00:00.000Z", driver="older", kinds=())
    assert device.from_fhir(wired(device.to_fhir(one)), known=here) == replace(here, driver=one.driver, kinds=one.kinds)


@given(records.recordings())
def test_an_ecg_strip(one: tuple[EcgRecording, records.Signal]) -> None:
    recording, samples = one
    body = wired(ecg.to_fhir(recording, samples))
    assert ecg.from_fhir(body) == recording
    assert ecg.samples_of(body) == {lead: signal for lead, signal in samples.items() if signal}


@settings(max_examples=20)
@given(records.recordings(st.integers(61, 200)))
def test_a_long_ecg_in_segments(one: tuple[EcgRecording, records.Signal]) -> None:
    recording, samples = one
    body = wired(ecg.to_fhir(recording, samples))
    assert ecg.from_fhir(body) == recording and ecg.samples_of(body) == {}
    whole: records.Signal = {lead: [] for lead in samples}
    numbers = range(ecg.segment_count(recording))
    for number in numbers:
        segment = ecg.segment_from_fhir(wired(ecg.segment_to_fhir(recording, samples, number)))
        assert (segment.recording, segment.number) == (recording.id, number)
        for lead, signal in segment.samples.items():
            whole[lead] += signal
    assert whole == samples
    assert [one["reference"] for one in body["hasMember"]] == [f"Observation/{ecg.segment_id(recording.id, number)}" for number in numbers]


@given(records.dispenses)
def test_what_was_given_out(one: Dispense) -> None:
    assert medication_dispense.from_fhir(wired(medication_dispense.to_fhir(one))) == one


@pytest.mark.parametrize("one", [samples.paid, samples.paid_back])
def test_what_was_paid(one: Settlement) -> None:
    assert invoice.from_fhir(wired(invoice.to_fhir(one))) == one


@given(records.prescriptions, st.randoms(use_true_random=False))
def test_a_prescription_from_its_lines_in_any_order(one: Prescription, chance: Any) -> None:
    lines = [prescription.from_fhir(wired(body)) for body in prescription.to_fhir(one)]
    chance.shuffle(lines)
    signed = provenance.signed_of(wired(provenance.to_fhir(one) or {}))
    assert signed.prescription == one.id
    assert signed.onto(prescription.joined(lines)) == one
