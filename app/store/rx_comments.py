"""Lots of the monthly review, what was found in their sheets, and what prescribers answered; only ever added."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, literal_column, select

from app.domain.prescription import PrescriptionState
from app.domain.rx_comment import AnswerAct, Comment, CommentAnswer, Sample
from app.store.driver import run
from app.store.rows import among, listed
from app.store.tables.prescriptions import prescription, sheet_tally
from app.store.tables.rx_comments import rx_comment, rx_comment_answer, rx_sample
from app.store.unit_of_work import UnitOfWork

_SIGNED = select(sheet_tally.c.prescription).where(
    sheet_tally.c.signed_at >= bindparam("begin"),
    sheet_tally.c.signed_at < bindparam("end"),
    sheet_tally.c.state != PrescriptionState.CANCELLED.value,
)
_OF_MONTH = rx_sample.c.month == bindparam("month"), rx_sample.c.organization == bindparam("organization")
_SAMPLE = select(rx_sample).where(*_OF_MONTH).order_by(rx_sample.c.at, rx_sample.c.id).limit(1)
_SAMPLES_BY_IDS = select(rx_sample).where(among(rx_sample.c.id, "ids"))
_BESIDE = rx_sample.alias("beside")
_COMMENTS = (
    select(rx_comment)
    .where(
        rx_comment.c.sample.in_(
            select(_BESIDE.c.id)
            .join(rx_sample, (rx_sample.c.month == _BESIDE.c.month) & (rx_sample.c.organization == _BESIDE.c.organization))
            .where(rx_sample.c.id == bindparam("sample"))
        )
    )
    .order_by(rx_comment.c.at, literal_column("rx_comment.rowid"))
)
_ONE = select(rx_comment).where(rx_comment.c.id == bindparam("id"))
_BY_IDS = select(rx_comment).where(among(rx_comment.c.id, "ids"))
_ABOUT = (
    select(rx_comment)
    .join(prescription, prescription.c.id == rx_comment.c.prescription)
    .where(prescription.c.prescriber == bindparam("prescriber"))
    .order_by(rx_comment.c.at, literal_column("rx_comment.rowid"))
)
_OPEN = """
SELECT comment.id, comment.at FROM rx_comment AS comment CROSS JOIN prescription AS sheet ON sheet.id = comment.prescription
WHERE comment.codes <> '[]' AND sheet.prescriber = ?
    AND NOT EXISTS (SELECT 1 FROM rx_comment_answer AS answer WHERE answer.comment = comment.id)
    AND NOT EXISTS (
        SELECT 1 FROM rx_comment AS later WHERE later.prescription = comment.prescription AND later.sample = comment.sample
            AND (later.at, later.rowid) > (comment.at, comment.rowid)
    )
ORDER BY comment.at
"""
_ANSWERS = select(rx_comment_answer).where(among(rx_comment_answer.c.comment, "comments"))
_ANSWERS_BY_IDS = select(rx_comment_answer).where(among(rx_comment_answer.c.id, "ids"))
_ANSWER_FIELDS = tuple(CommentAnswer.__dataclass_fields__)
_SAMPLE_FIELDS = tuple(Sample.__dataclass_fields__)
_COMMENT_FIELDS = tuple(Comment.__dataclass_fields__)


def signed_in(conn: Connection, begin: str, end: str) -> list[str]:
    """Ids of the sheets signed from one instant until before another that are not void."""
    return list(conn.execute(_SIGNED, {"begin": begin, "end": end}).scalars())


def sample_of(conn: Connection, organization: str, month: date) -> Sample | None:
    """The lot that counts of an institution's month (that of a day): the one drawn first, on every seat the same."""
    row = conn.execute(_SAMPLE, {"month": f"{month:%Y-%m}", "organization": organization}).mappings().one_or_none()
    return None if row is None else _sample(row)


def sample(conn: Connection, key: str) -> Sample | None:
    """One lot, whether it counts or not."""
    return samples_by_ids(conn, [key]).get(key)


def samples_by_ids(conn: Connection, keys: Collection[str]) -> dict[str, Sample]:
    """Those of some lots that are here, by id."""
    return {row["id"]: _sample(row) for row in conn.execute(_SAMPLES_BY_IDS, {"ids": listed(keys)}).mappings()}


