"""The composition root: what is chosen in the settings is in force at once, and no address keeps anybody from working."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from threading import Event

import pytest

from app.clock import SystemClock
from app.demo.clinic import DOCTOR, PASSWORD, prepare
from app.main import Workstation
from app.paths import DataFolder
from app.services.clinic import Clinic
from app.services.preferences import Preferences
from app.services.signin import SignIn
from device_drivers.errors import DeviceError
from device_drivers.readings import Card, PasskeyWanted, Scan
from sync.hub.server import HubServer

DELIVERY_S = 60.0


@pytest.fixture
def station(folder: DataFolder) -> Iterator[Workstation]:
    prepare(folder, SystemClock(), 2)
    made = Workstation(folder, SystemClock())
    yield made
    made.close()


@pytest.fixture
def hub(folder: DataFolder) -> Iterator[HubServer]:
    with HubServer(folder.root / "hub.db", bytes(32)) as running:
        yield running


DEAR = (
    "alembic",
    "bleak",
    "bumble",
    "numpy",
    "openpyxl",
    "pyhanko",
    "pypdfium2",
    "pypinyin",
    "reportlab",
    "serial",
    "starlette",
    "uvicorn",
)
"""Each loads with the first paper, signature, hub or device that wants it: tenths of a second that no start should take."""


def test_a_start_loads_nothing_dear_before_it_is_needed() -> None:
    """What the desktop imports while somebody types a password, in a process of its own."""
    seen = f"import sys, app.main, ui.entries, ui.status_news; print(*sorted({set(DEAR)} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def opened(station: Workstation) -> Clinic:
    return station.opened(station.signin.sign_in(DOCTOR, PASSWORD))


def delivered(clinic: Clinic) -> bool:
    """Whether everything is acknowledged, soon."""
    done = Event()
    stop = clinic.sync.news.subscribe(lambda news: done.set() if news.delivered else None)
    try:
        return clinic.sync.summary().delivered or done.wait(DELIVERY_S)
    finally:
        stop()


def allowed(clinic: Clinic) -> None:
    """The doctor may keep the workstation too."""
    who = clinic.desk.who
    clinic.desk.session.set(replace(who, permissions=who.permissions | {"settings.manage"}))


def test_an_upload_address_is_in_force_once_chosen(station: Workstation, hub: HubServer) -> None:
    clinic = opened(station)
    allowed(clinic)
    assert not clinic.sync.summary().running
    clinic.preferences.choose("upstream_url", hub.base_url)
    assert delivered(clinic) and len(station.upstreams) == 1
    clinic.preferences.choose("upstream_url", "")
    assert station.upstreams == [] and not clinic.sync.summary().running


def test_the_chosen_address_is_followed_at_the_next_start_and_a_cleared_one_is_not(station: Workstation, hub: HubServer) -> None:
    clinic = opened(station)
    allowed(clinic)
    clinic.preferences.choose("upstream_url", hub.base_url)
    station.close()
    clinic = opened(station)
    allowed(clinic)
    assert len(station.upstreams) == 1
    clinic.preferences.choose("upstream_url", "")
    station.close()
    opened(station)
    assert station.upstreams == []


@pytest.mark.expect_log("cannot be used")
@pytest.mark.parametrize("address", ["ftp://example.org", "not an address", "http://192.0.2.7/fhir"])
def test_an_address_that_is_none_keeps_nobody_out(station: Workstation, folder: DataFolder, address: str) -> None:
    """Without upload there is work all the same (H12): it is told, and the clinic opens."""
    desk = SignIn(folder, SystemClock()).sign_in(DOCTOR, PASSWORD)
    desk.session.set(replace(desk.who, permissions=desk.who.permissions | {"settings.manage"}))
    Preferences(desk, folder.site_file).choose("upstream_url", address)
    desk.store.close()
    clinic = opened(station)
    assert clinic.sync.summary().error_code in {"sync_address", "sync_plaintext"} and clinic.queue.today() == []


def test_the_switch_for_uploading_is_followed(station: Workstation, hub: HubServer) -> None:
    clinic = opened(station)
    allowed(clinic)
    clinic.preferences.choose("upstream_url", hub.base_url)
    assert delivered(clinic)
    clinic.preferences.choose("sync_on", False)
    upstream = station.upstreams[0]
    assert upstream.worker._paused
    clinic.preferences.choose("sync_on", True)
    assert not upstream.worker._paused


def test_closing_twice_does_no_harm_and_is_in_the_trail(station: Workstation, folder: DataFolder) -> None:
    clinic = opened(station)
    store = clinic.desk.store
    station.close()
    station.close()
    assert station.clinic is None
    again = opened(station)
    assert again.desk.store is not store and again.keeping.quick_check()


def test_what_is_shown_to_a_reader_is_told_upward_and_kept_nowhere(station: Workstation) -> None:
    clinic = opened(station)
    assert station.devices is not None
    card = Card("serial:COM9", "resident", "欧阳若兰", "2", "01", "1959-03-12", "三组12号", "41020519590312124X", "", "", "")
    wanted = PasskeyWanted("ble:C0:00:00:00:00:09", 25.0)
    presented, passkeys = list[Card | Scan](), list[PasskeyWanted]()
    station.presented.subscribe(presented.append)
    station.passkeys.subscribe(passkeys.append)
    for news in (card, Scan("wedge:keyboard", "6901234567892"), wanted):
        station.devices._news(news)
    assert presented == [card, Scan("wedge:keyboard", "6901234567892")] and passkeys == [wanted]
    assert clinic.inbox.count() == 0


def test_digits_nobody_waits_for_are_refused(station: Workstation) -> None:
    opened(station)
    assert station.devices is not None
    with pytest.raises(DeviceError, match="passkey_refused"):
        station.devices.answer_passkey("ble:C0:00:00:00:00:09", "123456").result(5)
