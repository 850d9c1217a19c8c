"""The upload settings over a real workstation and real servers: tried, used, joined, taken over, and nothing secret told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.clock import SystemClock
from app.demo.clinic import DOCTOR, PASSWORD, prepare
from app.domain.ids import organization_id
from app.errors import KnownError
from app.main import Workstation
from app.paths import DataFolder
from app.services.clinic import Clinic
from app.services.uplinks import Finding, Uplink, Uplinks, Way, Wish
from app.store import sync_state
from app.texts import load_texts
from sync.credentials import Credentials
from sync.hub import certificate, enrolment, institutions
from sync.hub.rows import Client
from sync.hub.server import HubServer
from tests.sync.lan import until

CLOUD = "https://fhir.example/fhir"


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
    opened.preferences.choose("sync_on", False)
    return opened


@pytest.fixture
def other(tmp_path: Path) -> Iterator[HubServer]:
    """A hub of somebody else's, over TLS."""
    with HubServer(tmp_path / "other.db", bytes(32), tls=True) as running:
        with running.store.write() as db:
            institutions.save(db, "V1", "村卫生室")
        yield running


def code(hub: HubServer) -> str:
    return enrolment.invite(hub.store, SystemClock(), organization_id("V1"), "B1", "test").code


def steps(findings: object) -> list[tuple[str, bool]]:
    assert isinstance(findings, list)
    for one in findings:
        assert isinstance(one, Finding)
        known = load_texts("zh_CN").tables
        assert one.code.removeprefix("found_") == one.code or one.code in known["uplink"], one.code
    return [(one.code, one.ok) for one in findings]


def test_at_first_nothing_is_uploaded(clinic: Clinic) -> None:
    assert clinic.uplinks.ready and clinic.uplinks.known() == Uplink()
    assert not clinic.hub_uplinks.ready
    with pytest.raises(KnownError, match="hub_not_here"):
        clinic.hub_uplinks.known()


def test_joining_a_hub_by_its_code(clinic: Clinic, other: HubServer) -> None:
    clinic.uplinks.join(other.base_url, code(other))
    known = clinic.uplinks.known()
    assert (known.url, known.way, known.own_authority) == (other.base_url, Way.CODE, False)
    found = clinic.uplinks.try_out(Wish(other.base_url, Way.CODE))
    assert steps(found) == [(one, True) for one in ("found_reached", "found_hub_certificate", "found_hub_seat", "found_hub", "found_clock")]
    clinic.preferences.choose("sync_on", True)
    until(lambda: clinic.sync.summary().delivered, 60)


def test_a_hub_at_another_address_is_still_the_hub_that_was_joined(clinic: Clinic, other: HubServer) -> None:
    clinic.uplinks.join(other.base_url, code(other))
    moved = other.base_url.replace("127.0.0.1", "localhost")
    clinic.uplinks.use(Wish(moved, Way.CODE))
    assert clinic.uplinks.known().url == moved
    assert ("found_hub_seat", True) in steps(clinic.uplinks.try_out(Wish(moved, Way.CODE)))


def test_without_a_code_nobody_has_joined(clinic: Clinic, other: HubServer) -> None:
    with pytest.raises(KnownError, match="uplink_code"):
        clinic.uplinks.use(Wish(other.base_url, Way.CODE))
    with pytest.raises(KnownError, match="hub_code_form"):
        clinic.uplinks.join(other.base_url, "ABCD")
    assert clinic.uplinks.known() == Uplink()


def test_another_server_is_offered_everything_again(clinic: Clinic, tmp_path: Path) -> None:
    """What the one before acknowledged is not believed of the next; both end with the same."""
    clinic.preferences.choose("sync_on", True)
    totals = []
    for name in ("first", "second"):
        with HubServer(tmp_path / f"{name}.db", bytes(32)) as server:
            clinic.uplinks.use(Wish(server.base_url))
            until(lambda: clinic.sync.summary().delivered and clinic.sync.summary().last_ok_at is not None, 60)
            with server.store.read() as db:
                totals.append(db.execute("SELECT count(*) FROM latest").fetchone()[0])
    assert totals[0] == totals[1] > 10


