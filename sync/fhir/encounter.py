"""Encounter ↔ Encounter: one visit, its status with the instants it was reached, participants and diagnoses by union.

``note`` (the free note of the visit) has no element in R4 and travels as an extension.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from app.domain.encounter import Encounter, EncounterStatus, VisitKind
from sync.fhir.build import Json, coding, concept, extension, group, part, reference, resource, wire_instant
from sync.fhir.codes import ACT_CODE, ACT_PRIORITY, PARTICIPATION
from sync.fhir.element import BadResource, Element, NotOurs, needed, opened

TYPE = "Encounter"

_STATUSES = frozenset(EncounterStatus)
_LEADING = frozenset({"PPRF", "ATND"})
_KINDS = {VisitKind.CLINIC: "门诊", VisitKind.HOME: "家庭访视", VisitKind.REMOTE: "互联网或电话"}
_REACHED = (
    (EncounterStatus.ARRIVED, "opened_at"),
    (EncounterStatus.TRIAGED, "triaged_at"),
    (EncounterStatus.IN_PROGRESS, "started_at"),
    (EncounterStatus.FINISHED, "finished_at"),
)


def to_fhir(encounter: Encounter, participants: Iterable[str] = (), diagnoses: Sequence[str] = (), organization: str | None = None) -> Json:
    """``participants``: practitioners besides the present one; ``diagnoses``: condition ids, the main one first."""
    start, end = wire_instant(encounter.opened_at), wire_instant(encounter.finished_at)
    return resource(
        TYPE,
        encounter.id,
        extension=[
            group(
                "visit",
                part("seat", valueString=encounter.seat),
                part("held", valueBoolean=encounter.held or None),
                part("proxy", valueBoolean=encounter.proxy or None),
                part("identifiedBy", valueString=encounter.identified_by),
                part("paper", valueString=encounter.paper),
                part("enteredAt", valueDateTime=wire_instant(encounter.entered_at or None)),
            ),
            extension("note", valueString=encounter.note),
        ],
        status=encounter.status.value,
        statusHistory=[_reached(status, getattr(encounter, name)) for status, name in _REACHED if getattr(encounter, name)],
        **{"class": coding(ACT_CODE, encounter.kind.value, _KINDS[encounter.kind])},
        priority=concept(coding(ACT_PRIORITY, "UR", "urgent")) if encounter.urgent else None,
        subject=reference("Patient", encounter.person),
        participant=_participants(participants, encounter.practitioner),
        period={"start": start, "end": end},
        diagnosis=[{"condition": reference("Condition", one), "rank": rank} for rank, one in enumerate(diagnoses, 1)],
        serviceProvider=reference("Organization", organization),
    )


def from_fhir(body: Any) -> Encounter:
    """Raises NotOurs for what is no visit to a clinic: hospital stays, planned ones."""
    found = opened(body, TYPE)
    visit = found.extension("visit")
    reached = _reached_at(found)
    return Encounter(
        id=found.need("id"),
        person=needed(found.target("subject", "Patient"), TYPE + ".subject"),
        status=_status(found),
        kind=_kind(found),
        opened_at=needed(reached.get("arrived") or found.child("period").moment("start"), TYPE + ".period"),
        triaged_at=reached.get("triaged"),
        started_at=reached.get("in-progress"),
        finished_at=reached.get("finished") or found.child("period").moment("end"),
        practitioner=next(iter(_practitioners(found, _LEADING)), None),
        seat=visit.part("seat").text("valueString"),
        urgent=found.child("priority").code(ACT_PRIORITY) in ("UR", "EM", "S", "A"),
        held=visit.part("held").flag("valueBoolean"),
        proxy=visit.part("proxy").flag("valueBoolean"),
        identified_by=visit.part("identifiedBy").text("valueString"),
        note=found.extension("note").text("valueString"),
        paper=visit.part("paper").text("valueString"),
        entered_at=visit.part("enteredAt").moment("valueDateTime") or "",
    )


def participants_of(body: Any) -> tuple[str, ...]:
    """Practitioner ids of everybody who took part."""
    return tuple(_practitioners(opened(body, TYPE)))


def diagnoses_of(body: Any) -> tuple[str, ...]:
    """Condition ids, the main one first."""
    found = opened(body, TYPE).each("diagnosis")
    ranked = sorted(found, key=lambda one: one.whole("rank") or len(found) + 1)
    return tuple(target for one in ranked if (target := one.target("condition", "Condition")))


def _reached(status: EncounterStatus, at: str) -> Json:
    return {"status": status.value, "period": {"start": wire_instant(at)}}


def _reached_at(found: Element) -> dict[str, str]:
    """Status → the first instant it was reached."""
    told: dict[str, str] = {}
    for one in found.each("statusHistory"):
        at = one.child("period").moment("start")
        if at and at < told.get(one.text("status"), "~"):
            told[one.text("status")] = at
    return told


def _participants(others: Iterable[str], present: str | None) -> list[Json]:
    """Everybody who took part, in a lasting order; whose visit it is now is the primary performer."""
    everybody = sorted({*others, *([present] if present else [])})
    return [_participant(one, "PPRF" if one == present else "PART") for one in everybody]


def _participant(practitioner: str, role: str) -> Json:
    return {"type": [concept(coding(PARTICIPATION, role))], "individual": reference("Practitioner", practitioner)}


def _practitioners(found: Element, roles: frozenset[str] = frozenset()) -> list[str]:
    """Ids of those who took part in one of the roles, in any where none is given."""
    return [
        target
        for one in found.each("participant")
        if (target := one.target("individual", "Practitioner"))
        and (not roles or roles.intersection(code for kind in one.each("type") for code in kind.codes(PARTICIPATION)))
    ]


def _status(found: Element) -> EncounterStatus:
    status = found.need("status")
    if status not in _STATUSES:
        raise NotOurs(TYPE + ".status", "no status of a clinic's visit")
    return EncounterStatus(status)


def _kind(found: Element) -> VisitKind:
    code = found.child("class").text("code")
    if not code:
        raise BadResource(TYPE + ".class", "missing")
    if code not in frozenset(VisitKind):
        raise NotOurs(TYPE + ".class", "no visit to a clinic")
    return VisitKind(code)
