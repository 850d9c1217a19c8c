"""The institutions a hub serves and which stands above which, as its keeper entered them: what a client writes decides nothing here."""

from __future__ import annotations

import json
from dataclasses import dataclass

from app.domain.ids import organization_id
from app.errors import KnownError
from sync.hub.access import HANDED_DOWN
from sync.hub.rows import Connection

_ABOVE = """WITH RECURSIVE above(id) AS (VALUES (?) UNION SELECT i.parent FROM institution i JOIN above a ON i.id = a.id WHERE i.parent IS NOT NULL)
SELECT id FROM above"""


@dataclass(frozen=True, slots=True)
class Institution:
    """``id`` is the Organization's; ``parent`` the id of the one above, None at the top."""

    id: str
    code: str
    name: str
    parent: str | None


_CONCERNED = " ".join(
    (
        "SELECT 1 FROM latest WHERE owner_org=? OR (type IN (SELECT value FROM json_each(?))",
        "AND owner_org IN (WITH RECURSIVE above(id) AS (VALUES (?) UNION SELECT i.parent FROM institution i JOIN above a ON i.id = a.id",
        "WHERE i.parent IS NOT NULL) SELECT id FROM above)) LIMIT 1",
    )
)


def _changes_what_is_read(db: Connection, key: str) -> bool:
    """Whether the institution owns anything that others now read, or stands below one whose lists it now reads."""
    return db.execute(_CONCERNED, (key, json.dumps(HANDED_DOWN), key)).fetchone() is not None


def listed(db: Connection) -> list[Institution]:
    """All of them, by code."""
    return [Institution(*row) for row in db.execute("SELECT id, code, name, parent FROM institution ORDER BY code").fetchall()]


def save(db: Connection, code: str, name: str, under: str = "") -> tuple[Institution, bool]:
    """Take up an institution, or move it under another (``under``: a code); also whether seats must read the feed again.

    KnownError ``hub_institution_unknown`` for a code above that was not entered, ``hub_institution_circle`` where it would stand above itself.
    """
    key, parent = organization_id(code), organization_id(under) if under else None
    if parent is not None:
        if db.execute("SELECT 1 FROM institution WHERE id=?", (parent,)).fetchone() is None:
            raise KnownError("hub_institution_unknown", institution=under)
        if key in {row[0] for row in db.execute(_ABOVE, (parent,)).fetchall()}:
            raise KnownError("hub_institution_circle", institution=code)
    before = db.execute("SELECT parent FROM institution WHERE id=?", (key,)).fetchone()
    db.execute("INSERT OR REPLACE INTO institution (id, code, name, parent) VALUES (?,?,?,?)", (key, code.strip().upper(), name, parent))
    moved = parent is not None and (before is None or before[0] != parent)
    return Institution(key, code.strip().upper(), name, parent), moved and _changes_what_is_read(db, key)
