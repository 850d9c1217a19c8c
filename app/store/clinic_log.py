"""Visits of some days with all that the log of visits says of them, in a few statements however many they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import Connection, bindparam, select

from app.domain.encounter import Encounter, EncounterStatus
from app.store import encounters
from app.store.rows import among, listed
from app.store.tables.prescriptions import prescription, prescription_line
from app.store.tables.public_health import filled_form
from app.store.tables.visits import encounter

_SEEN = (EncounterStatus.IN_PROGRESS.value, EncounterStatus.FINISHED.value)
_VISITS = (
    select(encounter.c.id)
    .where(encounter.c.opened_at >= bindparam("start"), encounter.c.opened_at < bindparam("end"), encounter.c.status.in_(_SEEN))
    .order_by(encounter.c.opened_at, encounter.c.id)
)
_DRUGS = (
    select(prescription.c.encounter, prescription_line.c.name)
    .join(prescription_line, prescription_line.c.prescription == prescription.c.id)
    .where(among(prescription.c.encounter, "visits"), prescription.c.signed_at.is_not(None), prescription.c.cancelled_at.is_(None))
    .order_by(prescription.c.signed_at, prescription.c.id, prescription_line.c.n)
)
_FORMS = (
    select(filled_form.c.person, filled_form.c.id)
    .where(among(filled_form.c.person, "people"), filled_form.c.form == bindparam("form"), filled_form.c.status == "completed")
    .order_by(filled_form.c.day, filled_form.c.at)
)


def seen(conn: Connection, start: str, end: str) -> list[Encounter]:
    """Visits opened between two instants that somebody looked after, in the order they came."""
    keys = list(conn.execute(_VISITS, {"start": start, "end": end}).scalars())
    found = encounters.by_ids(conn, keys)
    return [found[key] for key in keys]


def drugs_of(conn: Connection, visits: Collection[str]) -> dict[str, list[str]]:
    """Names of what was prescribed and stands, by visit."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in conn.execute(_DRUGS, {"visits": listed(visits)}):
        found[row.encounter].append(row.name)
    return found


def newest_form(conn: Connection, people: Collection[str], form: str) -> dict[str, str]:
    """The id of the newest form of a kind, by resident."""
    return {row.person: row.id for row in conn.execute(_FORMS, {"people": listed(people), "form": form})}
