"""The hub inside the workstation: switched on in the settings, seen on the fleet page, its trouble told there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.clock import SystemClock
from app.demo.clinic import DOCTOR, PASSWORD, prepare
from app.errors import KnownError
from app.main import Workstation
from app.paths import DataFolder
from app.services.clinic import Clinic
from app.store import sync_state
from sync.credentials import link_to
from sync.enrolling import enrol
from sync.hub.server import HubServer
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
