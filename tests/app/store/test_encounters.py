"""Visits in the store: forward only, by union, today's open ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain.encounter import Encounter, EncounterStatus, VisitKind
from app.domain.ids import new_id
from app.errors import KnownError
from app.store import encounters, people
from app.store.database import Store
from app.store.unit_of_work import Change, UnitOfWork
from tests.app.conftest import person

DAY = date(2026, 3, 5)


@pytest.fixture
def visit(store: Store) -> Encounter:
    one = person()
    made = Encounter(new_id(), one.id, EncounterStatus.ARRIVED, VisitKind.CLINIC, "2026-03-05T00:40:00.000Z", seat="A1")

    def write(uow: UnitOfWork) -> None:
        people.add(uow, one)
        encounters.add(uow, made)

    store.write(write).result()
    return made


def test_written_and_read_as_it_was(store: Store, visit: Encounter) -> None:
    assert store.read(lambda conn: encounters.get(conn, visit.id)) == visit
    assert store.read(lambda conn: encounters.get(conn, "nothing")) is None
    assert store.read(lambda conn: encounters.of_person(conn, [visit.person])) == [visit]


def test_the_day_is_the_clinics_own(store: Store, visit: Encounter) -> None:
    """16:30 UTC is tomorrow here."""
    late = replace(visit, id=new_id(), opened_at="2026-03-05T16:30:00.000Z")
    store.write(lambda uow: encounters.add(uow, late)).result()
    assert store.read(lambda conn: encounters.open_on(conn, DAY)) == [visit]
    assert store.read(lambda conn: encounters.open_of(conn, visit.person, DAY)) == [visit]
    assert store.read(lambda conn: encounters.open_on(conn, date(2026, 3, 6))) == [late]
    assert store.read(lambda conn: encounters.of_person(conn, [visit.person])) == [late, visit]


@pytest.mark.parametrize(
    ("now", "then", "allowed"),
    [
        (EncounterStatus.ARRIVED, EncounterStatus.TRIAGED, True),
        (EncounterStatus.ARRIVED, EncounterStatus.FINISHED, True),
        (EncounterStatus.TRIAGED, EncounterStatus.ARRIVED, False),
        (EncounterStatus.FINISHED, EncounterStatus.IN_PROGRESS, False),
        (EncounterStatus.FINISHED, EncounterStatus.CANCELLED, False),
        (EncounterStatus.FINISHED, EncounterStatus.ENTERED_IN_ERROR, True),
        (EncounterStatus.CANCELLED, EncounterStatus.TRIAGED, False),
    ],
)
def test_a_status_never_goes_back(store: Store, visit: Encounter, now: EncounterStatus, then: EncounterStatus, allowed: bool) -> None:
    store.write(lambda uow: encounters.change(uow, replace(visit, status=now))).result()
    change = store.write(lambda uow: encounters.change(uow, replace(visit, status=then)))
    if allowed:
        change.result()
    else:
        with pytest.raises(KnownError, match="visit_closed"):
            change.result()
    kept = store.read(lambda conn: encounters.get(conn, visit.id))
    assert kept is not None and kept.status is (then if allowed else now)


def test_an_open_visit_is_not_a_finished_one(store: Store, visit: Encounter) -> None:
    store.write(lambda uow: encounters.change(uow, replace(visit, status=EncounterStatus.FINISHED))).result()
    assert store.read(lambda conn: encounters.open_on(conn, DAY)) == []
    assert len(store.read(lambda conn: encounters.of_day(conn, DAY))) == 1


def test_an_unknown_visit_cannot_be_changed(store: Store, visit: Encounter) -> None:
    with pytest.raises(KeyError):
        store.write(lambda uow: encounters.change(uow, replace(visit, id="nothing"))).result()


def test_an_unchanged_visit_is_not_sent_again(store: Store, visit: Encounter) -> None:
    told: list[Change] = []
    store.changes.subscribe(told.append)
    store.write(lambda uow: encounters.change(uow, visit)).result()
    store.settle()
    assert told == []
