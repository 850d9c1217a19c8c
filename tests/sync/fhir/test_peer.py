"""One of each resource at an independent server that validates against the R4 definitions and checks references."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.county_file import CountyFile, CountyKind
from app.domain.formulary import HouseProduct
from app.rules.pack_file import Manifest
from sync import envelope, jsontext
from sync.canonical import content_hash
from sync.fhir import (
    allergy,
    condition,
    device,
    ecg,
    encounter,
    fact,
    invoice,
    library,
    medication_dispense,
    medication_knowledge,
    observation,
    organization,
    person,
    practitioner,
    prescription,
    provenance,
    rx_template,
)
from sync.hub.resources import check
from sync.replica import Ref
from tests.sync.conftest import Peer
from tests.sync.fhir import samples
from tests.sync.fhir.test_medication import ITEM, TABLETS
from tests.sync.fhir.test_medication_knowledge import SIGNED
from tests.sync.test_outside_medicines import outside_medicines_sent
from tests.sync.test_public_health import public_health
from tests.sync.test_rx_templates import COLD, DECOCTION
from tests.sync.test_skin_tests import skin_tests

CONFIRMED = replace(SIGNED, confirmed_by=samples.doctor.id)


def everything() -> list[dict[str, Any]]:
    """References first."""
    doctor = samples.doctor.id
    signed = provenance.to_fhir(samples.sheet)
    assert signed is not None
    other = person.to_fhir(samples.resident) | {"id": samples.made("same person")}
    return [
        organization.to_fhir(samples.clinic),
        practitioner.to_fhir(samples.doctor),
        practitioner.role_to_fhir(samples.doctor),
        device.to_fhir(samples.cuff),
        other,
        person.to_fhir(samples.resident, links=[other["id"]], organization=samples.clinic.id),
        encounter.to_fhir(samples.visit, diagnoses=[one.id for one in samples.conditions], organization=samples.clinic.id),
        *(condition.to_fhir(one, recorder=doctor) for one in samples.conditions),
        *(observation.to_fhir(one) for one in samples.measurements),
        *(allergy.to_fhir(one, recorder=doctor) for one in samples.allergies),
        allergy.none_known(samples.resident.id, samples.AT, "本人", holds=False),
        *public_health(),
        *skin_tests(),
        *outside_medicines_sent(),
        *map(rx_template.to_fhir, (COLD, DECOCTION)),
        *(fact.to_fhir(one, recorder=doctor) for one in samples.facts),
        ecg.to_fhir(samples.strip, samples.strip_samples, taken_by=doctor),
        *(ecg.segment_to_fhir(samples.long_strip, samples.long_samples, number) for number in range(3)),
        ecg.to_fhir(samples.long_strip, samples.long_samples),
        *prescription.to_fhir(samples.sheet),
        signed,
        *(medication_dispense.to_fhir(one) for one in samples.given),
        *(invoice.to_fhir(one) for one in (samples.paid, samples.paid_back)),
        medication_knowledge.item_to_fhir(ITEM, TABLETS),
        medication_knowledge.to_fhir(HouseProduct(samples.made("house product"), samples.clinic.id, CONFIRMED)),
        library.to_fhir("county-rules", Manifest("county-rules", "2026.3.1", "县用药规则", date(2026, 3, 1), {}), b"PK"),
        library.county_to_fhir(CountyFile(samples.made("county file"), CountyKind.INSURANCE, "7号", "2026-03-01", "{}")),
    ]


@pytest.mark.fhir_peer
def test_every_resource_is_taken_and_comes_back_with_the_same_content(peer: Peer) -> None:
    texts = {f"{one['resourceType']}/{one['id']}": jsontext.dumps(one) for one in everything()}
    body = envelope.bundle("transaction", [envelope.put(url, text) for url, text in texts.items()])
    answer = peer.link.post(body, True, {})
    entries = json.loads(answer.body).get("entry", [])
    wrong = [entry for entry in entries if not str(entry["response"]["status"]).startswith("2")]
    assert answer.status == 200 and len(entries) == len(texts) and not wrong, answer.body[:2000]
    there = peer.dump()
    assert there.keys() == texts.keys()
    for url, text in texts.items():
        assert content_hash(jsontext.loads(json.dumps(there[url]))) == content_hash(jsontext.loads(text)), url


def test_our_own_hub_takes_every_resource() -> None:
    for one in everything():
        parsed = jsontext.loads(jsontext.dumps(one))
        assert check(parsed, Ref(one["resourceType"], one["id"])) == parsed
