"""A seat before a hub that is another one, and what it tells of itself with every look at the feed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from app.clock import SystemClock
from app.store import people
from sync.engine import run_once
from sync.http import HttpLink
from sync.hub.server import HubServer
from sync.link import LinkFault
from sync.pull import Pull
from sync.replica import Ref
from tests.sync.conftest import KEY
from tests.sync.hub.conftest import observation, patient
from tests.sync.memory import MemoryReplica
from tests.sync.runs import on_hub
from tests.sync.seats import UP, Seat, add_person, resident, settled


@pytest.fixture
def second(tmp_path: Path) -> Iterator[HubServer]:
    with HubServer(tmp_path / "second.db", KEY) as running:
        yield running


def test_a_hub_that_took_over_is_offered_everything_and_nothing_is_taken_for_refused(
    hub: HubServer, second: HubServer, site: MemoryReplica
) -> None:
    """Six readings of a resident whom the new hub never saw: refused one by one they would have stopped the seat for good."""
    link = HttpLink(hub.base_url)
    site.save(patient("p1"))
    assert run_once(site, "up", link, SystemClock()).delivered
    link.close()
    for number in range(6):
        site.save(observation(f"o{number}", "p1"))
    link = HttpLink(second.base_url)
    report = run_once(site, "up", link, SystemClock())
    assert report.delivered and report.pushed == 7
    assert len(on_hub(link)) == 7
    link.close()


def test_a_database_put_back_from_a_copy_gets_what_it_lost(hub: HubServer, site: MemoryReplica) -> None:
    link = HttpLink(hub.base_url)
    site.save(patient("p1"))
    assert run_once(site, "up", link, SystemClock()).delivered
    with hub.store.write() as db:
        for table in ("term", "latest", "version"):
            db.execute(f"DELETE FROM {table}")
    hub.store.renew_epoch()
    report = run_once(site, "up", link, SystemClock())
    assert report.delivered and list(on_hub(link)) == ["Patient/p1"]
    link.close()


@pytest.mark.parametrize("killed", [False, True])
def test_a_hub_whose_feed_was_never_read_is_known_again_by_what_it_acknowledged(
    hub: HubServer, second: HubServer, seat: Seat, monkeypatch: pytest.MonkeyPatch, killed: bool
) -> None:
    """The line broke between the push and the feed, or the computer stopped there; then the hub's disk died and another took its place.

    Found by sync_world, seed 2001/58: the record was held to be lost there and waited for a person.
    """
    one = add_person(seat, resident("甲"))
    first = HttpLink(hub.base_url)
    monkeypatch.setattr(Pull, "run", _breaks_off(KeyboardInterrupt() if killed else LinkFault("sync_cut")))
    with pytest.raises(KeyboardInterrupt) if killed else nullcontext():
        assert seat.sync(first).error == "sync_cut"
    monkeypatch.undo()
    first.close()
    assert seat.replica.known(UP, Ref("Patient", one.id)) is not None, "acknowledged"
    seat.write(lambda uow: people.change(uow, replace(one, name="乙")))
    following = HttpLink(second.base_url)
    settled(seat.sync(following))
    assert f"Patient/{one.id}" in on_hub(following)
    following.close()


def _breaks_off(error: BaseException) -> Callable[[object], None]:
    def run(_pull: object) -> None:
        raise error

    return run


def test_the_seat_tells_how_far_it_is(hub: HubServer, site: MemoryReplica) -> None:
    """No id and no name in it."""
    link = HttpLink(hub.base_url)
    heard: list[str] = []
    real = link._exchange

    def listening(method: str, url: str, query: object, body: object, headers: dict[str, str] | None) -> object:
        heard.append((headers or {}).get("X-Xiangyi-Seat", "")) if "$changes" in url else None
        return real(method, url, query, body, headers)  # type: ignore[arg-type]

    link._exchange = listening  # type: ignore[method-assign, assignment]
    site.save(patient("p1"))
    run_once(site, "up", link, SystemClock())
    said = json.loads(heard[-1])
    assert set(said) <= {"seq", "pending", "parked", "oldest", "version"} and (said["pending"], said["parked"]) == (0, 0)
    link.close()
