"""Trips into villages, written once each. They stay on the seat that planned them.

What counts of a trip (visits, readings, who refused) are records of their own that every seat gets; the plan itself is the working paper of
whoever leads it, printed before leaving and reckoned up on return at the same seat. So it is not sent.
"""

from __future__ import annotations

from sqlalchemy import Connection, Text, bindparam, func, select

from app.domain.trip import Trip
from app.store.once import Once
from app.store.tables.formulary import formulary
from app.store.tables.public_health import trip

TRIPS = Once(trip, Trip, parts=frozenset({"seats", "people"}))
_SINCE = select(trip).where(trip.c.day >= bindparam("day", type_=Text)).order_by(trip.c.day.desc(), trip.c.at.desc())

_CHANGED = select(func.max(formulary.c.updated_at))


def since(conn: Connection, day: str) -> list[Trip]:
    """Those of a day, ISO, and later, the newest first."""
    return [TRIPS.read(row) for row in conn.execute(_SINCE, {"day": day}).mappings()]


def drug_list_changed(conn: Connection) -> str | None:
    """When the institution's drug list was written last, None where it has none."""
    changed: str | None = conn.execute(_CHANGED).scalar()
    return changed
