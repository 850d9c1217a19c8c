"""What a counter gives out reaches the other seats and the independent server in the order given, and a pack sold here is sold there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from app.clock import SetClock
from app.domain.dispensing import Dispense, DispenseStatus
from app.domain.ids import new_id
from app.errors import KnownError
from app.rules.pack import Pack
from app.services.stock import Stock
from app.store import conflicts, dispensing
from sync.clinic import ClinicReplica
from sync.engine import run_once
from sync.hub.service import HubService
from sync.link import Answer, LinkFault
from tests.app.services.counter import FIRST, SECOND, THIRD, left, shelve
from tests.app.services.rx_clinic import AMLODIPINE, sheet
from tests.sync.conftest import Peer
from tests.sync.seats import UP
from tests.sync.stations import VILLAGE, Station, Wire, counter_at, rx_at, signed_at, station


def parts_at(place: Station, key: str) -> tuple[Dispense, ...]:
    return place.desk.store.read(lambda conn: dispensing.of_sheets(conn, [key])[key])


def test_what_is_given_out_at_one_seat_is_known_at_the_other(seats: tuple[Station, Station], pack: Pack) -> None:
    here, there = seats
    one = signed_at(here, pack)
    here.sync()
    there.sync()
    assert [row.sheet for row in counter_at(there, pack).queue()] == [one.id]
    part = counter_at(here, pack).scan(one.id, FIRST)
    here.sync()
    there.sync()
    assert parts_at(there, one.id) == (part,), "it lies prepared"
    (handed,) = counter_at(here, pack).hand_over(one.id)
    here.sync()
    there.sync()
    assert parts_at(there, one.id) == (handed,) and handed.status is DispenseStatus.HANDED_OVER
    assert counter_at(there, pack).queue() == []


def test_a_pack_that_went_out_at_one_seat_is_refused_at_the_other(seats: tuple[Station, Station], pack: Pack) -> None:
    here, there = seats
    one = signed_at(here, pack)
    counter_at(here, pack).scan(one.id, FIRST)
    here.sync()
    there.sync()
    other = signed_at(there, pack, id="0b7f8f0e-53a2-4a86-9c15-9d6dd04d2a11", name="李桂芳", identifiers=())
    with pytest.raises(KnownError) as caught:
        counter_at(there, pack).scan(other.id, FIRST)
    assert caught.value.code == "trace_sold"
    told = counter_at(there, pack).sold_to(str(caught.value.facts["dispense"]))
    assert told is not None and told.number == one.number


def test_what_another_seat_puts_back_lies_on_the_shelf_it_came_from(seats: tuple[Station, Station], pack: Pack) -> None:
    here, there = seats
    stock = Stock(here.desk, rx_at(here, pack).shelves)
    shelve(stock)
    one = signed_at(here, pack)
    part = counter_at(here, pack).scan(one.id, FIRST)
    assert left(stock) == {"O1": 0, "N1": 56}
    here.sync()
    there.sync()
    counter_at(there, pack).take_back(part.id)
    there.sync()
    here.sync()
    assert left(stock) == {"O1": 28, "N1": 56}


def test_two_seats_that_end_one_part_differently_are_a_question_for_a_person(seats: tuple[Station, Station], pack: Pack) -> None:
    here, there = seats
    one = signed_at(here, pack)
    part = counter_at(here, pack).scan(one.id, FIRST)
    here.sync()
    there.sync()
    counter_at(here, pack).hand_over(one.id)
    counter_at(there, pack).take_back(part.id)
    here.sync()
    run_once(ClinicReplica(there.desk.store), UP, there.link, there.desk.clock)
    assert [row.fhir_id for row in there.desk.store.read(conflicts.undecided)] == [part.id]
    assert parts_at(there, one.id)[0].status is DispenseStatus.TAKEN_BACK, "nothing moves until somebody has decided"


def test_parts_reach_the_hub_in_the_order_they_were_given_out(seats: tuple[Station, Station], village: HubService, pack: Pack) -> None:
    here, _ = seats
    long = replace(AMLODIPINE, days=28)
    one = signed_at(here, pack)
    visit = one.encounter
    two = rx_at(here, pack).sign(sheet(one.person, visit, long, long_term=True, extend_reason="慢性病"))
    first, second = counter_at(here, pack).scan(two.id, SECOND), counter_at(here, pack).scan(one.id, FIRST)
    here.sync()
    kept = "SELECT id FROM version WHERE type = 'MedicationDispense' ORDER BY seq"
    with village.store.read() as db:
        order = [row[0] for row in db.execute(kept)]
    assert order == [first.id, second.id]


@dataclass
class Broken(Wire):
    """Takes the first bundle and loses the answer, does not even take the second; then it holds."""

    posts: int = 0

    def post(self, body: bytes, packed: bool, headers: Mapping[str, str] | None = None) -> Answer:
        self.posts += 1
        if self.posts == 1:
            super().post(body, packed, headers)
        if self.posts <= 2:
            raise LinkFault("sync_unreachable")
        return super().post(body, packed, headers)


def test_codes_reach_the_hub_in_the_order_they_were_scanned_although_the_line_broke_between(
    seats: tuple[Station, Station], village: HubService, pack: Pack
) -> None:
    here, there = seats
    sheets = [signed_at(here, pack, id=new_id(), name=name, identifiers=()) for name in ("甲", "乙", "丙")]
    here.sync()
    at, scanned = counter_at(here, pack), []
    here.link = Broken(village, "one")
    for sheet_, code in zip(sheets, (SECOND, FIRST, THIRD), strict=True):
        scanned.append(at.scan(sheet_.id, code).id)
        run_once(ClinicReplica(here.desk.store), UP, here.link, here.desk.clock)
    here.sync()
    kept = "SELECT id, count(*) FROM version WHERE type = 'MedicationDispense' GROUP BY id ORDER BY min(seq)"
    with village.store.read() as db:
        assert [tuple(row) for row in db.execute(kept)] == [(key, 1) for key in scanned], "in order, each once"
    assert here.link.posts > 2, "it broke twice"
    there.sync()
    told = there.desk.store.read(lambda conn: [dispensing.sold(conn, code)[0].dispense for code in (SECOND, FIRST, THIRD)])
    assert told == scanned


@pytest.mark.fhir_peer
def test_the_independent_server_takes_a_dispensing_and_another_seat_reads_it_there(
    peer: Peer, tmp_path: Path, clock: SetClock, pack: Pack
) -> None:
    here = station(tmp_path / "one", VILLAGE, "柳树村卫生室", "A1", clock, peer.link)
    there = station(tmp_path / "two", VILLAGE, "柳树村卫生室", "B1", clock, peer.link)
    one = signed_at(here, pack)
    counter_at(here, pack).scan(one.id, FIRST)
    (handed,) = counter_at(here, pack).hand_over(one.id)
    here.sync()
    there.sync()
    assert parts_at(there, one.id) == (handed,)
    here.close()
    there.close()
