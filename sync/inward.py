"""What a peer's resource becomes here: a record of ours, or a resource kept as received.

Runs inside one transaction of the store. A resource that refers to something that is not here yet is kept and read again when its
resident or visit arrives.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from app.domain.clinical import Condition
from app.domain.prescription import Prescription
from app.store import encounters, exchange, peer_links, peer_records, prescriptions, stock
from app.store.differing import Differs
from app.store.outgoing import RECORD_TYPES
from app.store.unit_of_work import UnitOfWork
from sync import catalogue, commented, jsontext, observed, reviewed
from sync.about import recorder_of, resident_of
from sync.fhir import (
    allergy,
    care_plan,
    comment,
    condition,
    contract,
    device,
    ecg,
    encounter,
    episode_of_care,
    invoice,
    measure_report,
    medication_dispense,
    medication_statement,
    message,
    observation,
    organization,
    person,
    practitioner,
    prescription,
    provenance,
    questionnaire_response,
    rx_template,
    sample,
    skin_test,
    supply_delivery,
    supply_request,
    task,
    trip,
    verdict,
)
from sync.fhir.build import Json
from sync.fhir.element import BadResource, NotOurs, Unreadable
from sync.fhir.messages import MESSAGES
from sync.packing import unpack
from sync.replica import Ref
from sync.waiting import Waits as Waits
from sync.waiting import needs_nothing

Take = Callable[[UnitOfWork, Json, Json | None], None]
"""Writes a body; the last argument is the form that was agreed on before, None where there was none."""


def take(uow: UnitOfWork, ref: Ref, body: Json, before: Json | None) -> None:
    """Write a resource as a record. Raises NotOurs, :class:`Waits` (keep it), BadResource (set it aside), Differs (a person decides)."""
    writer = _TAKERS.get(ref.fhir_type)
    if writer is None:
        raise NotOurs(ref.fhir_type, "a type without records here")
    writer(uow, body, before)


def expect(uow: UnitOfWork, bodies: Mapping[Ref, Json]) -> None:
    """What a page holds, so that its records, and whom they are about, are looked up together."""
    keys: dict[str, set[str]] = defaultdict(set)
    readings: set[str] = set()
    for ref, body in bodies.items():
        for record_type in RECORD_TYPES.get(ref.fhir_type, ()):
            keys[record_type].add(ref.fhir_id)
        resident = resident_of(body)
        if resident:
            keys["person"].add(resident)
        if ref.fhir_type == observation.TYPE:
            readings |= observation.reading_keys(body)
    exchange.expect(uow, keys)
    exchange.expect_readings(uow, readings)


# ---- one type each


def _save(uow: UnitOfWork, record: Any, recorded_by: str | None = None) -> None:
    needs_nothing(uow, record)
    exchange.save(uow, record, recorded_by)


def _take_person(uow: UnitOfWork, body: Json, before: Json | None) -> None:
    record = person.from_fhir(body)
    fresh = not exchange.is_here(uow, "person", record.id)
    _save(uow, record)
    told, had = set(person.links_of(body)), set(person.links_of(before)) if before else set()
    for other in sorted(told):
        peer_links.link(uow, record.id, other, "sync")
    for other in sorted(had - told):
        peer_links.unlink(uow, record.id, other)
    if fresh:
        retry_kept(uow, record.id)


def _take_practitioner(uow: UnitOfWork, body: Json, _before: Json | None) -> None:
    known = exchange.READERS["practitioner"](uow.conn, str(body.get("id")))
    _save(uow, practitioner.from_fhir(body, known))


def _take_role(uow: UnitOfWork, body: Json, _before: Json | None) -> None:
    known = exchange.READERS["practitioner"](uow.conn, practitioner.practitioner_of(body))
    if known is None:
        raise Waits("practitioner")
    _save(uow, practitioner.role_from_fhir(body, known))


def _take_device(uow: UnitOfWork, body: Json, _before: Json | None) -> None:
    _save(uow, device.from_fhir(body, exchange.READERS["device"](uow.conn, str(body.get("id")))))


def _take_encounter(uow: UnitOfWork, body: Json, _before: Json | None) -> None:
    record = encounter.from_fhir(body)
    fresh = not exchange.is_here(uow, "encounter", record.id)
    _save(uow, record)
    for one in encounter.participants_of(body):
        if exchange.READERS["practitioner"](uow.conn, one) is not None:
            encounters.add_participant(uow, record.id, one)
    for one in encounter.diagnoses_of(body):
        if exchange.is_here(uow, "condition", one):
            encounters.add_diagnosis(uow, record.id, one)
    rank_diagnoses(uow, body)
    if fresh:
        retry_kept(uow, record.person)


def _take_condition(uow: UnitOfWork, body: Json, _before: Json | None) -> None:
    """A diagnosis takes the place that its visit gave it on an earlier page."""
    record: Condition = condition.from_fhir(body)
    _save(uow, record, recorder_of(body))
    if record.encounter and len(encounters.diagnoses(uow.conn, record.encounter)) > 1:
        agreed = peer_records.bases(uow.conn, encounter.TYPE, [record.encounter]).get(record.encounter)
        if agreed is not None:
            rank_diagnoses(uow, jsontext.loads(unpack(agreed).decode()))


def rank_diagnoses(uow: UnitOfWork, visit: Json) -> None:
    """The diagnoses of a visit in the order it names them; for those that came after it, too. Nothing where it cannot be read."""
    try:
        told = encounter.diagnoses_of(visit)
    except Unreadable:
        return
    if told:
        encounters.rank_diagnoses(uow, str(visit["id"]), told)


def _take_recorded(from_fhir: Callable[[Any], Any]) -> Take:
    def taken(uow: UnitOfWork, body: Json, _before: Json | None) -> None:
        _save(uow, from_fhir(body), recorder_of(body))

    return taken


def _take_observation(uow: UnitOfWork, body: Json, _before: Json | None) -> None:
    observed.take(uow, body)


def _take_skin_test(uow: UnitOfWork, body: Json, _before: Json | None) -> None:
    """Readings and steps that came before their test are read again."""
    record = skin_test.from_fhir(body)
    _save(uow, record)
    for fhir_type in (skin_test.READING, message.TYPE):
        for row in peer_records.foreign_of_person(uow.conn, record.person, fhir_type):
            _retry(uow, row, jsontext.loads(row["json"]))


def _take_line(uow: UnitOfWork, body: Json, _before: Json | None) -> None:
    """A line moves its sheet on; lines of a sheet that is not here wait for each other."""
    part = prescription.from_fhir(body)
    here = prescriptions.get(uow.conn, part.sheet.id)
    if here is not None:
        _same_line(here, part)
        exchange.move_sheet(uow, here, part.sheet)
        return
    parts = {part.number: part}
    for row in peer_records.foreign_of_person(uow.conn, part.sheet.person, prescription.TYPE):
        other = _part(row["json"])
        if other is not None and other.sheet.id == part.sheet.id:
            parts.setdefault(other.number, other)
    if len(parts) < part.of:
        raise Waits("line")
    _add_sheet(uow, prescription.joined(parts.values()))


def _part(text: str) -> prescription.SheetLine | None:
    try:
        return prescription.from_fhir(jsontext.loads(text))
    except Unreadable:
        return None


def _same_line(here: Prescription, part: prescription.SheetLine) -> None:
    """A dose never changes after signing (sync.md 4.4)."""
    if part.sheet.lines[0] not in here.lines or part.sheet.person != here.person:
        raise Differs("lines")


def _add_sheet(uow: UnitOfWork, sheet: Prescription) -> None:
    needs_nothing(uow, sheet)
    if sheet.number and prescriptions.by_number(uow.conn, sheet.number) is not None:
        raise Differs("number")
    signed = peer_records.foreign_row(uow.conn, provenance.TYPE, sheet.id)
    if signed is not None:
        sheet = provenance.signed_of(jsontext.loads(signed["json"])).onto(sheet)
        peer_records.drop_foreign(uow, provenance.TYPE, sheet.id)
    prescriptions.add(uow, sheet, action="sync")
    for line in sheet.lines:
        peer_records.drop_foreign(uow, prescription.TYPE, line.id)
    _retry_verdicts(uow, sheet.person)
    _retry_given(uow, sheet.person)


def _take_signature(uow: UnitOfWork, body: Json, _before: Json | None) -> None:
    try:
        signed = provenance.signed_of(body)
    except NotOurs:
        _take_verdict(uow, body)
        return
    if hashlib.sha256(signed.document).hexdigest() != signed.hash:
        raise BadResource(provenance.TYPE + ".signature", "hash does not fit")
    here = prescriptions.get(uow.conn, signed.prescription)
    if here is None:
        raise Waits("prescription")
    if here.document is None:
        exchange.put_signature(uow, signed.onto(here))
        _retry_verdicts(uow, here.person)
    elif here.hash != signed.hash:
        raise Differs("document")


def _take_verdict(uow: UnitOfWork, body: Json) -> None:
    try:
        step = verdict.from_fhir(body)
    except NotOurs:
        _take_comment(uow, body)
        return
    needs_nothing(uow, step)
    if not reviewed.take(uow, step):
        raise Waits("prescription")


def _take_comment(uow: UnitOfWork, body: Json) -> None:
    """An answer that came before its comment is read again."""
    found = comment.from_fhir(body)
    if not commented.take(uow, found):
        raise Waits("prescription")
    _retry_tasks(uow, found.person)


def _take_answer(uow: UnitOfWork, body: Json) -> None:
    if not commented.take(uow, comment.answer_from_fhir(body)):
        raise Waits("comment")


def _take_request(uow: UnitOfWork, body: Json, _before: Json | None) -> None:
    reviewed.take_request(uow, task.from_fhir(body))
    raise NotOurs(task.TYPE, "part of a signed sheet")


def _take_task(uow: UnitOfWork, body: Json, before: Json | None) -> None:
    """A step of a supply, an answer to a comment, or a request for review."""
    for taken in (_take_step, _take_answer):
        try:
            taken(uow, body)
            return
        except NotOurs:
            pass
    _take_request(uow, body, before)


def _take_step(uow: UnitOfWork, body: Json) -> None:
    _save(uow, supply_request.step_from_fhir(body))


def _take_supply(uow: UnitOfWork, body: Json, _before: Json | None) -> None:
    """Steps that came before their request are read again."""
    record = supply_request.from_fhir(body)
    _save(uow, record)
    _retry_tasks(uow, record.person)


def _take_move(uow: UnitOfWork, body: Json, _before: Json | None) -> None:
    """Another institution's shelf is nothing to this ledger."""
    told = supply_delivery.from_fhir(body)
    if not stock.is_here(uow.conn, told.shelf):
        raise NotOurs(supply_delivery.TYPE, "another institution's shelf")
    _save(uow, told.move)


