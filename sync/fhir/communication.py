"""Contact ↔ Communication: one try to reach a resident, and what came of it."""

from __future__ import annotations

from typing import Any

from app.domain.programme import Contact, ContactOutcome, ContactWay
from sync.fhir.build import Json, coding, concept, group, own_identifier, part, reference, resource, wire_instant
from sync.fhir.codes import CONTACT_ABOUT, CONTACT_WAY
from sync.fhir.element import NotOurs, needed, opened

TYPE = "Communication"
_MARK = "contact"
_REACHED = frozenset({ContactOutcome.WILL_COME, ContactOutcome.DONE, ContactOutcome.REFUSES, ContactOutcome.MOVED, ContactOutcome.DIED})


def to_fhir(one: Contact) -> Json:
    """``completed`` where somebody was reached, else ``not-done``."""
    return resource(
        TYPE,
        one.id,
        extension=[
            group(
                _MARK,
                part("outcome", valueCode=one.outcome.value),
                part("nextOn", valueDate=one.next_on or None),
                part("note", valueString=one.note),
            )
        ],
        identifier=[own_identifier(one.id)],
        status="completed" if one.outcome in _REACHED else "not-done",
        category=[concept(coding(CONTACT_ABOUT, one.about))],
        medium=[concept(coding(CONTACT_WAY, one.way.value))],
        subject=reference("Patient", one.person),
        sent=wire_instant(one.at),
        sender=reference("Practitioner", one.by),
    )


def from_fhir(body: Any) -> Contact:
    """Raises NotOurs for a message of anything else."""
    found = opened(body, TYPE)
    told = found.extension(_MARK)
    outcome = told.part("outcome").text("valueCode") if told else ""
    way = next((code for one in found.each("medium") if (code := one.code(CONTACT_WAY))), "")
    if outcome not in frozenset(ContactOutcome) or way not in frozenset(ContactWay):
        raise NotOurs(TYPE + ".extension", "no try of ours to reach somebody")
    return Contact(
        id=found.need("id"),
        person=needed(found.target("subject", "Patient"), TYPE + ".subject"),
        about=next((code for one in found.each("category") if (code := one.code(CONTACT_ABOUT))), ""),
        way=ContactWay(way),
        outcome=ContactOutcome(outcome),
        by=needed(found.target("sender", "Practitioner"), TYPE + ".sender"),
        at=needed(found.moment("sent"), TYPE + ".sent"),
        next_on=told.part("nextOn").text("valueDate"),
        note=told.part("note").text("valueString"),
    )
