"""What was given out: written when it is prepared, moved on when it is handed over or put back; and which packs are gone."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, select, text
from sqlalchemy.dialects.sqlite import insert

from app.domain.dispensing import Dispense, DispenseStatus, SoldCode
from app.domain.prescription import Prescription, PrescriptionState
from app.store import prescriptions
from app.store.rows import among, listed
from app.store.tables.dispensing import code_twice, dispense, dispense_code
from app.store.tables.prescriptions import prescription
from app.store.unit_of_work import UnitOfWork

_FIELDS = tuple(Dispense.__dataclass_fields__)
_BY_IDS = select(dispense).where(among(dispense.c.id, "ids"))
_OF_SHEETS = select(dispense).where(among(dispense.c.prescription, "sheets")).order_by(dispense.c.prepared_at, text("rowid"))
_LIVE = dispense.c.status != DispenseStatus.TAKEN_BACK.value
_SOLD = (
    select(dispense_code.c.pieces, dispense_code.c.split, dispense_code.c.drug, dispense.c.id, dispense.c.person, dispense.c.prepared_at)
    .join(dispense, dispense.c.id == dispense_code.c.dispense)
    .where(dispense_code.c.code == bindparam("code"), _LIVE)
    .order_by(dispense.c.prepared_at, text("dispense.rowid"))
)
_TWICE = select(code_twice.c.code).order_by(code_twice.c.code)
_MARK_TWICE = insert(code_twice).on_conflict_do_nothing()
_OTHERS = select(dispense_code.c.code).where(among(dispense_code.c.code, "codes"), dispense_code.c.dispense != bindparam("part")).distinct()
_DRUGS = (
    select(dispense_code.c.drug)
    .join(dispense, dispense.c.id == dispense_code.c.dispense)
    .where(dispense_code.c.product == bindparam("product"), _LIVE)
    .distinct()
)
_RECENT = select(prescription.c.id).where(
    prescription.c.signed_at >= bindparam("since"), prescription.c.state.in_(bindparam("states", expanding=True))
)
_HANDED = select(dispense.c.prescription).where(dispense.c.handed_at >= bindparam("since")).distinct()
_PREPARED = select(dispense.c.prescription).where(dispense.c.status == DispenseStatus.PREPARED.value).distinct()


@dataclass(frozen=True, slots=True)
class Sold:
    """Pieces of a pack that went out before, with what and to whom."""

    dispense: str
    person: str
    drug: str
    pieces: int
    split: bool
    at: str


def by_ids(conn: Connection, keys: Collection[str]) -> dict[str, Dispense]:
    """Those of some parts that are here, by id."""
    return {row["id"]: _part(row) for row in conn.execute(_BY_IDS, {"ids": listed(keys)}).mappings()}


def get(conn: Connection, key: str) -> Dispense | None:
    """One part."""
    return by_ids(conn, [key]).get(key)


def of_sheets(conn: Connection, sheets: Collection[str]) -> dict[str, tuple[Dispense, ...]]:
    """What was prepared for some sheets, in order; every sheet has an entry. Parts that were put back are among them."""
    found: dict[str, list[Dispense]] = {key: [] for key in sheets}
    if found:
        for row in conn.execute(_OF_SHEETS, {"sheets": listed(found)}).mappings():
            found[row["prescription"]].append(_part(row))
    return {key: tuple(parts) for key, parts in found.items()}


def sheets_to_give(conn: Connection, since: str, states: Collection[PrescriptionState]) -> list[Prescription]:
    """Sheets in one of some states that were signed since an instant, and every one of which something lies prepared; the oldest first."""
    recent = conn.execute(_RECENT, {"since": since, "states": [one.value for one in states]}).scalars()
    keys = {*recent, *conn.execute(_PREPARED).scalars()}
    return sorted(prescriptions.by_ids(conn, keys).values(), key=lambda one: one.signed_at or "")


def sheets_handed_since(conn: Connection, since: str) -> list[str]:
    """Ids of the sheets on which something was handed over since an instant."""
    return list(conn.execute(_HANDED, {"since": since}).scalars())


def sold(conn: Connection, code: str) -> list[Sold]:
    """Where pieces of a pack went, in order; what was put back does not count."""
    return [
        Sold(row["id"], row["person"], row["drug"], row["pieces"], bool(row["split"]), row["prepared_at"])
        for row in conn.execute(_SOLD, {"code": code}).mappings()
    ]


def codes_twice(conn: Connection) -> list[str]:
    """Codes that another seat gave out, too, opened packs among them (:func:`heard`)."""
    return list(conn.execute(_TWICE).scalars())


def heard(uow: UnitOfWork, one: Dispense) -> None:
    """Note which codes of a part of another seat went out before, here or elsewhere; what is sold here was looked up first."""
    known = uow.conn.execute(_OTHERS, {"codes": listed(code.key for code in one.codes), "part": one.id}).scalars().all()
    for code in known:
        uow.conn.execute(_MARK_TWICE, {"code": code})


def drugs_with(conn: Connection, product: str) -> set[str]:
    """Products that went out under codes with this part for the product."""
    return set(conn.execute(_DRUGS, {"product": product}).scalars()) if product else set()


def add(uow: UnitOfWork, one: Dispense, action: str = "prepare") -> None:
    """Write a part and its codes."""
    row: dict[str, Any] = {name: getattr(one, name) for name in _FIELDS}
    row |= {"status": one.status.value, "expiry": one.expiry.isoformat() if one.expiry else None}
    uow.insert(dispense, row | {"codes": json.dumps([asdict(code) for code in one.codes])}, action=action)
    for code in one.codes:
        about = {"code": code.key, "dispense": one.id, "pieces": code.pieces, "product": code.product, "drug": one.drug}
        uow.conn.execute(insert(dispense_code).values(about | {"split": code.split}))


def move(
    uow: UnitOfWork, one: Dispense, status: DispenseStatus, by: str | None = None, at: str | None = None, reason: str = ""
) -> Dispense:
    """Hand a part over, or put it back; ``by`` and ``at``: of that."""
    names = ("back_by", "back_at") if status is DispenseStatus.TAKEN_BACK else ("handed_by", "handed_at")
    told: dict[str, Any] = dict(zip(names, (by, at), strict=True)) | {"reason": reason}
    made = replace(one, status=status, **told)
    values = {"status": status.value} | told
    uow.update(dispense, one.id, values, action=status.value, reason=reason)
    return made


def _part(row: Mapping[Any, Any]) -> Dispense:
    values = {name: row[name] for name in _FIELDS}
    values |= {"status": DispenseStatus(row["status"]), "expiry": date.fromisoformat(row["expiry"]) if row["expiry"] else None}
    return Dispense(**values | {"codes": tuple(SoldCode(**one) for one in json.loads(row["codes"]))})
