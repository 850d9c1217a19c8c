"""Lots of the monthly review and what was found in their sheets; only ever added."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, literal_column, select

from app.domain.prescription import PrescriptionState
from app.domain.rx_comment import Comment, Sample
from app.store.tables.prescriptions import prescription
from app.store.tables.rx_comments import rx_comment, rx_sample
from app.store.unit_of_work import UnitOfWork

_SIGNED = select(prescription.c.id).where(
    prescription.c.signed_at >= bindparam("begin"),
    prescription.c.signed_at < bindparam("end"),
    prescription.c.document.is_not(None),
    prescription.c.state != PrescriptionState.CANCELLED.value,
)
_SAMPLE = select(rx_sample).where(rx_sample.c.month == bindparam("month"))
_COMMENTS = select(rx_comment).where(rx_comment.c.sample == bindparam("sample")).order_by(rx_comment.c.at, literal_column("rowid"))
_SAMPLE_FIELDS = tuple(Sample.__dataclass_fields__)
_COMMENT_FIELDS = tuple(Comment.__dataclass_fields__)


def signed_in(conn: Connection, begin: str, end: str) -> list[str]:
    """Ids of the sheets signed from one instant until before another that are not void."""
    return list(conn.execute(_SIGNED, {"begin": begin, "end": end}).scalars())


def sample_of(conn: Connection, month: date) -> Sample | None:
    """The lot of the month of a day."""
    row = conn.execute(_SAMPLE, {"month": f"{month:%Y-%m}"}).mappings().one_or_none()
    return None if row is None else _sample(row)


def add_sample(uow: UnitOfWork, one: Sample) -> None:
    """Write a lot once."""
    row = {name: getattr(one, name) for name in _SAMPLE_FIELDS}
    uow.insert(rx_sample, row | {"month": f"{one.month:%Y-%m}", "sheets": json.dumps(one.sheets)}, action="draw")


def comments_of(conn: Connection, sample: str) -> dict[str, Comment]:
    """What counts about the sheets of a lot, by sheet."""
    return {one["prescription"]: _comment(one) for one in conn.execute(_COMMENTS, {"sample": sample}).mappings()}


def add_comment(uow: UnitOfWork, one: Comment) -> None:
    """Write what was found in a sheet."""
    row = {name: getattr(one, name) for name in _COMMENT_FIELDS}
    uow.insert(rx_comment, row | {"codes": json.dumps(one.codes)}, action="comment")


def _sample(row: Mapping[Any, Any]) -> Sample:
    values = {name: row[name] for name in _SAMPLE_FIELDS}
    return Sample(**values | {"month": date.fromisoformat(f"{row['month']}-01"), "sheets": tuple(json.loads(row["sheets"]))})


def _comment(row: Mapping[Any, Any]) -> Comment:
    return Comment(**{name: row[name] for name in _COMMENT_FIELDS} | {"codes": tuple(json.loads(row["codes"]))})
