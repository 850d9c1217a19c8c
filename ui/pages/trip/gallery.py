"""下乡 on show: stale data before leaving, a plan being made, all reckoned up, no trip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from app.clock import SetClock, iso
from app.domain.programme import Contact, ContactOutcome, ContactWay
from app.domain.trip import SeatReturn, SlipEnd, Trip
from app.services.trip_departure import Check, Taking
from app.services.trips import ENDS, Reckoning, SlipRow
from ui.gallery import Entry as Shown
from ui.pages.on_show import on_show
from ui.pages.today.gallery import NOW, Memory
from ui.pages.trip.model import TripModel
from ui.pages.trip.page import TripPage

WHO = (
    ("王秀英", "67岁", "3组", "13900001234"),
    ("王秀英", "64岁", "1组", "13700002231"),
    ("李大山", "66岁", "2组", ""),
    ("张建国", "58岁", "3组", "13800004567"),
    ("欧阳玉珍", "80岁", "4组", "0371-65501234"),
)
PEOPLE = tuple(f"p{n}" for n in range(1, len(WHO) + 1))
TRIP = Trip("t1", "2026-03-06", "柳树村", ("A1", "A2", "A3"), PEOPLE, 20, "d", iso(NOW - timedelta(minutes=50)))
EARLIER = Trip("t0", "2026-02-12", "石桥村", ("A1",), PEOPLE[:3], 0, "d", iso(NOW - timedelta(days=22)))


def slip(number: int, end: SlipEnd, note: str = "") -> SlipRow:
    """Of one of those."""
    return SlipRow(number, f"p{number}", *WHO[number - 1], end, note)


BEFORE = Reckoning(tuple(slip(n, SlipEnd.OPEN) for n in range(1, 6)), 0, 0, (), ())
RETURNING = Reckoning(
    (
        slip(1, SlipEnd.MEASURED),
        slip(2, SlipEnd.MEASURED),
        slip(3, SlipEnd.REFUSED, "怕抽血"),
        slip(4, SlipEnd.OPEN),
        slip(5, SlipEnd.AWAY, "去女儿家了"),
    ),
    3,
    2,
    ("王秀英 13900001234",),
    ("王秀英 13900001234",),
    {"A2": 1},
)
SETTLED = replace(
    RETURNING,
    slips=tuple(replace(one, end=SlipEnd.MEASURED, note="") for one in RETURNING.slips),
    unclaimed=0,
    retests=(),
    untold=(),
    elsewhere={},
)


class Trips:
    """Answers from made-up rows; what is said is remembered."""

    def __init__(self, found: Reckoning = BEFORE, trips: Sequence[Trip] = (TRIP, EARLIER)) -> None:
        self.found, self.trips = found, list(trips)

    def plan(self, day: date, village: str, seats: Sequence[str], persons: Sequence[str], free: int = 0) -> Trip:
        """Remembered."""
        made = Trip("new", day.isoformat(), village, tuple(seats), tuple(persons), free, "d", iso(NOW))
        self.trips.insert(0, made)
        return made

    def listed(self) -> list[Trip]:
        """All."""
        return list(self.trips)

    def say(self, trip: Trip, person: str, outcome: ContactOutcome, note: str = "") -> Contact:
        """On its slip."""
        rows = (replace(one, end=ENDS[outcome], note=note) if one.person == person else one for one in self.found.slips)
        self.found = replace(self.found, slips=tuple(rows))
        return Contact("c", person, "trip", ContactWay.VILLAGE, outcome, "d", iso(NOW))

    def reckon(self, trip: Trip) -> SeatReturn:
        """Nothing is left here."""
        return SeatReturn("r", trip.id, "A1", 0, "d", iso(NOW))

    def reckoning(self, trip: Trip) -> Reckoning:
        """The same for each."""
        return self.found


class Leaving:
    """``stale``: the last exchange is two days ago."""

    def __init__(self, stale: bool = True) -> None:
        self.stale = stale

    def checks(self, trip: Trip) -> tuple[Check, ...]:
        """One of each."""
        return (
            Check(Taking.ROSTER, NOW - timedelta(minutes=50), False),
            Check(Taking.PEOPLE, None, False),
            Check(Taking.SYNC, NOW - timedelta(hours=51 if self.stale else 2), self.stale),
            Check(Taking.UNSENT, None, False, 12),
            Check(Taking.RULES, NOW - timedelta(days=4), False, label="2026.3"),
            Check(Taking.CATALOGUE, NOW - timedelta(days=9), False),
        )


class Paper:
    """Nothing is printed; what was asked for is remembered."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def roster(self, trip: Trip, despite: str = "") -> bytes:
        """Remembered."""
        self.asked.append(("roster", despite))
        return b""

    def slips(self, trip: Trip, despite: str = "") -> bytes:
        """Remembered."""
        self.asked.append(("slips", despite))
        return b""

    def reckoning(self, trip: Trip, found: Reckoning) -> bytes:
        """Remembered."""
        self.asked.append(("return", ""))
        return b""

    def printed(self, kind: str, trip: Trip, pdf: bytes, despite: str = "") -> None:
        """Nothing."""


def page(trips: Trips, stale: bool = True) -> TripPage:
    """The page over made-up rows."""
    return on_show(lambda bridge: TripPage(TripModel(trips, Leaving(stale), Paper(), SetClock(NOW), "A1"), bridge, Memory()))


def leaving() -> QWidget:
    """The last exchange was two days ago."""
    return page(Trips())


def planning() -> QWidget:
    """A plan for five people."""
    made = page(Trips(trips=()))
    made.model.begin("柳树村", PEOPLE)
    return made


def returning() -> QWidget:
    """Not all is reckoned up."""
    made = page(Trips(RETURNING), stale=False)
    made.slips.table.select("p4")
    return made


def settled() -> QWidget:
    """The van may leave."""
    return page(Trips(SETTLED), stale=False)


ENTRIES = [Shown("trip", leaving), Shown("trip-plan", planning), Shown("trip-return", returning), Shown("trip-settled", settled)]
