"""Whole workstations with encrypted stores, and a visit with a record of every kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.clock import SetClock
from app.domain.ids import new_id
from app.domain.person import Person
from app.store import accounts, clinical, devices, ecg, encounters, exchange, measurements, people, prescriptions, sync_state
from app.store.audit import PROGRAM
from app.store.database import Store
from app.store.unit_of_work import UnitOfWork
from sync.clinic import ClinicReplica
from sync.engine import Report, run_once
from sync.link import Link
from tests.sync.fhir import samples

KEY = bytes(range(32))
UP = "up"
NOW = datetime(2026, 3, 5, 8, tzinfo=UTC)


class Seat:
    """A workstation: its store, its replica, and a way to write."""

    def __init__(self, folder: Path, name: str) -> None:
        self.clock = SetClock(NOW)
        self.path = folder / f"{name}.db"
        self.store = Store.open(self.path, KEY, self.clock)
        self.replica = ClinicReplica(self.store)
        self.write(lambda uow: sync_state.add_peer(uow, UP, "hub", "http://127.0.0.1/fhir"))

    def write(self, work: Callable[[UnitOfWork], Any]) -> Any:
        return self.store.write(work, PROGRAM).result()

    def restart(self) -> None:
        self.store.close()
        self.store = Store.open(self.path, KEY, self.clock)
        self.replica = ClinicReplica(self.store)

    def sync(self, link: Link) -> Report:
        return run_once(self.replica, UP, link, self.clock)

    def read(self, kind: str, key: str) -> Any:
        return self.store.read(lambda conn: exchange.READERS[kind](conn, key))

    def whole(self) -> dict[str, Any]:
        """Every record of the sample visit, as the store has it."""
        found = {f"{kind}/{key}": self.read(kind, key) for kind, key in RECORDS}
        found["links"] = self.store.read(lambda conn: people.links_of(conn, [samples.resident.id])[samples.resident.id])
        found["diagnoses"] = self.store.read(lambda conn: sorted(encounters.diagnoses(conn, samples.visit.id)))
        found["strip"] = (
            self.store.read(lambda conn: ecg.samples(conn, samples.strip.id)) if found[f"ecg_recording/{samples.strip.id}"] else {}
        )
        found["long"] = (
            self.store.read(lambda conn: ecg.samples(conn, samples.long_strip.id))
            if found[f"ecg_recording/{samples.long_strip.id}"]
            else {}
        )
        return found


FACTS = samples.facts[:2]
TWIN = replace(samples.resident, id=samples.made("twin"), identifiers=(), phones=())
RECORDS = [
    ("organization", samples.clinic.id),
    ("practitioner", samples.doctor.id),
    ("person", samples.resident.id),
    ("person", TWIN.id),
    ("encounter", samples.visit.id),
    *(("measurement", one.id) for one in samples.measurements),
    *(("condition", one.id) for one in samples.conditions),
    *(("allergy", one.id) for one in samples.allergies),
    *(("fact", one.id) for one in FACTS),
    ("ecg_recording", samples.strip.id),
    ("ecg_recording", samples.long_strip.id),
    ("prescription", samples.sheet.id),
]


def record_visit(uow: UnitOfWork) -> None:
    """One visit with a record of every kind, as the services would write it."""
    by = samples.doctor.id
    accounts.save_organization(uow, samples.clinic)
    accounts.save_practitioner(uow, samples.doctor)
    devices.save(uow, replace(samples.cuff, added_at=uow.at))
    people.add(uow, samples.resident)
    people.add(uow, TWIN)
    people.link(uow, samples.resident.id, TWIN.id, "same card")
    encounters.add(uow, samples.visit)
    for measured in samples.measurements:
        measurements.add(uow, measured)
    for condition in samples.conditions:
        clinical.add_condition(uow, condition, by)
        if condition.verification != "entered-in-error":
            encounters.add_diagnosis(uow, samples.visit.id, condition.id)
    for allergy in samples.allergies:
        clinical.add_allergy(uow, allergy, by)
    for fact in FACTS:
        clinical.answer(uow, fact, by)
    ecg.take_in(uow, samples.strip, samples.strip_samples, by)
    ecg.take_in(uow, samples.long_strip, samples.long_samples, by)
    prescriptions.add(uow, samples.sheet)


def settled(*reports: Report) -> None:
    for one in reports:
        assert (one.error, one.parked, one.still_pending, one.conflicts, one.set_aside) == (None, 0, 0, 0, 0), one


def resident(name: str = "李四", **more: Any) -> Person:
    return replace(samples.resident, id=new_id(), name=name, identifiers=(), **more)


def add_person(seat: Seat, one: Person) -> Person:
    seat.write(lambda uow: people.add(uow, one))
    return one
