"""叫号未到: whose name was called and who did not come; after the third time somebody looks for them (safety.md §3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from app.clock import day_bounds, instant, local_day
from app.domain.encounter import Encounter, EncounterStatus
from app.domain.ids import new_id
from app.domain.programme import UNREACHED, Contact, ContactOutcome, ContactWay
from app.store import contacts, encounters, people
from app.store.database import Reading
from app.store.people import Listed
from app.store.unit_of_work import UnitOfWork

ABOUT = "name_call"
ENOUGH = 3
"""So often a name is called before somebody is looked for."""
_LOOKED_FOR = timedelta(days=6)


def call_missed(uow: UnitOfWork, person: str) -> None:
    """The name was called and nobody came."""
    made = Contact(new_id(), person, ABOUT, ContactWay.HALL, ContactOutcome.AWAY, uow.actor.practitioner, uow.at)
    contacts.CONTACTS.add(uow, made)


def missed_on(conn: Reading, day: date, persons: Collection[str]) -> Mapping[str, int]:
    """How often each of some residents did not come on a day when called."""
    begin, end = day_bounds(day)
    found = contacts.name_calls(conn, begin, persons)
    return {person: sum(at < end for at in times) for person, times in found.items()}


def looked_for(conn: Reading, today: date, human: Mapping[str, str]) -> list[tuple[Listed, date]]:
    """Who did not come three times on a day of the last week, was not seen since, and whom nobody reached; with that day."""
    since = day_bounds(today - _LOOKED_FOR)[0]
    last = {person: times[-1] for person, times in contacts.name_calls(conn, since).items() if _often(times)}
    if not last:
        return []
    reached = contacts.last_about(conn, ABOUT, since, human)
    waiting = {}
    for person, at in last.items():
        call = reached.get(human.get(person, person))
        settled = call is not None and call.at > at and ContactOutcome(call.outcome) not in UNREACHED
        if not settled and not any(_seen_since(one, at) for one in encounters.of_person(conn, people.linked(conn, person))):
            waiting[person] = local_day(instant(at))
    return [(one, waiting[one.id]) for one in people.alive(conn, waiting)]


def _often(times: list[str]) -> bool:
    day = local_day(instant(times[-1]))
    return sum(local_day(instant(at)) == day for at in times) >= ENOUGH


def _seen_since(visit: Encounter, at: str) -> bool:
    return visit.status is EncounterStatus.FINISHED and (visit.finished_at or "") > at
