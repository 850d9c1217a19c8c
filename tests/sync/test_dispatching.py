"""The dispatcher of a pharmacy elsewhere: asked by several clinics, he sees where it goes and nothing else of anybody, and works offline.

Three institutions on one hub that lets each see only what is its own or addressed to it; none is above another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.clock import SetClock
from app.domain.dispensing import MoveKind
from app.domain.person import Address, Phone
from app.domain.supplying import SupplyRequest, SupplyStatus, SupplyWay, TakenOff
from app.errors import KnownError, NotAllowed
from app.rules.pack import Pack
from app.services.stock import Stock
from app.services.supply_step import Happened
from app.services.supplying import Supplying
from app.store import people
from sync.hub.service import HubService
from tests.app.services.counter import OLD, left, shelve
from tests.app.services.rx_reviewers import hire, seated
from tests.sync.conftest import Peer
from tests.sync.stations import COUNTY, VILLAGE, Station, Wire, hub_of, rx_at, signed_at, station
from tests.sync.test_supplying import TO_A_CLOSED_DOOR

OTHER = "PDY00022241010211D6001"
NAMES = {VILLAGE: "柳树村卫生室", OTHER: "杨庄村卫生室", COUNTY: "县中心药房"}
LIU = {"id": "0b7f8f0e-53a2-4a86-9c15-9d6dd04d2a11", "name": "李桂芳", "identifiers": (), "phones": (Phone("13900000002"),)}


@pytest.fixture
def hub(tmp_path: Path, clock: SetClock) -> Iterator[HubService]:
    with hub_of(tmp_path, clock, NAMES) as service:
        yield service


@pytest.fixture
def places(hub: HubService, tmp_path: Path, clock: SetClock) -> Iterator[dict[str, Station]]:
    """The pharmacy is signed in as its dispatcher."""
    made = {code: station(tmp_path / code, code, name, "A1", clock, Wire(hub, code)) for code, name in NAMES.items()}
    made[COUNTY].desk.session.set(hire(made[COUNTY].desk, "陈配送", "201", "dispatcher"))
    yield made
    for one in made.values():
        one.close()


def asked_at(place: Station, pack: Pack, **who: object) -> SupplyRequest:
    told = {"address": Address(text="柳树村3组12号"), "phones": (Phone("13800000001"),)} | who
    one = signed_at(place, pack, **told)
    service = cloud(place, pack)
    return service.request(service.form(one.id, one.lines[0].id), SupplyWay.DELIVERY, True)


def cloud(place: Station, pack: Pack) -> Supplying:
    return Supplying(place.desk, rx_at(place, pack).shelves, COUNTY)


def test_he_sees_what_several_clinics_ask_by_waiting_time_and_nothing_else_of_anybody(
    places: dict[str, Station], pack: Pack, clock: SetClock
) -> None:
    county = places[COUNTY]
    first = asked_at(places[VILLAGE], pack)
    clock.forward(600)
    second = asked_at(places[OTHER], pack, **LIU)
    for place in places.values():
        place.sync()
    rows = cloud(places[COUNTY], pack).listed()
    assert [(one.request, one.clinic, one.patient, one.asked) for one in rows] == [
        (first, "柳树村卫生室", first.contact, True),
        (second, "杨庄村卫生室", "李桂芳", True),
    ]
    assert [one.request for one in cloud(places[OTHER], pack).listed()] == [second], "a clinic sees its own"
    assert county.desk.store.read(lambda conn: people.by_ids(conn, [first.person, second.person])) == {}
    for ref in (f"Patient/{first.person}", f"Encounter/{first.encounter}", f"MedicationRequest/{first.line}"):
        assert county.link.get(ref).status == 403, ref
    with pytest.raises(NotAllowed):
        cloud(county, pack).form(first.prescription, first.line)


def test_every_step_is_taken_offline_and_a_closed_door_is_known_at_the_clinic(
    places: dict[str, Station], pack: Pack, clock: SetClock
) -> None:
    village, county = places[VILLAGE], places[COUNTY]
    asked = asked_at(village, pack)
    in_house = Supplying(village.desk, rx_at(village, pack).shelves)
    other = signed_at(village, pack, **LIU, address=Address(text="柳树村3组12号"))
    kept = in_house.request(in_house.form(other.id, other.lines[0].id), SupplyWay.DELIVERY, True)
    village.sync()
    county.sync()
    assert [one.request for one in cloud(county, pack).listed()] == [asked], "without a pharmacy a request stays in the house"
    assert county.link.get(f"SupplyRequest/{kept.id}").status == 403
    for status, told in TO_A_CLOSED_DOOR:
        clock.forward(60)
        cloud(county, pack).step(asked.id, status, told)
    assert not any(one.steps for one in cloud(village, pack).listed()), "nobody has heard yet"
    county.sync()
    village.sync()
    one = cloud(village, pack).listed()[0]
    assert one.failed and one.steps[2].carrier == "县邮政" and one.steps[3].reason == "nobody"
    clock.forward(60)
    cloud(village, pack).step(asked.id, SupplyStatus.CANCELLED, Happened("患者改为自购"))
    village.sync()
    county.sync()
    (there,) = cloud(county, pack).listed()
    assert there.status is SupplyStatus.CANCELLED and there.steps[-1].note == "患者改为自购"
    assert (there.request.phone, there.request.address) == ("", ""), "it is over: he needs them no more"
    assert county.link.get(f"Patient/{asked.person}").status == 403, "no step opened the record"
    refs = (f"SupplyRequest/{asked.id}", *(f"Task/{one.id}" for one in there.steps))
    assert {places[OTHER].link.get(ref).status for ref in refs} == {403}, "a third one reads neither request nor step"


@pytest.mark.fhir_peer
def test_the_same_way_over_the_independent_server(tmp_path: Path, peer: Peer, clock: SetClock, pack: Pack) -> None:
    village = station(tmp_path / "village", VILLAGE, NAMES[VILLAGE], "A1", clock, peer.link)
    county = station(tmp_path / "county", COUNTY, NAMES[COUNTY], "B1", clock, peer.link)
    asked = asked_at(village, pack)
    village.sync()
    county.sync()
    with seated(county.desk, hire(county.desk, "陈配送", "201", "dispatcher")):
        for status, told in TO_A_CLOSED_DOOR:
            clock.forward(60)
            cloud(county, pack).step(asked.id, status, told)
    county.sync()
    village.sync()
    (one,) = cloud(village, pack).listed()
    assert one.failed and one.request == replace(asked)
    village.close()
    county.close()


DRUG = "amlodipine-tab"


def shelf(place: Station, pack: Pack) -> Stock:
    return Stock(place.desk, rx_at(place, pack).shelves)


def packed(place: Station, pack: Pack, key: str, clock: SetClock, batch: str = "") -> None:
    """Taken on and packed by whoever sits there."""
    for status in (SupplyStatus.ACCEPTED, SupplyStatus.PICKED):
        clock.forward(60)
        cloud(place, pack).step(key, status, Happened(batch=batch))


def stocked(place: Station, pack: Pack, old: int = 28) -> Stock:
    """A shelf of the pharmacy with two batches, filled by somebody who may."""
    who = place.desk.who
    with seated(place.desk, replace(who, permissions=who.permissions | {"stock.write"})):
        made = shelf(place, pack)
        shelve(made, old=old)
    return made


def test_packing_takes_it_off_the_pharmacys_own_shelf_and_a_parcel_that_comes_back_puts_it_there_again(
    places: dict[str, Station], pack: Pack, clock: SetClock
) -> None:
    village, county = places[VILLAGE], places[COUNTY]
    stock = stocked(county, pack)
    asked = asked_at(village, pack)
    village.sync()
    county.sync()
    packed(county, pack, asked.id, clock)
    assert left(stock) == {"O1": 0, "N1": 56}, "what expires first"
    (one,) = cloud(county, pack).listed()
    assert one.steps[-1].taken == (TakenOff("O1", OLD, 28),)
    for status, told in (
        (SupplyStatus.SHIPPED, Happened(carrier="县邮政")),
        (SupplyStatus.FAILED, Happened(reason="refused")),
    ):
        clock.forward(60)
        cloud(county, pack).step(asked.id, status, told)
    county.sync()
    village.sync()
    clock.forward(60)
    cloud(village, pack).step(asked.id, SupplyStatus.CANCELLED, Happened("患者不要了"))
    village.sync()
    county.sync()
    assert left(stock) == {"O1": 0, "N1": 56}, "it is still on the road"
    (there,) = cloud(county, pack).listed()
    assert there.following == (SupplyStatus.BACK,) and cloud(village, pack).listed()[0].following == ()
    cloud(county, pack).step(asked.id, SupplyStatus.BACK)
    assert left(stock) == {"O1": 28, "N1": 56}
    with pytest.raises(KnownError) as caught:
        cloud(county, pack).step(asked.id, SupplyStatus.BACK)
    assert caught.value.code == "supply_order", "once"
    kinds = [row.move.kind for row in stock.view(DRUG).ledger]
    assert kinds[:2] == [MoveKind.CAME_BACK, MoveKind.SENT_OUT]
    (turned,) = stock.turnover(clock.now().date(), clock.now().date())
    assert (turned.dispensed, turned.other) == (0, 0)


def test_called_off_before_it_left_it_lies_on_the_shelf_again(places: dict[str, Station], pack: Pack, clock: SetClock) -> None:
    village, county = places[VILLAGE], places[COUNTY]
    stock, asked = stocked(county, pack), asked_at(village, pack)
    village.sync()
    county.sync()
    packed(county, pack, asked.id, clock, "N1")
    assert left(stock) == {"O1": 28, "N1": 28}
    clock.forward(60)
    cloud(county, pack).step(asked.id, SupplyStatus.CANCELLED, Happened("患者改为自购"))
    assert left(stock) == {"O1": 28, "N1": 56} and cloud(county, pack).listed()[0].following == ()


def test_packed_while_the_clinic_called_it_off_it_lies_on_the_shelf_again_once_they_meet(
    places: dict[str, Station], pack: Pack, clock: SetClock
) -> None:
    village, county = places[VILLAGE], places[COUNTY]
    stock, asked = stocked(county, pack), asked_at(village, pack)
    village.sync()
    county.sync()
    clock.forward(60)
    cloud(village, pack).step(asked.id, SupplyStatus.CANCELLED, Happened("改为自购"))
    packed(county, pack, asked.id, clock)
    assert left(stock) == {"O1": 0, "N1": 56}
    village.sync()
    county.sync()
    assert left(stock) == {"O1": 28, "N1": 56}


@pytest.mark.parametrize(("batch", "code"), [("X9", "stock_batch_unknown"), ("O1", "stock_short")])
def test_what_is_not_there_is_not_packed(places: dict[str, Station], pack: Pack, clock: SetClock, batch: str, code: str) -> None:
    village, county = places[VILLAGE], places[COUNTY]
    stock, asked = stocked(county, pack, old=5), asked_at(village, pack)
    village.sync()
    county.sync()
    cloud(county, pack).step(asked.id, SupplyStatus.ACCEPTED)
    clock.forward(60)
    with pytest.raises(KnownError) as caught:
        cloud(county, pack).step(asked.id, SupplyStatus.PICKED, Happened(batch=batch))
    assert caught.value.code == code and left(stock) == {"O1": 5, "N1": 56}
    assert cloud(county, pack).listed()[0].status is SupplyStatus.ACCEPTED


def test_where_no_stock_is_kept_it_is_packed_all_the_same(places: dict[str, Station], pack: Pack, clock: SetClock) -> None:
    village, county = places[VILLAGE], places[COUNTY]
    asked = asked_at(village, pack)
    village.sync()
    county.sync()
    packed(county, pack, asked.id, clock)
    (one,) = cloud(county, pack).listed()
    assert one.status is SupplyStatus.PICKED and one.steps[-1].taken == () and one.packed_twice == ()


def test_two_dispatchers_who_pack_the_same_before_they_meet_take_it_off_the_shelf_once(
    hub: HubService, places: dict[str, Station], tmp_path: Path, pack: Pack, clock: SetClock
) -> None:
    village, county = places[VILLAGE], places[COUNTY]
    second = station(tmp_path / "second", COUNTY, NAMES[COUNTY], "B1", clock, Wire(hub, COUNTY))
    second.desk.session.set(hire(second.desk, "周配送", "202", "dispatcher"))
    stock, asked = stocked(county, pack), asked_at(village, pack)
    for place in (village, county, second):
        place.sync()
    assert left(shelf(second, pack)) == {"O1": 28, "N1": 56}, "one shelf"
    packed(second, pack, asked.id, clock, "N1")
    packed(county, pack, asked.id, clock)
    for _ in range(3):
        county.sync()
        second.sync()
    for place in (county, second):
        assert left(shelf(place, pack)) == {"O1": 28, "N1": 28}, "the first packing counts, the other pack goes back"
        (one,) = cloud(place, pack).listed()
        assert [step.taken[0].batch for step in one.packed_twice] == ["O1"]
    assert left(stock)["N1"] == 28 and [(one.pushed, one.pulled) for one in (county.sync(), second.sync())] == [(0, 0), (0, 0)]
    second.close()
