"""An activity of health education ↔ Communication without a subject: R4's record of information that was given to somebody.

A Group as recipient would need members nobody wrote down, an Encounter a patient, an Appointment a time that lies ahead; a List holds no
facts of its own. ``topic`` is what was taught, ``recipient`` stays empty: how many listened, and who they were, is an extension.
"""

from __future__ import annotations

from typing import Any

from app.domain.health_education import EducationKind, HealthEducation
from sync.fhir import message
from sync.fhir.build import Json, coding, concept, part, reference
from sync.fhir.codes import EDUCATION_KIND
from sync.fhir.element import NotOurs, needed

TYPE = message.TYPE
_MARK = "health-education"
_TEXTS = ("place", "organiser", "speaker", "audience", "materials", "assessment", "keeper")


def to_fhir(one: HealthEducation) -> Json:
    """``sent``: when it was written down; the day it was held is an extension."""
    return message.to_fhir(
        _MARK,
        [
            part("organization", valueReference=reference("Organization", one.organization)),
            part("heldOn", valueDate=one.held_on),
            part("people", valueInteger=one.people),
            *(part(name, valueString=getattr(one, name)) for name in _TEXTS),
            *(part("filed", valueCode=code) for code in one.filed),
            part("replaces", valueReference=reference(TYPE, one.replaces)),
        ],
        {"id": one.id, "by": one.by, "at": one.at},
        "health-education",
        "健康教育活动",
        medium=[concept(coding(EDUCATION_KIND, one.kind.value))],
        topic=concept(text=one.topic),
        payload=[{"contentString": one.summary}] if one.summary else [],
    )


def from_fhir(body: Any) -> HealthEducation:
    """Raises NotOurs for a message of anything else."""
    found, told = message.read(body, _MARK)
    kind = next((code for one in found.each("medium") if (code := one.code(EDUCATION_KIND))), "")
    if kind not in frozenset(EducationKind):
        raise NotOurs(TYPE + ".extension", "no activity of health education")
    texts = {name: told.part(name).text("valueString") for name in _TEXTS}
    return HealthEducation(
        organization=needed(told.part("organization").target("valueReference", "Organization"), TYPE + ".organization"),
        held_on=told.part("heldOn").need("valueDate"),
        kind=EducationKind(kind),
        topic=found.child("topic").text("text"),
        people=told.part("people").pieces("valueInteger"),
        summary=next((one.text("contentString") for one in found.each("payload")), ""),
        filed=tuple(one.need("valueCode") for one in told.parts("filed")),
        replaces=told.part("replaces").target("valueReference", TYPE) or "",
        **message.sent_of(found),
        **texts,
    )
