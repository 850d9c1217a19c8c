"""The shelf of a clinic with several seats: every row of the ledger reaches each of them, and what two gave out at once is shown, not lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.clock import SetClock
from app.domain.dispensing import MoveKind, StockMove
from app.domain.formulary import Batch, FormularyEntry
from app.rules.pack import Pack
from app.services.stock import Stock
from app.store import formulary, stock
from sync import inward
from sync.fhir import supply_delivery
from sync.fhir.element import BadResource, NotOurs
from sync.hub.resources import check
from sync.replica import Ref
from tests.app.services.counter import FIRST, left, shelve
from tests.sync.conftest import Peer
from tests.sync.fhir import samples
from tests.sync.fhir.test_round_trips import wired
from tests.sync.stations import VILLAGE, Station, counter_at, rx_at, signed_at, station

DRUG = "amlodipine-tab"
LIU = {"id": "0b7f8f0e-53a2-4a86-9c15-9d6dd04d2a11", "name": "李桂芳", "identifiers": ()}
MOVE = samples.moved


def shelf(place: Station, pack: Pack) -> Stock:
    return Stock(place.desk, rx_at(place, pack).shelves)


def meet(*places: Station) -> None:
    here, there = places
    for place in (here, there, here):
        place.sync()


def ledger(place: Station) -> list[StockMove]:
    return sorted(place.desk.store.read(lambda conn: stock.moves_of(conn, DRUG)), key=lambda one: one.id)


@pytest.mark.parametrize(
    "one",
    [
        MOVE,
        replace(MOVE, kind=MoveKind.RECEIPT, pieces=280, reason="", note="县医药公司 0305-1"),
        replace(MOVE, batch="", expiry=None, kind=MoveKind.LISTED, by="", note="", reason=""),
        replace(MOVE, kind=MoveKind.SETTLED, pieces=0, reason="misread", dispense=samples.made("given")),
    ],
)
def test_a_row_comes_back_as_it_went(one: StockMove) -> None:
    body = wired(supply_delivery.to_fhir(one, samples.clinic.id) or {})
    assert supply_delivery.from_fhir(body) == (one, samples.clinic.id)
    assert check(body, Ref(supply_delivery.TYPE, one.id)) == body, "our own hub takes it"


def test_what_a_dispensing_tells_is_not_told_twice_and_a_strangers_delivery_is_no_row() -> None:
    assert supply_delivery.to_fhir(replace(MOVE, kind=MoveKind.DISPENSED), samples.clinic.id) is None
    body = wired(supply_delivery.to_fhir(MOVE, samples.clinic.id) or {})
    with pytest.raises(BadResource):
        supply_delivery.from_fhir(body | {"suppliedItem": body["suppliedItem"] | {"quantity": {"value": 10**12}}})
    for broken in ({key: body[key] for key in body if key != "extension"}, {**body, "extension": []}):
        with pytest.raises(NotOurs):
            supply_delivery.from_fhir(broken)


def test_every_seat_has_the_same_ledger_and_the_same_stock(seats: tuple[Station, Station], pack: Pack) -> None:
    here, there = seats
    shelve(shelf(here, pack))
    one = signed_at(here, pack)
    part = counter_at(here, pack).scan(one.id, FIRST)
    meet(here, there)
    shelf(there, pack).lose(DRUG, "N1", 2, "broken")
    counter_at(there, pack).take_back(part.id)
    meet(here, there)
    assert left(shelf(here, pack)) == left(shelf(there, pack)) == {"O1": 28, "N1": 54}
    assert ledger(here) == ledger(there) and len(ledger(here)) == 5
    (loss,) = [row for row in shelf(here, pack).view(DRUG).ledger if row.move.kind is MoveKind.LOSS]
    assert loss.by == there.desk.who.name, "the name of whoever wrote it there"


def test_the_last_box_given_out_at_both_seats_is_shown_until_it_is_settled(seats: tuple[Station, Station], pack: Pack) -> None:
    """Offline both: a shortfall until the keeper counts, and a code sold twice until somebody says what came of it. Both entries stay."""
    here, there = seats
    shelve(shelf(here, pack), new=0)
    first, second = signed_at(here, pack), signed_at(there, pack, **LIU)
    meet(here, there)
    parts = {counter_at(place, pack).scan(sheet.id, FIRST).id for place, sheet in ((here, first), (there, second))}
    meet(here, there)
    for place in seats:
        assert left(shelf(place, pack)) == {"O1": -28}
        found = shelf(place, pack).to_settle()
        assert [(one.drug, one.batch, one.pieces) for one in found.short] == [(DRUG, "O1", 28)]
        (clash,) = found.clashes
        assert clash.code == FIRST and {one.part for one in clash.sold} == parts
        assert {one.name for one in clash.sold} == {"王秀英", "李桂芳"}
    shelf(there, pack).count(DRUG, "O1", 0, "多发一盒，已找到")
    shelf(here, pack).explain(FIRST, "misread", "两盒都在柜台")
    meet(here, there)
    assert [shelf(place, pack).to_settle().count for place in seats] == [0, 0]
    rows = [one for one in ledger(there) if one.kind is MoveKind.SETTLED]
    assert [(one.pieces, one.note, one.by) for one in rows] == [(0, "两盒都在柜台", here.desk.who.practitioner)], "it is never lost"


def test_one_list_read_at_two_seats_before_they_met_is_on_the_shelf_once(seats: tuple[Station, Station], clock: SetClock) -> None:
    here, there = seats
    listed = FormularyEntry(DRUG, batches=(Batch("L1", date(2027, 1, 31), 100),))
    for place in seats:
        clock.forward(90)
        place.desk.write("formulary.write", lambda uow: formulary.put(uow, [listed]))
    meet(here, there)
    for place in seats:
        (entry,) = place.desk.store.read(lambda conn: formulary.entries(conn, [DRUG])).values()
        assert entry.batches == listed.batches and sum(one.pieces for one in ledger(place)) == 100


def test_another_institutions_shelf_is_nothing_to_this_one(seats: tuple[Station, Station]) -> None:
    """A county that reads its villages' records keeps its own ledger."""
    here, _ = seats
    body = wired(supply_delivery.to_fhir(MOVE, samples.clinic.id) or {})
    with pytest.raises(NotOurs):
        here.desk.store.write(lambda uow: inward.take(uow, Ref(supply_delivery.TYPE, MOVE.id), body, None)).result()
    assert ledger(here) == []


@pytest.fixture
def over_peer(peer: Peer, tmp_path: Path, clock: SetClock) -> Iterator[tuple[Station, Station]]:
    made = tuple(station(tmp_path / name, VILLAGE, "柳树村卫生室", seat, clock, peer.link) for name, seat in (("one", "A1"), ("two", "B1")))
    yield made[0], made[1]
    for one in made:
        one.close()


@pytest.mark.fhir_peer
def test_the_independent_server_carries_the_ledger(over_peer: tuple[Station, Station], pack: Pack) -> None:
    here, there = over_peer
    shelve(shelf(here, pack))
    one = signed_at(here, pack)
    counter_at(here, pack).scan(one.id, FIRST)
    meet(here, there)
    assert left(shelf(there, pack)) == {"O1": 0, "N1": 56} and ledger(here) == ledger(there)
