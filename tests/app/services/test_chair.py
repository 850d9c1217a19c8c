"""The chair test in miniature (safety.md §8.1): a square with three seats, twelve cuffs of one name, people who come and go.

Every reading knows whose arm it was taken at; in the end no record of anybody else, and none from before, may stand in a chart.
"""

from __future__ import annotations

import heapq
from collections.abc import Generator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from random import Random

import pytest

from app.clock import SetClock
from app.domain.measurement import MeasurementKind, MeasurementStatus
from app.domain.person import Person
from app.errors import KnownError
from app.services.desk import Desk
from app.services.devices import DeviceCard
from app.services.session import Session
from app.store import measurements
from device_drivers.readings import DeviceState, Reading
from tests.app.services.measuring_table import MakePerson, Table, news, pressure

SEATS, CUFFS, RESIDENTS = ("A1", "B2", "C3"), 4, 48
Steps = Generator[float, None, None]


@dataclass
class Cuff:
    """One cuff as it lies in the square: where, with what clock, and what it has not sent yet."""

    card: DeviceCard
    at: str
    slow_s: float
    knows_clock: bool
    old: list[Reading] = field(default_factory=list)
    busy: bool = False


class Square:
    """Runs everybody's steps on one clock."""

    def __init__(self, desk: Desk, clock: SetClock, chance: Random) -> None:
        self.clock, self.chance = clock, chance
        self.tables = {seat: Table(at_seat(desk, clock, seat), clock) for seat in SEATS}
        self.truth: dict[str, str | None] = {}
        self.refused = 0
        self.cuffs = [self._cuff(seat, n) for n, seat in enumerate(seat for seat in SEATS for _ in range(CUFFS))]
        self._turn = count()
        self._due: list[tuple[float, int, Steps]] = []
        self._start = clock.now()

    def _cuff(self, seat: str, n: int) -> Cuff:
        card = self.tables[seat].cuff(n + 1, f"{'红蓝黄绿'[n % 4]}{n + 1}")
        slow = self.chance.choice((0.0, 0.0, 2.0, -3.0, 190.0, -240.0, 3600.0))
        cuff = Cuff(card, seat, slow, knows_clock=self.chance.random() < 0.9)
        for k in range(self.chance.choice((0, 1, 5, 12))):
            cuff.old.append(self._old_record(cuff, k))
        return cuff

    def _old_record(self, cuff: Cuff, k: int) -> Reading:
        """The nurse's mother, the last village; some written with the clock of an empty battery."""
        taken = self.clock.now() - timedelta(minutes=20 + 131 * k)
        made = pressure(cuff.card, 180 + k, 101, taken, off=-cuff.slow_s, offset=cuff.slow_s if cuff.knows_clock else None)
        made = replace(made, device_time=f"2017-01-01T00:{k:02d}:59") if k % 3 == 2 else made
        self.truth[made.key()] = None
        return made

    def go(self, steps: Steps, after: float) -> None:
        heapq.heappush(self._due, (after, next(self._turn), steps))

    def run(self) -> None:
        while self._due:
            when, _, steps = heapq.heappop(self._due)
            self.clock.set(max(self.clock.now(), self._start + timedelta(seconds=when)))
            for table in self.tables.values():
                table.arming.expire()
            pause = next(steps, None)
            if pause is not None:
                self.go(steps, when + pause)

    # --- people --------------------------------------------------------------------------------------------------------
    def resident(self, person: Person) -> Steps:
        """Sits down where a cuff is free, is scanned, is measured twice; one in six walks off in between and comes back elsewhere."""
        seat = self.chance.choice(SEATS)
        for reading in range(2):
            cuff = next((one for one in self.cuffs if one.at == seat and not one.busy), None)
            while cuff is None:
                yield 15.0
                cuff = next((one for one in self.cuffs if one.at == seat and not one.busy), None)
            cuff.busy = True
            yield from self._measured(person, cuff, seat)
            walks_off = reading == 0 and self.chance.random() < 1 / 6
            cuff.busy = False
            seat = self.chance.choice(SEATS) if walks_off else seat
            yield 62.0 + self.chance.random() * (300 if walks_off else 60)

    def _measured(self, person: Person, cuff: Cuff, seat: str) -> Steps:
        table = self.tables[seat]
        visit = table.intake.open_visit(person.id)
        try:
            table.arm(cuff.card, person, visit)
        except KnownError:
            self.refused += 1  # the cuff was carried here from another seat
            table.devices.move_here(cuff.card.id)
            table.arm(cuff.card, person, visit)
        if cuff.old:
            yield 2.0
            table.send(*cuff.old)  # poured out on connect, at the worst moment
            cuff.old.clear()
        if self.chance.random() < 0.08:
            return  # changed their mind: armed and gone
        yield 18.0 + self.chance.random() * 20
        yield from self._pumped(person, cuff, seat)

    def _pumped(self, person: Person, cuff: Cuff, seat: str) -> Steps:
        in_range = self.chance.random() < 0.7
        if in_range:
            self.tables[seat].devices.heard(news(cuff.card, DeviceState.MEASURING, self.clock.now()))
        yield 35.0 + self.chance.random() * 15
        systolic = 100 + self.chance.randrange(70)
        offset = cuff.slow_s if cuff.knows_clock else None
        made = pressure(cuff.card, systolic, 70, self.clock.now(), off=-cuff.slow_s, offset=offset)
        self.truth[made.key()] = person.id
        if not in_range:
            self.go(self._late(made, cuff), (self.clock.now() - self._start).total_seconds() + self.chance.choice((3, 40, 400)))
            return
        self.tables[seat].send(replace(made, seen_taken=True))
        self.tables[seat].devices.heard(news(cuff.card, DeviceState.TRANSFERRING, self.clock.now()))

    def _late(self, made: Reading, cuff: Cuff) -> Steps:
        self.tables[cuff.at].send(made)
        yield from ()

    # --- what goes wrong -----------------------------------------------------------------------------------------------
    def swap(self) -> Steps:
        """Two cuffs are carried to each other's seat."""
        one, other = self.chance.sample([cuff for cuff in self.cuffs if not cuff.busy], 2)
        one.at, other.at = other.at, one.at
        yield from ()

    def power_cut(self) -> Steps:
        """All programs start anew over what is on the disk."""
        for seat, table in list(self.tables.items()):
            self.tables[seat] = Table(table.desk, self.clock)
            self.tables[seat].inbox.recover()
        yield from ()


