"""下乡: who is expected in a village, what has to be known of them there, and on return whether every slip came to something."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app.clock import day_bounds, instant, local_day
from app.domain.age import age_text
from app.domain.clinical import Answer, FactKind
from app.domain.encounter import Encounter, EncounterStatus
from app.domain.ids import new_id
from app.domain.measurement import Measurement, MeasurementKind, MeasurementStatus
from app.domain.person import Person
from app.domain.programme import Contact, ContactOutcome, ContactWay
from app.domain.trip import SeatReturn, SlipEnd, Trip
from app.errors import KnownError
from app.logs import hide_names
from app.rules.shipped import shipped_toml
from app.rules.values import pressure_of
from app.services.critical_values import CriticalValues
from app.services.desk import Desk
from app.services.medicines import Taken, taken_on
from app.services.registers import NEEDED
from app.services.retests import retest_of
from app.store import clinical, contacts, encounters, measurements, people, prescriptions, supplies, trips
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork
from app.texts import text

ABOUT = "trip"
"""What a try to reach somebody is about whose slip came to nothing."""

ENDS = {ContactOutcome.REFUSES: SlipEnd.REFUSED, ContactOutcome.AWAY: SlipEnd.AWAY}
_KINDS = (MeasurementKind.BLOOD_PRESSURE_SUMMARY, MeasurementKind.BLOOD_PRESSURE, MeasurementKind.GLUCOSE, MeasurementKind.WEIGHT)


@dataclass(frozen=True, slots=True)
class RosterRow:
    """What must be known of one resident without any network. ``number``: of the slip; ``phones``: (number, whose), the first two.

    ``allergy_known`` NOT_ASKED is told as such, never as none. ``pressure``: "168/96"; days None = never.
    """

    number: int
    person: Person
    age_text: str
    allergy_known: Answer
    allergies: tuple[str, ...]
    problems: tuple[str, ...]
    medicines: tuple[Taken, ...]
    pressure: tuple[str, date] | None
    glucose: tuple[str, date] | None
    weight: tuple[str, date] | None
    last_visit: date | None
    namesake: bool

    @property
    def phones(self) -> tuple[tuple[str, str], ...]:
        """The resident's own and one more."""
        return tuple((one.number, one.relation) for one in self.person.phones[:2])


@dataclass(frozen=True, slots=True)
class SlipRow:
    """What became of one slip."""

    number: int
    person: str
    name: str
    age_text: str
    group: str
    phone: str
    end: SlipEnd
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reckoning:
    """收车核对. ``walk_ins``: how many were measured that day without a slip of this trip. ``retests``, ``untold``: names with phones.

    ``unclaimed``: at this computer now. ``elsewhere``: seat → how many it had when it was reckoned up; ``silent``: seats that said nothing.
    """

    slips: tuple[SlipRow, ...]
    walk_ins: int
    unclaimed: int
    retests: tuple[str, ...]
    untold: tuple[str, ...]
    elsewhere: Mapping[str, int] = field(default_factory=dict)
    silent: tuple[str, ...] = ()

    def count(self, end: SlipEnd) -> int:
        """How many slips came to that."""
        return sum(one.end is end for one in self.slips)

    @property
    def settled(self) -> bool:
        """Nothing is left that only the people in the square could still answer."""
        return not (self.count(SlipEnd.OPEN) or self.unclaimed or any(self.elsewhere.values()) or self.retests or self.untold)


def trip_policy() -> Mapping[str, Any]:
    """The policy file in force."""
    return shipped_toml("trip.toml")


