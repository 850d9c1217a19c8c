"""The hub's own trail: who was refused, enrolled, revoked. Ids and codes, never a name or a value."""

from __future__ import annotations

from dataclasses import dataclass

from sync.hub.rows import Connection

DENIED, DONE = "denied", "done"


@dataclass(frozen=True, slots=True)
class Noted:
    """One row of the trail."""

    at: str
    client: str
    org: str
    action: str
    target: str
    outcome: str
    reason: str


def note(db: Connection, row: Noted) -> None:
    """Write a row in the present transaction."""
    db.execute(
        "INSERT INTO audit (at, client, org, action, target, outcome, reason) VALUES (?,?,?,?,?,?,?)",
        (row.at, row.client, row.org, row.action, row.target, row.outcome, row.reason),
    )


def rows(db: Connection, limit: int = 200) -> list[Noted]:
    """The newest rows, newest first."""
    found = db.execute("SELECT at, client, org, action, target, outcome, reason FROM audit ORDER BY id DESC LIMIT ?", (limit,))
    return [Noted(*row) for row in found.fetchall()]
