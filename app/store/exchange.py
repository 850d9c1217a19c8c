"""Records as they are exchanged with peers: read by type and id, and written as they came.

What binds local acts (which day, whose turn, a reason) does not bind a record that was made elsewhere; what is for ever does:
a status never goes back, a number once measured or prescribed never changes (:class:`Differs`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Table

from app.domain.clinical import Allergy, Condition, Fact
from app.domain.county_file import CountyFile
from app.domain.device import Device
from app.domain.dispensing import Dispense, DispenseStatus, MoveKind, StockMove
from app.domain.ecg import EcgRecording
from app.domain.encounter import Encounter, EncounterStatus
from app.domain.filled_form import FilledForm
from app.domain.measurement import Measurement, MeasurementKind, MeasurementStatus
from app.domain.outside_medicine import OutsideMedicine
from app.domain.person import Person
from app.domain.prescription import Prescription, PrescriptionState
from app.domain.programme import Enrolment
from app.domain.rx_comment import Comment, CommentAnswer, Sample
from app.domain.staff import Organization, Practitioner
from app.domain.supplying import SupplyRequest, SupplyStep
from app.store import (
    accounts,
    care,
    clinical,
    contacts,
    county_files,
    devices,
    dispensing,
    ecg,
    encounters,
    enrolments,
    filled_forms,
    formulary,
    indicators,
    measurements,
    outside_medicines,
    parcels,
    people,
    prescriptions,
    reviews,
    rx_comments,
    rx_templates,
    settlements,
    skin_tests,
    stock,
    supplying,
    trips,
)
from app.store.differing import Differs, same
from app.store.exchanged import Record
from app.store.once import Once
from app.store.tables import metadata
from app.store.tables.dispensing import dispense, stock_move
from app.store.tables.people import allergy, condition, fact, person
from app.store.tables.prescriptions import prescription, prescription_line
from app.store.tables.rx_comments import rx_comment, rx_comment_answer, rx_sample
from app.store.tables.supplying import supply_request, supply_step
from app.store.tables.visits import encounter, measurement
from app.store.unit_of_work import UnitOfWork

Writer = Callable[[UnitOfWork, Any, str | None], None]
_TARGETS = {
    "person": "person",
    "encounter": "encounter",
    "device": "device",
    "practitioner": "practitioner",
    "prescriber": "practitioner",
    "prepared_by": "practitioner",
    "handed_by": "practitioner",
    "line": "prescription_line",
    "back_by": "practitioner",
    "requested_by": "practitioner",
    "opened_by": "practitioner",
    "by": "practitioner",
    "request": "supply_request",
    "measurement": "measurement",
    "contract": "contract",
    "organization": "organization",
    "comment": "rx_comment",
    "trip": "trip",
    "test": "skin_test",
    "sheet": "prescription",
}
_NOT_NEEDED: Mapping[type, frozenset[str]] = {
    SupplyRequest: frozenset({"person", "encounter", "line"}),  # the pharmacy that is asked opens no chart
    SupplyStep: frozenset({"person"}),
    StockMove: frozenset({"by"}),  # pieces count, whoever moved them
}
_STATES = tuple(PrescriptionState)
_VISIT = (*encounters.OPEN, EncounterStatus.CANCELLED, EncounterStatus.FINISHED, EncounterStatus.ENTERED_IN_ERROR)
"""A visit that one seat called off and another one finished took place."""


# ---- out

_ONCE: tuple[Once[Any], ...] = (
    contacts.CONTACTS,
    indicators.MEASURE_REPORTS,
    settlements.SETTLEMENTS,
    rx_templates.TEMPLATES,
    outside_medicines.STATEMENTS,
    *care.ALL,
    *skin_tests.ALL,
    *trips.ALL,
)
READERS: Mapping[str, Callable[[Connection, str], Any]] = {
    "organization": accounts.organization,
    "practitioner": accounts.practitioner,
    "device": devices.get,
    "person": people.get,
    "encounter": encounters.get,
    "condition": clinical.condition,
    "allergy": clinical.allergy,
    "fact": clinical.fact_by_id,
    "measurement": measurements.get,
    "ecg_recording": ecg.get,
    "prescription": prescriptions.get,
    "review_step": reviews.get,
    "rx_sample": rx_comments.sample,
    "rx_comment": rx_comments.get,
    "rx_comment_answer": rx_comments.answer,
    "dispense": dispensing.get,
    "supply_request": supplying.get,
    "supply_step": supplying.step,
    "enrolment": enrolments.get,
    "filled_form": filled_forms.get,
    "formulary": formulary.house,
    "stock_move": stock.get,
    **{each.table.name: each.get for each in _ONCE},
    "county_file": county_files.COUNTY_FILES.get,
}
"""Record type → its reader by id."""


# ---- in


def missing(uow: UnitOfWork, record: object) -> list[str]:
    """Names of what a record refers to and that is not here."""
    loose = _NOT_NEEDED.get(type(record), frozenset())
    found = ((name, table, getattr(record, name, None)) for name, table in _TARGETS.items() if name not in loose)
    return [name for name, table, key in found if isinstance(key, str) and key and not uow.has(metadata.tables[table], key)]


def is_here(uow: UnitOfWork, record_type: str, key: str) -> bool:
    """Whether a record is there."""
    return uow.has(metadata.tables[record_type], key)


def expect(uow: UnitOfWork, keys: Mapping[str, Collection[str]]) -> None:
    """Records, by type, that will be written or referred to: whether they are here is looked up at once."""
    for record_type, ids in keys.items():
        uow.expect(metadata.tables[record_type], ids)


def expect_readings(uow: UnitOfWork, keys: Collection[str]) -> None:
    """Readings of devices that will be written: which of them no record has yet is looked up at once."""
    uow.expect_unused(measurement, "reading_key", keys)


def save(uow: UnitOfWork, record: Record, recorded_by: str | None = None) -> None:
    """Write a record that came from a peer. Raises :class:`Differs`."""
    _WRITERS[type(record)](uow, record, recorded_by)


def add_recording(uow: UnitOfWork, one: EcgRecording, samples: ecg.Samples, taken_by: str | None) -> None:
    """Write a recording with its signal, or what became of one that is here."""
    here = ecg.get(uow.conn, one.id)
    if here is None:
        ecg.take_in(uow, one, samples, taken_by)
        return
    same(here, one, "person", "started_at", "leads", "hz", "nv_per_lsb")
    if one.status == "entered-in-error" != here.status:
        ecg.mark_error(uow, one.id, "sync")


def move_sheet(uow: UnitOfWork, here: Prescription, there: Prescription) -> bool:
    """Move a sheet on as it was elsewhere, never back; whether it moved. One that was reviewed follows its steps until it is void."""
    if there.state is not PrescriptionState.CANCELLED and reviews.of_sheets(uow.conn, [here.id])[here.id]:
        return False
    if here.state is there.state is PrescriptionState.CANCELLED:
        return _cancelled_twice(uow, here, there)
    if _STATES.index(there.state) <= _STATES.index(here.state):
        for line in there.lines if there.state is not here.state else ():
            uow.send_back(prescription_line, line.id)
        return False
    prescriptions.set_state(uow, here.id, there.state, "sync", there.cancel_reason, there.cancelled_at)
    return True


def _cancelled_twice(uow: UnitOfWork, here: Prescription, there: Prescription) -> bool:
    """Two places cancelled a sheet before they met: it ended at the first time, for the reason given then, on both."""
    ours, theirs = ((one.cancelled_at or "", one.cancel_reason) for one in (here, there))
    if theirs[0] and theirs < ours:
        prescriptions.set_state(uow, here.id, there.state, "sync", there.cancel_reason, there.cancelled_at)
        return True
    if theirs[0] and theirs != ours:
        for line in there.lines:
            uow.send_back(prescription_line, line.id)
    return False


def put_signature(uow: UnitOfWork, one: Prescription) -> None:
    """What was signed came after the lines."""
    values = {"document": one.document, "hash": one.hash, "prev_hash": one.prev_hash, "signature": one.signature}
    uow.update(prescription, one.id, values | {"public_key": one.public_key})


def _person(uow: UnitOfWork, one: Person, _by: str | None) -> None:
    write = people.change if uow.has(person, one.id) else people.add
    write(uow, one)


def _device(uow: UnitOfWork, one: Device, _by: str | None) -> None:
    """A device of another seat is known by name only: not taken on here, and its port is not ours."""
    here = devices.get(uow.conn, one.id)
    if here is None:
        namesake = devices.by_hub_id(uow.conn, one.hub_id)
        one = replace(one, added_at=uow.at, forgotten_at=uow.at, hub_id=f"elsewhere:{one.id}" if namesake else one.hub_id)
    devices.save(uow, one)


def _encounter(uow: UnitOfWork, one: Encounter, _by: str | None) -> None:
    here = encounters.get(uow.conn, one.id) if uow.has(encounter, one.id) else None
    if here is None:
        encounters.add(uow, one)
        return
    same(here, one, "person")
    kept = {name: getattr(one, name) or getattr(here, name) for name in ("triaged_at", "started_at", "finished_at", "practitioner")}
    stands = replace(one, status=max(here.status, one.status, key=_VISIT.index), **kept)
    encounters.move(uow, stands, before=here)
    if stands != one:
        uow.send_back(encounter, one.id)


def _measurement(uow: UnitOfWork, one: Measurement, _by: str | None) -> None:
    here = measurements.get(uow.conn, one.id) if uow.has(measurement, one.id) else None
    if here is None:
        if one.reading_key and one.status is MeasurementStatus.FINAL and _is_taken(uow, one.reading_key):
            raise Differs("reading_key")  # one reading on two records: a person decides whose it is
        measurements.add(uow, one)
        return
    same(here, one, "person", "kind", "values", "measured_at", "device", "reading_key")
    if one.status is MeasurementStatus.ENTERED_IN_ERROR and here.status is MeasurementStatus.FINAL:
        measurements.mark_error(uow, one.id, "sync")
        if one.kind is not MeasurementKind.BLOOD_PRESSURE_SUMMARY:  # its readings are told of, and it goes with them
            measurements.tell_taken_back(uow, here, "sync")
    measurements.change(uow, one, "sync")
    if one.status is MeasurementStatus.FINAL and here.status is MeasurementStatus.ENTERED_IN_ERROR:
        uow.send_back(measurement, one.id)


def _is_taken(uow: UnitOfWork, reading_key: str) -> bool:
    return not uow.is_unused(measurement, "reading_key", reading_key) and measurements.is_taken(uow.conn, reading_key)


def _condition(uow: UnitOfWork, one: Condition, by: str | None) -> None:
    if not uow.has(condition, one.id):
        clinical.add_condition(uow, one, by)
    else:
        clinical.change_condition(uow, one, "sync")
    if one.encounter and one.verification != "entered-in-error":
        encounters.add_diagnosis(uow, one.encounter, one.id)


def _allergy(uow: UnitOfWork, one: Allergy, by: str | None) -> None:
    if not uow.has(allergy, one.id):
        clinical.add_allergy(uow, one, by)
    else:
        clinical.change_allergy(uow, one, "sync")


def _fact(uow: UnitOfWork, one: Fact, by: str | None) -> None:
    here = clinical.fact_by_id(uow.conn, one.id) if uow.has(fact, one.id) else None
    if here is None:
        clinical.add_fact(uow, one, by)
    else:
        same(here, one, "person", "kind", "answer", "at")


def _dispense(uow: UnitOfWork, one: Dispense, _by: str | None) -> None:
    """What lies in the pharmacy goes to the patient or back on the shelf, once; what is told late moves nothing back."""
    here = dispensing.get(uow.conn, one.id) if uow.has(dispense, one.id) else None
    if here is None:
        dispensing.add(uow, one, "sync")
        dispensing.heard(uow, one)
        _book(uow, one)
        return
    same(here, one, "person", "prescription", "line", "drug", "batch", "pieces", "codes")
    if here.status is one.status:
        return
    if one.status is DispenseStatus.PREPARED:
        uow.send_back(dispense, one.id)
    elif here.status is DispenseStatus.PREPARED:
        back = one.status is DispenseStatus.TAKEN_BACK
        by, at = (one.back_by, one.back_at) if back else (one.handed_by, one.handed_at)
        _book(uow, dispensing.move(uow, here, one.status, by, at, one.reason))
    else:
        raise Differs("status")


def _book(uow: UnitOfWork, one: Dispense) -> None:
    if stock.is_here(uow.conn, one.shelf):
        formulary.list_product(uow, one.drug)
        stock.book_heard(uow, one)


def _move(uow: UnitOfWork, one: StockMove, _by: str | None) -> None:
    """A row of the ledger says once what moved. One list that two seats read was told by both, each at its own time."""
    if not uow.has(stock_move, one.id):
        formulary.list_product(uow, one.drug)
        stock.add(uow, one)
        return
    written = ("drug", "batch", "kind", "pieces") if one.kind is MoveKind.LISTED else StockMove.__dataclass_fields__
    same(stock.get(uow.conn, one.id), one, *written)


def _told_again(each: Once[Any]) -> Writer:
    return lambda uow, one, _: each.take(uow, one)


def _once(table: Table, read: Callable[[Connection, str], Any], add: Callable[[UnitOfWork, Any], None]) -> Writer:
    """Of what is written once and never changed: told again it says the same."""

    def written(uow: UnitOfWork, one: Any, _by: str | None) -> None:
        if uow.has(table, one.id):
            same(read(uow.conn, one.id), one, *type(one).__dataclass_fields__)
        else:
            add(uow, one)

    return written


_WRITERS: Mapping[type, Writer] = {
    Person: _person,
    Organization: lambda uow, one, _: accounts.save_organization(uow, one),
    Practitioner: lambda uow, one, _: accounts.save_practitioner(uow, one),
    Device: _device,
    Encounter: _encounter,
    Measurement: _measurement,
    Condition: _condition,
    Allergy: _allergy,
    Fact: _fact,
    Dispense: _dispense,
    SupplyRequest: _once(supply_request, supplying.get, supplying.add),
    Sample: _once(rx_sample, rx_comments.sample, rx_comments.add_sample),
    Comment: _once(rx_comment, rx_comments.get, rx_comments.add_comment),
    CommentAnswer: _once(rx_comment_answer, rx_comments.answer, rx_comments.add_answer),
    Enrolment: lambda uow, one, _: enrolments.take(uow, one),
    FilledForm: lambda uow, one, _: filled_forms.take(uow, one),
    **{each.kind: _told_again(each) for each in _ONCE},
    OutsideMedicine: lambda uow, one, _: outside_medicines.take(uow, one),
    SupplyStep: _once(supply_step, supplying.step, parcels.add_step),
    StockMove: _move,
    CountyFile: lambda uow, one, _: county_files.take(uow, one),
}