def at_seat(desk: Desk, clock: SetClock, seat: str) -> Desk:
    session = Session()
    session.set(replace(desk.who, seat=seat))
    return Desk(desk.store, session, clock, seat)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nobody_gets_what_was_measured_at_another_arm(desk: Desk, clock: SetClock, make_person: MakePerson, seed: int) -> None:
    chance = Random(seed)
    square = Square(desk, clock, chance)
    people = [
        make_person(name="王秀英" if n < 12 else f"村民{n}", serial=10 + 2 * n, phone="") for n in range(RESIDENTS)
    ]  # a dozen homonyms
    for n, person in enumerate(chance.sample(people, RESIDENTS)):
        square.go(square.resident(person), n * 22.0)
    for n in range(5):
        square.go(square.swap(), 120.0 + n * 190)
    for n in range(3):
        square.go(square.power_cut(), 200.0 + n * 333)
    square.run()

    kept = [
        one
        for person in people
        for one in desk.store.read(lambda conn, key=person.id: measurements.series(conn, [key], MeasurementKind.BLOOD_PRESSURE, "2026"))  # type: ignore[misc]
    ]
    wrong = [one for one in kept if square.truth[one.reading_key or ""] != one.person]
    old = [one for one in kept if square.truth[one.reading_key or ""] is None]
    assert wrong == [] and old == []
    taken = sum(owner is not None for owner in square.truth.values())
    waiting = {one.key for one in square.tables["A1"].unclaimed()}
    assert len(kept) + len(waiting) == len(square.truth)
    # a power cut disarms every cuff of the square: what was under way waits for a person
    assert taken > RESIDENTS and len(kept) > 0.6 * taken
    assert all(one.status is MeasurementStatus.FINAL for one in kept)
    assert square.refused > 0
