"""What each record of the clinic becomes on the wire: its resources by reference, and their JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.clinical import Answer, FactKind
from app.domain.ecg import EcgRecording
from app.domain.person import Person
from app.domain.prescription import Prescription, PrescriptionState
from app.store import clinical, encounters, exchange, people, settings
from app.store import ecg as ecg_store
from app.store.database import Reading
from app.store.outgoing import FHIR_TYPES, WITH_MORE
from sync import jsontext
from sync.fhir import (
    allergy,
    condition,
    device,
    ecg,
    encounter,
    fact,
    observation,
    organization,
    person,
    practitioner,
    prescription,
    provenance,
)
from sync.fhir.build import Json
from sync.replica import Ref

_RIGHTS, _NONE_KNOWN, _SEGMENT = "rights", "none-known", "segment"
_OBSERVATIONS = ("measurement", "fact", "ecg_recording")
_RECORDS = {fhir_type: record for record, fhir_type in FHIR_TYPES.items() if fhir_type not in ("Observation", "PractitionerRole")}


@dataclass(frozen=True, slots=True)
class Owner:
    """The record a resource is made of; ``part`` '' for its own resource, else which of the further ones, ``number`` of a segment."""

    type: str
    id: str
    part: str = ""
    number: int = 0


def resources_of(conn: Reading, record_type: str, record_id: str) -> Iterator[tuple[Ref, Owner]]:
    """The resources a record becomes, its own first; none for a record without a wire form."""
    if record_type not in FHIR_TYPES:
        return
    yield Ref(FHIR_TYPES[record_type], record_id), Owner(record_type, record_id)
    if record_type in WITH_MORE:
        yield from _MORE[record_type](conn, record_id)


def _rights(_conn: Reading, record_id: str) -> Iterator[tuple[Ref, Owner]]:
    yield Ref(practitioner.ROLE, practitioner.role_id(record_id)), Owner("practitioner", record_id, _RIGHTS)


def _after_allergy(conn: Reading, record_id: str) -> Iterator[tuple[Ref, Owner]]:
    found = clinical.allergy(conn, record_id)
    if found is not None:
        yield Ref(allergy.TYPE, allergy.none_known_id(found.person)), Owner("person", found.person, _NONE_KNOWN)


def _after_fact(conn: Reading, record_id: str) -> Iterator[tuple[Ref, Owner]]:
    found = clinical.fact_by_id(conn, record_id)
    if found is not None and found.kind is FactKind.ALLERGY:
        yield Ref(allergy.TYPE, allergy.none_known_id(found.person)), Owner("person", found.person, _NONE_KNOWN)


def _segments(conn: Reading, record_id: str) -> Iterator[tuple[Ref, Owner]]:
    found = ecg_store.get(conn, record_id)
    for number in range(ecg.segment_count(found) if found else 0):
        yield Ref(ecg.TYPE, ecg.segment_id(record_id, number)), Owner("ecg_recording", record_id, _SEGMENT, number)


_MORE: Mapping[str, Callable[[Reading, str], Iterator[tuple[Ref, Owner]]]] = {
    "practitioner": _rights,
    "allergy": _after_allergy,
    "fact": _after_fact,
    "ecg_recording": _segments,
}


def owner_of(conn: Reading, ref: Ref) -> Owner | None:
    """The record a resource is made of, by its id alone; None for what is no record here (further resources are not found so)."""
    if ref.fhir_type == "Observation":
        return next((Owner(kind, ref.fhir_id) for kind in _OBSERVATIONS if exchange.READERS[kind](conn, ref.fhir_id) is not None), None)
    if ref.fhir_type == practitioner.ROLE:
        return None if exchange.held_role(conn, ref.fhir_id) is None else Owner("practitioner_role", ref.fhir_id)
    record = _RECORDS.get(ref.fhir_type)
    if record == "prescription_line":
        return None if exchange.sheet_of_line(conn, ref.fhir_id) is None else Owner(record, ref.fhir_id)
    return None if record is None or exchange.READERS[record](conn, ref.fhir_id) is None else Owner(record, ref.fhir_id)


def json_of(conn: Reading, owner: Owner) -> Json | None:
    """The resource as our record alone gives it; None where the record has no form on the wire (a recording still running)."""
    return _PARTS[owner.part](conn, owner) if owner.part else _WHOLE[owner.type](conn, owner.id)


def parsed(body: Json) -> Json:
    """As a peer would parse it: what is compared with received JSON has gone the same way."""
    found: Json = jsontext.loads(jsontext.dumps(body))
    return found


def organization_here(conn: Reading) -> str | None:
    """The institution of this workstation, where it is written down."""
    told = settings.get(conn, settings.ORGANIZATION, "")
    return told if isinstance(told, str) and told and exchange.READERS["organization"](conn, told) is not None else None


def _read(conn: Reading, record_type: str, key: str) -> Any:
    return exchange.READERS[record_type](conn, key)


def _person_json(conn: Reading, key: str) -> Json | None:
    found: Person | None = people.get(conn, key)
    return None if found is None else person.to_fhir(found, exchange.links(conn, key), organization_here(conn))


def _encounter_json(conn: Reading, key: str) -> Json | None:
    found = encounters.get(conn, key)
    if found is None:
        return None
    return encounter.to_fhir(found, encounters.participants(conn, key), encounters.diagnoses(conn, key), organization_here(conn))


def _recorded(record_type: str, to_fhir: Callable[[Any, str | None], Json]) -> Callable[[Reading, str], Json | None]:
    def made(conn: Reading, key: str) -> Json | None:
        found = _read(conn, record_type, key)
        return None if found is None else to_fhir(found, exchange.recorder(conn, record_type, key))

    return made


def _plain(record_type: str, to_fhir: Callable[[Any], Json | None]) -> Callable[[Reading, str], Json | None]:
    def made(conn: Reading, key: str) -> Json | None:
        found = _read(conn, record_type, key)
        return None if found is None else to_fhir(found)

    return made


def _held_json(conn: Reading, key: str) -> Json | None:
    held = exchange.held_role(conn, key)
    if held is None:
        return None
    return practitioner.held_to_fhir(held.id, held.practitioner, held.organization, held.role, (held.valid_from, held.valid_to))


def _signed_sheet(conn: Reading, key: str) -> Prescription | None:
    """A sheet that left the doctor's hands; a draft is nobody else's affair."""
    found: Prescription | None = _read(conn, "prescription", key)
    return found if found is not None and found.state is not PrescriptionState.DRAFT else None


def _line_json(conn: Reading, key: str) -> Json | None:
    place = exchange.sheet_of_line(conn, key)
    sheet = _signed_sheet(conn, place[0]) if place else None
    if place is None or sheet is None:
        return None
    line = next(one for one in sheet.lines if one.id == key)
    return prescription.line_to_fhir(sheet, line, place[1])


def _provenance_json(conn: Reading, key: str) -> Json | None:
    sheet = _signed_sheet(conn, key)
    return None if sheet is None else provenance.to_fhir(sheet)


def _finished(conn: Reading, key: str) -> EcgRecording | None:
    found = ecg_store.get(conn, key)
    return found if found is not None and found.status != "recording" else None


def _ecg_json(conn: Reading, key: str) -> Json | None:
    found = _finished(conn, key)
    if found is None:
        return None
    return ecg.to_fhir(found, ecg_store.samples(conn, key), exchange.recorder(conn, "ecg_recording", key))


def _segment_json(conn: Reading, owner: Owner) -> Json | None:
    found = _finished(conn, owner.id)
    return None if found is None else ecg.segment_to_fhir(found, ecg_store.samples(conn, owner.id), owner.number)


def _rights_json(conn: Reading, owner: Owner) -> Json | None:
    found = _read(conn, "practitioner", owner.id)
    return None if found is None else practitioner.role_to_fhir(found)


def _none_known_json(conn: Reading, owner: Owner) -> Json | None:
    """Told only where somebody once said so; it holds while that is the last answer and no allergy stands against it (H17)."""
    last = clinical.fact(conn, [owner.id], FactKind.ALLERGY)
    if last is None or not exchange.said_no_allergy(conn, owner.id):
        return None
    against = [one for one in clinical.allergies(conn, [owner.id]) if one.clinical_status == "active" and one.verification in _STANDING]
    return allergy.none_known(owner.id, last.at, last.source, last.answer is Answer.NO and not against)


_STANDING = frozenset({"unconfirmed", "confirmed"})
_PARTS = {_RIGHTS: _rights_json, _NONE_KNOWN: _none_known_json, _SEGMENT: _segment_json}
_WHOLE: Mapping[str, Callable[[Reading, str], Json | None]] = {
    "organization": _plain("organization", organization.to_fhir),
    "practitioner": _plain("practitioner", practitioner.to_fhir),
    "practitioner_role": _held_json,
    "device": _plain("device", device.to_fhir),
    "person": _person_json,
    "encounter": _encounter_json,
    "condition": _recorded("condition", condition.to_fhir),
    "allergy": _recorded("allergy", allergy.to_fhir),
    "fact": _recorded("fact", fact.to_fhir),
    "measurement": _plain("measurement", observation.to_fhir),
    "ecg_recording": _ecg_json,
    "prescription": _provenance_json,
    "prescription_line": _line_json,
}
