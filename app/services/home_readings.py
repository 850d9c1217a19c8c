"""居民自测: readings from home taken down from a slip, a QR code or a list, with their mean, and whom a doctor should look at because of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.clock import CLINIC_ZONE, iso, local_day
from app.domain.home_slip import SlipLine, SlipReading, read_slip
from app.domain.ids import as_written, new_id
from app.domain.measurement import Measurement, Source, TimeBasis
from app.domain.person import Person
from app.domain.programme import Contact, ContactOutcome, ContactWay
from app.errors import KnownError
from app.rules.public_health.home import HomeMean, home_policy
from app.rules.vitals import Subject, VitalAction
from app.services.desk import Desk
from app.services.home_asking import ABOUT, ENTERED, HomeAsk, HomeAsking, ask_of, mean_of, single_asks
from app.services.judgement import objections, subject_of
from app.services.list_rows import words_of
from app.services.measuring import person_of
from app.store import measurements, people
from app.store.contacts import CONTACTS
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork

READ, WRITE, ANSWER = "chart.read", "home.write", "forms.write"
COLUMNS = "home_columns.toml"
_LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True)
class HomeTaken:
    """``added``; ``already``: readings that were there; ``refused``: lines with their problem. ``urgent``: one of the new ones asks for a
    doctor today."""

    added: int
    already: int
    refused: tuple[SlipLine, ...] = ()
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class HomeView:
    """Of one human: readings of a year, the newest first, the mean of the last week, and whether a doctor is asked."""

    person: str
    readings: tuple[Measurement, ...]
    mean: HomeMean | None
    asks: HomeAsk | None = None


class HomeReadings:
    """For whoever may take readings down; none of it is ever a value of the clinic."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._asking = HomeAsking()

    def read(self, text: str) -> list[SlipLine]:
        """What a slip says, line by line, before anything is kept."""
        now = self._desk.clock.now()
        return [_dated(line, now) for line in read_slip(text, local_day(now), _meals())[: _entry("lines")]]

    def take(self, person: str, text: str) -> HomeTaken:
        """Keep every line that can be read. The same reading is never kept twice. KnownError ``home_nothing``, ``person_unknown``."""
        lines = self.read(text)
        if not lines:
            raise KnownError("home_nothing")
        return self.keep(person, lines)

    def keep(self, person: str, lines: Sequence[SlipLine]) -> HomeTaken:
        """As :meth:`take`, of lines read already."""
        return self._desk.write(WRITE, lambda uow: _keep(uow, person, lines, self._desk.clock.now()))

    def of(self, person: str) -> HomeView:
        """What somebody measured at home. KnownError ``person_unknown``."""
        now = self._desk.clock.now()

        def query(conn: Reading) -> HomeView:
            found = person_of(conn, person)
            linked = people.linked(conn, person)
            since = iso(now - timedelta(days=_entry("oldest_days")))
            readings = measurements.home(conn, linked, since)
            subject = subject_of(conn, found, linked, now)
            return HomeView(person, tuple(reversed(readings)), mean_of(readings, subject), ask_of(conn, found, readings, now))

        return self._desk.read(READ, query)

    def waiting(self) -> list[HomeAsk]:
        """Residents whose readings at home ask for a doctor and to whom nobody spoke since, the newest reading first."""
        now = self._desk.clock.now()
        return self._desk.read(READ, lambda conn: self._asking.rows(conn, now))

    def spoke(self, person: str, outcome: ContactOutcome, way: ContactWay = ContactWay.PHONE, note: str = "") -> Contact:
        """Somebody was sought because of readings at home. KnownError ``person_unknown``, ``home_nobody``."""

        def work(uow: UnitOfWork) -> Contact:
            person_of(uow.conn, person)
            if not uow.actor.practitioner:
                raise KnownError("home_nobody")
            made = Contact(new_id(), person, ABOUT, way, outcome, uow.actor.practitioner, uow.at, "", as_written(note)[:_LONGEST_NOTE])
            CONTACTS.add(uow, made)
            return made

        return self._desk.write(ANSWER, work)

    def take_back(self, reading: str, reason: str) -> None:
        """It was somebody else's or wrong: it stays readable and counts no more. KnownError ``reason_needed``, ``record_unknown``."""
        if not as_written(reason):
            raise KnownError("reason_needed")

        def work(uow: UnitOfWork) -> None:
            found = measurements.get(uow.conn, reading)
            if found is None or found.source is not Source.HOME:
                raise KnownError("record_unknown")
            measurements.mark_error(uow, reading, as_written(reason))

        self._desk.write(WRITE, work)


# ---- taken down


def _keep(uow: UnitOfWork, person: str, lines: Iterable[SlipLine], now: datetime) -> HomeTaken:
    found = person_of(uow.conn, person)
    linked = people.linked(uow.conn, person)
    subject = subject_of(uow.conn, found, linked, now)
    there = {_same(one) for one in measurements.home(uow.conn, linked, "")}
    made: list[Measurement] = []
    refused: list[SlipLine] = []
    already = 0
    for line in lines:
        one = None if line.reading is None else _measured(uow, found, line.reading, now)
        problem = line.problem or (_absurd(one, subject) if one else "")
        if one is None or problem:
            refused.append(replace(line, reading=None, problem=problem))
        elif _same(one) in there:
            already += 1
        else:
            there.add(_same(one))
            made.append(one)
    measurements.add_all(uow, made)
    return HomeTaken(len(made), already, tuple(refused), any(single_asks(one, subject) for one in made))


def _measured(uow: UnitOfWork, person: Person, told: SlipReading, now: datetime) -> Measurement:
    at = _moment(told)
    basis = TimeBasis.ARRIVAL if told.timed else TimeBasis.UNKNOWN
    made = Measurement(new_id(), person.id, None, told.kind, told.values, iso(at), basis, Source.HOME, context=told.context)
    return replace(made, flags=(f"{ENTERED}{iso(now)}",), taken_by=uow.actor.practitioner or None)


def _dated(line: SlipLine, now: datetime) -> SlipLine:
    """No reading of tomorrow, and none so old that it tells nothing."""
    if line.reading is None:
        return line
    at = _moment(line.reading)
    if at > now and (line.reading.timed or at.date() > local_day(now)):
        return replace(line, reading=None, problem="future")
    if now - at > timedelta(days=_entry("oldest_days")):
        return replace(line, reading=None, problem="too_old")
    return line


def _moment(told: SlipReading) -> datetime:
    return datetime.combine(told.day, told.clock, CLINIC_ZONE)


def _absurd(one: Measurement, subject: Subject) -> str:
    return "absurd" if any(found.action is VitalAction.REFUSE for found in objections(one, subject, None)) else ""


def _same(one: Measurement) -> tuple[object, ...]:
    return one.kind, one.measured_at, one.values


def _meals() -> dict[str, str]:
    return dict(words_of(COLUMNS)["words"])


def _entry(name: str) -> int:
    return int(home_policy()["entry"][name])
