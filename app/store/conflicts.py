"""Where two places disagree about one resource: both forms with who wrote them, when and where, what a person chose, and the way back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.engine import RowMapping

from app.errors import KnownError
from app.store import outgoing, peer_records, sync_state
from app.store.tables.sync import conflict, parked
from app.store.unit_of_work import UnitOfWork

HERE, THERE = "here", "there"
TAKEN = "taken"
"""``conflict.choice`` once the other side's form, chosen as the one that stands, was written here."""

BACK = "back"
"""A person took the settlement back after that; our form is written again by the next pass, then the conflict is open again."""

OVERTAKEN = "overtaken"
"""Nobody chose: a later form from the other side ended the disagreement."""

READING = "reading_key"
"""Label of a clash about whose a reading is."""

PARKED_AS = "sync_conflict"
_ONE = conflict.c.id == bindparam("key")
_LAST = (
    select(conflict)
    .where(conflict.c.settled_at.is_not(None), conflict.c.choice != OVERTAKEN)
    .order_by(conflict.c.settled_at.desc(), conflict.c.id.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a form, when (instant, text) and where; '' where that is not told."""

    who: str = ""
    when: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Forms:
    """Both forms as JSON bytes; ``ours`` None where there is no such record here. ``hash``: content hash of theirs.

    ``agreed``: what both began from, None where they never agreed.
    """

    agreed: bytes | None
    ours: bytes | None
    theirs: bytes
    hash: str
    here: Author = Author()
    there: Author = Author()


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """Two forms of one resource. ``fields``: dicts of label (path), here, there, both as JSON text.

    A label that is no path names what never changes once it was measured or signed: then only ours can stand (``fixed``). With
    :data:`READING` both are the ids of the residents who have one and the same reading of a device.
    """

    id: int
    peer: str
    fhir_type: str
    fhir_id: str
    person: str
    fields: tuple[Mapping[str, str], ...]
    at: str
    here: Author = Author()
    there: Author = Author()

    @property
    def fixed(self) -> bool:
        """Whether the other form cannot be taken."""
        return any("." not in one.get("label", "") and one.get("label") != READING for one in self.fields)


@dataclass(frozen=True, slots=True)
class SettledRow:
    """The last settlement: ``choice`` is :data:`HERE` or :data:`THERE`."""

    id: int
    fhir_type: str
    person: str
    choice: str
    at: str


def add(
    uow: UnitOfWork, peer: str, fhir_type: str, fhir_id: str, person: str | None, fields: Sequence[Mapping[str, str]], forms: Forms
) -> None:
    """Both forms are kept until a person decides; an open conflict about the same resource is brought up to date."""
    authors = {"here": json.dumps(asdict(forms.here), ensure_ascii=False), "there": json.dumps(asdict(forms.there), ensure_ascii=False)}
    columns: dict[str, object] = {"fields": json.dumps(list(fields), ensure_ascii=False), "at": uow.at, "person": person, **authors}
    columns |= {"agreed": forms.agreed, "ours": forms.ours, "theirs": forms.theirs, "hash": forms.hash}
    named = {"peer": peer, "fhir_type": fhir_type, "fhir_id": fhir_id}
    mine = [conflict.c[name] == bindparam(f"_{name}") for name in named]
    still_open = update(conflict).where(*mine, conflict.c.settled_at.is_(None)).values(columns)
    if not uow.conn.execute(still_open, {f"_{name}": value for name, value in named.items()}).rowcount:
        uow.conn.execute(insert(conflict), named | columns)


def undecided(conn: Connection) -> list[ConflictRow]:
    """Where a person has not decided yet, oldest first."""
    query = select(conflict).where(conflict.c.settled_at.is_(None)).order_by(conflict.c.id)
    return [_row(row) for row in conn.execute(query).mappings()]


def open_about(conn: Connection, peer: str) -> dict[tuple[str, str], bytes | None]:
    """Type and id of every resource that a person has still to decide about → what both began from."""
    columns = (conflict.c.fhir_type, conflict.c.fhir_id, conflict.c.agreed)
    query = select(*columns).where(conflict.c.peer == bindparam("peer"), conflict.c.settled_at.is_(None))
    return {(row.fhir_type, row.fhir_id): row.agreed for row in conn.execute(query, {"peer": peer})}


def overtaken(uow: UnitOfWork, peer: str, fhir_type: str, fhir_id: str) -> None:
    """Both places agree by now: nobody need decide, and whatever is unsent goes on."""
    mine = (conflict.c.peer == peer, conflict.c.fhir_type == fhir_type, conflict.c.fhir_id == fhir_id, conflict.c.settled_at.is_(None))
    uow.conn.execute(update(conflict).where(*mine).values(settled_at=uow.at, choice=OVERTAKEN))
    sync_state.retry_parked(uow, peer, fhir_type, fhir_id)


def last_settled(conn: Connection) -> SettledRow | None:
    """The settlement that can be taken back; None where there is none, or where it is being taken back."""
    row = conn.execute(_LAST).mappings().first()
    if row is None or row["choice"] not in (HERE, THERE, TAKEN):
        return None
    return SettledRow(row["id"], row["fhir_type"], row["person"] or "", HERE if row["choice"] == HERE else THERE, row["settled_at"])


def settle(uow: UnitOfWork, key: int, choice: str, account: str) -> None:
    """``here``: ours stands and is sent again; ``there``: theirs is written here by the next pass.

    KeyError where nothing is open. KnownError ``conflict_fixed`` where theirs says something else of what never changes.
    """
    if choice not in (HERE, THERE):
        raise ValueError(choice)
    query = select(conflict).where(_ONE, conflict.c.settled_at.is_(None))
    found = uow.conn.execute(query, {"key": key}).mappings().one_or_none()
    if found is None:
        raise KeyError(key)
    if choice == THERE and _row(found).fixed:
        raise KnownError("conflict_fixed")
    _set(uow, key, settled_at=uow.at, settled_by=account, choice=choice)
    if choice == HERE:
        sync_state.retry_parked(uow, found["peer"], found["fhir_type"], found["fhir_id"])
    else:
        peer_records.unpark(uow, found["peer"], found["fhir_type"], found["fhir_id"])


def take_back(uow: UnitOfWork, key: int) -> None:
    """Undo the last settlement: the conflict is open again, at once or (our form was written over) after the next pass.

    KnownError ``conflict_settled_later`` where it is not the last, ``conflict_moved_on`` where the record was changed since.
    """
    last = uow.conn.execute(_LAST).mappings().first()
    if last is None or last["id"] != key or last["choice"] == BACK:
        raise KnownError("conflict_settled_later")
    if last["choice"] != TAKEN:
        reopen(uow, last)
        return
    if last["ours"] is None or _moved_on(uow.conn, last):
        raise KnownError("conflict_moved_on")
    _set(uow, key, choice=BACK)


def to_write(conn: Connection, peer: str) -> list[RowMapping]:
    """Conflicts of which a form is to be written here: theirs as chosen, or ours again."""
    query = select(conflict).where(conflict.c.peer == bindparam("peer"), conflict.c.choice.in_((THERE, BACK))).order_by(conflict.c.id)
    return list(conn.execute(query, {"peer": peer}).mappings())


def taken(uow: UnitOfWork, key: int) -> None:
    """Their form was written here."""
    _set(uow, key, choice=TAKEN)


def reopen(uow: UnitOfWork, row: RowMapping) -> None:
    """A person is to decide anew; until then nothing of the resource is sent."""
    peer, fhir_type, fhir_id = row["peer"], row["fhir_type"], row["fhir_id"]
    newest = _newest(uow.conn, fhir_type, fhir_id)
    _set(uow, row["id"], settled_at=None, settled_by=None, choice="")
    peer_records.answered(uow, peer, fhir_type, fhir_id, newest)
    facts = {sync_state.PERSON: row["person"]} if row["person"] else {}
    uow.conn.execute(delete(parked).where(parked.c.peer == peer, parked.c.fhir_type == fhir_type, parked.c.fhir_id == fhir_id))
    peer_records.park(uow, peer, fhir_type, fhir_id, newest, PARKED_AS, facts)


def theirs_is_there(conn: Connection, row: RowMapping) -> bool:
    """Whether the peer still holds the form that was theirs; otherwise writing it here is news to the peer."""
    known = peer_records.known(conn, row["peer"], row["fhir_type"], row["fhir_id"])
    return known is not None and known["hash"] == row["hash"]


def _moved_on(conn: Connection, row: RowMapping) -> bool:
    known = peer_records.known(conn, row["peer"], row["fhir_type"], row["fhir_id"])
    edited = known is not None and _newest(conn, row["fhir_type"], row["fhir_id"]) > known["answered_seq"]
    return edited or not theirs_is_there(conn, row)


def _newest(conn: Connection, fhir_type: str, fhir_id: str) -> int:
    types = [record for record, resource in outgoing.FHIR_TYPES.items() if resource == fhir_type]
    return outgoing.newest(conn, types, [fhir_id]).get(fhir_id, 0)


def _set(uow: UnitOfWork, key: int, **columns: Any) -> None:
    uow.conn.execute(update(conflict).where(_ONE).values(columns), {"key": key})


def _row(row: RowMapping) -> ConflictRow:
    fields = tuple(json.loads(row["fields"]))
    here, there = (Author(**json.loads(row[side])) for side in (HERE, THERE))
    return ConflictRow(row["id"], row["peer"], row["fhir_type"], row["fhir_id"], row["person"] or "", fields, row["at"], here, there)
