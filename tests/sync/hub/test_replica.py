"""A hub as a client of the cloud: what its seats wrote goes up, what others wrote comes down, one engine for both."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.clock import SystemClock
from app.errors import KnownError
from sync.engine import Report, run_once
from sync.http import HttpLink
from sync.hub import peer_tables
from sync.hub.replica import HubReplica, add_peer, settle_conflict, take_back
from sync.hub.server import HubServer
from sync.replica import Applied, Page, Ref
from tests.sync.conftest import KEY, Peer
from tests.sync.hub.conftest import entry, observation, patient
from tests.sync.memory import MemoryReplica
from tests.sync.runs import on_hub, pull, push
from tests.sync.visits import visit

CLOUD = "cloud"


class Site:
    """A hub, a link for its seats, and its own replica towards the cloud."""

    def __init__(self, folder: Path, name: str) -> None:
        self.server = HubServer(folder / f"{name}.db", KEY)
        self.server.start()
        self.link = HttpLink(self.server.base_url)
        self.replica = HubReplica(self.server.store, f"org-{name}")

    def follow(self, url: str) -> None:
        add_peer(self.server.store, CLOUD, url)
        self.up = HttpLink(url)

    def forward(self) -> Report:
        return run_once(self.replica, CLOUD, self.up, SystemClock())

    def put(self, resource: dict[str, Any]) -> None:
        body = json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": [entry(resource)]}).encode()
        assert self.link.post(body, packed=False).status == 200

    def get(self, ref: str) -> Any:
        answer = self.link.get(ref)
        assert answer.status == 200, answer.body
        found = answer.value()
        found.pop("meta")
        return found

    def close(self) -> None:
        self.link.close()
        if hasattr(self, "up"):
            self.up.close()
        self.server.stop()


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path, "cloud")
    yield made
    made.close()


@pytest.fixture
def sites(tmp_path: Path, cloud: Site) -> Iterator[tuple[Site, Site]]:
    """Two hubs below one cloud, which is a hub of ours too."""
    made = Site(tmp_path, "one"), Site(tmp_path, "two")
    for one in made:
        one.follow(cloud.server.base_url)
    yield made
    for one in made:
        one.close()


def settled(*reports: Report) -> None:
    for one in reports:
        assert (one.error, one.parked, one.still_pending, one.conflicts, one.set_aside) == (None, 0, 0, 0, 0), one


def test_what_seats_wrote_goes_up_and_comes_down_elsewhere(sites: tuple[Site, Site], cloud: Site) -> None:
    one, two = sites
    seat, doctor = MemoryReplica(), MemoryReplica()
    for number in range(3):
        seat.save(*visit(number))
    push(seat, one.link)
    first = one.forward()
    settled(first, two.forward())
    assert first.pushed == 30 and len(on_hub(cloud.link)) == 30
    pull(doctor, two.link)
    assert {ref: json.loads(text) for ref, text in seat.resources.items()} == {
        ref: {key: part for key, part in json.loads(text).items() if key != "meta"} for ref, text in doctor.resources.items()
    }


def test_nothing_echoes(sites: tuple[Site, Site], cloud: Site) -> None:
    """Equal content never goes round: every further pass moves nothing and makes no version."""
    one, two = sites
    one.put(patient("p1"))
    settled(one.forward(), two.forward(), one.forward(), two.forward())
    before = {ref: found["meta"]["versionId"] for ref, found in on_hub(cloud.link).items()}
    for site in (one, two, one, two):
        report = site.forward()
        assert (report.pushed, report.pulled) == (0, 0)
    assert {ref: found["meta"]["versionId"] for ref, found in on_hub(cloud.link).items()} == before == {"Patient/p1": "1"}


def test_the_same_rows_by_two_ways_are_one(sites: tuple[Site, Site], cloud: Site) -> None:
    """A seat sent to the cloud while its hub was away, and to the hub when it was back."""
    one, _ = sites
    seat = MemoryReplica()
    seat.save(*visit(1))
    direct = MemoryReplica()
    direct.resources, direct.log = dict(seat.resources), list(seat.log)
    push(direct, cloud.link)
    push(seat, one.link)
    settled(one.forward())
    assert {found["meta"]["versionId"] for found in on_hub(cloud.link).values()} == {"1"}
    assert {found["meta"]["versionId"] for found in on_hub(one.link).values()} == {"1"}


def test_both_sides_changed_different_elements(sites: tuple[Site, Site], cloud: Site) -> None:
    one, two = sites
    one.put(patient("p1"))
    settled(one.forward(), two.forward())
    one.put(patient("p1", birthDate="1951-02-03"))
    two.put(patient("p1", gender="female"))
    settled(one.forward(), two.forward(), one.forward())
    wanted = patient("p1", birthDate="1951-02-03", gender="female")
    assert one.get("Patient/p1") == two.get("Patient/p1") == cloud.get("Patient/p1") == wanted
    report = two.forward()
    assert (report.pushed, report.pulled) == (0, 0)


CLASHING = Ref("Patient", "p1")


def clash(sites: tuple[Site, Site]) -> Report:
    """One birthday is written at each site, that of the first is told first; what the second's pass reports."""
    one, two = sites
    one.put(patient("p1"))
    settled(one.forward(), two.forward())
    one.put(patient("p1", birthDate="2001-01-01"))
    two.put(patient("p1", birthDate="2002-02-02"))
    settled(one.forward())
    return two.forward()


