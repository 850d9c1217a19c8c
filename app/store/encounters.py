"""Visits: their status moves forward only; participants and diagnoses are added, never replaced."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, bindparam, literal_column, select, update
from sqlalchemy.dialects.sqlite import insert

from app.clock import day_bounds
from app.domain.encounter import Encounter, EncounterStatus, VisitKind, may_become
from app.errors import KnownError
from app.store.driver import all_rows, one_row
from app.store.rows import among, listed, rows_where
from app.store.tables.visits import encounter, encounter_diagnosis, encounter_participant
from app.store.unit_of_work import UnitOfWork

_FIELDS = tuple(Encounter.__dataclass_fields__)
OPEN = (EncounterStatus.ARRIVED, EncounterStatus.TRIAGED, EncounterStatus.IN_PROGRESS)

_BY_ID = select(encounter).where(encounter.c.id == bindparam("id"))
_OF_DAY = (
    select(encounter)
    .where(encounter.c.opened_at >= bindparam("start"), encounter.c.opened_at < bindparam("end"))
    .order_by(encounter.c.opened_at, literal_column("encounter.rowid"))  # of one moment in the order written
)
_OPEN_OF_DAY = _OF_DAY.where(encounter.c.status.in_([status.value for status in OPEN]))
_OPEN_OF_PERSON = _OPEN_OF_DAY.where(encounter.c.person == bindparam("person"))
_RANK = (
    update(encounter_diagnosis)
    .where(encounter_diagnosis.c.encounter == bindparam("_encounter"), encounter_diagnosis.c.condition == bindparam("_condition"))
    .values(rank=bindparam("_rank"))
)
_OF_PERSON = select(encounter).where(among(encounter.c.person, "persons")).order_by(encounter.c.opened_at.desc(), encounter.c.id)


def get(conn: Connection, key: str) -> Encounter | None:
    """One visit."""
    row = one_row(conn, _BY_ID, id=key)
    return None if row is None else _encounter(row)


def by_ids(conn: Connection, keys: Collection[str]) -> dict[str, Encounter]:
    """Those of some visits that are here, by id."""
    return {row["id"]: _encounter(row) for row in rows_where(conn, encounter, "id", keys, _FIELDS)}


def of_day(conn: Connection, day: date) -> list[Encounter]:
    """All visits opened on a clinic day, in the order of arrival."""
    return _on(conn, _OF_DAY, day)


def open_on(conn: Connection, day: date) -> list[Encounter]:
    """Visits of a clinic day that are not over, in the order of arrival."""
    return _on(conn, _OPEN_OF_DAY, day)


def of_person(conn: Connection, persons: Collection[str]) -> list[Encounter]:
    """All visits of one human, the newest first."""
    return [_encounter(row) for row in all_rows(conn, _OF_PERSON, persons=listed(persons))]


def open_of(conn: Connection, person: str, day: date) -> list[Encounter]:
    """A resident's visits of a clinic day that are not over, in the order of arrival."""
    start, end = day_bounds(day)
    rows = all_rows(conn, _OPEN_OF_PERSON, person=person, start=start, end=end)
    return [_encounter(row) for row in rows]


def participants(conn: Connection, key: str) -> list[str]:
    """Practitioners who took part, in the order they came."""
    table = encounter_participant
    return list(conn.execute(select(table.c.practitioner).where(table.c.encounter == key).order_by(table.c.at)).scalars())


def diagnoses(conn: Connection, key: str) -> list[str]:
    """Conditions diagnosed in a visit, the main one first."""
    table = encounter_diagnosis
    return list(conn.execute(select(table.c.condition).where(table.c.encounter == key).order_by(table.c.rank)).scalars())


def participants_of(conn: Connection, keys: Collection[str]) -> dict[str, list[str]]:
    """:func:`participants` of several visits, by visit."""
    return _in_order(conn, encounter_participant, keys, "practitioner", "at")


def diagnoses_of(conn: Connection, keys: Collection[str]) -> dict[str, list[str]]:
    """:func:`diagnoses` of several visits, by visit."""
    return _in_order(conn, encounter_diagnosis, keys, "condition", "rank")


def _in_order(conn: Connection, table: Table, keys: Collection[str], column: str, order: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {key: [] for key in keys}
    for row in sorted(rows_where(conn, table, "encounter", keys, ("encounter", column, order)), key=lambda row: (row[order], row[column])):
        found[row["encounter"]].append(row[column])
    return found


def add(uow: UnitOfWork, one: Encounter) -> None:
    """Open a visit."""
    uow.insert(encounter, _row(one))


def change(uow: UnitOfWork, one: Encounter, reason: str = "", before: Encounter | None = None) -> None:
    """Write a visit's new state. ``before``: as it was read in this transaction.

    KnownError ``visit_closed`` where its status cannot go there; KeyError for an unknown one.
    """
    before = before or get(uow.conn, one.id)
    if before is None:
        raise KeyError(one.id)
    if not may_become(before.status, one.status):
        raise KnownError("visit_closed", status=before.status.value)
    move(uow, one, before, reason)


def move(uow: UnitOfWork, one: Encounter, before: Encounter, reason: str = "") -> None:
    """Write a visit's new state as another seat had it, wherever its status goes."""
    uow.update(encounter, one.id, _row(one), reason=reason, before=_row(before))


def add_participant(uow: UnitOfWork, key: str, practitioner: str) -> None:
    """Somebody takes part; once is enough."""
    row = {"encounter": key, "practitioner": practitioner, "at": uow.at}
    if uow.conn.execute(insert(encounter_participant).values(row).on_conflict_do_nothing()).rowcount:
        uow.changed(encounter, key)


def add_diagnosis(uow: UnitOfWork, key: str, condition: str) -> None:
    """A condition was diagnosed in this visit; the first one added is the main one."""
    row = {"encounter": key, "condition": condition, "rank": len(diagnoses(uow.conn, key)) + 1}
    if uow.conn.execute(insert(encounter_diagnosis).values(row).on_conflict_do_nothing()).rowcount:
        uow.changed(encounter, key)


def rank_diagnoses(uow: UnitOfWork, key: str, order: Sequence[str]) -> None:
    """The diagnoses of a visit in this order, the main one first; those it does not name keep theirs behind them."""
    here = diagnoses(uow.conn, key)
    ranked = [one for one in order if one in here]
    ranked += [one for one in here if one not in ranked]
    if ranked != here:
        rows = [{"_encounter": key, "_condition": one, "_rank": rank} for rank, one in enumerate(ranked, start=1)]
        uow.conn.execute(_RANK, rows)
        uow.changed(encounter, key)


def _on(conn: Connection, query: object, day: date) -> list[Encounter]:
    start, end = day_bounds(day)
    return [_encounter(row) for row in conn.execute(query, {"start": start, "end": end}).mappings()]  # type: ignore[call-overload]


def _row(one: Encounter) -> dict[str, object]:
    return {name: getattr(one, name) for name in Encounter.__dataclass_fields__} | {"status": one.status.value, "kind": one.kind.value}


def _encounter(row: Mapping[Any, Any]) -> Encounter:
    values = {name: row[name] for name in _FIELDS}
    return Encounter(**values | {"status": EncounterStatus(row["status"]), "kind": VisitKind(row["kind"])})
