"""The audit trail as its reader sees it: rows newest first, filtered and paged, and the proof that nothing was changed in it.

Who looks is written into the trail too (GB/T 22239-2019, 8.1.4.3: the audit's own use is audited).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from app.clock import day_bounds
from app.services import keeping
from app.services.desk import Desk
from app.store import accounts, people, trail
from app.store.audit import Flaw
from app.store.database import Reading
from app.store.trail import Row

PAGE = 200


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for; an empty field asks for all. Days are the clinic's, both included. ``account`` '' = the program itself."""

    first: date | None = None
    last: date | None = None
    account: str | None = None
    person: str = ""
    action: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row with the names it speaks of, which the trail itself does not hold; '' = nobody, or nobody this computer knows."""

    row: Row
    who: str
    resident: str


@dataclass(frozen=True, slots=True)
class TrailPage:
    """``older``: the number to ask the next page with; None = there is nothing older."""

    entries: tuple[Entry, ...]
    older: int | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a check is. ``stage``: chain, rows, sheets or signals; ``share``: 0 to 1 of the stage."""

    stage: str
    share: float


class Auditing:
    """Reads and proves; writes nothing but that it was used."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def rows(self, wanted: Filter = Filter(), before: int | None = None, limit: int = PAGE) -> TrailPage:  # frozen
        """One page, the newest rows first. ``before``: `older` of the page before it. NotAllowed."""
        page = self._desk.read("audit.read", lambda conn: _page(conn, wanted, before, limit))
        self._desk.looked(wanted.person, "audit")
        return page

    def accounts(self) -> list[tuple[str, str]]:
        """Whoever may stand in the trail: account and name, in the order of the names. NotAllowed."""
        return sorted(self._desk.read("audit.read", lambda conn: list(_names(conn).items())), key=lambda one: one[1])

    def verify(self, tell: Callable[[Progress], None] = lambda _: None) -> Sequence[Flaw]:
        """Walk the chain and compare every record, sheet and signal; for a worker thread, which is told how far it is. NotAllowed."""
        self._desk.allow("audit.read")
        return keeping.verify(self._desk, lambda stage, share: tell(Progress(stage, share)))


def _page(conn: Reading, wanted: Filter, before: int | None, limit: int) -> TrailPage:
    found = trail.rows(conn, _wanted(conn, wanted), before, limit + 1)
    shown, names = found[:limit], _names(conn)
    residents = {key: one.name for key, one in people.by_ids(conn, {row.person for row in shown if row.person}).items()}
    entries = tuple(Entry(row, names.get(row.account, ""), residents.get(row.person, "")) for row in shown)
    return TrailPage(entries, shown[-1].seq if len(found) > limit else None)


def _wanted(conn: Reading, wanted: Filter) -> trail.Wanted:
    persons = people.linked(conn, wanted.person) if wanted.person else frozenset[str]()
    since = day_bounds(wanted.first)[0] if wanted.first else ""
    until = day_bounds(wanted.last)[1] if wanted.last else ""
    return trail.Wanted(since, until, wanted.account, persons, wanted.action, wanted.type)


def _names(conn: Reading) -> dict[str, str]:
    found = {}
    for account in accounts.accounts(conn):
        who = accounts.practitioner(conn, account.practitioner)
        found[account.id] = account.login if who is None else who.name
    return found