def test_an_upstream_that_no_setting_names_is_told_and_gives_way(station: Workstation, clinic: Clinic, tmp_path: Path) -> None:
    """The practice clinic's hub: one upstream at a time holds for it too."""
    with HubServer(tmp_path / "practice.db", bytes(32)) as practice:
        station.use_upstream("hub", "hub", practice.base_url)
        assert clinic.uplinks.known().url == practice.base_url and len(station.upstreams) == 1
        clinic.uplinks.use(Wish(CLOUD))
        assert clinic.uplinks.known().url == CLOUD and len(station.upstreams) == 1
        assert [one.id for one in clinic.desk.store.read(sync_state.upstreams)] == ["upstream"]
        clinic.uplinks.leave()
        assert station.upstreams == [] and not clinic.sync.summary().peers_known


def test_no_pass_runs_while_the_server_is_changed(
    station: Workstation, clinic: Clinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A late answer of the one before would be believed of the next: where a pass does not end, nothing is changed."""
    with HubServer(tmp_path / "slow.db", bytes(32)) as slow:
        clinic.uplinks.use(Wish(slow.base_url))
        monkeypatch.setattr(station.upstreams[0].worker, "wait_idle", lambda seconds: False)
        with pytest.raises(KnownError, match="pass_late"):
            clinic.uplinks.use(Wish(CLOUD))
        assert clinic.uplinks.known().url == slow.base_url and len(station.upstreams) == 1


def test_who_stood_in_for_a_hub_does_so_no_more_when_the_hub_is_left(clinic: Clinic, other: HubServer) -> None:
    clinic.uplinks.use(Wish(CLOUD))
    clinic.uplinks.join(other.base_url, code(other))
    assert clinic.uplinks.known().stands_in == CLOUD
    clinic.uplinks.use(Wish("https://another.example/fhir"))
    assert clinic.uplinks.known().stands_in == ""
    assert [one.id for one in clinic.desk.store.read(sync_state.peers)] == ["upstream"]
    clinic.uplinks.leave()
    assert clinic.uplinks.known() == Uplink()


def test_the_key_is_made_here_and_only_its_public_half_is_told(clinic: Clinic, folder: DataFolder) -> None:
    (shown,) = json.loads(clinic.uplinks.public_key())["keys"]
    assert (shown["kty"], shown["alg"]) == ("EC", "ES384") and "d" not in shown
    assert json.loads(clinic.uplinks.public_key())["keys"] == [shown], "the same key again"
    clinic.uplinks.use(Wish(CLOUD, Way.KEY, client_id="seat-1"))
    assert clinic.uplinks.known() == Uplink(CLOUD, Way.KEY, "seat-1", "ES384")
    told = Wish(CLOUD, Way.KEY, client_id="seat-1", token_url="https://login.example/token", scope="system/*.write")
    clinic.uplinks.use(told)
    kept = Credentials.load(str(clinic.desk.store.read(lambda conn: sync_state.state(conn, "upstream"))["secret"]))  # type: ignore[index]
    assert (kept.token_url, kept.scope) == ("https://login.example/token", "system/*.write")
    known = clinic.uplinks.known()
    assert (known.token_url, known.scope) == (kept.token_url, kept.scope), "what is shown again is used again"
    with pytest.raises(KnownError, match="sync_plaintext"):
        clinic.uplinks.use(replace(told, token_url="http://login.example/token"))
    (renewed,) = json.loads(clinic.uplinks.new_key("RS384"))["keys"]
    assert renewed["kty"] == "RSA"
    files = [one.read_bytes() for one in folder.root.rglob("*") if one.is_file()]
    assert files and not any(b"PRIVATE KEY" in data or b"seat-1" in data for data in files)


def test_a_token_is_kept_for_its_own_server_and_told_to_nobody(clinic: Clinic) -> None:
    """T6."""
    wish = Wish(CLOUD, Way.TOKEN, token="t0ken", proxy="http://me:word@proxy:3128")
    clinic.uplinks.use(wish)
    known = clinic.uplinks.known()
    assert "t0ken" not in repr(known) + repr(wish) and known.proxy == "http://me:●@proxy:3128"
    clinic.uplinks.use(Wish(CLOUD, Way.TOKEN, proxy=known.proxy))
    state = clinic.desk.store.read(lambda conn: sync_state.state(conn, "upstream"))
    assert state is not None and json.loads(state["secret"]) == {
        "token": "t0ken",
        "proxy": "http://me:word@proxy:3128",
        "scope": "system/*.cruds",
    }
    with pytest.raises(KnownError, match="uplink_token"):
        clinic.uplinks.use(Wish("https://elsewhere.example/fhir", Way.TOKEN))


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (Wish("fhir.example"), "sync_address"),
        (Wish("http://fhir.example/fhir"), "sync_plaintext"),
        (Wish(CLOUD, Way.KEY), "uplink_client"),
        (Wish(CLOUD, proxy="proxy:1"), "sync_proxy_address"),
        (Wish(CLOUD, authority=Path("nowhere.pem")), "uplink_authority"),
    ],
)
def test_what_could_never_be_used_is_neither_tried_nor_kept(clinic: Clinic, wish: Wish, code: str) -> None:
    for verb in (clinic.uplinks.try_out, clinic.uplinks.use):
        with pytest.raises(KnownError, match=code):
            verb(wish)
    assert clinic.uplinks.known() == Uplink()


def test_a_certificate_file_of_ones_own(clinic: Clinic, other: HubServer, tmp_path: Path) -> None:
    """The name in a hub's certificate is no address: what a stranger with a private authority would be refused for is told."""
    with other.store.read() as db:
        pem = certificate.authority(db)
    file = tmp_path / "county.pem"
    file.write_text(pem or "")
    assert steps(clinic.uplinks.try_out(Wish(other.base_url))) == [("found_somebody", True), ("sync_tls_issuer", False)]
    assert steps(clinic.uplinks.try_out(Wish(other.base_url, authority=file))) == [("found_somebody", True), ("sync_tls_name", False)]
    clinic.uplinks.use(Wish(other.base_url, authority=file))
    assert clinic.uplinks.known().own_authority
    clinic.uplinks.use(Wish(other.base_url))
    assert clinic.uplinks.known().own_authority, "kept"
    clinic.uplinks.use(Wish(other.base_url, public_authorities=True))
    assert not clinic.uplinks.known().own_authority


def test_nobody_there(clinic: Clinic) -> None:
    assert steps(clinic.uplinks.try_out(Wish("http://127.0.0.1:9/fhir"))) == [("sync_unreachable", False)]


def test_a_server_that_does_not_know_us(clinic: Clinic, tmp_path: Path) -> None:
    with HubServer(tmp_path / "closed.db", bytes(32), tokens={"right": Client("seat", organization_id("V1"))}) as server:
        found = clinic.uplinks.try_out(Wish(server.base_url, Way.TOKEN, token="wrong"))
        assert ("sync_login", False) in steps(found) and steps(found)[0] == ("found_reached", True)
        assert ("found_token", True) in steps(clinic.uplinks.try_out(Wish(server.base_url, Way.TOKEN, token="right")))


def test_what_the_county_fixed_stays(folder: DataFolder) -> None:
    prepare(folder, SystemClock(), 2)
    folder.site_file.write_text(f'upstream_url = "{CLOUD}"\nsync_on = false\n')
    station = Workstation(folder, SystemClock())
    try:
        clinic = station.opened(station.signin.sign_in(DOCTOR, PASSWORD))
        clinic.desk.session.set(replace(clinic.desk.who, permissions=clinic.desk.who.permissions | {"settings.manage"}))
        assert clinic.uplinks.known() == Uplink(CLOUD, fixed=True)
        with pytest.raises(KnownError, match="setting_fixed"):
            clinic.uplinks.use(Wish("https://elsewhere.example/fhir"))
    finally:
        station.close()


def test_the_hub_in_this_workstation_has_a_way_up_of_its_own(clinic: Clinic, other: HubServer, free_port: int) -> None:
    clinic.preferences.choose("hub_port", free_port)
    clinic.preferences.choose("hub_on", True)
    up: Uplinks = clinic.hub_uplinks
    assert up.known() == Uplink() and clinic.hub_couriers.ready
    up.join(other.base_url, code(other))
    assert (up.known().way, clinic.fleet.above().url) == (Way.CODE, other.base_url)
    up.leave()
    assert up.known() == Uplink() and clinic.fleet.above().url == ""
    told: list[Callable[[], object]] = [clinic.fleet.itself, clinic.fleet.clashes]
    assert clinic.fleet.itself().local_address == f"https://127.0.0.1:{free_port}" and clinic.fleet.itself().certificate_ends
    assert told[1]() == []
    clinic.preferences.choose("hub_on", False)
    assert not up.ready and not clinic.hub_couriers.ready


@pytest.fixture
def free_port(folder: DataFolder) -> int:
    with HubServer(folder.root / "other.db", bytes(32)) as one:
        return int(one.base_url.rpartition(":")[2].removesuffix("/fhir"))
