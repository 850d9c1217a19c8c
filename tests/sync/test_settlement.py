"""What was paid at one counter is known at the others; settled or taken back at two before they meet, all seats say the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.clock import SetClock
from app.domain.prescription import Prescription
from app.domain.settlement import Settlement
from app.rules.pack import Pack
from app.services.settlement import Payment, Settlements
from app.store import settlements
from tests.app.services.counter import FIRST
from tests.sync.conftest import Peer
from tests.sync.stations import VILLAGE, Station, counter_at, rx_at, signed_at, station

OWN = Payment("自费", 1_290)


def till(place: Station, pack: Pack) -> Settlements:
    return Settlements(place.desk, rx_at(place, pack).shelves)


def given_out(place: Station, pack: Pack) -> Prescription:
    one = signed_at(place, pack)
    counter = counter_at(place, pack)
    counter.scan(one.id, FIRST)
    counter.hand_over(one.id)
    return one


def paid_at(place: Station, key: str) -> tuple[Settlement, ...]:
    return place.desk.store.read(lambda conn: settlements.of_sheets(conn, [key])[key])


def test_what_is_paid_at_one_seat_waits_at_no_other(seats: tuple[Station, Station], pack: Pack) -> None:
    here, there = seats
    one = given_out(here, pack)
    here.sync()
    there.sync()
    assert [bill.sheet for bill in till(there, pack).waiting()] == [one.id]
    made = till(here, pack).settle(one.id, OWN)
    here.sync()
    there.sync()
    assert paid_at(there, one.id) == (made,) and till(there, pack).waiting() == []
    till(there, pack).take_back(made.id, "写错人")
    there.sync()
    here.sync()
    assert paid_at(here, one.id) == () and [bill.sheet for bill in till(here, pack).waiting()] == [one.id]


def test_settled_at_two_seats_before_they_met_waits_until_one_is_taken_back(
    seats: tuple[Station, Station], clock: SetClock, pack: Pack
) -> None:
    here, there = seats
    one = given_out(here, pack)
    here.sync()
    there.sync()
    first = till(here, pack).settle(one.id, OWN)
    clock.forward(60)
    second = till(there, pack).settle(one.id, OWN)
    for _ in range(2):
        here.sync()
        there.sync()
    for place in seats:
        (bill,) = till(place, pack).waiting()
        assert bill.paid == (first, second)
    till(here, pack).take_back(second.id, "两处都结了")
    till(there, pack).take_back(second.id, "重复")
    for _ in range(2):
        here.sync()
        there.sync()
    assert [(paid_at(place, one.id), till(place, pack).waiting()) for place in seats] == [((first,), [])] * 2, "taken back twice is once"


@pytest.mark.fhir_peer
def test_the_independent_server_takes_a_settlement_and_another_seat_reads_it_there(
    peer: Peer, tmp_path: Path, clock: SetClock, pack: Pack
) -> None:
    here = station(tmp_path / "one", VILLAGE, "柳树村卫生室", "A1", clock, peer.link)
    there = station(tmp_path / "two", VILLAGE, "柳树村卫生室", "B1", clock, peer.link)
    one = given_out(here, pack)
    made = till(here, pack).settle(one.id, OWN)
    here.sync()
    there.sync()
    assert paid_at(there, one.id) == (made,)
    here.close()
    there.close()
