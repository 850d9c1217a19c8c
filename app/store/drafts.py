"""Drafts: saved every few keystrokes, neither audited nor sent."""

from __future__ import annotations

import json
from dataclasses import replace

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import RowMapping

from app.domain.draft import Draft
from app.store.tables.people import draft
from app.store.unit_of_work import UnitOfWork


def save(uow: UnitOfWork, one: Draft) -> Draft:
    """Write over the draft of that id, or begin it; returns it with time and revision."""
    known = uow.conn.execute(select(draft.c.revision).where(draft.c.id == one.id)).scalar()
    stored = replace(one, saved_at=uow.at, revision=(known or 0) + 1)
    row = {
        "id": stored.id,
        "kind": stored.kind,
        "person": stored.person,
        "encounter": stored.encounter,
        "account": stored.account,
        "body": json.dumps(stored.body, ensure_ascii=False),
        "saved_at": stored.saved_at,
        "revision": stored.revision,
    }
    statement = insert(draft).values(row)
    uow.conn.execute(statement.on_conflict_do_update(index_elements=["id"], set_=row))
    return stored


def get(conn: Connection, kind: str, encounter: str | None = None, account: str | None = None, person: str | None = None) -> Draft | None:
    """The newest draft of a kind, for an encounter, of an account, about a resident, as far as they are named."""
    found = listed(conn, kind, encounter, account, person)
    return found[0] if found else None


def by_id(conn: Connection, key: str) -> Draft | None:
    """One draft."""
    row = conn.execute(select(draft).where(draft.c.id == key)).mappings().one_or_none()
    return None if row is None else _draft(row)


def listed(conn: Connection, kind: str, encounter: str | None = None, account: str | None = None, person: str | None = None) -> list[Draft]:
    """All drafts of a kind, newest first."""
    query = select(draft).where(draft.c.kind == kind).order_by(draft.c.saved_at.desc(), draft.c.id)
    for column, wanted in ((draft.c.encounter, encounter), (draft.c.account, account), (draft.c.person, person)):
        if wanted is not None:
            query = query.where(column == wanted)
    return [_draft(row) for row in conn.execute(query).mappings()]


def drop(uow: UnitOfWork, key: str) -> None:
    """Forget a draft; the record it became is in the tables."""
    uow.conn.execute(delete(draft).where(draft.c.id == bindparam("key")), {"key": key})


def _draft(row: RowMapping) -> Draft:
    body = json.loads(row["body"])
    return Draft(row["id"], row["kind"], row["account"], body, row["person"], row["encounter"], row["saved_at"], row["revision"])
