"""Prescription ↔ one MedicationRequest per line, all under one prescription number, and a Provenance with the signed bytes.

Each line tells the whole head of the sheet too, so a sheet is put together again from its lines (:func:`joined`) in whatever order
they come; what was signed comes with the Provenance (:mod:`sync.fhir.provenance`). A sheet without lines has no wire form, nor has
``review``, what the rules said at signing: it is part of the signed document.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from app.clock import instant, local_day
from app.domain.prescription import Override, Prescription, PrescriptionLine, PrescriptionState, SheetKind
from sync.fhir import codes
from sync.fhir.build import Json, coding, concept, extension, group, identifier, part, quantity, reference, resource, urn, wire_instant
from sync.fhir.dosage import dosage_of, dosage_to_fhir
from sync.fhir.element import Element, NotOurs, marked, needed

TYPE = "MedicationRequest"

# Not dispensable until a pharmacist, or the policy of the place, released it (architecture.md, "Prescription on the wire").
_STATUS = {
    PrescriptionState.DRAFT: "draft",
    PrescriptionState.SIGNED: "draft",
    PrescriptionState.RELEASED: "active",
    PrescriptionState.APPROVED: "active",
    PrescriptionState.RETURNED: "on-hold",
    PrescriptionState.REFUSED: "stopped",
    PrescriptionState.CANCELLED: "cancelled",
}
_READ = {
    "draft": PrescriptionState.SIGNED,
    "on-hold": PrescriptionState.RETURNED,
    "active": PrescriptionState.APPROVED,
    "completed": PrescriptionState.APPROVED,
    "cancelled": PrescriptionState.CANCELLED,
    "stopped": PrescriptionState.CANCELLED,
    "entered-in-error": PrescriptionState.CANCELLED,
}
_LINE, _EXTENSION = "line", "extend-reason"


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line with the head of its sheet; ``number`` counts from 1 to ``of``."""

    sheet: Prescription
    number: int
    of: int


def to_fhir(prescription: Prescription) -> list[Json]:
    """The lines in their order, ids those of the lines."""
    return [line_to_fhir(prescription, line, number) for number, line in enumerate(prescription.lines, 1)]


def from_fhir(body: Any) -> SheetLine:
    """Raises NotOurs for what no workstation of ours prescribed."""
    found, head = marked(body, TYPE, "sheet", "not prescribed with this program")
    validity = found.child("dispenseRequest").child("validityPeriod")
    state = _state(found)
    sheet = Prescription(
        id=head.part("prescription").need("valueString"),
        person=needed(found.target("subject", "Patient"), TYPE + ".subject"),
        encounter=needed(found.target("encounter", "Encounter"), TYPE + ".encounter"),
        kind=_kind(head),
        state=state,
        lines=(_read_line(found),),
        diagnoses=tuple((one.code(codes.ICD10), one.words()) for one in found.each("reasonCode")),
        number=_number(found),
        payment=head.part("payment").text("valueString"),
        long_term=found.child("courseOfTherapyType").code(codes.COURSE_OF_THERAPY) == "continuous",
        extend_reason=_note(found, _EXTENSION),
        prescriber=found.target("requester", "Practitioner"),
        signed_at=found.moment("authoredOn"),
        valid_until=validity.time("end"),
        overrides=tuple(_override(one) for one in head.each("extension") if one.text("url") == "override"),
        based_on=head.part("basedOn").text("valueString") or None,
        cancelled_at=_first_end(head),
        cancel_reason=found.child("statusReason").text("text"),
    )
    return SheetLine(sheet, head.part("line").whole("valueInteger") or 1, head.part("of").whole("valueInteger") or 1)


def _first_end(head: Element) -> str | None:
    """When it was cancelled; where two places did, and a server put both together, the first time counts."""
    told = (one.moment("valueDateTime") for one in head.parts("cancelledAt"))
    return min((at for at in told if at), default=None)


def joined(lines: Iterable[SheetLine]) -> Prescription:
    """The sheet with those of its lines that are here, in their order; its head as the first of them tells it."""
    in_order = sorted(lines, key=lambda one: one.number)
    return replace(in_order[0].sheet, lines=tuple(line for one in in_order for line in one.sheet.lines))


