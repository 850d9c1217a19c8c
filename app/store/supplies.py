"""What was last prescribed of each drug to each resident, and when somebody was last here themselves; for lists over everybody."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, func, select

from app.domain.encounter import EncounterStatus, VisitKind
from app.domain.prescription import PrescriptionState
from app.store.driver import all_rows, run
from app.store.rows import among, listed
from app.store.tables.log import change
from app.store.tables.people import person_link
from app.store.tables.prescriptions import prescription
from app.store.tables.visits import encounter

_IN_FORCE = tuple(state.value for state in (PrescriptionState.SIGNED, PrescriptionState.RELEASED, PrescriptionState.APPROVED))
# The columns beside the one max() are those of the row that has it (SQLite, "Bare columns in an aggregate query").
_NEWEST = f"""
SELECT l.person, l.drug, l.name, l.days, p.id, p.number, max(p.signed_at), sum(p.long_term), count(*)
FROM prescription AS p CROSS JOIN prescription_line AS l ON l.prescription = p.id
WHERE {{plus}}p.state IN ({", ".join("?" * len(_IN_FORCE))}) AND p.signed_at >= ? AND l.as_needed = '' {{only}}
GROUP BY l.person, l.drug
"""  # noqa: S608  # nothing but question marks is put in
# with + the index of the states is left alone, and that of the residents is used
_ONLY = "AND p.person IN (SELECT value FROM json_each(?))"
_LAST = select(func.max(change.c.seq).label("seq"))
_TOUCHED = (
    select(prescription.c.person)
    .join(change, change.c.id == prescription.c.id)
    .where(change.c.type == prescription.name, change.c.seq > bindparam("seq"))
    .distinct()
)
_NOT_HERE = (EncounterStatus.CANCELLED.value, EncounterStatus.ENTERED_IN_ERROR.value)
_SEEN = (
    select(encounter.c.person, func.max(encounter.c.opened_at).label("at"))
    .where(
        among(encounter.c.person, "persons"),
        encounter.c.proxy.is_(False),
        encounter.c.kind != VisitKind.PHONE.value,
        encounter.c.identified_by != "",
        encounter.c.status.not_in(_NOT_HERE),
    )
    .group_by(encounter.c.person)
)
_LINKS = select(person_link.c.a, person_link.c.b).where(person_link.c.undone_at.is_(None))


class Newest(NamedTuple):
    """The newest sheet in force that has a drug: ``long`` of the sheets with it are 长期处方, ``sheets`` there are in all."""

    person: str
    drug: str
    name: str
    days: int
    prescription: str
    number: str | None
    signed_at: str
    long: int
    sheets: int


def newest(conn: Connection, since: str, persons: Collection[str] | None = None) -> list[Newest]:
    """Of each resident and drug, among sheets signed since an instant that nobody voided, returned or refused; not what is taken as needed.

    ``persons`` None = everybody.
    """
    if persons is None:
        return [Newest(*row) for row in run(conn, _NEWEST.format(plus="", only=""), (*_IN_FORCE, since))]
    return [Newest(*row) for row in run(conn, _NEWEST.format(plus="+", only=_ONLY), (*_IN_FORCE, since, listed(persons)))]


def last_change(conn: Connection) -> int:
    """The number of the newest change of anything, 0 = none yet."""
    return all_rows(conn, _LAST)[0]["seq"] or 0


def prescribed_since(conn: Connection, seq: int) -> set[str]:
    """Residents one of whose sheets was written, or changed its state, after a change."""
    return {row["person"] for row in all_rows(conn, _TOUCHED, seq=seq)}


def last_seen(conn: Connection, persons: Collection[str]) -> dict[str, str]:
    """When each of some residents was last here or visited: recognised, not sent for (代配药), not on the telephone.

    Who was never seen is left out.
    """
    rows = all_rows(conn, _SEEN, persons=listed(persons))
    return {row["person"]: row["at"] for row in rows}


def links(conn: Connection) -> list[tuple[str, str]]:
    """Every two records that are said to be of one human."""
    return [(row["a"], row["b"]) for row in all_rows(conn, _LINKS)]
