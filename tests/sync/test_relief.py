"""The hub is away: after ten minutes a seat sends its own to the server above, and nothing is twice when the hub is back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.store import encounters, people, sync_state
from sync.clinic import ClinicReplica
from sync.engine import Engine, Report
from sync.http import HttpLink
from sync.hub.replica import HubReplica, add_peer
from sync.hub.server import HubServer
from sync.relief import PEER, RELIEVED, Relief, leveller, stand_in
from tests.sync.conftest import KEY
from tests.sync.fhir import samples
from tests.sync.runs import on_hub
from tests.sync.seats import UP, Seat, add_person, record_visit, resident, settled


class Relieved(Seat):
    """A seat with a hub, and the cloud behind it."""

    def __init__(self, folder: Path, hub: HubServer, cloud: HubServer) -> None:
        super().__init__(folder, "relieved")
        self.write(lambda uow: sync_state.add_peer(uow, UP, "cloud", cloud.base_url))
        assert self.write(lambda uow: stand_in(uow, UP))
        self.write(lambda uow: sync_state.add_peer(uow, UP, "hub", hub.base_url))
        self.links = HttpLink(hub.base_url), HttpLink(cloud.base_url)
        self.replica = ClinicReplica(self.store)
        first, above = (Engine(self.replica, peer, link, self.clock) for peer, link in zip((UP, PEER), self.links, strict=True))
        self.relief = Relief(first.run_once, above.run_once, leveller(self.store, UP), self.clock)

    def step(self, minutes: float = 0) -> Report:
        self.clock.forward(minutes * 60)
        return self.relief.run_once(lambda: False)

    def close(self) -> None:
        for link in self.links:
            link.close()
        self.store.close()


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[HubServer]:
    with HubServer(tmp_path / "cloud.db", KEY) as running:
        yield running


@pytest.fixture
def seat(tmp_path: Path, hub: HubServer, cloud: HubServer) -> Iterator[Relieved]:
    made = Relieved(tmp_path, hub, cloud)
    yield made
    made.close()


def test_only_after_ten_minutes_and_only_what_the_hub_did_not_take(seat: Relieved, hub: HubServer, cloud: HubServer) -> None:
    early = add_person(seat, resident("早晨"))
    settled(seat.step())
    hub.refuse(True)
    late = add_person(seat, resident("下午"))
    assert seat.step().error == seat.step(9).error == "sync_unreachable"
    above = HttpLink(cloud.base_url)
    assert on_hub(above) == {}
    report = seat.step(1.1)
    assert report.error == RELIEVED and not report.delivered, "never a false green"
    assert f"Patient/{late.id}" in on_hub(above) and f"Patient/{early.id}" not in on_hub(above)
    above.close()


def test_what_a_new_record_refers_to_goes_with_it(seat: Relieved, hub: HubServer, cloud: HubServer) -> None:
    """The hub took the resident and never forwarded him: the server above must not refuse his visit."""
    seat.write(lambda uow: people.add(uow, samples.resident))
    settled(seat.step())
    hub.refuse(True)
    seat.write(lambda uow: encounters.add(uow, replace(samples.visit, practitioner=None)))
    seat.step()
    assert seat.step(11).error == RELIEVED
    above = HttpLink(cloud.base_url)
    assert {f"Patient/{samples.resident.id}", f"Encounter/{samples.visit.id}"} <= set(on_hub(above))
    above.close()


def test_double_paths_are_no_ops(seat: Relieved, hub: HubServer, cloud: HubServer) -> None:
    hub.refuse(True)
    seat.write(record_visit)
    seat.step()
    assert seat.step(11).error == RELIEVED
    hub.refuse(False)
    settled(seat.step())
    add_peer(hub.store, "cloud", cloud.base_url)
    up = HttpLink(cloud.base_url)
    settled(Engine(HubReplica(hub.store, "org"), "cloud", up, seat.clock).run_once())
    here, above = HttpLink(hub.base_url), up
    found = on_hub(above)
    assert set(found) == set(on_hub(here))
    assert {one["meta"]["versionId"] for one in (*found.values(), *on_hub(here).values())} == {"1"}
    for link in (here, above):
        link.close()


def test_the_hub_is_asked_first_again_at_once(seat: Relieved, hub: HubServer, cloud: HubServer) -> None:
    hub.refuse(True)
    seat.step()
    hub.refuse(False)
    one = add_person(seat, resident())
    settled(seat.step())
    hub.refuse(True)
    assert seat.step().error == "sync_unreachable", "ten minutes begin anew"
    above = HttpLink(cloud.base_url)
    assert f"Patient/{one.id}" not in on_hub(above)
    above.close()


def test_a_hub_does_not_stand_in_for_a_hub(seat: Relieved) -> None:
    settled(seat.step())
    assert not seat.write(lambda uow: stand_in(uow, UP)) and not seat.write(lambda uow: stand_in(uow, "nobody"))