@pytest.mark.parametrize(("ours", "stands"), [(True, "2002-02-02"), (False, "2001-01-01")])
def test_a_true_clash_waits_for_a_person(sites: tuple[Site, Site], cloud: Site, ours: bool, stands: str) -> None:
    """H7: neither form is lost, and after the decision all hold the same."""
    one, two = sites
    assert clash(sites).parked == 1 and two.get("Patient/p1")["birthDate"] == "2002-02-02"
    assert two.forward().parked == 1, "asked once, not again and again"
    assert settle_conflict(two.server.store, CLOUD, CLASHING, ours, "org") and not settle_conflict(
        two.server.store, CLOUD, CLASHING, ours, "org"
    )
    settled(two.forward(), one.forward())
    assert {site.get("Patient/p1")["birthDate"] for site in (one, two, cloud)} == {stands}


def test_who_decides_before_the_pass_is_over_is_heard(sites: tuple[Site, Site], cloud: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clash is on the screen while the pass that found it still runs: it must not park again what was decided."""
    one, two = sites
    real = two.replica.apply

    def apply(peer: str, page: Page) -> Applied:
        applied = real(peer, page)
        assert not applied.conflicts or settle_conflict(two.server.store, CLOUD, CLASHING, True, "org")
        return applied

    monkeypatch.setattr(two.replica, "apply", apply)
    assert clash(sites).parked == 0
    monkeypatch.undo()
    settled(two.forward(), one.forward())
    assert {site.get("Patient/p1")["birthDate"] for site in (one, two, cloud)} == {"2002-02-02"}
    assert two.replica.backlog(CLOUD).parked == 0


@pytest.mark.parametrize("sent", [False, True])
@pytest.mark.parametrize(("ours", "stands"), [(True, "2001-01-01"), (False, "2002-02-02")])
def test_a_choice_is_taken_back_and_the_other_form_stands_everywhere(
    sites: tuple[Site, Site], cloud: Site, ours: bool, stands: str, sent: bool
) -> None:
    """Also before the server above has heard of it."""
    one, two = sites
    clash(sites)
    settle_conflict(two.server.store, CLOUD, CLASHING, ours, "org")
    if sent:
        settled(two.forward(), one.forward())
    take_back(two.server.store, CLOUD, CLASHING)
    settled(two.forward(), one.forward(), two.forward())
    assert {site.get("Patient/p1")["birthDate"] for site in (one, two, cloud)} == {stands}
    with pytest.raises(KnownError, match="hub_conflict_unknown"):
        take_back(two.server.store, CLOUD, CLASHING)


def test_a_choice_upon_which_somebody_wrote_stays(sites: tuple[Site, Site], cloud: Site) -> None:
    _, two = sites
    clash(sites)
    settle_conflict(two.server.store, CLOUD, CLASHING, True, "org")
    two.put(patient("p1", birthDate="2002-02-02", gender="female"))
    with pytest.raises(KnownError, match="conflict_moved_on"):
        take_back(two.server.store, CLOUD, CLASHING)
    assert two.get("Patient/p1")["gender"] == "female"


def test_a_bad_record_is_parked_and_the_rest_goes_on(sites: tuple[Site, Site], cloud: Site) -> None:
    one, _ = sites
    one.put(patient("p1"))
    one.put(observation("o1", "p1"))
    with one.server.store.write() as db:
        db.execute("UPDATE version SET json=replace(json, '\"final\"', '\"nonsense\"') WHERE id='o1'")
    one.put(patient("p2"))
    report = one.forward()
    assert (report.pushed, report.parked) == (2, 1)
    assert set(on_hub(cloud.link)) == {"Patient/p1", "Patient/p2"}
    assert one.replica.is_parked(CLOUD, Ref("Observation", "o1"))
    one.put(observation("o1", "p1", status="amended"))
    assert one.forward().pushed == 1


def test_a_lost_answer_is_asked_for_again_byte_for_byte(sites: tuple[Site, Site], cloud: Site) -> None:
    one, _ = sites
    one.put(patient("p1"))
    sent: list[bytes] = []
    real = one.up.post

    def lost(body: bytes, packed: bool, headers: Any = None) -> Any:
        sent.append(body)
        answer = real(body, packed, headers)
        if len(sent) == 1:
            cloud.server.refuse(True)
            return real(body, packed, headers)
        return answer

    one.up.post = lost  # type: ignore[method-assign]
    assert one.forward().error is not None
    cloud.server.refuse(False)
    one.replica = HubReplica(one.server.store, "org-one")
    settled(one.forward())
    assert sent[0] == sent[1]
    assert on_hub(cloud.link)["Patient/p1"]["meta"]["versionId"] == "1"


def test_another_cloud_behind_the_address_is_offered_everything(sites: tuple[Site, Site], tmp_path: Path) -> None:
    one, _ = sites
    one.put(patient("p1"))
    settled(one.forward())
    fresh = Site(tmp_path, "fresh")
    one.up.close()
    one.follow(fresh.server.base_url)
    one.put(observation("o1", "p1"))
    settled(one.forward())
    assert set(on_hub(fresh.link)) == {"Patient/p1", "Observation/o1"}
    fresh.close()


def test_what_is_pulled_belongs_to_whom_it_names(sites: tuple[Site, Site], cloud: Site) -> None:
    one, _ = sites
    cloud.put({"resourceType": "Organization", "id": "v9"})
    cloud.put(patient("p1", managingOrganization={"reference": "Organization/v9"}))
    cloud.put(observation("o1", "p1"))
    cloud.put({"resourceType": "Medication", "id": "m1"})
    settled(one.forward())
    with one.server.store.read() as db:
        rows = dict(db.execute("SELECT id, owner_org FROM latest").fetchall())
        assert {row[0] for row in db.execute("SELECT client FROM version").fetchall()} == {peer_tables.FROM + CLOUD}
    assert rows == {"v9": "v9", "p1": "v9", "o1": "v9", "m1": "org-one"}


def test_urgent_first_signals_last(sites: tuple[Site, Site]) -> None:
    one, _ = sites
    about = {"subject": {"reference": "Patient/p1"}}
    signal = {"origin": {"value": 0}, "period": 4, "dimensions": 1, "data": "1 2"}
    one.put(patient("p1"))
    one.put(observation("wave", "p1", valueSampledData=signal))
    one.put({"resourceType": "Condition", "id": "c1", **about})
    one.put(observation("crit", "p1", interpretation=[{"coding": [{"code": "HH"}]}]))
    one.put({"resourceType": "AllergyIntolerance", "id": "a1", "patient": about["subject"]})
    lanes = {row.ref.fhir_id: int(row.lane) for row in one.replica.pending(CLOUD, 0, 100)}
    assert lanes == {"p1": 1, "wave": 3, "c1": 2, "crit": 0, "a1": 0}


@pytest.mark.fhir_peer
def test_a_hub_forwards_to_a_server_of_others(peer: Peer, tmp_path: Path) -> None:
    site, second = Site(tmp_path, "hub"), Site(tmp_path, "second")
    for one in (site, second):
        one.follow(peer.base)
    seat = MemoryReplica()
    for number in range(5):
        seat.save(*visit(number))
    push(seat, site.link)
    settled(site.forward(), second.forward(), site.forward())
    assert len(peer.dump()) == 50 and len(on_hub(second.link)) == 50
    assert {found["meta"]["versionId"] for found in on_hub(site.link).values()} == {"1"}, "a server's way of writing is no change"
    site.close()
    second.close()
