"""Whom a doctor should look at because of readings at home, and why: a single one, or the mean of a week."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from app.clock import instant, iso, local_day
from app.domain.amounts import plain_number
from app.domain.measurement import Measurement, MeasurementKind
from app.domain.person import Person
from app.domain.programme import UNREACHED, ContactOutcome
from app.rules.public_health.home import HomeMean, glucose_asks, home_mean, home_policy, pressure_asks
from app.rules.public_health.policy import policy
from app.rules.values import in_unit, pressure_of
from app.rules.vitals import Subject
from app.services.judgement import subject_of
from app.store import home, measurements, outgoing, people
from app.store.contacts import CONTACTS
from app.store.database import Reading
from app.texts import text

ABOUT = "home"
"""What a call because of them is about."""
SETTLING = frozenset(ContactOutcome) - UNREACHED
"""What ends a row: somebody spoke with the resident or knows that nobody can."""
ENTERED = "entered:"
"""Mark of a home reading: the instant at which a person took it down, wherever that was."""


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


@dataclass(frozen=True, slots=True)
class _Kept:
    seq: int
    hour: datetime
    rows: tuple[HomeAsk, ...]


class HomeAsking:
    """All of them, kept while nothing of it changes: they are asked for after every value that the clinic saves, and a resident whose
    readings are near a limit costs a millisecond.
    """

    def __init__(self) -> None:
        self._kept: _Kept | None = None
        self._reading = threading.Lock()

    def rows(self, conn: Reading, now: datetime) -> list[HomeAsk]:
        """Nobody spoke to them since; the newest reading first."""
        with self._reading:
            seq, hour = outgoing.last(conn), now.replace(minute=0, second=0, microsecond=0)
            kept = self._kept
            if kept is None or kept.hour != hour or home.has_news(conn, kept.seq, ABOUT):
                kept = _Kept(seq, hour, tuple(_waiting(conn, now)))
            self._kept = _Kept(max(seq, kept.seq), hour, kept.rows)
            return list(kept.rows)


def mean_of(readings: Iterable[Measurement], subject: Subject) -> HomeMean | None:
    """Of the pressures among them, as :func:`home_mean` takes it."""
    days = ((local_day(instant(one.measured_at)), pressure_of(one)) for one in readings)
    return home_mean(((day, pressure) for day, pressure in days if pressure is not None), subject)


def single_asks(one: Measurement, subject: Subject) -> bool:
    """Whether one reading alone asks for a doctor today."""
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
        ask = ask_of(conn, found, measurements.home(conn, linked, since), now)
        asks += [] if ask is None else [ask]
    return sorted(asks, key=lambda one: one.at, reverse=True)


def ask_of(conn: Reading, person: Person, readings: Sequence[Measurement], now: datetime) -> HomeAsk | None:
    """Whether and why a doctor should look at somebody, from their readings at home, the oldest first."""
    limits = home_policy()["ask"]
    since = iso(now - timedelta(days=int(limits["look_back_days"])))
    readings = [one for one in readings if one.measured_at >= since]
    if not readings:
        return None
    linked = people.linked(conn, person.id)
    subject = subject_of(conn, person, linked, now)
    spoken = _spoken(conn, linked)
    singles = [one for one in readings if single_asks(one, subject) and _entered(one) > spoken]
    mean = mean_of(readings, subject)
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
    return HomeAsk(person.id, person.name, phone, "mean", _pair(mean.pressure), readings[-1].measured_at, mean.days)


def _spoken(conn: Reading, linked: Collection[str]) -> str:
    """When somebody last spoke with the resident about readings at home; '' = never."""
    found = (one.at for one in CONTACTS.of_people(conn, linked) if one.about == ABOUT and one.outcome in SETTLING)
    return max(found, default="")


def _entered(one: Measurement) -> str:
    marks = (flag.removeprefix(ENTERED) for flag in one.flags if flag.startswith(ENTERED))
    return next(marks, one.measured_at)


def shown(one: Measurement) -> str:
    """A home reading in a few characters: ``186/112``, ``17.2``, ``61.5``."""
    pressure = pressure_of(one)
    if pressure is not None:
        return _pair(pressure)
    value = one.values[0]
    return value.comparator + plain_number(value.value) if value.value is not None else value.comparator


def _pair(pressure: Iterable[Decimal]) -> str:
    return "/".join(plain_number(value) for value in pressure)


def told_ask(one: HomeAsk) -> str:
    """Why, in a sentence."""
    return text(f"home_ask.{one.reason}", {"value": one.shown, "days": one.days})
