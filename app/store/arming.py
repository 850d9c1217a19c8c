"""Which device was armed for which resident, and when: kept for ever, since late readings are judged by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Connection, bindparam, select

from app.domain.device import ArmedSpan
from app.store.driver import all_rows, one_row
from app.store.tables.devices import arming
from app.store.unit_of_work import UnitOfWork

_BY_ID = select(arming).where(arming.c.id == bindparam("id"))
_OPEN = select(arming).where(arming.c.disarmed_at.is_(None)).order_by(arming.c.armed_at)
_ON_DEVICE = _OPEN.where(arming.c.device == bindparam("device"))
_BETWEEN = (
    select(arming)
    .where(arming.c.device == bindparam("device"), arming.c.expires_at >= bindparam("since"), arming.c.armed_at <= bindparam("until"))
    .order_by(arming.c.armed_at.desc())
)


def get(conn: Connection, key: str) -> ArmedSpan | None:
    """One span."""
    row = one_row(conn, _BY_ID, id=key)
    return None if row is None else _span(row)


def open_on(conn: Connection, device: str) -> ArmedSpan | None:
    """The span of a device nobody has disarmed yet; it may be past its time-out."""
    row = one_row(conn, _ON_DEVICE, device=device)
    return None if row is None else _span(row)


def open_all(conn: Connection) -> list[ArmedSpan]:
    """All spans nobody has disarmed yet, in the order they began."""
    return [_span(row) for row in all_rows(conn, _OPEN)]


def of_device(conn: Connection, device: str, since: str, until: str) -> list[ArmedSpan]:
    """Spans of a device that could have been running between two instants, the newest first."""
    return [_span(row) for row in all_rows(conn, _BETWEEN, device=device, since=since, until=until)]


def add(uow: UnitOfWork, span: ArmedSpan) -> None:
    """Arm. The table refuses a second open span of one device."""
    uow.insert(arming, asdict(span), action="arm", reason=span.identified_by)


def prolong(uow: UnitOfWork, key: str, expires_at: str) -> None:
    """Move the time-out, because a reading came and the next one is due."""
    uow.update(arming, key, {"expires_at": expires_at}, action="arm", reason="next_reading_due")


def end(uow: UnitOfWork, key: str, at: str, why: str) -> None:
    """Disarm."""
    uow.update(arming, key, {"disarmed_at": at, "disarmed_why": why}, action="disarm", reason=why)


def _span(row: Mapping[Any, Any]) -> ArmedSpan:
    return ArmedSpan(**{field.name: row[field.name] for field in fields(ArmedSpan)})
