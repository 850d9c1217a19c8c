"""Internet care: the earlier diagnosis in person that each disease of a sheet needs, from own records or from what the patient showed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.clock import instant, local_day
from app.domain.clinical import Condition
from app.domain.encounter import Encounter, VisitKind
from app.domain.measurement import Source
from app.domain.prescription import Prescription, PrescriptionState
from app.domain.revisit import EarlierDiagnosis, proof_of
from app.domain.rx_document import DocumentError, read
from app.errors import KnownError
from app.services.medicines import STANDING
from app.services.rx_draft import RxDraft
from app.store import clinical, encounters, measurements, people, prescriptions
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork

CHILD_UNDER_YEARS = 6
"""互联网诊疗监管细则: a younger child needs its guardian and a doctor of the specialty at the other end."""
OWN_RECORDS = "本系统面诊记录"

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Proved:
    """One diagnosis of a sheet and where it was made in person before; None = not shown yet."""

    icd10: str
    display: str
    earlier: EarlierDiagnosis | None


def is_remote(visit: Encounter | None) -> bool:
    """Whether what is prescribed in this visit is internet care."""
    return visit is not None and visit.kind is VisitKind.REMOTE


def earlier_diagnoses(conn: Reading, person: str) -> tuple[EarlierDiagnosis, ...]:
    """Of one human, linked records included: what was found in person, and what was shown for sheets of internet care.

    The newest first; a signed sheet says which institution, so it comes before a bare record of the same day.
    """
    linked = people.linked(conn, person)
    sheets = [one for one in prescriptions.of_person(conn, linked) if one.state is not PrescriptionState.CANCELLED]
    conditions = [one for one in clinical.conditions(conn, linked) if one.encounter and one.verification != "entered-in-error"]
    keys = {one.encounter for one in sheets} | {one.encounter for one in conditions if one.encounter}
    visits = encounters.by_ids(conn, keys)
    found = [*_of_sheets(sheets, visits), *_of_conditions(conditions, visits)]
    return tuple(sorted(found, key=lambda one: one.on, reverse=True))


def proofs(draft: RxDraft, known: Iterable[EarlierDiagnosis], today: date) -> tuple[Proved, ...]:
    """Each diagnosis of a sheet with its proof: of the records here, else as typed on the sheet."""
    at_hand = (*known, *(one for one in draft.earlier if one.complete(today)))
    return tuple(Proved(icd10, display, proof_of((icd10, display), at_hand)) for icd10, display in draft.diagnoses)


def is_revisit(draft: RxDraft, known: Iterable[EarlierDiagnosis], today: date) -> bool:
    """Whether every disease that is treated was found in person before."""
    found = proofs(draft, known, today)
    return bool(found) and all(one.earlier is not None for one in found)


def set_remote(uow: UnitOfWork, encounter: str, remote: bool) -> None:
    """Make an open visit internet care, or one in person again.

    KnownError ``visit_unknown``, ``visit_closed``, ``visit_in_person``: a device of this clinic measured the patient in it, ``visit_signed``:
    a sheet that stands was signed for what the visit was.
    """
    visit = encounters.get(uow.conn, encounter)
    if visit is None:
        raise KnownError("visit_unknown")
    if visit.status not in encounters.OPEN:
        raise KnownError("visit_closed", status=visit.status.value)
    if remote and any(one.source is Source.DEVICE for one in measurements.of_encounter(uow.conn, encounter)):
        raise KnownError("visit_in_person")
    if is_remote(visit) is remote:
        return
    if any(one.state in STANDING for one in prescriptions.of_encounter(uow.conn, encounter)):
        raise KnownError("visit_signed")
    kind = VisitKind.REMOTE if remote else VisitKind.CLINIC
    encounters.change(uow, replace(visit, kind=kind), before=visit)


def document_part(draft: RxDraft, visit: Encounter, known: Iterable[EarlierDiagnosis], today: date) -> dict[str, Any]:
    """What the signed document keeps of it; empty for a visit in person."""
    if not is_remote(visit):
        return {}
    found = [one.earlier for one in proofs(draft, known, today) if one.earlier is not None]
    told = [{"icd10": one.icd10, "display": one.display, "source": one.source.strip(), "on": one.on, "told": one.told} for one in found]
    return {"earlier": told, "guardian": draft.guardian}


def earlier_in(document: Json) -> tuple[EarlierDiagnosis, ...]:
    """The proofs that a signed document names; none for one in person."""
    return tuple(
        EarlierDiagnosis(one["icd10"], one["display"], one["source"], one["on"], one["told"])
        for one in document.get("internet", {}).get("earlier", ())
    )


def _of_sheets(sheets: Collection[Prescription], visits: Mapping[str, Encounter]) -> Iterator[EarlierDiagnosis]:
    for sheet in sheets:
        document = _document(sheet)
        if document is None:
            continue
        yield from (one for one in earlier_in(document) if one.told)
        if _in_person(visits.get(sheet.encounter)):
            place = " ".join((document["institution"]["name"], document["prescriber"]["name"]))
            for icd10, display in sheet.diagnoses:
                yield EarlierDiagnosis(icd10, display, place, document["issued"])


def _document(sheet: Prescription) -> Json | None:
    """None for a sheet of another program, or a damaged one: it proves nothing."""
    try:
        return read(sheet.document) if sheet.document is not None else None
    except DocumentError:
        return None


def _of_conditions(conditions: Iterable[Condition], visits: Mapping[str, Encounter]) -> Iterator[EarlierDiagnosis]:
    for one in conditions:
        if _in_person(visits.get(one.encounter or "")) and one.recorded_at:
            yield EarlierDiagnosis(one.icd10, one.display, OWN_RECORDS, local_day(instant(one.recorded_at)).isoformat())


def _in_person(visit: Encounter | None) -> bool:
    return visit is not None and not visit.proxy and visit.kind is not VisitKind.REMOTE
