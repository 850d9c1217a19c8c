"""A row of the shelf's ledger ↔ SupplyDelivery: what came in, was counted, went off otherwise than to a patient.

R4 has no inventory. What a row says beyond pieces, product and moment (which shelf, batch, why) is an extension. What is given out to a
patient is told by its MedicationDispense, from which every seat books it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from app.domain.dispensing import MoveKind, StockMove
from sync.fhir import codes
from sync.fhir.build import Json, coding, concept, group, part, reference, resource, wire_instant
from sync.fhir.element import NotOurs, needed, opened

TYPE = "SupplyDelivery"
SUPPLY_TYPE = "http://terminology.hl7.org/CodeSystem/supply-item-type"
BOOKED = frozenset({MoveKind.DISPENSED, MoveKind.TAKEN_BACK, MoveKind.SENT_OUT, MoveKind.CAME_BACK})
"""Rows that follow from a MedicationDispense, or from the steps of a supply."""

_MARK = "stock-move"


class Told(NamedTuple):
    """A row, and the institution whose shelf it is about."""

    move: StockMove
    shelf: str


def to_fhir(one: StockMove, shelf: str) -> Json | None:
    """None for a row that another resource tells, and where nobody knows whose shelf it is."""
    if one.kind in BOOKED or not shelf:
        return None
    return resource(
        TYPE,
        one.id,
        extension=[
            group(
                _MARK,
                part("shelf", valueReference=reference("Organization", shelf)),
                part("kind", valueCode=one.kind.value),
                part("batch", valueString=one.batch),
                part("expiry", valueDate=one.expiry.isoformat() if one.expiry else None),
                part("reason", valueString=one.reason),
                part("note", valueString=one.note),
                part("dispense", valueReference=reference("MedicationDispense", one.dispense)),
            )
        ],
        status="completed",
        type=concept(coding(SUPPLY_TYPE, "medication")),
        suppliedItem={"quantity": {"value": Decimal(one.pieces)}, "itemCodeableConcept": concept(coding(codes.FORMULARY, one.drug))},
        occurrenceDateTime=wire_instant(one.at),
        supplier=reference("Practitioner", one.by or None),
    )


def from_fhir(body: Any) -> Told:
    """Raises NotOurs for what is no row of a ledger of ours."""
    found = opened(body, TYPE)
    told, item = found.extension(_MARK), found.child("suppliedItem")
    kind = told.part("kind").text("valueCode") if told else ""
    if kind not in frozenset(MoveKind) - BOOKED:
        raise NotOurs(TYPE + ".extension", "no row of a ledger")
    expiry = told.part("expiry")
    move = StockMove(
        id=found.need("id"),
        drug=item.child("itemCodeableConcept").code(codes.FORMULARY),
        batch=told.part("batch").text("valueString"),
        expiry=expiry.day("valueDate") if expiry else None,
        kind=MoveKind(kind),
        pieces=item.child("quantity").pieces("value"),
        at=needed(found.moment("occurrenceDateTime"), TYPE + ".occurrenceDateTime"),
        by=found.target("supplier", "Practitioner") or "",
        reason=told.part("reason").text("valueString"),
        note=told.part("note").text("valueString"),
        dispense=told.part("dispense").target("valueReference", "MedicationDispense"),
    )
    return Told(move, needed(told.part("shelf").target("valueReference", "Organization"), TYPE + ".shelf"))
