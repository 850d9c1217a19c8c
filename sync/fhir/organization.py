"""Organization ↔ Organization: institution code (WS 218 type), division code."""

from __future__ import annotations

from typing import Any

from app.domain.staff import Organization
from sync.fhir.build import Json, coding, concept, extension, identifier, resource
from sync.fhir.codes import DIVISION, ORGANIZATION_CODE, ORGANIZATION_TYPE
from sync.fhir.element import Element, NotOurs, opened

TYPE = "Organization"


def to_fhir(organization: Organization) -> Json:
    """The institution as others know it."""
    return resource(
        TYPE,
        organization.id,
        extension=[extension("division", valueCoding=coding(DIVISION, organization.division))],
        identifier=[identifier(ORGANIZATION_CODE, organization.code)],
        active=True,
        type=[concept(coding(ORGANIZATION_TYPE, organization.type_code))],
        name=organization.name,
        telecom=[{"system": "phone", "value": organization.phone}] if organization.phone else None,
    )


def from_fhir(body: Any) -> Organization:
    """Raises NotOurs where there is no institution code: insurers, companies, departments."""
    found = opened(body, TYPE)
    code = found.identifier(ORGANIZATION_CODE)
    if not code:
        raise NotOurs(TYPE + ".identifier", "no institution code")
    return Organization(
        id=found.need("id"),
        code=code,
        name=found.text("name"),
        type_code=next((kind for one in found.each("type") if (kind := one.code(ORGANIZATION_TYPE))), ""),
        phone=_phone(found),
        division=found.extension("division").child("valueCoding").text("code"),
    )


def _phone(found: Element) -> str:
    return next((one.text("value") for one in found.each("telecom") if one.text("system") == "phone"), "")
