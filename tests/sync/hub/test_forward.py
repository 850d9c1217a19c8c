"""The hub's own worker: what a seat saved is at the server above at once, and it rests when there is nothing to do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.clock import SystemClock
from app.errors import KnownError
from sync.http import HttpLink
from sync.hub.enrolment import invite
from sync.hub.forward import PEER, Forwarder, state_of
from sync.hub.keeper import Keeper
from sync.hub.rows import Client
from sync.hub.server import HubServer
from sync.hub.store import epoch
from sync.replica import Ref
from tests.sync.conftest import KEY
from tests.sync.hub.conftest import entry, patient
from tests.sync.lan import until


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubServer]:
    with HubServer(tmp_path / "hub.db", KEY) as running:
        yield running


@pytest.fixture
def above(tmp_path: Path) -> Iterator[HubServer]:
    with HubServer(tmp_path / "above.db", KEY, tls=True) as running:
        yield running


def keeper(hub: HubServer) -> Keeper:
    return Keeper(hub.store, SystemClock(), ("V1", "村卫生室"), "wang")


def put(hub: HubServer, name: str) -> None:
    link = HttpLink(hub.base_url)
    body = json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": [entry(patient(name))]}).encode()
    assert link.post(body, packed=False).status == 200
    link.close()


def test_a_village_hub_joins_a_township_hub_and_forwards_at_once(hub: HubServer, above: HubServer) -> None:
    """What the village wrote belongs to the village there too, and the township reads it."""
    town = Keeper(above.store, SystemClock(), ("T1", "镇卫生院"), "li")
    town.enter("V1", "村卫生室", under="T1")
    village = keeper(hub)
    village.join(above.base_url, str(town.invite("V1", "V1").code), "村卫生室")
    forwarder = Forwarder(hub.store, village.organization, SystemClock())
    assert forwarder.follow()
    put(hub, "p1")
    until(lambda: state_of(hub.store).pending == 0 and state_of(hub.store).last_ok_at is not None)
    with above.store.read() as db:
        assert db.execute("SELECT id, owner_org FROM latest WHERE type='Patient'").fetchall() == [("p1", village.organization)]
    assert [(one.seat, one.pending) for one in town.seats()] == [("V1", 0)]
    forwarder.stop()
    forwarder.stop()


def test_it_rests(hub: HubServer, above: HubServer) -> None:
    """What a pass writes down of itself does not begin the next."""
    keeper(above)
    village = keeper(hub)
    village.join(above.base_url, invite(above.store, SystemClock(), village.organization, "x", "y").code, "x")
    forwarder = Forwarder(hub.store, village.organization, SystemClock())
    forwarder.follow()
    put(hub, "p1")
    until(lambda: state_of(hub.store).pending == 0)
    assert forwarder.wait_idle(10)
    commits: list[int] = []
    hub.store.on_commit(lambda: commits.append(1))
    assert forwarder.wait_idle(1) and commits == []
    forwarder.stop()


def test_without_a_server_above_nothing_runs(hub: HubServer) -> None:
    forwarder = Forwarder(hub.store, "org", SystemClock())
    assert not forwarder.follow() and forwarder.wait_idle(0) and state_of(hub.store).url == ""
    forwarder.poke()
    forwarder.stop()


def test_a_server_above_chosen_while_the_hub_runs_is_followed(hub: HubServer, above: HubServer) -> None:
    keeper(above)
    village = keeper(hub)
    forwarder = Forwarder(hub.store, village.organization, SystemClock())
    forwarder.follow()
    put(hub, "p1")
    forwarder.glance()
    village.join(above.base_url, invite(above.store, SystemClock(), village.organization, "x", "y").code, "x")
    forwarder.glance()
    until(lambda: state_of(hub.store).pending == 0 and state_of(hub.store).last_ok_at is not None)
    with above.store.read() as db:
        assert [row[0] for row in db.execute("SELECT id FROM latest WHERE type='Patient'").fetchall()] == ["p1"]
    forwarder.stop()


@pytest.mark.parametrize(("url", "code"), [("ftp://x", "sync_address"), ("http://192.0.2.7/fhir", "sync_plaintext")])
def test_an_address_that_will_not_be_used_is_told_when_it_is_given(hub: HubServer, url: str, code: str) -> None:
    with pytest.raises(KnownError, match=code):
        keeper(hub).follow(url)
    assert state_of(hub.store).url == ""


def test_the_keepers_own_institution_is_entered_once_and_what_he_does_is_in_the_trail(hub: HubServer) -> None:
    made = keeper(hub)
    made.enter("V1", "改了名")
    assert [(one.code, one.name) for one in keeper(hub).institutions()] == [("V1", "改了名")]
    made.follow("https://cloud.example/fhir")
    made.begin_anew()
    with pytest.raises(KnownError, match="hub_conflict_unknown"):
        made.settle(Ref("Patient", "p1"), ours=True)
    assert [row.action for row in made.trail()] == ["epoch", "upstream", "institution"] and made.conflicts() == []
    assert PEER == "cloud"


def test_moving_an_institution_that_has_records_begins_a_new_epoch(hub: HubServer) -> None:
    """The township above may now read what its feed had passed over."""
    made = keeper(hub)
    made.enter("T1", "镇卫生院")
    before = epoch_of(hub)
    made.enter("V1", "村卫生室", under="T1")
    assert epoch_of(hub) == before, "nothing is owned yet"
    secret = HubServer(hub.store._path, KEY, tokens={"t": Client("pc", made.organization)})
    secret.start()
    link = HttpLink(secret.base_url, lambda: "t")
    body = json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": [entry(patient("p1"))]}).encode()
    assert link.post(body, packed=False).status == 200
    link.close()
    secret.stop()
    made.enter("T2", "邻镇")
    assert epoch_of(hub) == before
    made.enter("V1", "村卫生室", under="T2")
    assert epoch_of(hub) != before


def epoch_of(hub: HubServer) -> str:
    with hub.store.read() as db:
        return epoch(db)
