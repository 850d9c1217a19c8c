"""Filled forms: written once; a correction is a form of its own, and the one it replaces is marked."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from app.domain.filled_form import FilledForm, FormStatus, FormValue, ValueKind
from app.store.canonical import canonical
from app.store.differing import same
from app.store.rows import among, listed
from app.store.tables.public_health import filled_form
from app.store.unit_of_work import UnitOfWork

FOUND_BY = ("way", "control", "next_on", "systolic", "diastolic", "fasting", "refer_reason")
"""Fields that every form may have and that registers and rates read; they are columns beside the values."""

_KINDS = {one.value: one for one in ValueKind}  # a list of a year looks up a million
_FIELDS = tuple(name for name in FilledForm.__dataclass_fields__ if name not in {"values", "status"})
_COLUMNS = select(*(filled_form.c[name] for name in (*_FIELDS, "values", "status")))
_BY_IDS = _COLUMNS.where(among(filled_form.c.id, "ids"))
_OF = _COLUMNS.where(among(filled_form.c.person, "persons"), filled_form.c.status == FormStatus.COMPLETED.value).order_by(
    filled_form.c.day.desc(), filled_form.c.at.desc()
)
_BETWEEN = _COLUMNS.where(
    filled_form.c.form == bindparam("form"),
    filled_form.c.day.between(bindparam("first"), bindparam("last")),
    filled_form.c.status == FormStatus.COMPLETED.value,
).order_by(filled_form.c.day, filled_form.c.at, filled_form.c.id)
_OF_DAYS = _COLUMNS.where(
    among(filled_form.c.form, "forms"),
    filled_form.c.status.in_([one.value for one in FormStatus]),  # so that the index by form, status and day is of use
    filled_form.c.day.between(bindparam("first"), bindparam("last")),
).order_by(filled_form.c.day, filled_form.c.at, filled_form.c.id)
_COUNTED = (
    select(filled_form.c.form, func.count().label("forms"))
    .where(
        among(filled_form.c.form, "forms"),
        filled_form.c.status == FormStatus.COMPLETED.value,
        filled_form.c.day.between(bindparam("first"), bindparam("last")),
    )
    .group_by(filled_form.c.form)
)
_OF_VISIT = _COLUMNS.where(filled_form.c.encounter == bindparam("encounter"), filled_form.c.status == FormStatus.COMPLETED.value)


def by_ids(conn: Connection, keys: Collection[str]) -> dict[str, FilledForm]:
    """Those of some forms that are here, by id; withdrawn ones too."""
    return {row["id"]: _form(row) for row in conn.execute(_BY_IDS, {"ids": listed(keys)}).mappings()}


def get(conn: Connection, key: str) -> FilledForm | None:
    """One form."""
    return by_ids(conn, [key]).get(key)


def of_people(conn: Connection, people: Collection[str], form: str = "") -> list[FilledForm]:
    """The forms of some residents that stand, the newest first; of one kind where ``form`` is given."""
    query = _OF.where(filled_form.c.form == form) if form else _OF
    return [_form(row) for row in conn.execute(query, {"persons": listed(people)}).mappings()]


def of_visit(conn: Connection, encounter: str) -> list[FilledForm]:
    """The forms of one visit that stand."""
    return [_form(row) for row in conn.execute(_OF_VISIT, {"encounter": encounter}).mappings()]


def between(conn: Connection, form: str, first: str, last: str) -> list[FilledForm]:
    """Forms of one kind and of some days, ISO, both included, that stand; the oldest first."""
    return [_form(row) for row in conn.execute(_BETWEEN, {"form": form, "first": first, "last": last}).mappings()]


def of_days(conn: Connection, forms: Collection[str], first: str, last: str) -> list[FilledForm]:
    """Forms of some kinds and of some days, ISO, both included, withdrawn ones too; the oldest first."""
    return [_form(row) for row in conn.execute(_OF_DAYS, {"forms": listed(forms), "first": first, "last": last}).mappings()]


def counted(conn: Connection, forms: Collection[str], first: str, last: str) -> dict[str, int]:
    """How many of each of some kinds :func:`between` finds; a kind without any is left out."""
    found = conn.execute(_COUNTED, {"forms": listed(forms), "first": first, "last": last})
    return {row.form: row.forms for row in found}


REPLACED = "replaced"
"""Why a form was withdrawn in whose place another one came."""


def add(uow: UnitOfWork, one: FilledForm) -> None:
    """Write a form; the one it replaces is withdrawn with it."""
    row = {name: getattr(one, name) for name in _FIELDS}
    found = {name: one.one(name) for name in FOUND_BY}
    uow.insert(filled_form, row | found | {"values": _json(one.values), "status": one.status.value})
    if one.replaces and uow.has(filled_form, one.replaces):
        withdraw(uow, one.replaces, REPLACED)


def take(uow: UnitOfWork, one: FilledForm) -> None:
    """As another place tells of it: a form never changes, and what is withdrawn stays so. Raises Differs."""
    here = get(uow.conn, one.id) if uow.has(filled_form, one.id) else None
    if here is None:
        add(uow, one)
        return
    same(here, one, "person", "form", "version", "day", "values")
    if one.status is not here.status:
        if one.status is FormStatus.ENTERED_IN_ERROR:
            withdraw(uow, one.id, one.reason)
        else:
            uow.send_back(filled_form, one.id)


def withdraw(uow: UnitOfWork, key: str, reason: str) -> None:
    """A form that should not have been written; it stays readable."""
    uow.update(filled_form, key, {"status": FormStatus.ENTERED_IN_ERROR.value, "reason": reason}, "entered-in-error", reason)


def _json(values: Mapping[str, FormValue]) -> str:
    return canonical({name: [one.kind.value, one.source, *one.told] for name, one in values.items()})


def _form(row: Mapping[Any, Any]) -> FilledForm:
    told = json.loads(row["values"]).items()
    values = {name: FormValue(_KINDS[kind], tuple(texts), source) for name, (kind, source, *texts) in told}
    return FilledForm(**{name: row[name] for name in _FIELDS}, values=values, status=FormStatus(row["status"]))