class Trips:
    """``unclaimed``: how many readings of this seat belong to nobody yet (app.services.inbox.Inbox.count)."""

    def __init__(self, desk: Desk, unclaimed: Callable[[], int]) -> None:
        self._desk, self._unclaimed = desk, unclaimed
        self._critical = CriticalValues(desk)

    def plan(self, day: date, village: str, seats: Sequence[str], persons: Sequence[str], free: int = 0) -> Trip:
        """Write a plan down. KnownError ``trip_empty``, ``trip_many``, ``trip_day`` (past), ``trip_gone`` (somebody is unknown or dead)."""
        listed, most = tuple(dict.fromkeys(persons)), trip_policy()["most_people"]
        if not listed:
            raise KnownError("trip_empty")
        if len(listed) > most or not 0 <= free <= most:
            raise KnownError("trip_many", most=most)
        if day < self._today():
            raise KnownError("trip_day")

        def work(uow: UnitOfWork) -> Trip:
            gone = len(listed) - len(people.alive(uow.conn, listed))
            if gone:
                raise KnownError("trip_gone", n=gone)
            named = tuple(one.strip() for one in seats if one.strip())
            made = Trip(new_id(), day.isoformat(), village.strip(), named, listed, free, uow.actor.practitioner, uow.at)
            trips.TRIPS.add(uow, made)
            return made

        return self._desk.write(NEEDED, work)

    def listed(self) -> list[Trip]:
        """Those of the last weeks and those ahead, the newest first."""
        since = self._today() - timedelta(days=trip_policy()["kept_days"])
        return self._desk.read("chart.read", lambda conn: trips.since(conn, since.isoformat()))

    def roster(self, trip: Trip) -> tuple[RosterRow, ...]:
        """What this seat knows now of everybody, in the order of the slips."""
        today = self._today()
        rows = self._desk.read("chart.read", lambda conn: tuple(_rostered(conn, trip, today)))
        hide_names(one.person.name for one in rows)
        return rows

    def say(self, trip: Trip, person: str, outcome: ContactOutcome, note: str = "") -> Contact:
        """Somebody refused, or is not there: the slip came to that. KnownError ``trip_outcome``, ``person_unknown``."""
        if outcome not in ENDS or person not in trip.people:
            raise KnownError("trip_outcome")

        def work(uow: UnitOfWork) -> Contact:
            made = Contact(new_id(), person, ABOUT, ContactWay.VILLAGE, outcome, uow.actor.practitioner, uow.at, "", note.strip())
            contacts.CONTACTS.add(uow, made)
            return made

        return self._desk.write(NEEDED, work)

    def reckon(self, trip: Trip) -> SeatReturn:
        """Tell the other seats what there is to say of this one."""
        unclaimed = self._unclaimed()

        def work(uow: UnitOfWork) -> SeatReturn:
            made = SeatReturn(new_id(), trip.id, self._desk.seat, unclaimed, uow.actor.practitioner, uow.at)
            trips.RETURNS.add(uow, made)
            return made

        return self._desk.write(NEEDED, work)

    def reckoning(self, trip: Trip) -> Reckoning:
        """As things stand now, computed from visits, readings and what was said."""
        day = date.fromisoformat(trip.day)
        today = self._today()

        def query(conn: Reading) -> tuple[tuple[SlipRow, ...], int, tuple[str, ...], dict[str, SeatReturn]]:
            visits = [one for one in encounters.of_day(conn, day) if one.status not in _VOID]
            values = measurements.of_encounters(conn, [one.id for one in visits])
            told = trips.returns(conn, trip.id)
            return _slips(conn, trip, visits, values, today), _walk_ins(trip, visits, values), _retests(conn, visits, values), told

        slips, walk_ins, retests, told = self._desk.read("chart.read", query)
        elsewhere = {seat: one.unclaimed for seat, one in told.items() if seat != self._desk.seat}
        silent = tuple(seat for seat in trip.seats if seat != self._desk.seat and seat not in told)
        return Reckoning(slips, walk_ins, self._unclaimed(), retests, self._untold(day), elsewhere, silent)

    # inside

    def _today(self) -> date:
        return local_day(self._desk.clock.now())

    def _untold(self, day: date) -> tuple[str, ...]:
        rows = (one for one in self._critical.open() if one.untold and local_day(one.since) == day)
        return tuple(f"{one.name} {one.phones[0][0] if one.phones else ''}".rstrip() for one in rows)


_VOID = frozenset({EncounterStatus.CANCELLED, EncounterStatus.ENTERED_IN_ERROR})


def _rostered(conn: Reading, trip: Trip, today: date) -> list[RosterRow]:
    found, seen = people.by_ids(conn, trip.people), supplies.last_seen(conn, trip.people)
    names = [one.name for one in found.values()]
    rows = []
    for number, key in enumerate(trip.people, start=1):
        if (who := found.get(key)) is not None:
            last = local_day(instant(seen[key])) if key in seen else None
            rows.append(_rostered_one(conn, number, who, today, last, names.count(who.name) > 1))
    return rows


