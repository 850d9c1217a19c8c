"""Measurements: numbers as the device gave them, true time beside them; an error is marked, never deleted."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy import text as sql

from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, MeasurementStatus, Source, TimeBasis
from app.store import corrections
from app.store.driver import all_rows, one_row
from app.store.rows import among, is_there, listed, rows_where
from app.store.tables.visits import measurement
from app.store.unit_of_work import UnitOfWork

_FIELDS = tuple(Measurement.__dataclass_fields__)
# a word of a column → its member; calling the enum takes four times as long
_KINDS: dict[str, MeasurementKind] = {one.value: one for one in MeasurementKind}
_BASES: dict[str, TimeBasis] = {one.value: one for one in TimeBasis}
_SOURCES: dict[str, Source] = {one.value: one for one in Source}
_STATUSES: dict[str, MeasurementStatus] = {one.value: one for one in MeasurementStatus}
_FINAL = MeasurementStatus.FINAL.value
_NONE = "[]"
_BY_ID = select(measurement).where(measurement.c.id == bindparam("id"))
_OF_ENCOUNTER = (
    select(measurement).where(measurement.c.encounter == bindparam("encounter")).order_by(measurement.c.measured_at, measurement.c.id)
)
_OF_ENCOUNTERS = (
    select(measurement).where(among(measurement.c.encounter, "encounters")).order_by(measurement.c.measured_at, measurement.c.id)
)
_HOME = Source.HOME.value
_OF_KIND = select(measurement).where(
    among(measurement.c.person, "persons"),
    measurement.c.kind == bindparam("kind"),
    measurement.c.status == _FINAL,
    measurement.c.source != _HOME,
)
_SERIES = _OF_KIND.where(measurement.c.measured_at >= bindparam("since")).order_by(measurement.c.measured_at, measurement.c.id)
_LATEST = _OF_KIND.order_by(measurement.c.measured_at.desc(), measurement.c.id).limit(1)
# the other columns are those of the row with the greatest time (SQLite, "Bare columns in an aggregate query")
_NEWEST = (
    select(measurement, func.max(measurement.c.measured_at))
    .where(
        among(measurement.c.person, "persons"),
        among(measurement.c.kind, "kinds"),
        measurement.c.status == _FINAL,
        measurement.c.source != _HOME,
    )
    .group_by(measurement.c.kind)
)
# spelled out, so that the index of home readings alone may serve
_OF_HOME = select(measurement).where(sql("source = 'home' AND status = 'final'"), measurement.c.measured_at >= bindparam("since"))
_HOME_OF = _OF_HOME.where(among(measurement.c.person, "persons")).order_by(measurement.c.measured_at, measurement.c.id)
# whoever has one reading at a limit: nobody else can have a mean that reaches it
_HOME_AT_LIMIT = (
    select(measurement.c.person)
    .distinct()
    .where(
        sql("source = 'home' AND status = 'final'"),
        measurement.c.measured_at >= bindparam("since"),
        sql(
            """((kind = 'blood_pressure' AND (CAST(json_extract("values", '$[0][1]') AS REAL) >= :systolic"""
            """ OR CAST(json_extract("values", '$[1][1]') AS REAL) >= :diastolic))"""
            """ OR (kind = 'glucose' AND NOT CAST(json_extract("values", '$[0][1]') AS REAL) BETWEEN :low AND :high))"""
        ),
    )
)
_BY_READING = select(measurement).where(measurement.c.reading_key == bindparam("key"), measurement.c.status == _FINAL)


def get(conn: Connection, key: str) -> Measurement | None:
    """One measurement, also one marked as an error."""
    row = one_row(conn, _BY_ID, id=key)
    return None if row is None else _measurement(row)


def by_ids(conn: Connection, keys: Collection[str]) -> dict[str, Measurement]:
    """Those of some measurements that are here, by id."""
    return {row["id"]: _measurement(row) for row in rows_where(conn, measurement, "id", keys, _FIELDS)}


def kinds_of(conn: Connection, keys: Collection[str]) -> dict[str, MeasurementKind]:
    """What some measurements are of, without reading them."""
    return {row["id"]: _KINDS[row["kind"]] for row in rows_where(conn, measurement, "id", keys, ("id", "kind"))}


def of_encounter(conn: Connection, encounter: str) -> list[Measurement]:
    """Everything measured in a visit, errors too, oldest first."""
    return [_measurement(row) for row in all_rows(conn, _OF_ENCOUNTER, encounter=encounter)]


def of_encounters(conn: Connection, encounters: Collection[str]) -> dict[str, list[Measurement]]:
    """Everything measured in some visits, by visit, errors too, oldest first."""
    found: dict[str, list[Measurement]] = {key: [] for key in encounters}
    for row in all_rows(conn, _OF_ENCOUNTERS, encounters=listed(encounters)):
        found[row["encounter"]].append(_measurement(row))
    return found


def series(conn: Connection, persons: Collection[str], kind: MeasurementKind, since: str) -> list[Measurement]:
    """One kind of one human from an instant on, final ones only, oldest first; what was measured at home is left out."""
    given = {"persons": listed(persons), "kind": kind.value, "since": since}
    return [_measurement(row) for row in all_rows(conn, _SERIES, **given)]


def latest(conn: Connection, persons: Collection[str], kind: MeasurementKind) -> Measurement | None:
    """The newest final measurement of one kind of one human, home left out."""
    row = one_row(conn, _LATEST, persons=listed(persons), kind=kind.value)
    return None if row is None else _measurement(row)


def newest(conn: Connection, persons: Collection[str], kinds: Collection[MeasurementKind]) -> dict[MeasurementKind, Measurement]:
    """The newest final measurement of each of some kinds of one human, home left out."""
    given = {"persons": listed(persons), "kinds": listed(kind.value for kind in kinds)}
    return {MeasurementKind(row["kind"]): _measurement(row) for row in all_rows(conn, _NEWEST, **given)}


def home(conn: Connection, persons: Collection[str], since: str) -> list[Measurement]:
    """What one human measured at home from an instant on, final ones only, oldest first."""
    return [_measurement(row) for row in all_rows(conn, _HOME_OF, persons=listed(persons), since=since)]


def home_at_limit(conn: Connection, since: str, pressure: tuple[float, float], glucose: tuple[float, float]) -> list[str]:
    """Records with a home reading since an instant that reaches one side of a pressure (mmHg) or leaves a band of glucose (mmol/L)."""
    given = {"systolic": pressure[0], "diastolic": pressure[1], "low": glucose[0], "high": glucose[1]}
    return [row["person"] for row in all_rows(conn, _HOME_AT_LIMIT, since=since, **given)]


def of_reading(conn: Connection, reading_key: str) -> Measurement | None:
    """The final measurement a device's reading became."""
    row = one_row(conn, _BY_READING, key=reading_key)
    return None if row is None else _measurement(row)


