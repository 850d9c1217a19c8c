"""A request to another pharmacy and its steps reach the other seats and the independent server, whoever takes the step."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.clock import SetClock
from app.domain.person import Address, Phone
from app.domain.prescription import Prescription
from app.domain.supplying import SupplyRequest, SupplyStatus, SupplyWay
from app.rules.pack import Pack
from app.services.supply_step import Happened
from app.services.supplying import Supplying
from sync.fhir import supply_request
from sync.hub.resources import check
from sync.replica import Ref
from tests.sync.conftest import Peer
from tests.sync.fhir import samples
from tests.sync.fhir.test_round_trips import wired
from tests.sync.stations import VILLAGE, Station, rx_at, signed_at, station

TO_A_CLOSED_DOOR = (
    (SupplyStatus.ACCEPTED, Happened()),
    (SupplyStatus.PICKED, Happened()),
    (SupplyStatus.SHIPPED, Happened(carrier="县邮政", waybill="0304-17")),
    (SupplyStatus.FAILED, Happened("电话没接", reason="nobody")),
)


def cloud(place: Station, pack: Pack) -> Supplying:
    return Supplying(place.desk, rx_at(place, pack).shelves)


def asked_at(place: Station, pack: Pack) -> tuple[Prescription, SupplyRequest]:
    one = signed_at(place, pack, address=Address(text="柳树村3组12号"), phones=(Phone("13800000001"),))
    service = cloud(place, pack)
    return one, service.request(service.form(one.id, one.lines[0].id), SupplyWay.DELIVERY, True)


def test_a_request_and_its_steps_come_back_as_they_went() -> None:
    body = wired(supply_request.to_fhir(samples.asked))
    assert supply_request.from_fhir(body) == samples.asked and supply_request.resident_of(body) == samples.asked.person
    assert check(body, Ref(supply_request.TYPE, samples.asked.id)) == body, "our own hub takes it"
    pickup = replace(samples.asked, way=SupplyWay.PICKUP, address="")
    assert supply_request.from_fhir(wired(supply_request.to_fhir(pickup))) == pickup
    for step in samples.steps:
        body = wired(supply_request.step_to_fhir(step))
        assert supply_request.step_from_fhir(body) == step and check(body, Ref("Task", step.id)) == body and supply_request.is_step(body)


def test_a_step_taken_at_one_seat_is_seen_at_the_other_and_a_failure_is_known_there(
    seats: tuple[Station, Station], pack: Pack, clock: SetClock
) -> None:
    here, there = seats
    _, asked = asked_at(here, pack)
    here.sync()
    there.sync()
    (one,) = cloud(there, pack).listed()
    assert one.request == asked and one.status is SupplyStatus.REQUESTED
    for status, told in TO_A_CLOSED_DOOR:
        clock.forward(60)
        cloud(there, pack).step(asked.id, status, told)
    there.sync()
    here.sync()
    (one,) = cloud(here, pack).listed()
    assert one.failed and (one.steps[2].waybill, one.steps[3].reason) == ("0304-17", "nobody")


@pytest.mark.fhir_peer
def test_the_independent_server_carries_it_to_another_seat(peer: Peer, tmp_path: Path, clock: SetClock, pack: Pack) -> None:
    here = station(tmp_path / "one", VILLAGE, "柳树村卫生室", "A1", clock, peer.link)
    there = station(tmp_path / "two", VILLAGE, "柳树村卫生室", "B1", clock, peer.link)
    _, asked = asked_at(here, pack)
    cloud(here, pack).step(asked.id, SupplyStatus.ACCEPTED)
    here.sync()
    there.sync()
    (one,) = cloud(there, pack).listed()
    assert one.request == asked and one.status is SupplyStatus.ACCEPTED
    here.close()
    there.close()