def _rostered_one(conn: Reading, number: int, who: Person, today: date, last: date | None, namesake: bool) -> RosterRow:
    human = people.linked(conn, who.id)
    allergies = tuple(
        one.text for one in clinical.allergies(conn, human) if one.clinical_status == "active" and one.verification != "entered-in-error"
    )
    asked = clinical.fact(conn, human, FactKind.ALLERGY)
    newest = measurements.newest(conn, human, _KINDS)
    return RosterRow(
        number=number,
        person=who,
        age_text="" if who.birth is None else age_text(who.birth, max(who.birth, today)),
        allergy_known=Answer.YES if allergies else asked.answer if asked else Answer.NOT_ASKED,
        allergies=allergies,
        problems=tuple(
            dict.fromkeys(
                one.display
                for one in clinical.conditions(conn, human)
                if one.clinical_status == "active" and one.verification != "entered-in-error"
            )
        ),
        medicines=tuple(taken_on(prescriptions.of_person(conn, human), today)),
        pressure=_pressure(newest),
        glucose=_number(newest.get(MeasurementKind.GLUCOSE), "glucose"),
        weight=_number(newest.get(MeasurementKind.WEIGHT), "weight"),
        last_visit=last,
        namesake=namesake,
    )


def _pressure(newest: Mapping[MeasurementKind, Measurement]) -> tuple[str, date] | None:
    found = [one for kind in _KINDS[:2] if (one := newest.get(kind)) is not None]
    if not found:
        return None
    last = max(found, key=lambda one: one.measured_at)
    pair = pressure_of(last)
    return None if pair is None else (f"{pair[0]}/{pair[1]}", local_day(instant(last.measured_at)))


def _number(one: Measurement | None, name: str) -> tuple[str, date] | None:
    value = one.value(name) if one is not None else None
    if one is None or value is None or value.value is None:
        return None
    spoilt = "".join(f"（{text(f'quality.{flag}')}）" for flag in one.unfit[:1])
    return f"{value.value} {value.unit}{spoilt}", local_day(instant(one.measured_at))


_Values = Mapping[str, Sequence[Measurement]]


def _measured(visits: Sequence[Encounter], values: _Values) -> set[str]:
    """Whose visit has a value."""
    return {one.person for one in visits if any(each.status is MeasurementStatus.FINAL for each in values.get(one.id, ()))}


def _slips(conn: Reading, trip: Trip, visits: Sequence[Encounter], values: _Values, today: date) -> tuple[SlipRow, ...]:
    begin, end = day_bounds(date.fromisoformat(trip.day))
    said: dict[str, Contact] = {}
    for one in contacts.CONTACTS.of_people(conn, trip.people, begin):
        if one.about == ABOUT and one.at < end:
            said.setdefault(one.person, one)
    measured, found = _measured(visits, values), people.by_ids(conn, trip.people)
    rows = []
    for number, key in enumerate(trip.people, start=1):
        who, call = found.get(key), said.get(key)
        if who is not None:
            came = SlipEnd.MEASURED if key in measured else ENDS[call.outcome] if call is not None else SlipEnd.OPEN
            phone = who.phones[0].number if who.phones else ""
            age = "" if who.birth is None else age_text(who.birth, max(who.birth, today))
            note = call.note if call is not None and key not in measured else ""
            rows.append(SlipRow(number, key, who.name, age, who.address.group, phone, came, note))
    return tuple(rows)


def _walk_ins(trip: Trip, visits: Sequence[Encounter], values: _Values) -> int:
    return len(_measured(visits, values) - set(trip.people))


def _retests(conn: Reading, visits: Sequence[Encounter], values: _Values) -> tuple[str, ...]:
    waiting = [one.person for one in visits if retest_of(values.get(one.id, ())) is not None]
    found = people.by_ids(conn, waiting)
    return tuple(f"{one.name} {one.phones[0].number if one.phones else ''}".rstrip() for one in found.values())


__all__ = ["ABOUT", "ENDS", "Reckoning", "RosterRow", "SlipRow", "Trips", "trip_policy"]
