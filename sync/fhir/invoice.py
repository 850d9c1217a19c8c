"""A settlement ↔ Invoice: ``balanced`` where it was paid, ``cancelled`` for the record that takes one back.

R4's Invoice has no place for the prescription, for what the pieces came to, and for the insurance's part: those are an extension.
"""

from __future__ import annotations

from typing import Any

from app.domain.settlement import Settlement
from sync.fhir import codes
from sync.fhir.box import fen_of, money
from sync.fhir.build import Json, concept, group, identifier, part, reference, resource, wire_instant
from sync.fhir.element import BadResource, Element, marked, needed

TYPE = "Invoice"
_MARK = "settlement"


def to_fhir(one: Settlement) -> Json:
    """``type`` is the way it was paid (费别)."""
    return resource(
        TYPE,
        one.id,
        extension=[
            group(
                _MARK,
                part("prescription", valueString=one.sheet),
                part("reckoned", valueMoney=money(one.reckoned_fen)),
                part("insured", valueMoney=money(one.insured_fen)),
                part("reason", valueString="" if one.takes_back else one.reason),
                part("takes-back", valueString=one.takes_back),
            )
        ],
        identifier=[identifier(codes.SETTLEMENT_NO, one.number)],
        status="cancelled" if one.takes_back else "balanced",
        cancelledReason=one.reason if one.takes_back else None,
        type=concept(text=one.way),
        subject=reference("Patient", one.person),
        date=wire_instant(one.at),
        participant=[{"actor": reference("Practitioner", one.by)}],
        issuer=reference("Organization", one.organization),
        totalGross=money(one.amount_fen),
    )


def from_fhir(body: Any) -> Settlement:
    """Raises NotOurs for what was not settled with this program."""
    found, told = marked(body, TYPE, _MARK, "not settled with this program")
    reckoned, takes_back = told.part("reckoned"), told.part("takes-back").text("valueString")
    by = next((who for one in found.each("participant") if (who := one.target("actor", "Practitioner"))), None)
    return Settlement(
        id=found.need("id"),
        person=needed(found.target("subject", "Patient"), TYPE + ".subject"),
        sheet=told.part("prescription").need("valueString"),
        organization=needed(found.target("issuer", "Organization"), TYPE + ".issuer"),
        way=found.child("type").text("text"),
        amount_fen=_paid(found.child("totalGross")),
        reckoned_fen=fen_of(reckoned.child("valueMoney")) if reckoned else None,
        insured_fen=_paid(told.part("insured").child("valueMoney")),
        number=found.identifier(codes.SETTLEMENT_NO),
        reason=found.text("cancelledReason") if takes_back else told.part("reason").text("valueString"),
        by=needed(by, TYPE + ".participant"),
        at=needed(found.moment("date"), TYPE + ".date"),
        takes_back=takes_back,
    )


def _paid(found: Element) -> int:
    """An amount that must be there. Raises BadResource."""
    fen = fen_of(found)
    if fen is None:
        raise BadResource(found.path, "no amount")
    return fen
