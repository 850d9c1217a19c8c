"""下乡: the plan, what must be known of everybody, what became of each slip, and what nobody leaves with in silence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from app.clock import SetClock, iso
from app.domain.clinical import Allergy, Answer, FactKind
from app.domain.encounter import Encounter, EncounterStatus, VisitKind
from app.domain.ids import new_id
from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, Source, TimeBasis
from app.domain.person import Person
from app.domain.programme import ContactOutcome
from app.domain.trip import SeatReturn, SlipEnd, Trip
from app.errors import KnownError
from app.printing.preview import rasterise
from app.services.charting import Charting
from app.services.clinic import Clinic
from app.services.desk import Desk
from app.services.trip_departure import Check, Departure, Taking
from app.services.trip_paper import ROSTER, TripPaper
from app.services.trips import Trips
from app.store import clinical, encounters, measurements, people
from app.store import trips as store_trips
from app.store.unit_of_work import UnitOfWork
from tests.app.printing.pages import plain
from tests.app.services.test_desk import trail
from tests.shipped_pack import shipped_pack

TODAY = date(2026, 3, 5)


@pytest.fixture
def three(make_person: Callable[..., Person]) -> list[str]:
    """Two of one name, and one without a phone."""
    return [
        make_person(serial=24).id,
        make_person(birth=date(1962, 1, 3), serial=26, phone="13700002231").id,
        make_person(name="李大山", birth=date(1959, 3, 3), serial=31, phone="").id,
    ]


@pytest.fixture
def clinic(desk: Desk, tmp_path: Path) -> Clinic:
    return Clinic.over(desk, shipped_pack(), tmp_path / "clinic.toml")


@pytest.fixture
def trips(desk: Desk) -> Trips:
    return Trips(desk, lambda: 0)


@pytest.fixture
def trip(trips: Trips, three: list[str]) -> Trip:
    return trips.plan(TODAY, " 柳树村 ", ["A1", "", "A2"], [*three, three[0]], 5)


@pytest.fixture
def departure(desk: Desk, clinic: Clinic) -> Departure:
    return Departure(desk, lambda: clinic.sync, lambda: clinic.rule_packs)


def measure(desk: Desk, person: str, systolic: int = 138, minutes: int = 0, status: EncounterStatus = EncounterStatus.FINISHED) -> None:
    """A visit now with one pressure."""
    at = iso(desk.clock.now() + timedelta(minutes=minutes))
    visit = Encounter(new_id(), person, status, VisitKind.CLINIC, at, identified_by="card")
    values = tuple(MeasuredValue(name, Decimal(number), "mmHg") for name, number in (("systolic", systolic), ("diastolic", 84)))
    one = Measurement(new_id(), person, visit.id, MeasurementKind.BLOOD_PRESSURE, values, at, TimeBasis.ARRIVAL, Source.DEVICE)

    def write(uow: UnitOfWork) -> None:
        encounters.add(uow, visit)
        measurements.add(uow, one)

    desk.store.write(write).result()


def test_a_plan_is_written_once_with_everybody_once(trips: Trips, trip: Trip, three: list[str]) -> None:
    assert (trip.village, trip.seats, trip.people, trip.free) == ("柳树村", ("A1", "A2"), tuple(three), 5)
    assert trips.listed() == [trip]


@pytest.mark.parametrize(
    ("day", "count", "free", "code"),
    [(TODAY, 0, 0, "trip_empty"), (TODAY - timedelta(1), 3, 0, "trip_day"), (TODAY, 3, -1, "trip_many"), (TODAY, 401, 0, "trip_many")],
)
def test_a_plan_that_cannot_be(trips: Trips, three: list[str], day: date, count: int, free: int, code: str) -> None:
    persons = three[:count] if count <= 3 else [str(n) for n in range(count)]
    with pytest.raises(KnownError, match=code):
        trips.plan(day, "柳树村", ["A1"], persons, free)


def test_nobody_dead_or_unknown_is_planned_for(desk: Desk, trips: Trips, three: list[str]) -> None:
    with pytest.raises(KnownError, match="trip_gone"):
        trips.plan(TODAY, "柳树村", [], [*three, "nobody"])
    who = desk.store.read(lambda conn: people.get(conn, three[0]))
    assert who is not None
    desk.store.write(lambda uow: people.change(uow, replace(who, deceased=TODAY), "died")).result()
    with pytest.raises(KnownError, match="trip_gone"):
        trips.plan(TODAY, "柳树村", [], three)


def test_the_roster_tells_what_must_be_known_without_a_network(desk: Desk, trips: Trips, trip: Trip, three: list[str]) -> None:
    allergy = Allergy(new_id(), three[0], "青霉素", "", "皮疹", "", "本人", recorded_at=iso(desk.clock.now()))
    desk.store.write(lambda uow: clinical.add_allergy(uow, allergy, None)).result()
    Charting(desk).answer(three[1], FactKind.ALLERGY, Answer.NO, "本人")
    measure(desk, three[0], 168)
    rows = trips.roster(trip)
    assert [(one.number, one.namesake, one.allergy_known) for one in rows] == [
        (1, True, Answer.YES),
        (2, True, Answer.NO),
        (3, False, Answer.NOT_ASKED),
    ]
    assert (rows[0].allergies, rows[0].pressure, rows[0].last_visit) == (("青霉素",), ("168/84", TODAY), TODAY)
    assert rows[1].pressure is None and rows[2].phones == ()


def test_every_slip_comes_to_something(desk: Desk, trips: Trips, trip: Trip, three: list[str], make_person: Callable[..., Person]) -> None:
    assert {one.end for one in trips.reckoning(trip).slips} == {SlipEnd.OPEN}
    measure(desk, three[0])
    measure(desk, three[2], status=EncounterStatus.CANCELLED)
    measure(desk, make_person(name="周桂英", serial=44).id)
    trips.say(trip, three[1], ContactOutcome.REFUSES, "怕抽血")
    found = trips.reckoning(trip)
    assert [(one.end, one.note) for one in found.slips] == [(SlipEnd.MEASURED, ""), (SlipEnd.REFUSED, "怕抽血"), (SlipEnd.OPEN, "")]
    assert found.walk_ins == 1 and not found.settled
    trips.say(trip, three[2], ContactOutcome.AWAY)
    assert trips.reckoning(trip).settled
    assert not Trips(desk, lambda: 2).reckoning(trip).settled, "readings that belong to nobody"


def test_every_seat_says_what_it_has_left_and_a_silent_one_is_named(desk: Desk, trips: Trips, trip: Trip) -> None:
    found = trips.reckoning(trip)
    assert (found.elsewhere, found.silent) == ({}, tuple(seat for seat in ("A1", "A2") if seat != desk.seat))
    mine = Trips(desk, lambda: 3).reckon(trip)
    assert (mine.seat, mine.unclaimed) == (desk.seat, 3) and trips.reckoning(trip).elsewhere == {}, "this one is counted as it is now"
    for n, at in ((2, "2026-03-05T04:00:00.000Z"), (0, "2026-03-05T05:00:00.000Z")):
        told = SeatReturn(new_id(), trip.id, "B7", n, desk.who.practitioner, at)
        desk.store.write(lambda uow, told=told: store_trips.RETURNS.add(uow, told)).result()  # type: ignore[misc]
        assert trips.reckoning(trip).elsewhere == {"B7": n}, "the newest word of a seat counts"
    left = replace(trips.reckoning(trip), slips=(), unclaimed=0)
    assert left.settled and not replace(left, elsewhere={"B7": 2}).settled


def test_who_was_measured_after_refusing_was_measured(desk: Desk, trips: Trips, trip: Trip, three: list[str]) -> None:
    trips.say(trip, three[0], ContactOutcome.REFUSES, "再想想")
    measure(desk, three[0], minutes=30)
    assert (trips.reckoning(trip).slips[0].end, trips.reckoning(trip).slips[0].note) == (SlipEnd.MEASURED, "")


def test_nobody_goes_home_with_a_severe_pressure_measured_once(desk: Desk, trips: Trips, trip: Trip, three: list[str]) -> None:
    measure(desk, three[0], 192)
    found = trips.reckoning(trip)
    assert found.retests == ("王秀英 13900001234",) and not found.settled


def test_a_slip_is_not_told_to_be_anything_else(trips: Trips, trip: Trip, three: list[str]) -> None:
    for person, outcome in ((three[0], ContactOutcome.DONE), ("nobody", ContactOutcome.REFUSES)):
        with pytest.raises(KnownError, match="trip_outcome"):
            trips.say(trip, person, outcome)


def checked(departure: Departure, trip: Trip) -> dict[Taking, Check]:
    return {one.what: one for one in departure.checks(trip)}


def test_what_is_stale_is_said(desk: Desk, departure: Departure, trip: Trip, clock: SetClock) -> None:
    found = checked(departure, trip)
    assert not found[Taking.ROSTER].stale and not found[Taking.RULES].stale and not found[Taking.PEOPLE].stale
    assert found[Taking.SYNC].stale and found[Taking.SYNC].since is None
    clock.forward(25 * 3_600)
    assert checked(departure, trip)[Taking.ROSTER].stale
    clock.forward(400 * 86_400)
    assert checked(departure, trip)[Taking.RULES].stale


def test_nobody_leaves_with_stale_data_in_silence(desk: Desk, departure: Departure, trips: Trips, trip: Trip) -> None:
    paper = TripPaper(desk, trips, departure)
    for made in (paper.roster, paper.slips):
        with pytest.raises(KnownError, match="trip_stale"):
            made(trip, " ")
    pdf = paper.roster(trip, "县里断网")
    text = plain(pdf)
    for words in ("下乡名册", "王秀英", "⚠同名", "未询问", "13900001234本人", "带着过期数据出发：县里断网"):
        assert words in text, words
    paper.printed(ROSTER, trip, pdf, "县里断网")
    assert [row[1] for row in trail(desk.store, "print")] == [trip.id]


def test_slips_show_a_number_and_a_masked_name(desk: Desk, departure: Departure, trips: Trips, trip: Trip) -> None:
    pdf = TripPaper(desk, trips, departure).slips(trip, "县里断网")
    text = plain(pdf)
    assert len(rasterise(pdf, 40)) == 1 and "王*英" in text and "李*山" in text and "王秀英" not in text and "8" in text


def test_the_page_of_the_return_counts(desk: Desk, departure: Departure, trips: Trips, trip: Trip, three: list[str]) -> None:
    measure(desk, three[0])
    text = plain(TripPaper(desk, trips, departure).reckoning(trip, trips.reckoning(trip)))
    for words in ("收车核对", "号条3张：测完1，拒绝0，未到或离开0，没有结果2", "待认领数据0条", "还有没核对清楚的", "负责人签名"):
        assert words in text, words
