"""T7: whatever a stranger sends is a record or a refusal, never another error."""

from __future__ import annotations

import copy
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.fhir import (
    allergy,
    condition,
    device,
    ecg,
    encounter,
    fact,
    invoice,
    medication_dispense,
    medication_statement,
    observation,
    organization,
    person,
    practitioner,
    prescription,
    provenance,
    rx_template,
    supply_delivery,
    supply_request,
)
from sync.fhir.element import BadResource, NotOurs, Unreadable
from tests.sync.fhir import records, samples
from tests.sync.fhir.test_round_trips import wired
from tests.sync.test_outside_medicines import ALL as OUTSIDE
from tests.sync.test_rx_templates import COLD, DECOCTION

poison: st.SearchStrategy[Any] = st.sampled_from(
    [
        None,
        True,
        0,
        -1,
        Decimal("1E+400"),
        Decimal("1E-400"),
        10**30,
        "",
        "x",
        "2026-13-45",
        "2026-03-05T10:00:00",
        [],
        ["x"],
        [[]],
        {},
        {"a": 1},
    ]
)
Read = Callable[[Any], object]
READERS: list[tuple[st.SearchStrategy[dict[str, Any]], Read]] = [
    (records.persons.map(person.to_fhir), person.from_fhir),
    (records.organizations.map(organization.to_fhir), organization.from_fhir),
    (records.practitioners.map(practitioner.to_fhir), practitioner.from_fhir),
    (records.practitioners.map(practitioner.role_to_fhir), practitioner.practitioner_of),
    (records.devices.map(device.to_fhir), device.from_fhir),
    (records.encounters.map(encounter.to_fhir), encounter.from_fhir),
    (records.encounters.map(encounter.to_fhir), encounter.diagnoses_of),
    (records.measurements().map(observation.to_fhir), observation.from_fhir),
    (records.conditions.map(condition.to_fhir), condition.from_fhir),
    (records.allergies.map(allergy.to_fhir), allergy.from_fhir),
    (records.facts.map(fact.to_fhir), fact.from_fhir),
    (records.recordings().map(lambda one: ecg.to_fhir(*one)), ecg.from_fhir),
    (records.recordings().map(lambda one: ecg.to_fhir(*one)), ecg.samples_of),
    (records.recordings().map(lambda one: ecg.segment_to_fhir(*one, number=0)), ecg.segment_from_fhir),
    (st.sampled_from(samples.given).map(medication_dispense.to_fhir), medication_dispense.from_fhir),
    (st.sampled_from((samples.paid, samples.paid_back)).map(invoice.to_fhir), invoice.from_fhir),
    (st.just(samples.asked).map(supply_request.to_fhir), supply_request.from_fhir),
    (st.sampled_from(samples.steps).map(supply_request.step_to_fhir), supply_request.step_from_fhir),
    (st.just(samples.moved).map(lambda one: supply_delivery.to_fhir(one, samples.clinic.id) or {}), supply_delivery.from_fhir),
    (st.sampled_from(OUTSIDE).map(medication_statement.to_fhir), medication_statement.from_fhir),
    (st.sampled_from((COLD, DECOCTION)).map(rx_template.to_fhir), rx_template.from_fhir),
    (records.prescriptions.map(lambda one: prescription.to_fhir(one)[0]), prescription.from_fhir),
    (records.prescriptions.map(lambda one: provenance.to_fhir(one) or {}), provenance.signed_of),
]


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every member and element at any depth, as (container, key)."""
    keys: Any = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [(value, key) for key in keys] + [place for key in keys for place in places(value[key])]


@settings(max_examples=400)
@given(st.sampled_from(READERS).flatmap(lambda one: st.tuples(one[0], st.just(one[1]))), st.data())
def test_a_spoilt_resource_is_read_or_refused(one: tuple[dict[str, Any], Read], data: st.DataObject) -> None:
    body = copy.deepcopy(wired(one[0]))
    for _ in range(data.draw(st.integers(1, 3))):
        spots = places(body)
        if spots:
            holder, key = data.draw(st.sampled_from(spots))
            holder[key] = copy.deepcopy(data.draw(poison))
    with suppress(Unreadable):
        assert one[1](body) is not None


@pytest.mark.parametrize("body", [None, [], "x", 1, {}, {"resourceType": "Patient"}, {"resourceType": "Patient", "id": 5}])
def test_no_resource_at_all(body: object) -> None:
    with pytest.raises(Unreadable):
        person.from_fhir(body)


def test_another_kind_is_not_ours_and_a_broken_one_is_bad() -> None:
    with pytest.raises(NotOurs):
        person.from_fhir({"resourceType": "Group", "id": "g"})
    pressure = {
        "resourceType": "Observation",
        "id": "o",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "85354-9"}]},
    }
    systolic = {"code": {"coding": [{"system": "http://loinc.org", "code": "8480-6"}]}, "valueQuantity": {"value": "120"}}
    with pytest.raises(BadResource) as caught:
        observation.from_fhir(pressure | {"component": [systolic], "subject": {"reference": "Patient/p"}})
    assert caught.value.path == "Observation.component[0].valueQuantity.value"
    assert "120" not in str(caught.value)
