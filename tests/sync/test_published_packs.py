"""A rule pack published as a Library reaches a seat whole, from our hub and from strangers, inline or in a Binary; broken ones stop nothing."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from app.errors import KnownError
from app.rules.pack_file import packed, read_pack_file
from app.store import formulary, rule_packs, sync_state
from sync.engine import run_once
from sync.fhir import library, medication_knowledge
from sync.http import HttpLink
from sync.hub.replica import HubReplica, add_peer
from sync.hub.server import HubServer
from sync.link import LinkFault
from sync.publishing import publish
from tests.app.rules.pack_files import ZHAO, data, made, signed
from tests.sync.conftest import FHIR, PORTAL, Canned
from tests.sync.fhir.test_medication import ITEM, TABLETS
from tests.sync.seats import KEY, Seat
from tests.sync.test_catalogue import give

PACK = packed(signed(made(data(max_daily="10"), version="2026.3.1"), ZHAO))
FILE = {"resourceType": "Binary", "id": "b-1", "contentType": library.PACK_TYPE, "data": base64.b64encode(PACK).decode()}
ABOUT = read_pack_file(PACK).manifest


def published(key: str = "l-1", **content: Any) -> dict[str, Any]:
    """The county's Library; ``content`` changes its attachment."""
    body = library.to_fhir(key, ABOUT, PACK)
    told = {**body["content"][0], **content}
    return {**body, "content": [{name: value for name, value in told.items() if value is not None}]}


def elsewhere(binary: str = "b-1") -> dict[str, Any]:
    return published(data=None, url=f"Binary/{binary}")


def bodies(seat: Seat) -> list[bytes | None]:
    return [one.body for one in seat.store.read(rule_packs.offers)]


def test_a_pack_comes_as_it_was_published(seat: Seat, stranger: HttpLink) -> None:
    give(stranger, published())
    assert seat.sync(stranger).error is None
    (one,) = seat.store.read(rule_packs.offers)
    assert (one.body, one.title) == (PACK, ABOUT.title) and one.peer
    assert seat.sync(stranger).pulled == 0


def test_a_pack_whose_file_lies_in_a_binary_comes_too(seat: Seat, stranger: HttpLink) -> None:
    (binary,) = give(stranger, FILE)
    give(stranger, elsewhere(binary))
    assert seat.sync(stranger).error is None
    assert bodies(seat) == [PACK]


def test_from_our_hub_as_well_and_what_is_retired_is_proposed_no_more(seat: Seat, link: HttpLink) -> None:
    give(
        link,
        elsewhere(),
        FILE,
    )
    assert seat.sync(link).error is None
    assert bodies(seat) == [PACK]
    give(link, {**elsewhere(), "status": "retired"})
    assert seat.sync(link).error is None
    assert bodies(seat) == []


def test_a_binary_that_is_not_there_stops_nothing_and_is_asked_for_again_later(seat: Seat, link: HttpLink) -> None:
    give(link, elsewhere())
    first = seat.sync(link)
    assert (first.error, first.set_aside, bodies(seat)) == (None, 1, [None])
    assert seat.sync(link).set_aside == 0, "not with every pass"
    seat.clock.forward(3_600)
    give(link, FILE)
    assert seat.sync(link).error is None
    assert bodies(seat) == [PACK]


@pytest.mark.parametrize(
    "broken",
    [
        published(data="!!!"),
        published(hash="AAAA"),
        published(data=None, url="https://elsewhere/file"),
        published(data=None),
        published(data=""),
    ],
)
def test_a_damaged_library_is_set_aside_with_its_reason(seat: Seat, link: HttpLink, broken: dict[str, Any]) -> None:
    library_of = {name: value for name, value in broken["content"][0].items() if value}
    give(link, {**broken, "content": [library_of]}, published("l-2"))
    report = seat.sync(link)
    assert (report.error, report.set_aside, bodies(seat)) == (None, 1, [PACK])
    (aside,) = seat.store.read(sync_state.unseen_set_aside)
    assert aside.facts["ref"] == "Library/l-1" and aside.facts["reason"]


def test_a_library_of_something_else_is_kept_as_it_came(seat: Seat, link: HttpLink) -> None:
    give(link, {"resourceType": "Library", "id": "cql", "status": "active", "type": {"coding": [{"code": "logic-library"}]}})
    report = seat.sync(link)
    assert (report.error, report.set_aside, bodies(seat)) == (None, 0, [])


def test_what_a_county_publishes_is_what_a_seat_gets(seat: Seat, stranger: HttpLink) -> None:
    body = library.to_fhir("2f9c1b42-6a0e-4c6f-9a43-0c1c7f6f5a11", ABOUT, PACK)
    publish(stranger, body)
    publish(stranger, body)
    assert seat.sync(stranger).error is None
    assert bodies(seat) == [PACK], "published twice, it is there once"


def test_a_server_that_refuses_is_told_apart_from_one_that_is_away() -> None:
    def saying(status: int, body: object) -> Canned:
        return Canned(status, json.dumps(body).encode(), FHIR)

    refusal = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "forbidden"}]}
    with saying(403, refusal) as server, pytest.raises(KnownError) as caught:
        publish(HttpLink(server.base), published())
    assert (caught.value.code, caught.value.facts["status"]) == ("publish_refused", "403")
    with saying(200, {"resourceType": "Bundle", "type": "batch-response", "entry": []}) as server, pytest.raises(KnownError) as caught:
        publish(HttpLink(server.base), published())
    assert caught.value.code == "publish_refused"
    with Canned(*PORTAL) as server, pytest.raises(LinkFault):
        publish(HttpLink(server.base), published())


def test_a_hub_brings_it_down_from_the_cloud_with_the_lists(seat: Seat, hub: HubServer, link: HttpLink, tmp_path: Path) -> None:
    """The Binary is in no feed of a stranger: the hub asks for it, and its seats ask the hub."""
    with HubServer(tmp_path / "cloud.db", KEY) as cloud:
        above = HttpLink(cloud.base_url)
        give(above, FILE)
        give(above, elsewhere(), medication_knowledge.item_to_fhir(ITEM, TABLETS))
        add_peer(hub.store, "cloud", cloud.base_url)
        report = run_once(HubReplica(hub.store, "org"), "cloud", above, seat.clock)
        assert report.error is None and report.pulled == 3
        above.close()
    assert seat.sync(link).error is None
    assert bodies(seat) == [PACK] and TABLETS.drug in seat.store.read(formulary.entries)
