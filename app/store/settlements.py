"""What was settled of which sheet, and what was settled on a day; written once."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, select

from app.domain.settlement import Settlement, standing
from app.store.once import Once
from app.store.rows import among, listed
from app.store.tables.dispensing import settlement

SETTLEMENTS = Once(settlement, Settlement)
_OF_SHEETS = select(settlement).where(among(settlement.c.sheet, "sheets"))
_BETWEEN = select(settlement).where(
    settlement.c.at >= bindparam("since"), settlement.c.at < bindparam("until"), settlement.c.organization == bindparam("organization")
)


def of_sheets(conn: Connection, sheets: Collection[str]) -> dict[str, tuple[Settlement, ...]]:
    """The settlements of some sheets that stand, the first one first; every sheet has an entry."""
    found: dict[str, list[Settlement]] = {key: [] for key in sheets}
    if found:
        for row in conn.execute(_OF_SHEETS, {"sheets": listed(found)}).mappings():
            found[row["sheet"]].append(SETTLEMENTS.read(row))
    return {key: standing(records) for key, records in found.items()}


def between(conn: Connection, organization: str, since: str, until: str) -> list[Settlement]:
    """Everything an institution wrote from one instant until before another, what was taken back and the taking back among it."""
    given = {"organization": organization, "since": since, "until": until}
    return sorted(map(SETTLEMENTS.read, conn.execute(_BETWEEN, given).mappings()), key=lambda one: (one.at, bool(one.takes_back), one.id))
