"""Trips: a plan being made from a list of people, and one trip with its checks before leaving and its reckoning on return."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from app.clock import Clock, local_day
from app.domain.dates import read_date
from app.domain.programme import Contact, ContactOutcome
from app.domain.trip import SeatReturn, Trip
from app.errors import KnownError
from app.services.trip_departure import Check
from app.services.trip_paper import RETURN, ROSTER, SLIPS
from app.services.trips import Reckoning, trip_policy
from ui.pages.page_model import PageModel, Rereading


class Planning(Protocol):
    """app.services.trips.Trips"""

    def plan(self, day: date, village: str, seats: Sequence[str], persons: Sequence[str], free: int = 0) -> Trip: ...
    def listed(self) -> list[Trip]: ...
    def say(self, trip: Trip, person: str, outcome: ContactOutcome, note: str = "") -> Contact: ...
    def reckon(self, trip: Trip) -> SeatReturn: ...
    def reckoning(self, trip: Trip) -> Reckoning: ...


class Leaving(Protocol):
    """app.services.trip_departure.Departure"""

    def checks(self, trip: Trip) -> tuple[Check, ...]: ...


class Paper(Protocol):
    """app.services.trip_paper.TripPaper"""

    def roster(self, trip: Trip, despite: str = "") -> bytes: ...
    def slips(self, trip: Trip, despite: str = "") -> bytes: ...
    def reckoning(self, trip: Trip, found: Reckoning) -> bytes: ...
    def printed(self, kind: str, trip: Trip, pdf: bytes, despite: str = "") -> None: ...


@dataclass(frozen=True, slots=True)
class Draft:
    """Who is to be visited; day, seats and free slips are typed."""

    village: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """One trip as things stand."""

    trip: Trip
    checks: tuple[Check, ...]
    found: Reckoning

    @property
    def stale(self) -> bool:
        """Something is too old to leave with in silence."""
        return any(one.stale for one in self.checks)


class TripModel(PageModel):
    """``trips`` None = not read yet; ``opened`` None = none is in front. ``seat``: this one's name; ``told``: what it said last."""

    def __init__(self, trips: Planning, leaving: Leaving, paper: Paper, clock: Clock, seat: str) -> None:
        super().__init__()
        self._trips, self._leaving, self._paper = trips, leaving, paper
        self.clock, self.seat = clock, seat
        self.trips: tuple[Trip, ...] | None = None
        self.draft: Draft | None = None
        self.opened: Opened | None = None
        self._wanted = ""
        self.person = ""
        self.told: SeatReturn | None = None
        self._reading = Rereading(self, lambda: self._read, self._show)

    @property
    def tomorrow(self) -> date:
        """When a trip is, unless somebody says otherwise."""
        return local_day(self.clock.now()) + timedelta(days=1)

    @property
    def free_slips(self) -> int:
        """How many are offered."""
        return int(trip_policy()["free_slips"])

    def load(self) -> None:
        """Anew."""
        self._reading.read()

    def begin(self, village: str, people: Sequence[str]) -> None:
        """A plan for these; nothing is written yet."""
        self.draft = Draft(village, tuple(people))
        self.changed()

    def forget(self) -> None:
        """No plan after all."""
        self.draft = None
        self.changed()

    def plan(self, day: str, village: str, seats: str, free: str) -> None:
        """Write the plan down. KnownErrors of :meth:`Trips.plan`; ``trip_day`` and ``trip_many`` for what is no day and no number."""
        draft, on = self.draft, read_date(day)
        if draft is None:
            return
        if on is None:
            self.fail(KnownError("trip_day"))
            return
        number = int(free) if free.strip().isdecimal() else 0 if not free.strip() else -1
        named = seats.replace("、", " ").replace("，", " ").replace(",", " ").split()
        self.do(lambda: self._trips.plan(on, village, named, draft.people, number), self._planned)

    def choose(self, trip: Trip | None) -> None:
        """One of the list."""
        if trip is not None and trip.id != self._wanted:
            self._wanted, self.person = trip.id, ""
            self.load()

    def choose_person(self, person: str) -> None:
        """One slip."""
        self.person = person
        self.changed()

    def say(self, outcome: ContactOutcome, note: str = "") -> None:
        """What the chosen slip came to."""
        opened, person = self.opened, self.person
        if opened is not None and person:
            self.do(lambda: self._trips.say(opened.trip, person, outcome, note), lambda _: self.load())

    def reckon(self) -> None:
        """Tell the other computers what there is to say of this one."""
        opened = self.opened
        if opened is not None:
            self.do(lambda: self._trips.reckon(opened.trip), self._reckoned)

    def print(self, kind: str, despite: str, done: Callable[[bytes], None]) -> None:
        """Roster, slips or the page of the return. KnownError ``trip_stale`` is shown."""
        opened = self.opened
        if opened is None:
            return
        made: dict[str, Callable[[], bytes]] = {
            ROSTER: lambda: self._paper.roster(opened.trip, despite),
            SLIPS: lambda: self._paper.slips(opened.trip, despite),
            RETURN: lambda: self._paper.reckoning(opened.trip, opened.found),
        }
        self.do(made[kind], done)

    def printed(self, kind: str, trip: Trip, pdf: bytes, despite: str) -> None:
        """It left the printer."""
        self._paper.printed(kind, trip, pdf, despite)

    # inside

    def _reckoned(self, made: SeatReturn) -> None:
        self.told = made
        self.load()

    def _planned(self, made: Trip) -> None:
        self.draft, self._wanted, self.person = None, made.id, ""
        self.load()

    def _read(self) -> tuple[tuple[Trip, ...], Opened | None]:
        trips = tuple(self._trips.listed())
        one = next((each for each in trips if each.id == self._wanted), trips[0] if trips else None)
        return trips, None if one is None else Opened(one, self._leaving.checks(one), self._trips.reckoning(one))

    def _show(self, got: tuple[tuple[Trip, ...], Opened | None]) -> None:
        self.trips, self.opened = got
        self._wanted = self.opened.trip.id if self.opened is not None else ""