def add_sample(uow: UnitOfWork, one: Sample) -> None:
    """Write a lot once."""
    row = {name: getattr(one, name) for name in _SAMPLE_FIELDS}
    uow.insert(rx_sample, row | {"month": f"{one.month:%Y-%m}", "sheets": json.dumps(one.sheets)}, action="draw")


def comments_of(conn: Connection, sample: str) -> dict[str, Comment]:
    """What counts about the sheets of a lot, by sheet; what was found in them as sheets of another lot of that month counts too."""
    return {one["prescription"]: _comment(one) for one in conn.execute(_COMMENTS, {"sample": sample}).mappings()}


def get(conn: Connection, key: str) -> Comment | None:
    """One comment."""
    row = conn.execute(_ONE, {"id": key}).mappings().one_or_none()
    return None if row is None else _comment(row)


def by_ids(conn: Connection, keys: Collection[str]) -> dict[str, Comment]:
    """Those of some comments that are here, by id."""
    return {row["id"]: _comment(row) for row in conn.execute(_BY_IDS, {"ids": listed(keys)}).mappings()}


def about(conn: Connection, prescriber: str) -> list[Comment]:
    """What counts about the sheets of a prescriber, one for each sheet and lot, the newest first."""
    rows = conn.execute(_ABOUT, {"prescriber": prescriber}).mappings()
    last = {(row["prescription"], row["sample"]): _comment(row) for row in rows}
    return sorted(last.values(), key=lambda one: one.at, reverse=True)


def unanswered(conn: Connection, prescriber: str) -> list[tuple[str, str]]:
    """(id, at) of what counts about the sheets of a prescriber, has a code, and has no answer; the oldest first."""
    return list(run(conn, _OPEN, (prescriber,)))


def answers_to(conn: Connection, comments: Collection[str]) -> dict[str, CommentAnswer]:
    """What was answered, by comment."""
    return {row["comment"]: _answer(row) for row in conn.execute(_ANSWERS, {"comments": listed(comments)}).mappings()}


def answer(conn: Connection, key: str) -> CommentAnswer | None:
    """One answer."""
    return answers_by_ids(conn, [key]).get(key)


def answers_by_ids(conn: Connection, keys: Collection[str]) -> dict[str, CommentAnswer]:
    """Those of some answers that are here, by id."""
    return {row["id"]: _answer(row) for row in conn.execute(_ANSWERS_BY_IDS, {"ids": listed(keys)}).mappings()}


def every(conn: Connection) -> tuple[list[Comment], list[CommentAnswer]]:
    """All comments and answers, in no order."""
    told, answered = conn.execute(select(rx_comment)).mappings(), conn.execute(select(rx_comment_answer)).mappings()
    return [_comment(row) for row in told], [_answer(row) for row in answered]


def add_answer(uow: UnitOfWork, one: CommentAnswer) -> None:
    """Write what a prescriber answered."""
    row = {name: getattr(one, name) for name in _ANSWER_FIELDS}
    uow.insert(rx_comment_answer, row | {"act": one.act.value}, action=one.act.value)


def add_comment(uow: UnitOfWork, one: Comment) -> None:
    """Write what was found in a sheet."""
    row = {name: getattr(one, name) for name in _COMMENT_FIELDS}
    uow.insert(rx_comment, row | {"codes": json.dumps(one.codes)}, action="comment")


def _sample(row: Mapping[Any, Any]) -> Sample:
    values = {name: row[name] for name in _SAMPLE_FIELDS}
    return Sample(**values | {"month": date.fromisoformat(f"{row['month']}-01"), "sheets": tuple(json.loads(row["sheets"]))})


def _comment(row: Mapping[Any, Any]) -> Comment:
    return Comment(**{name: row[name] for name in _COMMENT_FIELDS} | {"codes": tuple(json.loads(row["codes"]))})


def _answer(row: Mapping[Any, Any]) -> CommentAnswer:
    return CommentAnswer(**{name: row[name] for name in _ANSWER_FIELDS} | {"act": AnswerAct(row["act"])})