def _retry_verdicts(uow: UnitOfWork, resident: str) -> None:
    """Verdicts that came before the sheet they are about."""
    for row in peer_records.foreign_of_person(uow.conn, resident, provenance.TYPE):
        _retry(uow, row, jsontext.loads(row["json"]))


def _retry_tasks(uow: UnitOfWork, resident: str) -> None:
    """Steps and answers that came before what they are about."""
    for row in peer_records.foreign_of_person(uow.conn, resident, supply_request.STEP):
        _retry(uow, row, jsontext.loads(row["json"]))


def _retry_given(uow: UnitOfWork, resident: str) -> None:
    """What was given out, paid, or asked for elsewhere, against lines that came later."""
    for fhir_type in (medication_dispense.TYPE, invoice.TYPE, supply_request.TYPE):
        for row in peer_records.foreign_of_person(uow.conn, resident, fhir_type):
            _retry(uow, row, jsontext.loads(row["json"]))


def retry_kept(uow: UnitOfWork, resident: str) -> None:
    """What was kept for want of this resident or visit is read again, references first."""
    kept = peer_records.foreign_of_person(uow.conn, resident)
    for row in sorted(kept, key=lambda one: _ORDER.get(one["fhir_type"], len(_ORDER))):
        _retry(uow, row, jsontext.loads(row["json"]))


