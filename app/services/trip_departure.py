"""Before leaving: how old roster, rules, drug list and the last exchange are. With stale data nobody leaves without saying why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app.clock import CLINIC_ZONE, instant
from app.domain.trip import Trip
from app.errors import KnownError
from app.services.desk import Desk
from app.services.rule_packs import RulePacks
from app.services.sync_status import SyncStatus
from app.services.trips import trip_policy
from app.store import people, trips
from app.store.database import Reading


class Taking(StrEnum):
    """What is taken along; words under ``trip_check``."""

    ROSTER = "roster"
    SYNC = "sync"
    UNSENT = "unsent"
    RULES = "rules"
    CATALOGUE = "catalogue"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing. ``since`` None = never; ``n``: how many (records not sent, residents who are dead)."""

    what: Taking
    since: datetime | None
    stale: bool
    n: int = 0
    label: str = ""


class Departure:
    """``sync`` and ``packs``: those of this seat."""

    def __init__(self, desk: Desk, sync: Callable[[], SyncStatus], packs: Callable[[], RulePacks]) -> None:
        self._desk, self._sync, self._packs = desk, sync, packs

    def checks(self, trip: Trip) -> tuple[Check, ...]:
        """In the order of the page."""
        gone, listed = self._desk.read("chart.read", lambda conn: _read(conn, trip))
        summary, policy = self._sync().summary(), trip_policy()
        last = instant(summary.last_ok_at) if summary.last_ok_at else None
        day = timedelta(days=1)
        return (
            self._check(Taking.ROSTER, instant(trip.at), timedelta(hours=policy["roster_hours"])),
            Check(Taking.PEOPLE, None, gone > 0, gone),
            self._check(Taking.SYNC, last, timedelta(hours=policy["sync_hours"])),
            Check(Taking.UNSENT, None, False, summary.undelivered),
            self._rules(policy["rules_days"] * day),
            self._check(Taking.CATALOGUE, listed, policy["catalogue_days"] * day),
        )

    def allow(self, trip: Trip, despite: str) -> str:
        """What goes into the trail with the paper: '' or the reason. KnownError ``trip_stale`` where something is stale and nobody says why."""
        stale = [one.what.value for one in self.checks(trip) if one.stale]
        if stale and not despite.strip():
            raise KnownError("trip_stale", n=len(stale))
        return f"{' '.join(stale)}: {despite.strip()}" if stale else ""

    def _check(self, what: Taking, since: datetime | None, most: timedelta) -> Check:
        return Check(what, since, since is None or self._desk.clock.now() - since > most)

    def _rules(self, most: timedelta) -> Check:
        packs = self._packs()
        now = packs.now()
        told = now.kept.valid_from if now.kept else str(packs.pack.policy["effective_from"]) if packs.pack else ""
        since = datetime.combine(date.fromisoformat(told), time(), CLINIC_ZONE) if told else None
        stale = since is None or now.trouble is not None or self._desk.clock.now() - since > most
        return Check(Taking.RULES, since, stale, label=now.label)


def _read(conn: Reading, trip: Trip) -> tuple[int, datetime | None]:
    """How many of the roster are known to be dead meanwhile, and when the drug list was changed last."""
    changed = trips.drug_list_changed(conn)
    return len(trip.people) - len(people.alive(conn, trip.people)), instant(changed) if changed else None
