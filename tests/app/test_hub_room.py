"""The hub inside the workstation: switched on in the settings, seen on the fleet page, its trouble told there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.clock import SystemClock
from app.demo.clinic import DOCTOR, PASSWORD, prepare
from app.errors import KnownError
from app.main import Workstation
from app.paths import DataFolder
from app.services.clinic import Clinic
from app.services.fleet import House
from app.services.uplinks import Wish
from app.store import sync_state
from sync.credentials import link_to
from sync.enrolling import enrol
from sync.http import HttpLink
from sync.hub.server import HubServer
from tests.sync.hub.conftest import entry, patient
from tests.sync.lan import until


@pytest.fixture
def station(folder: DataFolder) -> Iterator[Workstation]:
    prepare(folder, SystemClock(), 2)
    made = Workstation(folder, SystemClock())
    yield made
    made.close()


@pytest.fixture
def clinic(station: Workstation) -> Clinic:
    opened = station.opened(station.signin.sign_in(DOCTOR, PASSWORD))
    who = opened.desk.who
    opened.desk.session.set(replace(who, permissions=who.permissions | {"settings.manage"}))
    return opened


@pytest.fixture
def port(folder: DataFolder) -> int:
    """A free one."""
    with HubServer(folder.root / "other.db", bytes(32)) as other:
        return int(other.base_url.rpartition(":")[2].removesuffix("/fhir"))


def test_a_workstation_becomes_the_hub_and_a_seat_joins(clinic: Clinic, port: int) -> None:
    """Any workstation can take over: nothing is needed but the switch."""
    with pytest.raises(KnownError, match="hub_not_here"):
        clinic.fleet.seats()
    clinic.preferences.choose("hub_port", port)
    clinic.preferences.choose("hub_on", True)
    assert clinic.fleet.seats() == [] and clinic.fleet.above().url == ""
    shown = clinic.fleet.invite("B2")
    assert all(address.startswith("https://") and address.endswith(f":{port}") for address in shown.addresses)
    ours = clinic.fleet.houses()[0]
    village = House("510181077", "九村卫生室")
    clinic.fleet.invite("C1", village)
    clinic.fleet.invite("C2", House(" 510181077", "again", False))  # known already: what its keeper said first stands
    clinic.fleet.invite("D1", House("510199001", "十里卫生院", False))
    assert [(one.code, one.below) for one in clinic.fleet.houses()] == [(ours.code, False), ("510181077", True), ("510199001", False)]
    joined = enrol(f"https://127.0.0.1:{port}", shown.code, "护士站", "i-1")
    link = link_to(joined.base_url, joined.secret(), SystemClock())
    assert link.get("$changes").status == 200
    (seat,) = clinic.fleet.seats()
    assert (seat.seat, seat.name, seat.in_touch, seat.institution) == ("B2", "护士站", True, clinic.desk.who.organization.name)
    clinic.fleet.revoke(seat.device)
    with pytest.raises(KnownError, match="sync_login_refused"):
        link.get("$changes")
    link.close()
    clinic.preferences.choose("hub_on", False)
    with pytest.raises(KnownError, match="hub_not_here"):
        clinic.fleet.seats()


@pytest.mark.parametrize(("ours", "stands"), [(True, "2002-02-02"), (False, "2001-01-01")])
def test_a_clash_with_the_server_above_is_settled_by_whoever_sits_at_the_hub(
    clinic: Clinic, port: int, tmp_path: Path, ours: bool, stands: str
) -> None:
    """H7: neither form is lost, and after the decision both hold the same."""
    clinic.preferences.choose("hub_port", port)
    clinic.preferences.choose("hub_on", True)
    joined = enrol(f"https://127.0.0.1:{port}", clinic.fleet.invite("B2").code, "B2", "i")
    with HubServer(tmp_path / "above.db", bytes(32)) as above:
        links = link_to(joined.base_url, joined.secret(), SystemClock()), link_to(above.base_url, "", SystemClock())
        clinic.hub_uplinks.use(Wish(above.base_url))
        put(links[0], patient("p1"))
        until(lambda: links[1].get("Patient/p1").status == 200)
        until(lambda: clinic.fleet.above().pending == 0)
        put(links[1], patient("p1", birthDate="2001-01-01"))
        put(links[0], patient("p1", birthDate="2002-02-02"))
        until(lambda: len(clinic.fleet.clashes()) == 1)
        (clash,) = clinic.fleet.clashes()
        assert (clash.fhir_type, clash.person) == ("Patient", "p1") and clinic.sync.summary().hub_conflicts == 1
        assert [(one["here"], one["there"]) for one in clash.fields] == [('"2002-02-02"', '"2001-01-01"')]
        clinic.fleet.settle(clash, ours)
        until(lambda: [link.get("Patient/p1").value()["birthDate"] for link in links] == [stands, stands])
        assert clinic.fleet.clashes() == [] and clinic.sync.summary().hub_conflicts == 0
        chosen = clinic.fleet.last_choice()
        assert chosen is not None and (chosen.fhir_id, chosen.ours) == ("p1", ours)
        clinic.fleet.take_back(chosen)
        other = {"2001-01-01": "2002-02-02", "2002-02-02": "2001-01-01"}[stands]
        until(lambda: [link.get("Patient/p1").value()["birthDate"] for link in links] == [other, other])
        with pytest.raises(KnownError, match="hub_conflict_unknown"):
            clinic.fleet.settle(clash, ours)
        for link in links:
            link.close()
        clinic.preferences.choose("hub_on", False)
    assert clinic.fleet.clashes() == () and clinic.sync.summary().hub_conflicts == 0


def put(link: HttpLink, resource: dict[str, Any]) -> None:
    body = json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": [entry(resource)]}).encode()
    assert link.post(body, packed=False).status == 200


@pytest.mark.expect_log("the hub cannot start: hub_port")
def test_a_port_that_is_taken_keeps_nobody_from_working(clinic: Clinic, folder: DataFolder) -> None:
    with HubServer(folder.root / "other.db", bytes(32), host="0.0.0.0") as other:
        clinic.preferences.choose("hub_port", int(other.base_url.rpartition(":")[2].removesuffix("/fhir")))
        clinic.preferences.choose("hub_on", True)
        with pytest.raises(KnownError, match="hub_port"):
            clinic.fleet.seats()
    assert clinic.residents.search("王") is not None


def test_the_hubs_own_workstation_is_a_seat_like_any_other(station: Workstation, clinic: Clinic, port: int) -> None:
    clinic.preferences.choose("hub_port", port)
    clinic.preferences.choose("hub_on", True)
    joined = enrol(f"https://127.0.0.1:{port}", clinic.fleet.invite("A1").code, "A1", "i")
    clinic.desk.store.write(lambda uow: sync_state.add_peer(uow, "upstream", "hub", joined.base_url, joined.secret())).result()
    clinic.preferences.choose("upstream_url", joined.base_url)
    until(lambda: clinic.sync.summary().delivered, 60)
    until(lambda: [seat.pending for seat in clinic.fleet.seats()] == [0])
    assert [(seat.seat, seat.parked) for seat in clinic.fleet.seats()] == [("A1", 0)]
