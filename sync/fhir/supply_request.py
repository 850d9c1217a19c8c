"""A request to a pharmacy elsewhere ↔ SupplyRequest; every step of it ↔ a Task of whoever took it.

The request is told once by who asked, and opens nothing but itself to the pharmacy it names (sync.hub.addressed). A step is a resource of its own, so that another institution may write it (architecture.md, "Hub
access"); the status follows from all of them. R4's SupplyRequest names no patient: that, and where it goes, are extensions.
"""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType
from typing import Any

from app.domain.supplying import SupplyRequest, SupplyStatus, SupplyStep, SupplyWay, TakenOff
from sync.fhir import codes
from sync.fhir.build import Json, coding, concept, group, identifier, part, quantity, reference, resource, wire_instant
from sync.fhir.element import BadResource, Element, NotOurs, marked, needed, opened

TYPE, STEP = "SupplyRequest", "Task"
KIND = "supply"
_MARK, _STEP_MARK = "supply", "supply-step"
_STATUS = MappingProxyType(
    {
        SupplyStatus.REQUESTED: "requested",
        SupplyStatus.ACCEPTED: "accepted",
        SupplyStatus.PICKED: "in-progress",
        SupplyStatus.SHIPPED: "in-progress",
        SupplyStatus.READY: "ready",
        SupplyStatus.FAILED: "failed",
        SupplyStatus.DELIVERED: "completed",
        SupplyStatus.CANCELLED: "cancelled",
        SupplyStatus.BACK: "cancelled",
    }
)


def to_fhir(one: SupplyRequest) -> Json:
    """The request."""
    return resource(
        TYPE,
        one.id,
        extension=[
            group(
                _MARK,
                part("resident", valueReference=reference("Patient", one.person)),
                part("encounter", valueReference=reference("Encounter", one.encounter)),
                part("line", valueReference=reference("MedicationRequest", one.line)),
                part("prescription", valueString=one.prescription),
                part("way", valueCode=one.way.value),
                part("contact", valueString=one.contact),
                part("phone", valueString=one.phone),
                part("address", valueString=one.address),
                part("consent", valueString=one.consent),
                part("clinic", valueReference=reference("Organization", one.clinic) if one.clinic else None),
            )
        ],
        status="active",
        itemCodeableConcept=concept(coding(codes.FORMULARY, one.drug), text=one.name),
        quantity=quantity(Decimal(one.pieces), one.piece),
        authoredOn=wire_instant(one.requested_at),
        requester=reference("Practitioner", one.requested_by),
        supplier=[_institution(one.pharmacy)] if one.pharmacy else None,
    )


def from_fhir(body: Any) -> SupplyRequest:
    """Raises NotOurs for what was not asked for with this program."""
    found, told = marked(body, TYPE, _MARK, "not asked for with this program")
    way, item, amount = told.part("way").text("valueCode"), found.child("itemCodeableConcept"), found.child("quantity")
    if way not in frozenset(SupplyWay):
        raise NotOurs(TYPE + ".extension", "a way we do not know")
    return SupplyRequest(
        id=found.need("id"),
        person=needed(told.part("resident").target("valueReference", "Patient"), TYPE + ".resident"),
        encounter=needed(told.part("encounter").target("valueReference", "Encounter"), TYPE + ".encounter"),
        prescription=told.part("prescription").need("valueString"),
        line=needed(told.part("line").target("valueReference", "MedicationRequest"), TYPE + ".line"),
        drug=item.code(codes.FORMULARY),
        name=item.words(),
        pieces=amount.pieces("value"),
        piece=amount.unit(),
        way=SupplyWay(way),
        contact=told.part("contact").text("valueString"),
        phone=told.part("phone").text("valueString"),
        address=told.part("address").text("valueString"),
        consent=told.part("consent").text("valueString"),
        requested_by=needed(found.target("requester", "Practitioner"), TYPE + ".requester"),
        requested_at=needed(found.moment("authoredOn"), TYPE + ".authoredOn"),
        clinic=told.part("clinic").target("valueReference", "Organization") or "",
        pharmacy=next((code for one in found.each("supplier") if (code := _code_of(one))), ""),
    )


