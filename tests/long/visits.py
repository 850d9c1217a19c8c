"""A visit as the long harnesses write it: one transaction of a resident, an encounter and its readings."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from app.domain.ids import derived_id
from app.store.audit import Actor
from app.store.tables.people import person
from app.store.tables.visits import encounter, measurement
from app.store.unit_of_work import UnitOfWork

KEY = bytes(range(32))
NURSE = Actor("account-1", "nurse", "01")
READINGS = 4
ROWS = 2 + READINGS
"""Records of a visit; each has an audit row and a change row of its own."""


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids of one visit, known before it is written."""

    person: str
    encounter: str
    readings: tuple[str, ...]


@cache
def ids_of(number: int) -> Ids:
    """The same ids for the same number, in whichever process."""
    visit = derived_id("long-visit", str(number))
    return Ids(derived_id("person", visit), visit, tuple(derived_id("reading", visit, str(one)) for one in range(READINGS)))


def write_person(uow: UnitOfWork, number: int) -> None:
    """The resident and the open encounter."""
    ids = ids_of(number)
    about = {"id": ids.person, "name": f"居民{number}", "sex": "1", "identifiers": "[]", "phones": "[]"}
    uow.insert(person, about | {"created_at": uow.at, "updated_at": uow.at})
    uow.insert(encounter, {"id": ids.encounter, "person": ids.person, "status": "arrived", "kind": "AMB", "opened_at": uow.at})


def write_readings(uow: UnitOfWork, number: int) -> None:
    """Its readings."""
    ids = ids_of(number)
    for place, one in enumerate(ids.readings):
        values = json.dumps([["systolic", str(120 + place), "mmHg", ""], ["diastolic", str(70 + number % 20), "mmHg", ""]])
        about = {"id": one, "person": ids.person, "encounter": ids.encounter, "kind": "blood_pressure", "values": values}
        state = {"measured_at": uow.at, "time_basis": "device", "source": "device", "status": "final", "recorded_at": uow.at}
        uow.insert(measurement, about | state | {"reading_key": one})


def write_visit(uow: UnitOfWork, number: int) -> None:
    """All of it."""
    write_person(uow, number)
    write_readings(uow, number)
