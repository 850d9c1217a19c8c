"""What a peer says of two records that are of one human: linked, and taken back."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from app.domain.ids import derived_id
from app.store import people
from app.store.tables.people import person, person_link
from app.store.unit_of_work import UnitOfWork


def link(uow: UnitOfWork, a: str, b: str, reason: str) -> None:
    """Two records are of one human, as a peer says; once is enough."""
    if b in people.links_of(uow.conn, [a])[a] or not all(uow.has(person, one) for one in (a, b)):
        return
    first, second = sorted((a, b))
    row = {"a": first, "b": second, "reason": reason, "made_at": uow.at, "made_by": uow.origin, "undone_at": None, "undone_by": None}
    uow.save(person_link, {"id": derived_id("person-link", first, second)} | row, "link")


def unlink(uow: UnitOfWork, a: str, b: str) -> None:
    """A peer took a link back."""
    query = select(person_link.c.id).where(
        person_link.c.a.in_(bindparam("two", expanding=True)),
        person_link.c.b.in_(bindparam("two", expanding=True)),
        person_link.c.undone_at.is_(None),
    )
    for key in uow.conn.execute(query, {"two": [a, b]}).scalars().all():
        uow.update(person_link, key, {"undone_at": uow.at, "undone_by": uow.origin}, "unlink")