def resident_of(body: Any) -> str | None:
    """Id of the resident a request is for, None for any other resource."""
    try:
        return opened(body, TYPE).extension(_MARK).part("resident").target("valueReference", "Patient")
    except (BadResource, NotOurs):
        return None


def step_to_fhir(one: SupplyStep) -> Json:
    """One step of the way."""
    return resource(
        STEP,
        one.id,
        extension=[
            group(
                _STEP_MARK,
                part("receiver", valueString=one.receiver),
                part("note", valueString=one.note),
                part("step", valueCode=one.status.value),
                part("carrier", valueString=one.carrier),
                part("waybill", valueString=one.waybill),
                part("reason", valueCode=one.reason),
                *(part("taken", extension=_taken(each)) for each in one.taken),
            )
        ],
        basedOn=[reference(TYPE, one.request)],
        status=_STATUS[one.status],
        statusReason=concept(text=one.note) if one.status in {SupplyStatus.FAILED, SupplyStatus.CANCELLED} else None,
        intent="order",
        code=concept(coding(codes.TASK_KIND, KIND), text="药品配送"),
        focus=reference(TYPE, one.request),
        **{"for": reference("Patient", one.person)},
        authoredOn=wire_instant(one.at),
        requester=reference("Practitioner", one.by),
        owner=_institution(one.to) if one.to else None,
    )


def step_from_fhir(body: Any) -> SupplyStep:
    """Raises NotOurs for a Task of anything else."""
    found = opened(body, STEP)
    told = found.extension(_STEP_MARK)
    status = told.part("step").text("valueCode") if told else ""
    if status not in frozenset(SupplyStatus):
        raise NotOurs(STEP + ".extension", "no step of a supply")
    return SupplyStep(
        id=found.need("id"),
        person=needed(found.target("for", "Patient"), STEP + ".for"),
        request=needed(found.target("focus", TYPE), STEP + ".focus"),
        status=SupplyStatus(status),
        by=needed(found.target("requester", "Practitioner"), STEP + ".requester"),
        at=needed(found.moment("authoredOn"), STEP + ".authoredOn"),
        note=told.part("note").text("valueString"),
        receiver=told.part("receiver").text("valueString"),
        carrier=told.part("carrier").text("valueString"),
        waybill=told.part("waybill").text("valueString"),
        reason=told.part("reason").text("valueCode"),
        to=_code_of(found.child("owner")),
        taken=tuple(_read_taken(each) for each in told.parts("taken")),
    )


def _taken(one: TakenOff) -> list[Json | None]:
    expiry = one.expiry.isoformat() if one.expiry else None
    return [part("batch", valueString=one.batch), part("expiry", valueDate=expiry), part("pieces", valueInteger=one.pieces)]


def _read_taken(found: Element) -> TakenOff:
    expiry = found.part("expiry")
    pieces = found.part("pieces").pieces("valueInteger")
    if pieces <= 0:
        raise BadResource(STEP + ".extension", "nothing was taken")
    return TakenOff(found.part("batch").text("valueString"), expiry.day("valueDate") if expiry else None, pieces)


def is_step(body: Any) -> bool:
    """Whether a Task is a step of a supply: of the resident it tells whoever is addressed nothing more."""
    found = body.get("code") if isinstance(body, dict) else None
    told = found.get("coding") if isinstance(found, dict) else None
    return any(isinstance(one, dict) and (one.get("system"), one.get("code")) == (codes.TASK_KIND, KIND) for one in told or ())


def _institution(code: str) -> Json:
    """A logical reference: the institution may not be known where this is stored."""
    return {"type": "Organization", "identifier": identifier(codes.ORGANIZATION_CODE, code)}


def _code_of(found: Element) -> str:
    told = found.child("identifier")
    return told.text("value") if told.text("system") == codes.ORGANIZATION_CODE else ""