def is_taken(conn: Connection, reading_key: str) -> bool:
    """Whether a device's reading is a final measurement already."""
    return is_there(conn, measurement, reading_key=reading_key, status=_FINAL)


def add(uow: UnitOfWork, one: Measurement) -> None:
    """Write a measurement down. The table refuses a second final one of one reading."""
    add_all(uow, [one])


def add_all(uow: UnitOfWork, found: Sequence[Measurement]) -> None:
    """Write several down in one statement."""
    uow.insert_all(measurement, [_row(one) | {"recorded_at": uow.at} for one in found])


def change(uow: UnitOfWork, one: Measurement, reason: str) -> None:
    """Complete what is known of a measurement (arm, context, flags); its numbers are for ever."""
    row = _row(one)
    uow.update(measurement, one.id, {name: row[name] for name in ("context", "arm", "flags", "critical")}, reason=reason)


def mark_error(uow: UnitOfWork, key: str, reason: str) -> None:
    """The measurement is somebody else's or wrong: it stays readable and counts no more."""
    values = {"status": MeasurementStatus.ENTERED_IN_ERROR.value, "error_reason": reason}
    uow.update(measurement, key, values, action="entered-in-error", reason=reason)


def tell_taken_back(uow: UnitOfWork, one: Measurement, reason: str) -> None:
    """Everybody who saw the number hears of it, and every sheet signed since becomes a call to make (H25)."""
    recorded = uow.conn.execute(select(measurement.c.recorded_at).where(measurement.c.id == one.id)).scalar_one()
    corrections.tell(uow, corrections.TakenBack(measurement.name, one.id, one.person, one.encounter, recorded), reason)


def error_reason(conn: Connection, key: str) -> str:
    """Why a measurement was marked as an error; '' for a good one."""
    found = conn.execute(select(measurement.c.error_reason).where(measurement.c.id == key)).scalar_one_or_none()
    return found or ""


def _row(one: Measurement) -> dict[str, object]:
    row: dict[str, object] = {name: getattr(one, name) for name in _FIELDS}
    row |= {"kind": one.kind.value, "time_basis": one.time_basis.value, "source": one.source.value, "status": one.status.value}
    row |= {"values": _json([_spelled(value) for value in one.values]), "flags": _json(one.flags), "derived_from": _json(one.derived_from)}
    return row


_ENCODER = json.JSONEncoder(ensure_ascii=False)


def _json(items: Sequence[object]) -> str:
    return _ENCODER.encode(items) if items else _NONE


def _measurement(row: Mapping[Any, Any]) -> Measurement:
    values = {name: row[name] for name in _FIELDS}
    values |= {
        "kind": _KINDS[row["kind"]],
        "values": tuple(_value(*four) for four in json.loads(row["values"])),
        "time_basis": _BASES[row["time_basis"]],
        "source": _SOURCES[row["source"]],
        "status": _STATUSES[row["status"]],
        "flags": _texts(row["flags"]),
        "derived_from": _texts(row["derived_from"]),
    }
    return Measurement(**values)


def _texts(text: str) -> tuple[str, ...]:
    return () if text == _NONE else tuple(json.loads(text))


def _value(name: str, number: str | None, unit: str, comparator: str, *words: str) -> MeasuredValue:
    return MeasuredValue(name, None if number is None else Decimal(number), unit, comparator, *words)


def _spelled(one: MeasuredValue) -> list[str | None]:
    words = [one.text, one.label, one.flag, one.reference]
    number = None if one.value is None else f"{one.value:f}"
    return [one.name, number, one.unit, one.comparator, *(words if any(words) else [])]
