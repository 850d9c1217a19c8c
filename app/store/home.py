"""Readings that residents take at home: whether anything changed of whom they ask a doctor for."""

from __future__ import annotations

from sqlalchemy import Connection

from app.store.driver import run

_NEWS = """
SELECT 1 FROM change c WHERE c.seq > ? AND (
    c.type IN ('person_link', 'fact')
    OR c.type = 'person' AND c.op = 'update'
    OR c.type = 'measurement' AND EXISTS (SELECT 1 FROM measurement m WHERE m.id = c.id AND m.source = 'home')
    OR c.type = 'contact' AND EXISTS (SELECT 1 FROM contact s WHERE s.id = c.id AND s.about = ?)
) LIMIT 1
"""


def has_news(conn: Connection, since: int, about: str) -> bool:
    """Whether a reading at home, a call about one or what is known of a resident was written after a change of that number.

    ``about``: mark of such a call. A new resident has no readings yet, whatever else is written is of no concern.
    """
    return run(conn, _NEWS, (since, about)).fetchone() is not None
