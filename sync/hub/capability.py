"""What the hub says of itself at ``/metadata``, with the marker by which a workstation knows one of ours."""

from __future__ import annotations

from typing import Any

from sync.hub.names import FEED, SOFTWARE
from sync.hub.search import PARAMETERS, has_parameter
from sync.hub.shapes import SHAPES

_KINDS = {"_lastUpdated": "date", "identifier": "token", "_id": "token", "name": "string", "birthdate": "date"}
_SERVICE = "http://terminology.hl7.org/CodeSystem/restful-security-service"


def capability(base: str) -> dict[str, Any]:
    """The CapabilityStatement of a hub reached at ``base``."""
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": "2026-01-01",
        "kind": "instance",
        "software": {"name": SOFTWARE},
        "implementation": {"description": "Hub of a clinic", "url": base},
        "fhirVersion": "4.0.1",
        "format": ["json"],
        "rest": [
            {
                "mode": "server",
                "security": {"service": [{"coding": [{"system": _SERVICE, "code": "SMART-on-FHIR"}]}]},
                "resource": [_resource(name) for name in SHAPES],
                "interaction": [{"code": "transaction"}, {"code": "batch"}],
                "operation": [{"name": FEED, "definition": "urn:xiangyi:operation:changes"}],
            }
        ],
    }


def _resource(name: str) -> dict[str, Any]:
    return {
        "type": name,
        "interaction": [{"code": code} for code in ("read", "vread", "create", "update", "search-type", "history-instance")],
        "versioning": "versioned-update",
        "readHistory": True,
        "updateCreate": True,
        "conditionalCreate": True,
        "conditionalUpdate": True,
        "referencePolicy": ["literal", "enforced"],
        "searchParam": [{"name": one, "type": _KINDS.get(one, "reference")} for one in PARAMETERS if has_parameter(name, one)],
    }
