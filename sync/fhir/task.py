"""The request for a review → Task: addressed to the institution whose pharmacists are asked, so that they may read the resident.

It is told by the institution that signed the sheet and follows its state; what counts are the signed steps it lists as its output. Its
addressee may read it for ever, but the resident only while it is live: that a sheet is void reaches another institution by it alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.domain.ids import derived_id
from app.domain.prescription import Prescription, PrescriptionState
from app.domain.review import VERDICTS, ReviewStep
from sync.fhir import codes, prescription, provenance
from sync.fhir.build import Json, coding, concept, identifier, reference, resource, wire_instant
from sync.fhir.element import NotOurs, needed, opened

TYPE = "Task"
KIND = "prescription-review"

# Live while a pharmacist may still have to read the record: a returned sheet may go to a second one (hub access, sync.hub.addressed).
_STATUS = {
    PrescriptionState.SIGNED: "requested",
    PrescriptionState.RELEASED: "requested",
    PrescriptionState.RETURNED: "on-hold",
    PrescriptionState.APPROVED: "completed",
    PrescriptionState.REFUSED: "rejected",
    PrescriptionState.CANCELLED: "cancelled",
}


@dataclass(frozen=True, slots=True)
class Request:
    """What a request says of its sheet; ``cancelled_at`` and ``reason`` of one that is void."""

    prescription: str
    state: PrescriptionState
    cancelled_at: str | None = None
    reason: str = ""


def from_fhir(body: Any) -> Request:
    """Raises NotOurs for any other task."""
    found = opened(body, TYPE)
    if found.child("code").code(codes.TASK_KIND) != KIND:
        raise NotOurs(TYPE + ".code", "another task")
    told = found.child("businessStatus").code(codes.PRESCRIPTION_STATE)
    if told not in frozenset(PrescriptionState):
        raise NotOurs(TYPE + ".businessStatus", "a state we do not know")
    sheet = needed(found.target("focus", provenance.TYPE), TYPE + ".focus")
    ended = found.child("executionPeriod").moment("end")
    return Request(sheet, PrescriptionState(told), ended, found.child("statusReason").text("text"))


def request_id(prescription: str) -> str:
    """Id of the one request about a sheet."""
    return derived_id("review-request", prescription)


def _institution(code: str) -> Json | None:
    """A logical reference: the institution may not be known where the request is stored."""
    named = identifier(codes.ORGANIZATION_CODE, code)
    return {"type": "Organization", "identifier": named} if named else None


def to_fhir(sheet: Prescription, asked: str, institution: str, steps: Iterable[ReviewStep]) -> Json:
    """``asked``: code of the institution asked, '' = none in particular; ``institution``: id of the one whose sheet it is."""
    verdicts = [one for one in steps if one.act in VERDICTS]
    return resource(
        TYPE,
        request_id(sheet.id),
        basedOn=[reference("MedicationRequest", line.id) for line in sheet.lines],
        groupIdentifier=prescription.name_of(sheet),
        status=_STATUS[sheet.state],
        statusReason=concept(text=sheet.cancel_reason),
        businessStatus=concept(coding(codes.PRESCRIPTION_STATE, sheet.state.value)),
        intent="order",
        priority="urgent" if sheet.kind.value == "急诊" else "routine",
        code=concept(coding(codes.TASK_KIND, KIND), text="处方审核"),
        focus=reference(provenance.TYPE, sheet.id),
        **{"for": reference("Patient", sheet.person)},
        encounter=reference("Encounter", sheet.encounter),
        authoredOn=wire_instant(sheet.signed_at),
        executionPeriod={"end": wire_instant(sheet.cancelled_at)},
        requester=reference("Organization", institution),
        owner=_institution(asked),
        output=[
            {"type": concept(coding(codes.REVIEW_ACT, one.act.value)), "valueReference": reference(provenance.TYPE, one.id)}
            for one in verdicts
        ],
    )
