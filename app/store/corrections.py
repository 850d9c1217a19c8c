"""Corrections: a value that was taken back is told to everyone who saw it, and to whoever must call the patient (H25)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, select

from app.clock import instant, iso
from app.domain.correction import Correction
from app.domain.ids import derived_id
from app.store import people
from app.store.rows import among, listed, rows_where
from app.store.tables.access import account
from app.store.tables.corrections import correction
from app.store.tables.log import audit
from app.store.tables.prescriptions import prescription
from app.store.tables.visits import encounter, encounter_participant
from app.store.unit_of_work import UnitOfWork

LOOKING = timedelta(minutes=30)
"""A chart opened so long before the value came may still have been on the screen when it did."""
_FIELDS = tuple(Correction.__dataclass_fields__)
_LOOKS = (
    select(audit.c.account, audit.c.person, audit.c.action, audit.c.ts_utc)
    .where(audit.c.account != "")
    .order_by(audit.c.seq.desc())
    .execution_options(yield_per=500)
)
_OPEN = select(correction).where(correction.c.closed_at.is_(None)).order_by(correction.c.made_at, correction.c.id)
_OF_ACCOUNT = _OPEN.where(correction.c.account == bindparam("account"))
_CALLS = _OPEN.where(correction.c.account.is_(None))
_BY_ID = select(correction).where(correction.c.id == bindparam("id"))
_AUTHOR = (
    select(audit.c.account)
    .where(audit.c.type == "correction", audit.c.ref == bindparam("key"), audit.c.action == "create")
    .order_by(audit.c.seq.desc())
    .limit(1)
)
_SHEETS = select(prescription.c.id).where(
    among(prescription.c.person, "persons"), prescription.c.signed_at >= bindparam("since"), prescription.c.cancelled_at.is_(None)
)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What was taken back: its table and id, whose it was, the visit, and since when it could be seen (store text)."""

    type: str
    ref: str
    person: str
    encounter: str | None
    since: str


def tell(uow: UnitOfWork, gone: TakenBack, reason: str) -> None:
    """Note whom it must be told to, and whose sheets were signed by it. Telling twice makes no second note."""
    linked = people.linked(uow.conn, gone.person)
    seen = _lookers(uow.conn, linked, gone.since) | _at_the_visit(uow.conn, gone.encounter)
    about = {name: getattr(gone, name) for name in ("type", "ref", "person", "encounter")} | {"reason": reason, "made_at": uow.at}
    for one in sorted(seen - {uow.actor.account}):
        _note(uow, about | {"account": one})
    for sheet in list(uow.conn.execute(_SHEETS, {"persons": listed(linked), "since": gone.since}).scalars()):
        _note(uow, about | {"prescription": sheet})


def of_account(conn: Connection, key: str) -> list[Correction]:
    """What somebody has not yet been told, the oldest first."""
    return [_correction(row) for row in conn.execute(_OF_ACCOUNT, {"account": key}).mappings()]


def calls(conn: Connection) -> list[Correction]:
    """Patients who must be called, the oldest first."""
    return [_correction(row) for row in conn.execute(_CALLS).mappings()]


def get(conn: Connection, key: str) -> Correction | None:
    """One note, closed ones too."""
    row = conn.execute(_BY_ID, {"id": key}).mappings().one_or_none()
    return None if row is None else _correction(row)


def author(conn: Connection, key: str) -> str:
    """The account that took the value back, '' where it was done elsewhere; it was lately, so the trail is read from its end."""
    return conn.execute(_AUTHOR, {"key": key}).scalar() or ""


def close(uow: UnitOfWork, key: str, outcome: str, note: str = "") -> None:
    """It was seen, or the call was made."""
    values = {"closed_at": uow.at, "closed_by": uow.actor.account, "outcome": outcome, "note": note}
    uow.update(correction, key, values, reason=outcome)


def tried(uow: UnitOfWork, one: Correction, note: str) -> None:
    """Nobody answered: the call stays to be made, with the time of the try."""
    line = f"{uow.at} {note}".strip()
    uow.update(correction, one.id, {"note": f"{one.note}\n{line}".strip()}, reason="unreachable")


def _note(uow: UnitOfWork, row: Mapping[str, Any]) -> None:
    key = derived_id("correction", str(row["ref"]), str(row.get("account", "")), str(row.get("prescription", "")))
    if not uow.has(correction, key):
        uow.insert(correction, {"id": key, **row})


def _lookers(conn: Connection, linked: Collection[str], visible_from: str) -> set[str]:
    """Accounts that opened the resident's record, or wrote in it, since the value could be seen; the trail is read from its end."""
    since = iso(instant(visible_from) - LOOKING)
    found = set()
    for row in conn.execute(_LOOKS):
        if row.ts_utc < since:
            break
        if row.person in linked and row.action != "refuse":
            found.add(row.account)
    known = {row["id"] for row in rows_where(conn, account, "id", found, ("id",))}
    return found & known


def _at_the_visit(conn: Connection, visit: str | None) -> set[str]:
    """Accounts of those who took part in the visit or have it."""
    if visit is None:
        return set()
    took_part = select(encounter_participant.c.practitioner).where(encounter_participant.c.encounter == visit)
    has_it = select(encounter.c.practitioner).where(encounter.c.id == visit)
    theirs = select(account.c.id).where(account.c.practitioner.in_(took_part.union(has_it)))
    return set(conn.execute(theirs).scalars())


def _correction(row: Mapping[Any, Any]) -> Correction:
    return Correction(**{name: row[name] for name in _FIELDS})
