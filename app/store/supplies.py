"""What was last prescribed of each drug to each resident, and when somebody was last here themselves; for lists over everybody."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, func, select

from app.domain.encounter import EncounterStatus, VisitKind
from app.store.driver import all_rows, run
from app.store.rows import among, listed
from app.store.tables.supplies import last_supply
from app.store.tables.visits import encounter

_RUNNING_OUT = (
    select(last_supply.c.person)
    .where(last_supply.c.runs_out.between(func.julianday(bindparam("begin")), func.julianday(bindparam("end"))))
    .distinct()
)
_NOT_HERE = (EncounterStatus.CANCELLED.value, EncounterStatus.ENTERED_IN_ERROR.value)
_SEEN = (
    select(encounter.c.person, func.max(encounter.c.opened_at).label("at"))
    .where(
        among(encounter.c.person, "persons"),
        encounter.c.proxy.is_(False),
        encounter.c.kind != VisitKind.REMOTE.value,
        encounter.c.identified_by != "",
        encounter.c.status.not_in(_NOT_HERE),
    )
    .group_by(encounter.c.person)
)


class LastSupply(NamedTuple):
    """A drug by the newest sheet in force of a resident that has it.

    ``before_at``: when the sheet before that one with the same drug was signed, ``long_at``: the newest of them that is a 长期处方;
    '' = there is none.
    """

    person: str
    drug: str
    name: str
    days: int
    prescription: str
    number: str | None
    signed_at: str
    before_at: str
    long_at: str


_LAST = f"""
SELECT {", ".join(LastSupply._fields)} FROM last_supply WHERE person IN (SELECT value FROM json_each(?)) AND signed_at >= ?
"""  # noqa: S608  # names of our own schema


def running_out(conn: Connection, begin: str, end: str) -> set[str]:
    """Residents with a drug that, counted from the moment its sheet was signed, is used up between two instants."""
    return {row["person"] for row in all_rows(conn, _RUNNING_OUT, begin=begin, end=end)}


def last_supplies(conn: Connection, persons: Collection[str], since: str) -> list[LastSupply]:
    """What was last prescribed of each drug to some residents, signed since an instant; not what is taken as needed."""
    return [*map(LastSupply._make, run(conn, _LAST, (listed(persons), since)))]


def last_seen(conn: Connection, persons: Collection[str]) -> dict[str, str]:
    """When each of some residents was last here or visited: recognised, not sent for (代配药), not on the telephone.

    Who was never seen is left out.
    """
    rows = all_rows(conn, _SEEN, persons=listed(persons))
    return {row["person"]: row["at"] for row in rows}
