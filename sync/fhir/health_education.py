"""An activity of health education ↔ Communication without a subject: R4's record of information that was given to somebody.

A Group as recipient would need members nobody wrote down, an Encounter a patient, an Appointment a time that lies ahead; a List holds no
facts of its own. ``topic`` is what was taught, ``recipient`` stays empty: how many listened, and who they were, is an extension.
"""

from __future__ import annotations

from typing import Any

from app.domain.health_education import EducationKind, HealthEducation
from sync.fhir.build import Json, coding, concept, group, own_identifier, part, reference, resource, wire_instant
from sync.fhir.codes import CONTACT_ABOUT, EDUCATION_KIND
from sync.fhir.element import NotOurs, needed, opened

TYPE = "Communication"
_MARK, _ABOUT = "health-education", "health-education"
_TEXTS = {
    "place": "place",
    "organiser": "organiser",
    "speaker": "speaker",
    "audience": "audience",
    "materials": "materials",
    "assessment": "assessment",
    "keeper": "keeper",
}


def to_fhir(one: HealthEducation) -> Json:
    """``sent``: when it was written down; the day it was held is an extension."""
    return resource(
        TYPE,
        one.id,
        extension=[
            group(
                _MARK,
                part("organization", valueReference=reference("Organization", one.organization)),
                part("heldOn", valueDate=one.held_on),
                part("people", valueInteger=one.people),
                *(part(wire, valueString=getattr(one, name)) for name, wire in _TEXTS.items()),
                *(part("filed", valueCode=code) for code in one.filed),
                part("replaces", valueReference=reference(TYPE, one.replaces)),
            )
        ],
        identifier=[own_identifier(one.id)],
        status="completed",
        category=[concept(coding(CONTACT_ABOUT, _ABOUT), text="健康教育活动")],
        medium=[concept(coding(EDUCATION_KIND, one.kind.value))],
        topic=concept(text=one.topic),
        sent=wire_instant(one.at),
        sender=reference("Practitioner", one.by),
        payload=[{"contentString": one.summary}] if one.summary else [],
    )


def from_fhir(body: Any) -> HealthEducation:
    """Raises NotOurs for a message of anything else."""
    found = opened(body, TYPE)
    told = found.extension(_MARK)
    kind = next((code for one in found.each("medium") if (code := one.code(EDUCATION_KIND))), "")
    if not told or kind not in frozenset(EducationKind):
        raise NotOurs(TYPE + ".extension", "no activity of health education")
    texts = {name: told.part(wire).text("valueString") for name, wire in _TEXTS.items()}
    return HealthEducation(
        id=found.need("id"),
        organization=needed(told.part("organization").target("valueReference", "Organization"), TYPE + ".organization"),
        held_on=told.part("heldOn").need("valueDate"),
        kind=EducationKind(kind),
        topic=found.child("topic").text("text"),
        people=told.part("people").pieces("valueInteger"),
        summary=next((one.text("contentString") for one in found.each("payload")), ""),
        filed=tuple(one.need("valueCode") for one in told.parts("filed")),
        by=needed(found.target("sender", "Practitioner"), TYPE + ".sender"),
        at=needed(found.moment("sent"), TYPE + ".sent"),
        replaces=told.part("replaces").target("valueReference", TYPE) or "",
        **texts,
    )
