"""The independent FHIR server answers: the ground the other sync tests stand on."""

import json
import urllib.request
from collections.abc import Callable

import pytest

pytestmark = pytest.mark.fhir_peer


def test_states_its_capabilities(fhir_peer: str) -> None:
    with urllib.request.urlopen(f"{fhir_peer}/metadata", timeout=10) as answer:
        statement = json.load(answer)
    assert statement["resourceType"] == "CapabilityStatement"
    assert statement["fhirVersion"].startswith("4.0")


def test_each_profile_is_a_server_of_its_own(fhir_peer: str, start_fhir_peer: Callable[..., str]) -> None:
    assert start_fhir_peer("--profile", "medplum") != fhir_peer
