"""Enrolment ↔ EpisodeOfCare: active while somebody is in the programme, finished when it ended."""

from __future__ import annotations

from typing import Any

from app.domain.programme import Basis, Closing, Enrolment, Programme
from sync.fhir.build import Json, coding, concept, group, part, reference, resource, wire_instant
from sync.fhir.codes import PROGRAMME
from sync.fhir.element import NotOurs, needed, opened

TYPE = "EpisodeOfCare"
_MARK = "enrolment"
_NAMES = {
    Programme.HYPERTENSION: "高血压患者健康管理",
    Programme.DIABETES: "2型糖尿病患者健康管理",
    Programme.COPD: "慢性阻塞性肺疾病患者健康管理",
    Programme.ELDERLY: "老年人健康管理",
}


def to_fhir(one: Enrolment) -> Json:
    """The case."""
    return resource(
        TYPE,
        one.id,
        extension=[
            group(
                _MARK,
                part("basis", valueCode=one.basis.value),
                part("openedAt", valueInstant=wire_instant(one.opened_at)),
                part("closing", valueCode=one.closing.value if one.closing else None),
                part("closedBy", valueReference=reference("Practitioner", one.closed_by)),
                part("note", valueString=one.note),
            )
        ],
        status="finished" if one.closed_on else "active",
        type=[concept(coding(PROGRAMME, one.programme.value), text=_NAMES[one.programme])],
        patient=reference("Patient", one.person),
        period={"start": one.opened_on, "end": one.closed_on},
        careManager=reference("Practitioner", one.opened_by),
    )


def from_fhir(body: Any) -> Enrolment:
    """Raises NotOurs for what was not enrolled with this program."""
    found = opened(body, TYPE)
    told, period = found.extension(_MARK), found.child("period")
    programme = next((code for one in found.each("type") if (code := one.code(PROGRAMME))), "")
    if not told or programme not in frozenset(Programme):
        raise NotOurs(TYPE + ".type", "no programme we know")
    basis, closing, end = told.part("basis").text("valueCode"), told.part("closing").text("valueCode"), period.text("end")
    if basis not in frozenset(Basis) or (closing and closing not in frozenset(Closing)) or bool(closing) is not bool(end):
        raise NotOurs(TYPE + ".extension", "a reason we do not know")
    return Enrolment(
        id=found.need("id"),
        person=needed(found.target("patient", "Patient"), TYPE + ".patient"),
        programme=Programme(programme),
        opened_on=period.need("start"),
        basis=Basis(basis),
        opened_by=needed(found.target("careManager", "Practitioner"), TYPE + ".careManager"),
        opened_at=needed(told.part("openedAt").moment("valueInstant"), TYPE + ".openedAt"),
        closed_on=end,
        closing=Closing(closing) if closing else None,
        closed_by=told.part("closedBy").target("valueReference", "Practitioner") or "",
        note=told.part("note").text("valueString"),
    )
