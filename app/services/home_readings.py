"""居民自测: readings from home taken down from a slip, a QR code or a list, with their mean, and whom a doctor should look at because of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.clock import CLINIC_ZONE, instant, iso, local_day
from app.domain.amounts import plain_number
from app.domain.home_slip import SlipLine, SlipReading, read_slip
from app.domain.ids import as_written, new_id
from app.domain.measurement import Measurement, MeasurementKind, Source, TimeBasis
from app.domain.person import Person
from app.domain.programme import UNREACHED, Contact, ContactOutcome, ContactWay
from app.errors import KnownError
from app.rules.public_health.home import HomeMean, glucose_asks, home_mean, home_policy, pressure_asks
from app.rules.public_health.policy import policy
from app.rules.values import in_unit, pressure_of
from app.rules.vitals import Subject, VitalAction
from app.services.desk import Desk
from app.services.judgement import objections, subject_of
from app.services.list_rows import words_of
from app.services.measuring import person_of
from app.store import measurements, people
from app.store.contacts import CONTACTS
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork
from app.texts import text

READ, WRITE, ANSWER = "chart.read", "home.write", "forms.write"
ABOUT = "home"
COLUMNS = "home_columns.toml"
SETTLING = frozenset(ContactOutcome) - UNREACHED
"""What ends a row: somebody spoke with the resident or knows that nobody can."""
_ENTERED = "entered:"
"""Mark of a home reading: the instant at which a person took it down, wherever that was."""
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


@dataclass(frozen=True, slots=True)
class HomeAsk:
    """Why a doctor should look. ``reason``: single, or mean of ``days`` days; ``shown``: the value as people write it."""

    person: str
    name: str
    phone: str
    reason: str
    shown: str
    at: str
    days: int = 0


class HomeReadings:
    """For whoever may take readings down; none of it is ever a value of the clinic."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

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
            return HomeView(person, tuple(reversed(readings)), _mean(readings, subject), _ask(conn, found, readings, now))

        return self._desk.read(READ, query)

    def waiting(self) -> list[HomeAsk]:
        """Residents whose readings at home ask for a doctor and to whom nobody spoke since, the newest reading first."""
        now = self._desk.clock.now()
        return self._desk.read(READ, lambda conn: _waiting(conn, now))

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
    return HomeTaken(len(made), already, tuple(refused), any(_single_asks(one, subject) for one in made))


def _measured(uow: UnitOfWork, person: Person, told: SlipReading, now: datetime) -> Measurement:
    at = _moment(told)
    basis = TimeBasis.ARRIVAL if told.timed else TimeBasis.UNKNOWN
    made = Measurement(new_id(), person.id, None, told.kind, told.values, iso(at), basis, Source.HOME, context=told.context)
    return replace(made, flags=(f"{_ENTERED}{iso(now)}",), taken_by=uow.actor.practitioner or None)


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


# ---- judged


def _mean(readings: Iterable[Measurement], subject: Subject) -> HomeMean | None:
    days = ((local_day(instant(one.measured_at)), pressure_of(one)) for one in readings)
    return home_mean(((day, pressure) for day, pressure in days if pressure is not None), subject)


def _single_asks(one: Measurement, subject: Subject) -> bool:
    pressure = pressure_of(one)
    if pressure is not None:
        return pressure_asks(pressure, subject)
    if one.kind is not MeasurementKind.GLUCOSE:
        return False
    glucose = in_unit(one.value("glucose"), "mmol/L")
    return glucose is not None and glucose_asks(glucose)


def _waiting(conn: Reading, now: datetime) -> list[HomeAsk]:
    limits = home_policy()["ask"]
    since = iso(now - timedelta(days=int(limits["look_back_days"])))
    systolic, diastolic = (float(one) - 1 for one in policy()["pressure_grade"]["home"])  # a mean is rounded
    outside = float(limits["glucose_low"]) + 0.001, float(limits["glucose_high"]) - 0.001
    asks, done = [], set[str]()
    for record in measurements.home_at_limit(conn, since, (systolic, diastolic), outside):
        found = people.get(conn, record)
        if record in done or found is None or found.deceased is not None:
            continue
        linked = people.linked(conn, record)
        done |= linked
        ask = _ask(conn, found, measurements.home(conn, linked, since), now)
        asks += [] if ask is None else [ask]
    return sorted(asks, key=lambda one: one.at, reverse=True)


def _ask(conn: Reading, person: Person, readings: Sequence[Measurement], now: datetime) -> HomeAsk | None:
    limits = home_policy()["ask"]
    since = iso(now - timedelta(days=int(limits["look_back_days"])))
    readings = [one for one in readings if one.measured_at >= since]
    if not readings:
        return None
    linked = people.linked(conn, person.id)
    subject = subject_of(conn, person, linked, now)
    spoken = _spoken(conn, linked)
    singles = [one for one in readings if _single_asks(one, subject) and _entered(one) > spoken]
    mean = _mean(readings, subject)
    quiet = iso(now - timedelta(days=int(limits["quiet_days"])))
    newest = max(_entered(one) for one in readings)
    raised = mean is not None and mean.elevated is True and spoken < min(quiet, newest)
    if not singles and not raised:
        return None
    phone = person.phones[0].number if person.phones else ""
    if singles:
        worst = singles[-1]
        return HomeAsk(person.id, person.name, phone, "single", shown(worst), worst.measured_at)
    assert mean is not None
    text = "/".join(plain_number(one) for one in mean.pressure)
    return HomeAsk(person.id, person.name, phone, "mean", text, readings[-1].measured_at, mean.days)


def _spoken(conn: Reading, linked: Collection[str]) -> str:
    """When somebody last spoke with the resident about readings at home; '' = never."""
    found = (one.at for one in CONTACTS.of_people(conn, linked) if one.about == ABOUT and one.outcome in SETTLING)
    return max(found, default="")


def _entered(one: Measurement) -> str:
    return next(_marks(one), one.measured_at)


def _marks(one: Measurement) -> Iterator[str]:
    return (flag.removeprefix(_ENTERED) for flag in one.flags if flag.startswith(_ENTERED))


def shown(one: Measurement) -> str:
    """A home reading in a few characters: ``186/112``, ``17.2``, ``61.5``."""
    pressure = pressure_of(one)
    if pressure is not None:
        return "/".join(plain_number(value) for value in pressure)
    value = one.values[0]
    return value.comparator + plain_number(value.value) if value.value is not None else value.comparator


def told_ask(one: HomeAsk) -> str:
    """Why, in a sentence."""
    return text(f"home_ask.{one.reason}", {"value": one.shown, "days": one.days})
