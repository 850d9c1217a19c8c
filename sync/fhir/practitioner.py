"""Practitioner ↔ Practitioner (who it is) and PractitionerRole (what the person may prescribe, and how long).

The two travel apart, so each is read into what is known already: ``from_fhir`` keeps the rights of ``known``,
``role_from_fhir`` sets them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.domain.ids import derived_id
from app.domain.staff import Practitioner
from sync.fhir.build import Json, coding, concept, extension, group, identifier, part, reference, resource, wire_time
from sync.fhir.codes import LICENCE_NO, OWN, STAFF_NO
from sync.fhir.element import NotOurs, opened, target_id

TYPE, ROLE = "Practitioner", "PractitionerRole"
_TIER = OWN + "cs:antibiotic-tier"


def role_id(practitioner: str) -> str:
    """Id of the PractitionerRole that tells a practitioner's rights."""
    return derived_id("practitioner-role", practitioner)


def to_fhir(practitioner: Practitioner) -> Json:
    """Name and numbers; the institution that gave the staff number assigns it."""
    licence = identifier(LICENCE_NO, practitioner.licence_no)
    return resource(
        TYPE,
        practitioner.id,
        identifier=[{"system": STAFF_NO, "value": practitioner.staff_no, "assigner": reference("Organization", practitioner.organization)}],
        active=True,
        name=[{"use": "official", "text": practitioner.name}],
        qualification=[{"identifier": [licence], "code": concept(text=practitioner.title or "执业资格")}]
        if licence or practitioner.title
        else None,
        extension=[extension("title", valueString=practitioner.title)],
    )


def role_to_fhir(practitioner: Practitioner) -> Json:
    """Rights with their period (clinical.md §1.3)."""
    return resource(
        ROLE,
        role_id(practitioner.id),
        extension=[
            group(
                "rights",
                part("mayPrescribe", valueBoolean=practitioner.may_prescribe),
                part("narcotic", valueBoolean=practitioner.narcotic_right),
                part("antibioticTier", valueCoding=coding(_TIER, practitioner.antibiotic_tier)),
            )
        ],
        active=True,
        period={"start": wire_time(practitioner.rights_from), "end": wire_time(practitioner.rights_to)},
        practitioner=reference(TYPE, practitioner.id),
        organization=reference("Organization", practitioner.organization),
    )


def held_to_fhir(held: str, practitioner: str, organization: str, role: str, period: tuple[str, str | None]) -> Json:
    """A role of this program that somebody holds (doctor, nurse …), first and last day; it is told, never taken from elsewhere."""
    return resource(
        ROLE,
        held,
        active=True,
        period={"start": period[0], "end": period[1]},
        practitioner=reference(TYPE, practitioner),
        organization=reference("Organization", organization),
        code=[concept(coding(OWN + "cs:role", role), text=role)],
    )


def from_fhir(body: Any, known: Practitioner | None = None) -> Practitioner:
    """Raises NotOurs for someone without a staff number of an institution."""
    found = opened(body, TYPE)
    number = next((one for one in found.each("identifier") if one.text("system") == STAFF_NO and one.text("value")), None)
    organization = target_id(number.child("assigner").text("reference"), "Organization") if number else None
    if number is None or organization is None:
        raise NotOurs(TYPE + ".identifier", "no staff number of an institution")
    told = Practitioner(
        id=found.need("id"),
        organization=organization,
        staff_no=number.text("value"),
        name=next((one.text("text") for one in found.each("name")), ""),
        licence_no=next((no for one in found.each("qualification") if (no := one.identifier(LICENCE_NO))), ""),
        title=found.extension("title").text("valueString"),
    )
    return told if known is None else _with_rights_of(told, known)


def _with_rights_of(told: Practitioner, known: Practitioner) -> Practitioner:
    return replace(
        told,
        may_prescribe=known.may_prescribe,
        narcotic_right=known.narcotic_right,
        antibiotic_tier=known.antibiotic_tier,
        rights_from=known.rights_from,
        rights_to=known.rights_to,
    )


def practitioner_of(body: Any) -> str:
    """Whose rights a PractitionerRole tells. Raises NotOurs where it tells none of ours."""
    found = opened(body, ROLE)
    practitioner = found.target("practitioner", TYPE)
    if practitioner is None or not found.extension("rights"):
        raise NotOurs(ROLE + ".extension", "no prescribing rights")
    return practitioner


def role_from_fhir(body: Any, known: Practitioner) -> Practitioner:
    """The practitioner with the rights a role tells."""
    practitioner_of(body)
    role = opened(body, ROLE)
    rights, period = role.extension("rights"), role.child("period")
    return replace(
        known,
        may_prescribe=rights.part("mayPrescribe").flag("valueBoolean"),
        narcotic_right=rights.part("narcotic").flag("valueBoolean"),
        antibiotic_tier=rights.part("antibioticTier").child("valueCoding").text("code"),
        rights_from=period.time("start"),
        rights_to=period.time("end"),
    )
