"""What was given out ↔ MedicationDispense: one batch of one line, with the trace codes of its packs.

``preparation`` while it lies in the pharmacy, ``completed`` once the patient has it, ``cancelled`` where it went back on the shelf.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from app.domain.dispensing import Dispense, DispenseStatus, SoldCode
from sync.fhir import codes
from sync.fhir.build import Json, coding, concept, group, part, quantity, reference, resource, wire_instant
from sync.fhir.element import Element, NotOurs, marked, needed

TYPE = "MedicationDispense"
PERFORMER = "http://terminology.hl7.org/CodeSystem/medicationdispense-performer-function"
_PACKER, _CHECKER = "packager", "finalchecker"
_MARK = "dispensed"
_STATUS = MappingProxyType(
    {
        DispenseStatus.PREPARED: "preparation",
        DispenseStatus.HANDED_OVER: "completed",
        DispenseStatus.TAKEN_BACK: "cancelled",
    }
)


def to_fhir(one: Dispense) -> Json:
    """Trace codes are an extension: R4 has no place for the number of a single pack (Medication.batch names the batch alone)."""
    return resource(
        TYPE,
        one.id,
        extension=[
            group(
                _MARK,
                part("prescription", valueString=one.prescription),
                part("batch", valueString=one.batch),
                part("expiry", valueDate=one.expiry.isoformat() if one.expiry else None),
                *(part("pack", extension=_pack(code)) for code in one.codes),
                part("shelf", valueReference=reference("Organization", one.shelf) if one.shelf else None),
                part("back-by", valueReference=reference("Practitioner", one.back_by) if one.back_by else None),
                part("back-at", valueDateTime=wire_instant(one.back_at)),
            )
        ],
        status=_STATUS[one.status],
        statusReasonCodeableConcept=concept(text=one.reason) if one.reason else None,
        medicationCodeableConcept=concept(coding(codes.FORMULARY, one.drug), text=one.name),
        subject=reference("Patient", one.person),
        context=reference("Encounter", one.encounter),
        performer=[_performer(_PACKER, one.prepared_by), *([_performer(_CHECKER, one.handed_by)] if one.handed_by else [])],
        authorizingPrescription=[reference("MedicationRequest", one.line)],
        quantity=quantity(Decimal(one.pieces), one.piece),
        whenPrepared=wire_instant(one.prepared_at),
        whenHandedOver=wire_instant(one.handed_at),
    )


def from_fhir(body: Any) -> Dispense:
    """Raises NotOurs for what was not given out with this program."""
    found, told = marked(body, TYPE, _MARK, "not given out with this program")
    drug, amount = found.child("medicationCodeableConcept"), found.child("quantity")
    return Dispense(
        id=found.need("id"),
        person=needed(found.target("subject", "Patient"), TYPE + ".subject"),
        encounter=needed(found.target("context", "Encounter"), TYPE + ".context"),
        prescription=told.part("prescription").need("valueString"),
        line=needed(next(iter(found.targets("authorizingPrescription", "MedicationRequest")), None), TYPE + ".authorizingPrescription"),
        drug=drug.code(codes.FORMULARY),
        name=drug.words(),
        batch=told.part("batch").text("valueString"),
        expiry=_day(told.part("expiry")),
        pieces=amount.pieces("value"),
        piece=amount.unit(),
        status=_status(found),
        prepared_by=needed(_actor(found, _PACKER), TYPE + ".performer"),
        prepared_at=needed(found.moment("whenPrepared"), TYPE + ".whenPrepared"),
        codes=tuple(_read_pack(one) for one in told.parts("pack")),
        handed_by=_actor(found, _CHECKER),
        handed_at=found.moment("whenHandedOver"),
        reason=found.child("statusReasonCodeableConcept").text("text"),
        shelf=told.part("shelf").target("valueReference", "Organization") or "",
        back_by=told.part("back-by").target("valueReference", "Practitioner"),
        back_at=told.part("back-at").moment("valueDateTime"),
    )


def _pack(code: SoldCode) -> list[Json | None]:
    return [
        part("code", valueString=code.key),
        part("pieces", valueInteger=code.pieces),
        part("product", valueString=code.product),
        part("split", valueBoolean=code.split or None),
    ]


def _read_pack(found: Element) -> SoldCode:
    return SoldCode(
        key=found.part("code").need("valueString"),
        pieces=found.part("pieces").whole("valueInteger") or 0,
        product=found.part("product").text("valueString"),
        split=found.part("split").flag("valueBoolean"),
    )


def _performer(function: str, who: str) -> Json:
    return {"function": concept(coding(PERFORMER, function)), "actor": reference("Practitioner", who)}


def _actor(found: Element, function: str) -> str | None:
    several = (one for one in found.each("performer") if one.child("function").code(PERFORMER) == function)
    return next((who for one in several if (who := one.target("actor", "Practitioner"))), None)


def _day(found: Element) -> date | None:
    return found.day("valueDate") if found else None


def _status(found: Element) -> DispenseStatus:
    status = found.need("status")
    known = next((ours for ours, wire in _STATUS.items() if wire == status), None)
    if known is None:
        raise NotOurs(TYPE + ".status", "no status we know")
    return known
