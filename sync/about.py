"""Whom a resource is about, and who wrote it down: read from any resource, ours or a stranger's."""

from __future__ import annotations

from sync.fhir import provenance, signed_words, supply_request
from sync.fhir.build import Json
from sync.fhir.element import Element, target_id


def resident_of(body: Json) -> str | None:
    """Id of the resident a resource is about."""
    if body.get("resourceType") == "Patient":
        return str(body.get("id"))
    if body.get("resourceType") == provenance.TYPE:
        return signed_words.resident_of(body)
    if body.get("resourceType") == supply_request.TYPE:
        return supply_request.resident_of(body)
    for name in ("subject", "patient", "for"):
        found = body.get(name)
        text = found.get("reference") if isinstance(found, dict) else None
        if isinstance(text, str):
            return target_id(text, "Patient")
    return None


def recorder_of(body: Json) -> str | None:
    """The practitioner who wrote it down, or took it."""
    found = Element(body, str(body["resourceType"]))
    return found.target("recorder", "Practitioner") or next(iter(found.targets("performer", "Practitioner")), None)
