"""CriticalStep ↔ Communication about the Observation that is critical: whom it was told, and what is done."""

from __future__ import annotations

from typing import Any

from app.domain.critical_value import CriticalAct, CriticalStep
from sync.fhir import message
from sync.fhir.build import Json, part, reference
from sync.fhir.element import NotOurs, needed

TYPE = message.TYPE
_MARK = "critical-step"


def to_fhir(one: CriticalStep) -> Json:
    """The step."""
    return message.to_fhir(
        _MARK,
        [
            part("act", valueCode=one.act.value),
            part("told", valueString=one.told),
            part("readBack", valueString=one.read_back),
            part("action", valueString=one.action),
            part("note", valueString=one.note),
        ],
        {"id": one.id, "by": one.by, "at": one.at},
        "critical",
        "危急值",
        reached=one.act is not CriticalAct.TRIED,
        priority="stat",
        subject=reference("Patient", one.person),
        about=[reference("Observation", one.measurement)],
    )


def from_fhir(body: Any) -> CriticalStep:
    """Raises NotOurs for a message of anything else."""
    found, told = message.read(body, _MARK)
    act = told.part("act").text("valueCode")
    if act not in frozenset(CriticalAct):
        raise NotOurs(TYPE + ".extension", "no step about a critical value")
    return CriticalStep(
        person=message.person_of(found),
        measurement=needed(next(iter(found.targets("about", "Observation")), None), TYPE + ".about"),
        act=CriticalAct(act),
        told=told.part("told").text("valueString"),
        read_back=told.part("readBack").text("valueString"),
        action=told.part("action").text("valueString"),
        note=told.part("note").text("valueString"),
        **message.sent_of(found),
    )
