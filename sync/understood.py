"""What we read of a stranger's resource, written our way: what it says beyond that is left as it was received."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.domain.encounter import Encounter
from app.domain.person import Person
from app.store import exchange
from app.store.database import Reading
from sync import outward
from sync.about import recorder_of
from sync.fhir import (
    allergy,
    care_plan,
    condition,
    contract,
    device,
    encounter,
    episode_of_care,
    fact,
    invoice,
    measure_report,
    medication_dispense,
    medication_knowledge,
    medication_statement,
    observation,
    organization,
    person,
    practitioner,
    prescription,
    questionnaire_response,
    rx_template,
    sample,
    skin_test,
    supply_request,
    trip,
)
from sync.fhir.build import Json
from sync.fhir.element import NotOurs, Unreadable
from sync.fhir.messages import MESSAGES


def understood(conn: Reading, body: Json) -> Json | None:
    """What we read of a stranger's resource, written our way: the middle form of :func:`sync.fhir.overlay.laid_over`.

    None where we read nothing of it, or where the resource is one that only we make.
    """
    reader = _UNDERSTOOD.get(str(body.get("resourceType")))
    try:
        return None if reader is None else reader(conn, body)
    except Unreadable:
        return None


def _seen_person(conn: Reading, body: Json) -> Json:
    record: Person = person.from_fhir(body)
    return person.to_fhir(record, sorted(person.links_of(body)), outward.organization_here(conn))


def _seen_encounter(conn: Reading, body: Json) -> Json:
    record: Encounter = encounter.from_fhir(body)
    here = outward.organization_here(conn)
    return encounter.to_fhir(record, encounter.participants_of(body), encounter.diagnoses_of(body), here)


def _seen_role(conn: Reading, body: Json) -> Json | None:
    known = exchange.READERS["practitioner"](conn, practitioner.practitioner_of(body))
    return None if known is None else practitioner.role_to_fhir(practitioner.role_from_fhir(body, known))


def _seen_observation(conn: Reading, body: Json) -> Json:
    try:
        return _seen_measured(conn, body)
    except NotOurs:
        return fact.to_fhir(fact.from_fhir(body), recorder_of(body))


def _seen_line(_conn: Reading, body: Json) -> Json:
    part = prescription.from_fhir(body)
    return prescription.line_to_fhir(part.sheet, part.sheet.lines[0], part.number)


def _seen_one_of(*pairs: tuple[Callable[[Any], Any], Callable[[Any], Json]]) -> Callable[[Reading, Json], Json]:
    """A resource that carries one of several things of ours; the mark of each says which."""

    def seen(_conn: Reading, body: Json) -> Json:
        for from_fhir, to_fhir in pairs[:-1]:
            try:
                return to_fhir(from_fhir(body))
            except NotOurs:
                pass
        return pairs[-1][1](pairs[-1][0](body))

    return seen


_seen_measured = _seen_one_of((observation.from_fhir, observation.to_fhir), (skin_test.reading_from_fhir, skin_test.reading_to_fhir))
_seen_message = _seen_one_of(*MESSAGES)


def _seen(from_fhir: Callable[[Any], Any], to_fhir: Callable[..., Json]) -> Callable[[Reading, Json], Json]:
    return lambda _conn, body: to_fhir(from_fhir(body))


def _seen_recorded(from_fhir: Callable[[Any], Any], to_fhir: Callable[..., Json]) -> Callable[[Reading, Json], Json]:
    return lambda _conn, body: to_fhir(from_fhir(body), recorder_of(body))


_UNDERSTOOD: Mapping[str, Callable[[Reading, Json], Json | None]] = {
    "Organization": _seen(organization.from_fhir, organization.to_fhir),
    "Practitioner": _seen(practitioner.from_fhir, practitioner.to_fhir),
    "PractitionerRole": _seen_role,
    "Device": _seen(device.from_fhir, device.to_fhir),
    "Patient": _seen_person,
    "Encounter": _seen_encounter,
    "Condition": _seen_recorded(condition.from_fhir, condition.to_fhir),
    "AllergyIntolerance": _seen_recorded(allergy.from_fhir, allergy.to_fhir),
    "Observation": _seen_observation,
    "Procedure": _seen(skin_test.from_fhir, skin_test.to_fhir),
    "MedicationRequest": _seen_line,
    "EpisodeOfCare": _seen(episode_of_care.from_fhir, episode_of_care.to_fhir),
    "QuestionnaireResponse": _seen(questionnaire_response.from_fhir, questionnaire_response.to_fhir),
    "Communication": _seen_message,
    "CarePlan": _seen(care_plan.from_fhir, care_plan.to_fhir),
    "Consent": _seen(contract.from_fhir, contract.to_fhir),
    "List": _seen_one_of((sample.from_fhir, sample.to_fhir), (trip.from_fhir, trip.to_fhir)),
    "MeasureReport": _seen(measure_report.from_fhir, measure_report.to_fhir),
    "PlanDefinition": _seen(rx_template.from_fhir, rx_template.to_fhir),
    "SupplyRequest": _seen(supply_request.from_fhir, supply_request.to_fhir),
    "MedicationKnowledge": _seen(medication_knowledge.from_fhir, medication_knowledge.to_fhir),
    "MedicationStatement": _seen(medication_statement.from_fhir, medication_statement.to_fhir),
    "MedicationDispense": _seen(medication_dispense.from_fhir, medication_dispense.to_fhir),
    "Invoice": _seen(invoice.from_fhir, invoice.to_fhir),
}