def line_to_fhir(sheet: Prescription, line: PrescriptionLine, number: int) -> Json:
    """Line ``number``, counted from 1, of a sheet."""
    return resource(
        TYPE,
        line.id,
        extension=[
            _head(sheet, number),
            extension("form", valueString=line.form),
            extension("strength", valueString=line.strength),
            extension("skin-test", valueString=line.skin_test),
            extension("price", valueMoney=_money(line.price_fen)),
        ],
        status=_STATUS[sheet.state],
        statusReason=concept(coding(codes.PRESCRIPTION_STATE, sheet.state.value), text=sheet.cancel_reason),
        intent="order",
        category=[concept(coding(codes.REQUEST_CATEGORY, "outpatient"))],
        medicationCodeableConcept=concept(coding(codes.FORMULARY, line.drug), text=line.name),
        subject=reference("Patient", sheet.person),
        encounter=reference("Encounter", sheet.encounter),
        authoredOn=wire_instant(sheet.signed_at),
        requester=reference("Practitioner", sheet.prescriber),
        reasonCode=[concept(coding(codes.ICD10, code, shown), text=shown) for code, shown in sheet.diagnoses],
        groupIdentifier=name_of(sheet),
        courseOfTherapyType=concept(coding(codes.COURSE_OF_THERAPY, "continuous" if sheet.long_term else "acute")),
        note=[_annotation(_LINE, line.note), _annotation(_EXTENSION, sheet.extend_reason)],
        dosageInstruction=[dosage_to_fhir(line)],
        dispenseRequest={
            "validityPeriod": {"start": _issued(sheet), "end": sheet.valid_until},
            "quantity": quantity(line.quantity, line.quantity_unit),
            "expectedSupplyDuration": {"value": line.days, "unit": "天", "system": codes.UCUM, "code": "d"},
        },
    )


def name_of(sheet: Prescription) -> Json | None:
    """The sheet that several resources belong to: its number, before it has one its id."""
    return identifier(codes.PRESCRIPTION_NO, sheet.number) or urn(sheet.id)


def _head(sheet: Prescription, number: int) -> Json | None:
    return group(
        "sheet",
        part("prescription", valueString=sheet.id),
        part("line", valueInteger=number),
        part("of", valueInteger=len(sheet.lines)),
        part("kind", valueCoding=coding(codes.SHEET_KIND, sheet.kind.value)),
        part("payment", valueString=sheet.payment),
        part("basedOn", valueString=sheet.based_on),
        part("cancelledAt", valueDateTime=wire_instant(sheet.cancelled_at)),
        *(part("override", extension=_override_parts(one)) for one in sheet.overrides),
    )


def _override_parts(one: Override) -> list[Json | None]:
    return [
        part("code", valueString=one.code),
        *(part("line", valueInteger=line) for line in one.lines),
        part("reasonCode", valueString=one.reason_code),
        part("reason", valueString=one.reason),
        part("secondSignature", valueBoolean=one.second_signature or None),
    ]


def _override(found: Element) -> Override:
    lines = (one.whole("valueInteger") for one in found.each("extension") if one.text("url") == "line")
    return Override(
        code=found.part("code").need("valueString"),
        lines=tuple(line for line in lines if line is not None),
        reason_code=found.part("reasonCode").text("valueString"),
        reason=found.part("reason").text("valueString"),
        second_signature=found.part("secondSignature").flag("valueBoolean"),
    )


def _read_line(found: Element) -> PrescriptionLine:
    drug, supply = found.child("medicationCodeableConcept"), found.child("dispenseRequest")
    amount = supply.child("quantity")
    dose = dosage_of(next(iter(found.each("dosageInstruction")), Element({}, TYPE + ".dosageInstruction")))
    price = found.extension("price").child("valueMoney").number("value")
    return PrescriptionLine(
        id=found.need("id"),
        drug=drug.code(codes.FORMULARY),
        name=drug.words(),
        form=found.extension("form").text("valueString"),
        strength=found.extension("strength").text("valueString"),
        single=dose.single,
        dose_unit=dose.unit,
        frequency=dose.frequency,
        per_day=dose.per_day,
        route=dose.route,
        days=supply.child("expectedSupplyDuration").whole("value") or 0,
        quantity=amount.number("value") or Decimal(0),
        quantity_unit=amount.unit(),
        skin_test=found.extension("skin-test").text("valueString"),
        as_needed=dose.as_needed,
        note=_note(found, _LINE),
        price_fen=None if price is None else int(price.scaleb(2)),
    )


def _state(found: Element) -> PrescriptionState:
    """Ours where it fits the status that the wire tells, else what that status means to us."""
    status = found.need("status")
    told = found.child("statusReason").code(codes.PRESCRIPTION_STATE)
    ours = next((state for state, wire in _STATUS.items() if state == told and wire == status), None)
    state = ours or _READ.get(status)
    if state is None:
        raise NotOurs(TYPE + ".status", "no status we know")
    return state


def _kind(head: Element) -> SheetKind:
    code = head.part("kind").child("valueCoding").text("code")
    if code not in frozenset(SheetKind):
        raise NotOurs(TYPE + ".extension", "a kind of sheet we do not know")
    return SheetKind(code)


def _number(found: Element) -> str | None:
    given = found.child("groupIdentifier")
    return given.text("value") or None if given.text("system") == codes.PRESCRIPTION_NO else None


def _annotation(kind: str, text: str) -> Json | None:
    return {"extension": [extension("note", valueCode=kind)], "text": text} if text else None


def _note(found: Element, kind: str) -> str:
    return next((one.text("text") for one in found.each("note") if one.extension("note").text("valueCode") == kind), "")


def _money(fen: int | None) -> Json | None:
    return None if fen is None else {"value": Decimal(fen).scaleb(-2), "currency": "CNY"}


def _issued(sheet: Prescription) -> str | None:
    return local_day(instant(sheet.signed_at)).isoformat() if sheet.signed_at else None
