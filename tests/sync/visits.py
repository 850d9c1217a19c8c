"""Made-up visits as FHIR resources."""

from __future__ import annotations

import uuid
from typing import Any

SPACE = uuid.UUID("6ba7b812-9dad-11d1-80b4-00c04fd430c8")


def made(name: str) -> str:
    return str(uuid.uuid5(SPACE, name))


def reference(fhir_type: str, name: str) -> dict[str, str]:
    return {"reference": f"{fhir_type}/{made(name)}"}


def patient(key: str, /, **more: object) -> dict[str, Any]:
    fhir_id = made(key)
    return {"resourceType": "Patient", "id": fhir_id, "identifier": [{"system": "urn:test", "value": fhir_id}], **more}


def practitioner(name: str) -> dict[str, Any]:
    return {"resourceType": "Practitioner", "id": made(name)}


def encounter(name: str, of: str, by: str | None = None, **more: object) -> dict[str, Any]:
    found: dict[str, Any] = {
        "resourceType": "Encounter",
        "id": made(name),
        "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
        "subject": reference("Patient", of),
        **more,
    }
    if by:
        found["participant"] = [{"individual": reference("Practitioner", by)}]
    return found


def observation(name: str, of: str, at: str | None = None, value: float = 130, **more: object) -> dict[str, Any]:
    found = {
        "resourceType": "Observation",
        "id": made(name),
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "8480-6"}]},
        "subject": reference("Patient", of),
        "valueQuantity": {"value": value, "unit": "mmHg", "system": "http://unitsofmeasure.org", "code": "mm[Hg]"},
        **more,
    }
    if at:
        found["encounter"] = reference("Encounter", at)
    return found


def condition(name: str, of: str, at: str) -> dict[str, Any]:
    clinical = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]}
    return {
        "resourceType": "Condition",
        "id": made(name),
        "clinicalStatus": clinical,
        "subject": reference("Patient", of),
        "encounter": reference("Encounter", at),
    }


def prescription(name: str, of: str) -> dict[str, Any]:
    return {
        "resourceType": "MedicationRequest",
        "id": made(name),
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {"text": "amlodipine 5 mg"},
        "subject": reference("Patient", of),
    }


def visit(number: int, readings: int = 7) -> list[dict[str, Any]]:
    """A visit of ``readings`` + 3 resources."""
    who, when = f"p{number}", f"e{number}"
    values = [observation(f"o{number}.{index}", who, when, 120 + index) for index in range(readings)]
    return [patient(who), encounter(when, who), *values, condition(f"c{number}", who, when)]
