"""The last number given in an event of the emergency registration."""

from __future__ import annotations

from sqlalchemy import Connection

from app.store.driver import run

_LAST = """
SELECT coalesce(max(CAST(json_extract("values", '$.emergency_number[2]') AS INTEGER)), 0) FROM filled_form
WHERE form = 'emergency' AND status = 'completed' AND day >= ?1 AND json_extract("values", '$.emergency_event[2]') = ?2
"""


def last_number(conn: Connection, event: str, since: str) -> int:
    """0 where the event begins; ``since``: ISO day."""
    return int(run(conn, _LAST, (since, event)).fetchone()[0])
