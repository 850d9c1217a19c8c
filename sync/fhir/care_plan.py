"""PlanText ↔ CarePlan: one form of one part of a resident's plan, with the forms it replaces."""

from __future__ import annotations

from typing import Any

from app.domain.care_plan import CareRole, PlanPart, PlanText
from sync.fhir.build import Json, coding, concept, group, part, reference, resource, wire_instant
from sync.fhir.codes import PLAN_PART
from sync.fhir.element import NotOurs, needed, opened

TYPE = "CarePlan"
_MARK = "plan-text"
_NAMES = {
    PlanPart.TARGETS: "控制目标",
    PlanPart.MEDICATION: "用药",
    PlanPart.DIET: "饮食",
    PlanPart.EXERCISE: "运动",
    PlanPart.MONITORING: "自我监测",
    PlanPart.RECHECK: "复诊复查",
    PlanPart.HABITS: "生活习惯",
}


def to_fhir(one: PlanText) -> Json:
    """The part; each line is an activity."""
    return resource(
        TYPE,
        one.id,
        extension=[group(_MARK, part("role", valueCode=one.role.value), part("template", valueString=one.template))],
        replaces=[reference(TYPE, gone) for gone in one.replaces],
        status="active",
        intent="plan",
        category=[concept(coding(PLAN_PART, one.part.value), text=_NAMES[one.part])],
        subject=reference("Patient", one.person),
        created=wire_instant(one.at),
        author=reference("Practitioner", one.by),
        activity=[{"detail": {"status": "scheduled", "description": line}} for line in one.lines],
    )


def from_fhir(body: Any) -> PlanText:
    """Raises NotOurs for a plan that was not written with this program."""
    found = opened(body, TYPE)
    told = found.extension(_MARK)
    role = told.part("role").text("valueCode") if told else ""
    about = next((code for one in found.each("category") if (code := one.code(PLAN_PART))), "")
    if role not in frozenset(CareRole) or about not in frozenset(PlanPart):
        raise NotOurs(TYPE + ".extension", "no part of a plan of ours")
    return PlanText(
        id=found.need("id"),
        person=needed(found.target("subject", "Patient"), TYPE + ".subject"),
        part=PlanPart(about),
        role=CareRole(role),
        lines=tuple(one.child("detail").need("description") for one in found.each("activity")),
        by=needed(found.target("author", "Practitioner"), TYPE + ".author"),
        at=needed(found.moment("created"), TYPE + ".created"),
        template=told.part("template").text("valueString"),
        replaces=tuple(found.targets("replaces", TYPE)),
    )
