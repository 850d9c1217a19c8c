"""Contact ↔ Communication: one try to reach a resident, and what came of it."""

from __future__ import annotations

from typing import Any

from app.domain.programme import Contact, ContactOutcome, ContactWay
from sync.fhir import message
from sync.fhir.build import Json, coding, concept, part, reference
from sync.fhir.codes import CONTACT_ABOUT, CONTACT_WAY
from sync.fhir.element import NotOurs

TYPE = message.TYPE
_MARK = "contact"
_REACHED = frozenset({ContactOutcome.WILL_COME, ContactOutcome.DONE, ContactOutcome.REFUSES, ContactOutcome.MOVED, ContactOutcome.DIED})


def to_fhir(one: Contact) -> Json:
    """The try; what came of it is an extension."""
    return message.to_fhir(
        _MARK,
        [
            part("outcome", valueCode=one.outcome.value),
            part("nextOn", valueDate=one.next_on or None),
            part("note", valueString=one.note),
        ],
        {"id": one.id, "by": one.by, "at": one.at},
        one.about,
        reached=one.outcome in _REACHED,
        medium=[concept(coding(CONTACT_WAY, one.way.value))],
        subject=reference("Patient", one.person),
    )


def from_fhir(body: Any) -> Contact:
    """Raises NotOurs for a message of anything else."""
    found, told = message.read(body, _MARK)
    outcome = told.part("outcome").text("valueCode")
    way = next((code for one in found.each("medium") if (code := one.code(CONTACT_WAY))), "")
    if outcome not in frozenset(ContactOutcome) or way not in frozenset(ContactWay):
        raise NotOurs(TYPE + ".extension", "no try of ours to reach somebody")
    return Contact(
        person=message.person_of(found),
        about=next((code for one in found.each("category") if (code := one.code(CONTACT_ABOUT))), ""),
        way=ContactWay(way),
        outcome=ContactOutcome(outcome),
        next_on=told.part("nextOn").text("valueDate"),
        note=told.part("note").text("valueString"),
        **message.sent_of(found),
    )
