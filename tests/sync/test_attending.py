"""A seat before a hub that is another one, and what it tells of itself with every look at the feed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.clock import SystemClock
from sync.engine import run_once
from sync.http import HttpLink
from sync.hub.server import HubServer
from tests.sync.conftest import KEY
from tests.sync.hub.conftest import observation, patient
from tests.sync.memory import MemoryReplica
from tests.sync.runs import on_hub


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
