"""Requests to a pharmacy elsewhere with their steps: written once, added to, never changed."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, select

from app.domain.supplying import ENDED, SupplyRequest, SupplyStatus, SupplyStep, SupplyWay, TakenOff, in_time
from app.store.rows import among, listed
from app.store.tables.supplying import supply_request, supply_step
from app.store.unit_of_work import UnitOfWork

_BY_IDS = select(supply_request).where(among(supply_request.c.id, "ids"))
_OF_SHEETS = select(supply_request).where(among(supply_request.c.prescription, "sheets"))
_STEPS_BY_IDS = select(supply_step).where(among(supply_step.c.id, "ids"))
_STEPS = select(supply_step).where(among(supply_step.c.request, "requests"))
_ENDS = select(supply_step.c.request).where(supply_step.c.status.in_([one.value for one in ENDED]))
_OPEN = select(supply_request).where(supply_request.c.id.not_in(_ENDS)).order_by(supply_request.c.requested_at)
_RECENT = select(supply_request).where(supply_request.c.requested_at >= bindparam("since")).order_by(supply_request.c.requested_at)


def by_ids(conn: Connection, keys: Collection[str]) -> dict[str, SupplyRequest]:
    """Those of some requests that are here, by id."""
    return {row["id"]: _request(row) for row in conn.execute(_BY_IDS, {"ids": listed(keys)}).mappings()}


def get(conn: Connection, key: str) -> SupplyRequest | None:
    """One request."""
    return by_ids(conn, [key]).get(key)


def steps_by_ids(conn: Connection, keys: Collection[str]) -> dict[str, SupplyStep]:
    """Those of some steps that are here, by id."""
    return {row["id"]: _step(row) for row in conn.execute(_STEPS_BY_IDS, {"ids": listed(keys)}).mappings()}


def step(conn: Connection, key: str) -> SupplyStep | None:
    """One step."""
    return steps_by_ids(conn, [key]).get(key)


def steps_of(conn: Connection, requests: Collection[str]) -> dict[str, tuple[SupplyStep, ...]]:
    """The steps of some requests, the oldest first; every request has an entry."""
    found: dict[str, list[SupplyStep]] = {key: [] for key in requests}
    if found:
        for row in conn.execute(_STEPS, {"requests": listed(found)}).mappings():
            found[row["request"]].append(_step(row))
    return {key: in_time(steps) for key, steps in found.items()}


def of_sheets(conn: Connection, sheets: Collection[str]) -> list[SupplyRequest]:
    """Every request about some sheets."""
    return [_request(row) for row in conn.execute(_OF_SHEETS, {"sheets": listed(sheets)}).mappings()] if sheets else []


def unfinished(conn: Connection) -> list[SupplyRequest]:
    """What is not ended, however old; the oldest first."""
    return [_request(row) for row in conn.execute(_OPEN).mappings()]


def shown(conn: Connection, since: str) -> list[SupplyRequest]:
    """What is not ended, however old, and everything asked for since an instant; the oldest first."""
    rows = {row["id"]: _request(row) for query in (_OPEN, _RECENT) for row in conn.execute(query, _given(query, since)).mappings()}
    return sorted(rows.values(), key=lambda one: one.requested_at)


def add(uow: UnitOfWork, one: SupplyRequest) -> None:
    """Write a request."""
    row = {name: getattr(one, name) for name in SupplyRequest.__dataclass_fields__}
    uow.insert(supply_request, row | {"way": one.way.value}, action="request")


def add_step(uow: UnitOfWork, one: SupplyStep) -> None:
    """Write a step."""
    row = {name: getattr(one, name) for name in SupplyStep.__dataclass_fields__}
    taken = [[part.batch, part.expiry.isoformat() if part.expiry else None, part.pieces] for part in one.taken]
    uow.insert(
        supply_step,
        row | {"status": one.status.value, "taken": json.dumps(taken, ensure_ascii=False)},
        action=one.status.value,
        reason=one.reason or one.note,
    )


def _given(query: Any, since: str) -> dict[str, str]:
    return {"since": since} if query is _RECENT else {}


def _request(row: Mapping[Any, Any]) -> SupplyRequest:
    return SupplyRequest(**{name: row[name] for name in SupplyRequest.__dataclass_fields__} | {"way": SupplyWay(row["way"])})


def _step(row: Mapping[Any, Any]) -> SupplyStep:
    taken = tuple(TakenOff(batch, date.fromisoformat(day) if day else None, pieces) for batch, day, pieces in json.loads(row["taken"]))
    values = {name: row[name] for name in SupplyStep.__dataclass_fields__}
    return SupplyStep(**values | {"status": SupplyStatus(row["status"]), "taken": taken})
