"""院外用药: every answer is kept; which product a bar code names is what was last chosen for it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import timedelta

from sqlalchemy import Connection, Text, bindparam, select

from app.clock import instant, iso
from app.domain.outside_medicine import BagSource, OutsideMedicine, Taking, newest
from app.store.differing import same
from app.store.once import Once
from app.store.tables.outside_medicines import outside_medicine
from app.store.unit_of_work import UnitOfWork

STATEMENTS = Once(outside_medicine, OutsideMedicine, {"source": BagSource, "taking": Taking})

_OF_MEDICINE = select(outside_medicine).where(outside_medicine.c.medicine == bindparam("medicine", type_=Text))
_OF_CODE = select(outside_medicine).where(outside_medicine.c.code == bindparam("code", type_=Text))


def of_people(conn: Connection, people: Collection[str]) -> tuple[OutsideMedicine, ...]:
    """What is known now of each medicine of some residents, stopped ones too."""
    return newest(STATEMENTS.of_people(conn, people))


def last_of(conn: Connection, medicine: str) -> OutsideMedicine | None:
    """What was last told of a medicine; None = nothing, or it was a mistake."""
    rows = conn.execute(_OF_MEDICINE, {"medicine": medicine}).mappings()
    return next(iter(newest(map(STATEMENTS.read, rows))), None)


def moment_after(uow: UnitOfWork, medicine: str) -> str:
    """The moment of a further answer: never that of one before, for the newest counts."""
    last = last_of(uow.conn, medicine)
    return uow.at if last is None or last.at < uow.at else iso(instant(last.at) + timedelta(milliseconds=1))


def named_by(conn: Connection, code: str) -> OutsideMedicine | None:
    """The medicine for which a bar code was last scanned, as it was chosen then; None = nobody here knows the code."""
    rows = conn.execute(_OF_CODE, {"code": code}).mappings()
    return max(newest(map(STATEMENTS.read, rows)), key=lambda one: (bool(one.drug), one.at, one.id), default=None)


def take(uow: UnitOfWork, one: OutsideMedicine) -> None:
    """As another place tells of it. What another institution asserts it may assert otherwise later; ours is never changed. Raises Differs."""
    here = STATEMENTS.get(uow.conn, one.id) if uow.has(outside_medicine, one.id) else None
    if here is None:
        STATEMENTS.add(uow, one)
    elif here.by is None and one.by is None:
        same(here, one, "person", "medicine")
        changed = {name: None if value is None else str(value) for name, value in asdict(one).items() if value != getattr(here, name)}
        if changed:
            uow.update(outside_medicine, one.id, changed, "sync")
    else:
        same(here, one, *OutsideMedicine.__dataclass_fields__)
