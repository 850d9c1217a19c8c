"""Trips into villages and what each seat said on return, written once each: whoever plans and whoever goes may sit at two computers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Text, bindparam, func, select

from app.domain.trip import SeatReturn, Trip
from app.store.once import Once
from app.store.tables.formulary import formulary
from app.store.tables.public_health import trip, trip_return

TRIPS = Once(trip, Trip, parts=frozenset({"seats", "people"}))
RETURNS = Once(trip_return, SeatReturn)
ALL: tuple[Once[Any], ...] = (TRIPS, RETURNS)
_OF_TRIP = select(trip_return).where(trip_return.c.trip == bindparam("trip")).order_by(trip_return.c.at, trip_return.c.id)
_SINCE = select(trip).where(trip.c.day >= bindparam("day", type_=Text)).order_by(trip.c.day.desc(), trip.c.at.desc())

_CHANGED = select(func.max(formulary.c.updated_at))


def since(conn: Connection, day: str) -> list[Trip]:
    """Those of a day, ISO, and later, the newest first."""
    return [TRIPS.read(row) for row in conn.execute(_SINCE, {"day": day}).mappings()]


def returns(conn: Connection, key: str) -> dict[str, SeatReturn]:
    """The newest word of each seat on a trip."""
    return {row["seat"]: RETURNS.read(row) for row in conn.execute(_OF_TRIP, {"trip": key}).mappings()}


def drug_list_changed(conn: Connection) -> str | None:
    """When the institution's drug list was written last, None where it has none."""
    changed: str | None = conn.execute(_CHANGED).scalar()
    return changed
