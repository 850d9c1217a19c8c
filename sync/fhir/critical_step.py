"""CriticalStep ↔ Communication about the Observation that is critical: whom it was told, and what is done."""

from __future__ import annotations

from typing import Any

from app.domain.critical_value import CriticalAct, CriticalStep
from sync.fhir.build import Json, coding, concept, group, own_identifier, part, reference, resource, wire_instant
from sync.fhir.codes import CONTACT_ABOUT
from sync.fhir.element import NotOurs, needed, opened

TYPE = "Communication"
_MARK, _ABOUT = "critical-step", "critical"


def to_fhir(one: CriticalStep) -> Json:
    """``not-done`` where nobody was reached."""
    return resource(
        TYPE,
        one.id,
        extension=[
            group(
                _MARK,
                part("act", valueCode=one.act.value),
                part("told", valueString=one.told),
                part("readBack", valueString=one.read_back),
                part("action", valueString=one.action),
                part("note", valueString=one.note),
            )
        ],
        identifier=[own_identifier(one.id)],
        status="not-done" if one.act is CriticalAct.TRIED else "completed",
        category=[concept(coding(CONTACT_ABOUT, _ABOUT), text="危急值")],
        priority="stat",
        subject=reference("Patient", one.person),
        about=[reference("Observation", one.measurement)],
        sent=wire_instant(one.at),
        sender=reference("Practitioner", one.by),
    )


def from_fhir(body: Any) -> CriticalStep:
    """Raises NotOurs for a message of anything else."""
    found = opened(body, TYPE)
    told = found.extension(_MARK)
    act = told.part("act").text("valueCode") if told else ""
    if act not in frozenset(CriticalAct):
        raise NotOurs(TYPE + ".extension", "no step about a critical value")
    return CriticalStep(
        id=found.need("id"),
        person=needed(found.target("subject", "Patient"), TYPE + ".subject"),
        measurement=needed(next(iter(found.targets("about", "Observation")), None), TYPE + ".about"),
        act=CriticalAct(act),
        by=needed(found.target("sender", "Practitioner"), TYPE + ".sender"),
        at=needed(found.moment("sent"), TYPE + ".sent"),
        told=told.part("told").text("valueString"),
        read_back=told.part("readBack").text("valueString"),
        action=told.part("action").text("valueString"),
        note=told.part("note").text("valueString"),
    )
