"""What the records of the clinic become on the wire: their resources by reference, and their JSON, a bundle's worth at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, NamedTuple

from app.domain.clinical import Answer, FactKind
from app.domain.ecg import EcgRecording
from app.domain.prescription import Prescription, PrescriptionState
from app.store import clinical, encounters, people, sending, settings
from app.store import ecg as ecg_store
from app.store.accounts import HeldRole
from app.store.database import Reading
from app.store.outgoing import RECORD_TYPES, WITH_MORE
from sync import commented, jsontext, reviewed
from sync.fhir import (
    allergy,
    care_plan,
    communication,
    condition,
    contract,
    critical_step,
    detected_issue,
    device,
    device_check,
    ecg,
    encounter,
    episode_of_care,
    fact,
    health_education,
    invoice,
    library,
    measure_report,
    medication_dispense,
    medication_knowledge,
    medication_statement,
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
)
from sync.fhir.build import Json
from sync.replica import Ref

_RIGHTS, _NONE_KNOWN, _SEGMENT = "rights", "none-known", "segment"
_REQUEST, _FINDING, _OBJECTION, _COMMENT = "request", "finding", "objection", "comment"


class Owner(NamedTuple):
    """The record a resource is made of; ``part`` '' for its own resource, else which of the further ones, ``number`` of those that are counted."""

    type: str
    id: str
    part: str = ""
    number: int = 0


Made = dict[str, Json]
"""Resources by the id of their record."""

_Counted = Callable[[Reading, Collection[Owner]], dict[Owner, Json]]


def further(conn: Reading, record_type: str, record_ids: Collection[str]) -> Mapping[str, list[tuple[Ref, Owner]]]:
    """The resources that records become beside their own, by record."""
    return _MORE[record_type](conn, record_ids) if record_type in WITH_MORE else {}


def _rights(_conn: Reading, keys: Collection[str]) -> Mapping[str, list[tuple[Ref, Owner]]]:
    return {key: [(Ref(practitioner.ROLE, practitioner.role_id(key)), Owner("practitioner", key, _RIGHTS))] for key in keys}


def _none_known_of(person_id: str) -> list[tuple[Ref, Owner]]:
    return [(Ref(allergy.TYPE, allergy.none_known_id(person_id)), Owner("person", person_id, _NONE_KNOWN))]


def _after_allergies(conn: Reading, keys: Collection[str]) -> Mapping[str, list[tuple[Ref, Owner]]]:
    return {key: _none_known_of(one.person) for key, one in clinical.allergies_by_ids(conn, keys).items()}


def _after_facts(conn: Reading, keys: Collection[str]) -> Mapping[str, list[tuple[Ref, Owner]]]:
    found = clinical.facts_by_ids(conn, keys)
    return {key: _none_known_of(one.person) for key, one in found.items() if one.kind is FactKind.ALLERGY}


def _segments(conn: Reading, keys: Collection[str]) -> Mapping[str, list[tuple[Ref, Owner]]]:
    counts = {key: ecg.segment_count(one) for key, one in sending.records(conn, "ecg_recording", keys).items()}
    return {
        key: [(Ref(ecg.TYPE, ecg.segment_id(key, number)), Owner("ecg_recording", key, _SEGMENT, number)) for number in range(count)]
        for key, count in counts.items()
    }


def _about_sheets(conn: Reading, keys: Collection[str]) -> Mapping[str, list[tuple[Ref, Owner]]]:
    """What the rules said of a sheet, and the request to review it."""
    found: dict[str, list[tuple[Ref, Owner]]] = {}
    for key, sheet in reviewed.own_sheets(conn, keys).items():
        issues = range(len(reviewed.findings_of(sheet)))
        found[key] = [
            (Ref(detected_issue.TYPE, detected_issue.finding_id(key, n)), Owner("prescription", key, _FINDING, n)) for n in issues
        ]
        found[key].append((Ref(task.TYPE, task.request_id(key)), Owner("prescription", key, _REQUEST)))
    return found


def _about_steps(conn: Reading, keys: Collection[str]) -> Mapping[str, list[tuple[Ref, Owner]]]:
    return {
        step.id: [
            (Ref(detected_issue.TYPE, detected_issue.objection_id(step.id, n)), Owner("review_step", step.id, _OBJECTION, n))
            for n in range(len(step.objections))
        ]
        for step, _ in reviewed.steps_with_sheets(conn, keys)
    }


def _about_comments(conn: Reading, keys: Collection[str]) -> Mapping[str, list[tuple[Ref, Owner]]]:
    return {
        one.id: [
            (Ref(detected_issue.TYPE, detected_issue.comment_issue_id(one.id, n)), Owner("rx_comment", one.id, _COMMENT, n))
            for n in range(len(one.codes))
        ]
        for one, _ in commented.with_sheets(conn, keys)
    }


_MORE: Mapping[str, Callable[[Reading, Collection[str]], Mapping[str, list[tuple[Ref, Owner]]]]] = {
    "practitioner": _rights,
    "allergy": _after_allergies,
    "fact": _after_facts,
    "ecg_recording": _segments,
    "prescription": _about_sheets,
    "review_step": _about_steps,
    "rx_comment": _about_comments,
}


def owners_of(conn: Reading, refs: Iterable[Ref]) -> dict[Ref, Owner]:
    """The records that resources are made of, by their ids alone (further resources are not found so); without those that are not here."""
    by_type: dict[str, list[Ref]] = defaultdict(list)
    for ref in refs:
        by_type[ref.fhir_type].append(ref)
    found: dict[Ref, Owner] = {}
    for fhir_type, asked in by_type.items():
        for record_type in RECORD_TYPES.get(fhir_type, ()):
            here = sending.here(conn, record_type, [ref.fhir_id for ref in asked])
            found.update((ref, Owner(record_type, ref.fhir_id)) for ref in asked if ref.fhir_id in here)
    return found


def jsons_of(conn: Reading, owners: Iterable[Owner]) -> dict[Owner, Json]:
    """The resources as our records alone give them; without those that have no form on the wire (a recording still running)."""
    alike: dict[tuple[str, str], list[Owner]] = defaultdict(list)
    for owner in owners:
        alike[owner.type, owner.part].append(owner)
    found: dict[Owner, Json] = {}
    for (record_type, part), asked in alike.items():
        if part in _COUNTED:
            found |= _COUNTED[part](conn, asked)
            continue
        made = (_PARTS[part] if part else _WHOLE[record_type])(conn, [owner.id for owner in asked])
        found.update((owner, made[owner.id]) for owner in asked if owner.id in made)
    return found


def parsed(body: Json) -> Json:
    """As a peer would parse it: what is compared with received JSON has gone the same way."""
    found: Json = jsontext.loads(jsontext.dumps(body))
    return found


def organization_here(conn: Reading) -> str | None:
    """The institution of this workstation, where it is written down."""
    told = settings.get(conn, settings.ORGANIZATION, "")
    return told if isinstance(told, str) and told and sending.here(conn, "organization", [told]) else None


def _people(conn: Reading, keys: Collection[str]) -> Made:
    here, links = organization_here(conn), people.links_of(conn, keys)
    return {key: person.to_fhir(one, links[key], here) for key, one in people.by_ids(conn, keys).items()}


def _encounters(conn: Reading, keys: Collection[str]) -> Made:
    here, took_part, found = organization_here(conn), encounters.participants_of(conn, keys), encounters.diagnoses_of(conn, keys)
    return {key: encounter.to_fhir(one, took_part[key], found[key], here) for key, one in encounters.by_ids(conn, keys).items()}


def _recorded(record_type: str, to_fhir: Callable[[Any, str | None], Json]) -> Callable[[Reading, Collection[str]], Made]:
    def made(conn: Reading, keys: Collection[str]) -> Made:
        by = sending.recorders(conn, record_type, keys)
        return {key: to_fhir(one, by.get(key)) for key, one in sending.records(conn, record_type, keys).items()}

    return made


def _plain(record_type: str, to_fhir: Callable[[Any], Json]) -> Callable[[Reading, Collection[str]], Made]:
    return lambda conn, keys: {key: to_fhir(one) for key, one in sending.records(conn, record_type, keys).items()}


def _role(held: HeldRole) -> Json:
    return practitioner.held_to_fhir(held.id, held.practitioner, held.organization, held.role, (held.valid_from, held.valid_to))


def _moves(conn: Reading, keys: Collection[str]) -> Made:
    here = organization_here(conn) or ""
    told = ((key, supply_delivery.to_fhir(one, here)) for key, one in sending.records(conn, "stock_move", keys).items())
    return {key: body for key, body in told if body is not None}


def _signed_sheets(conn: Reading, keys: Collection[str]) -> Mapping[str, Prescription]:
    """Sheets that left the doctor's hands; a draft is nobody else's affair."""
    found: Mapping[str, Prescription] = sending.records(conn, "prescription", keys)
    return {key: sheet for key, sheet in found.items() if sheet.state is not PrescriptionState.DRAFT}


def _lines(conn: Reading, keys: Collection[str]) -> Made:
    places = sending.sheets_of_lines(conn, keys)
    sheets = _signed_sheets(conn, {sheet for sheet, _ in places.values()})
    found: Made = {}
    for key, (sheet_id, number) in places.items():
        sheet = sheets.get(sheet_id)
        if sheet is not None:
            found[key] = prescription.line_to_fhir(sheet, next(line for line in sheet.lines if line.id == key), number)
    return found


def _provenances(conn: Reading, keys: Collection[str]) -> Made:
    return {key: body for key, sheet in _signed_sheets(conn, keys).items() if (body := provenance.to_fhir(sheet)) is not None}


def _finished(conn: Reading, keys: Collection[str]) -> Mapping[str, EcgRecording]:
    found: Mapping[str, EcgRecording] = sending.records(conn, "ecg_recording", keys)
    return {key: one for key, one in found.items() if one.status != "recording"}


def _ecgs(conn: Reading, keys: Collection[str]) -> Made:
    by = sending.recorders(conn, "ecg_recording", keys)
    return {key: ecg.to_fhir(one, ecg_store.samples(conn, key), by.get(key)) for key, one in _finished(conn, keys).items()}


def _segment_jsons(conn: Reading, asked: Collection[Owner]) -> dict[Owner, Json]:
    """Every signal is read once for all its segments."""
    found: dict[Owner, Json] = {}
    for key, one in _finished(conn, {owner.id for owner in asked}).items():
        samples = ecg_store.samples(conn, key)
        found.update((owner, ecg.segment_to_fhir(one, samples, owner.number)) for owner in asked if owner.id == key)
    return found


def _counted(make: Callable[[Reading, reviewed.Numbers], Mapping[tuple[str, int], Json]]) -> _Counted:
    def jsons(conn: Reading, asked: Collection[Owner]) -> dict[Owner, Json]:
        made = make(conn, [(owner.id, owner.number) for owner in asked])
        return {owner: made[owner.id, owner.number] for owner in asked if (owner.id, owner.number) in made}

    return jsons


def _none_known(conn: Reading, keys: Collection[str]) -> Made:
    """Told only where somebody once said so; it holds while that is the last answer and no allergy stands against it (H17)."""
    said, last = sending.said_no_allergy(conn, keys), sending.last_answers(conn, keys)
    standing = [one for one in clinical.allergies(conn, keys) if one.clinical_status == "active" and one.verification in _STANDING]
    against = {one.person for one in standing}
    return {
        key: allergy.none_known(key, last[key].at, last[key].source, last[key].answer is Answer.NO and key not in against) for key in said
    }


_STANDING = frozenset({"unconfirmed", "confirmed"})
_COUNTED: Mapping[str, _Counted] = {
    _SEGMENT: _segment_jsons,
    _FINDING: _counted(reviewed.findings),
    _OBJECTION: _counted(reviewed.objections),
    _COMMENT: _counted(commented.issues),
}
_PARTS = {_RIGHTS: _plain("practitioner", practitioner.role_to_fhir), _NONE_KNOWN: _none_known, _REQUEST: reviewed.requests}
_WHOLE: Mapping[str, Callable[[Reading, Collection[str]], Made]] = {
    "organization": _plain("organization", organization.to_fhir),
    "practitioner": _plain("practitioner", practitioner.to_fhir),
    "practitioner_role": _plain("practitioner_role", _role),
    "device": _plain("device", device.to_fhir),
    "person": _people,
    "encounter": _encounters,
    "condition": _recorded("condition", condition.to_fhir),
    "allergy": _recorded("allergy", allergy.to_fhir),
    "fact": _recorded("fact", fact.to_fhir),
    "measurement": _plain("measurement", observation.to_fhir),
    "ecg_recording": _ecgs,
    "prescription": _provenances,
    "prescription_line": _lines,
    "review_step": reviewed.verdicts,
    "rx_sample": _plain("rx_sample", sample.to_fhir),
    "rx_comment": commented.comments,
    "rx_comment_answer": commented.answers,
    "dispense": _plain("dispense", medication_dispense.to_fhir),
    "settlement": _plain("settlement", invoice.to_fhir),
    "supply_request": _plain("supply_request", supply_request.to_fhir),
    "supply_step": _plain("supply_step", supply_request.step_to_fhir),
    "enrolment": _plain("enrolment", episode_of_care.to_fhir),
    "filled_form": _plain("filled_form", questionnaire_response.to_fhir),
    "contact": _plain("contact", communication.to_fhir),
    "plan_text": _plain("plan_text", care_plan.to_fhir),
    "critical_step": _plain("critical_step", critical_step.to_fhir),
    "contract": _plain("contract", contract.to_fhir),
    "contract_step": _plain("contract_step", contract.step_to_fhir),
    "measure_report": _plain("measure_report", measure_report.to_fhir),
    "health_education": _plain("health_education", health_education.to_fhir),
    "skin_test": _plain("skin_test", skin_test.to_fhir),
    "skin_reading": _plain("skin_reading", skin_test.reading_to_fhir),
    "skin_step": _plain("skin_step", skin_test.step_to_fhir),
    "outside_medicine": _plain("outside_medicine", medication_statement.to_fhir),
    "rx_template": _plain("rx_template", rx_template.to_fhir),
    "trip": _plain("trip", trip.to_fhir),
    "trip_return": _plain("trip_return", trip.return_to_fhir),
    "device_check": _plain("device_check", device_check.to_fhir),
    "formulary": _plain("formulary", medication_knowledge.to_fhir),
    "stock_move": _moves,
    "county_file": _plain("county_file", library.county_to_fhir),
}