def retry_recordings(uow: UnitOfWork, resident: str) -> None:
    """Recordings that waited for their segments: a server may give those it stored within one millisecond in any order."""
    for row in peer_records.foreign_of_person(uow.conn, resident, ecg.TYPE):
        body = jsontext.loads(row["json"])
        if "hasMember" in body:
            _retry(uow, row, body)


def _retry(uow: UnitOfWork, row: Mapping[Any, Any], body: Json) -> None:
    try:
        take(uow, Ref(row["fhir_type"], row["fhir_id"]), body, None)
    except (Unreadable, Waits, Differs):
        return
    peer_records.drop_foreign(uow, row["fhir_type"], row["fhir_id"])


def _plain(*readers: Callable[[Any], Any]) -> Take:
    """As the record that the first of the readers makes of it; all but the last pass on what is NotOurs."""

    def taken(uow: UnitOfWork, body: Json, _before: Json | None) -> None:
        for from_fhir in readers[:-1]:
            try:
                _save(uow, from_fhir(body))
                return
            except NotOurs:
                pass
        _save(uow, readers[-1](body))

    return taken


_TAKERS: Mapping[str, Take] = {
    "Organization": _plain(organization.from_fhir),
    "Practitioner": _take_practitioner,
    "PractitionerRole": _take_role,
    "Device": _take_device,
    "Medication": catalogue.take_medication,
    "MedicationKnowledge": catalogue.take_knowledge,
    "Library": catalogue.take_library,
    "Binary": catalogue.take_binary,
    "Patient": _take_person,
    "Encounter": _take_encounter,
    "Condition": _take_condition,
    "AllergyIntolerance": _take_recorded(allergy.from_fhir),
    "Procedure": _take_skin_test,
    "Observation": _take_observation,
    "MedicationRequest": _take_line,
    "Provenance": _take_signature,
    "MedicationStatement": _plain(medication_statement.from_fhir),
    "MedicationDispense": _plain(medication_dispense.from_fhir),
    "Invoice": _plain(invoice.from_fhir),
    "SupplyRequest": _take_supply,
    "SupplyDelivery": _take_move,
    "Task": _take_task,
    "EpisodeOfCare": _plain(episode_of_care.from_fhir),
    "QuestionnaireResponse": _plain(questionnaire_response.from_fhir),
    "CarePlan": _plain(care_plan.from_fhir),
    "Consent": _plain(contract.from_fhir),
    "MeasureReport": _plain(measure_report.from_fhir),
    "PlanDefinition": _plain(rx_template.from_fhir),
    "List": _plain(sample.from_fhir, trip.from_fhir),
    "Communication": _plain(*(from_fhir for from_fhir, _ in MESSAGES)),
}
_ORDER = {fhir_type: place for place, fhir_type in enumerate(_TAKERS)}
