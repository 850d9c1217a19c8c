"""Calls that a late fact makes necessary: written once for each objection to a sheet, settled by what came of the call."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, bindparam, select

from app.domain.ids import derived_id
from app.domain.late_call import LateCall
from app.store.rows import among, listed
from app.store.tables.late_calls import late_call
from app.store.tables.prescriptions import prescription
from app.store.unit_of_work import UnitOfWork

_FIELDS = tuple(LateCall.__dataclass_fields__)
_OPEN = select(late_call).where(late_call.c.closed_at.is_(None)).order_by(late_call.c.made_at, late_call.c.id)
_BY_ID = select(late_call).where(late_call.c.id == bindparam("id"))
_SIGNED = select(prescription.c.person).where(prescription.c.signed_at >= bindparam("since"), prescription.c.cancelled_at.is_(None))
_SIGNED_FOR = _SIGNED.where(among(prescription.c.person, "persons"))


def signed_for(conn: Connection, since: str, persons: Collection[str] | None = None) -> set[str]:
    """Whose sheets were signed since an instant; among ``persons`` where given."""
    if persons is None:
        return set(conn.execute(_SIGNED, {"since": since}).scalars())
    return set(conn.execute(_SIGNED_FOR, {"since": since, "persons": listed(persons)}).scalars())


def id_of(sheet: str, code: str, rule: str, severity: str, drugs: Collection[str]) -> str:
    """One id for one objection to one sheet: told once, whatever tells it again, and once more when it becomes graver."""
    return derived_id("late_call", sheet, code, rule, severity, *sorted(drugs))


def add(uow: UnitOfWork, one: LateCall) -> bool:
    """Write a call down; False where it was told before, settled ones too."""
    if uow.has(late_call, one.id):
        return False
    row = asdict(one) | {"drugs": _json(one.drugs), "facts": _json(dict(one.facts)), "made_at": one.made_at or uow.at}
    uow.insert(late_call, row)
    return True


def open_calls(conn: Connection) -> list[LateCall]:
    """Calls to make, the oldest first."""
    return [_call(row) for row in conn.execute(_OPEN).mappings()]


def get(conn: Connection, key: str) -> LateCall | None:
    """One call, settled ones too."""
    row = conn.execute(_BY_ID, {"id": key}).mappings().one_or_none()
    return None if row is None else _call(row)


def close(uow: UnitOfWork, key: str, outcome: str, note: str = "") -> None:
    """The call was made."""
    values = {"closed_at": uow.at, "closed_by": uow.actor.account, "outcome": outcome, "note": note}
    uow.update(late_call, key, values, reason=outcome)


def tried(uow: UnitOfWork, one: LateCall, note: str) -> None:
    """Nobody answered: the call stays to be made, with the time of the try."""
    line = f"{uow.at} {note}".strip()
    uow.update(late_call, one.id, {"note": f"{one.note}\n{line}".strip()}, reason="unreachable")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _call(row: Mapping[Any, Any]) -> LateCall:
    values = {name: row[name] for name in _FIELDS}
    return LateCall(**values | {"drugs": tuple(json.loads(row["drugs"])), "facts": json.loads(row["facts"])})
