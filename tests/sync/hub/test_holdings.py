"""A hub compares itself with the server above as a seat does with it: lost there is offered again, drifted here is read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.clock import SetClock
from sync import reconcile
from sync.engine import Engine, Report
from sync.http import HttpLink
from sync.hub import peer_tables
from sync.hub.forward import PEER as UP
from sync.hub.forward import state_of
from sync.hub.holdings import HubHoldings
from sync.hub.replica import HubReplica, add_peer
from sync.hub.server import HubServer
from sync.reconcile import MANY, Compared
from tests.app.conftest import MORNING
from tests.sync.conftest import KEY
from tests.sync.hub.conftest import entry, patient


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was stored a moment ago counts, too."""
    monkeypatch.setattr(reconcile, "SETTLING", timedelta(days=-400))


class Village:
    """A hub below another one, and what its own upstream is known to hold."""

    def __init__(self, hub: HubServer, above: HubServer) -> None:
        self.hub, self.above, self.clock = hub, above, SetClock(MORNING)
        add_peer(hub.store, UP, above.base_url)
        self.link = HttpLink(above.base_url)
        self.holdings = HubHoldings(hub.store)

    def compare(self, after: timedelta = timedelta(hours=2)) -> Compared:
        """A pass so much later, with its comparison."""
        return told(self.passed(after))

    def passed(self, after: timedelta) -> Report:
        self.clock.forward(after.total_seconds())
        return Engine(HubReplica(self.hub.store, "org-v"), UP, self.link, self.clock, holdings=self.holdings).run_once()


def put(hub: HubServer, *resources: dict[str, Any]) -> None:
    """Somebody writes at a hub."""
    link = HttpLink(hub.base_url)
    body = json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": [entry(one) for one in resources]}).encode()
    assert link.post(body, packed=False).status == 200
    link.close()


def told(report: Report) -> Compared:
    assert report.error is None and report.compared is not None, report
    return report.compared


def lose(hub: HubServer, key: str) -> None:
    """The server above forgets a resource without a word."""
    with hub.store.write() as db:
        for table in ("latest", "term", "version"):
            db.execute(f"DELETE FROM {table} WHERE id=?", (key,))


@pytest.fixture
def village(tmp_path: Path) -> Iterator[Village]:
    with HubServer(tmp_path / "hub.db", KEY) as hub, HubServer(tmp_path / "above.db", KEY) as above:
        made = Village(hub, above)
        yield made
        made.link.close()


def test_what_agrees_is_counted(village: Village) -> None:
    put(village.hub, patient("p1"), patient("p2"))
    found = village.compare()
    assert (found.checked, found.repaired, found.lost) == (2, 0, 0)
    assert village.holdings.count(UP, "Patient") == 2


def test_what_the_server_above_lost_is_offered_again(village: Village) -> None:
    put(village.hub, patient("p1"))
    put(village.hub, patient("p2"))
    village.compare()
    lose(village.above, "p1")
    report = village.passed(timedelta(hours=2))
    assert told(report).repaired == 1 and report.pushed == 1 and report.delivered
    assert village.link.get("Patient/p1").status == 200
    assert village.compare().repaired == 0


def test_a_server_above_that_was_emptied_is_told_and_not_filled_blindly(village: Village) -> None:
    many = [f"p{number}" for number in range(MANY + 1)]
    put(village.hub, *(patient(key) for key in many))
    put(village.hub, patient("last"))
    village.compare()
    for key in many:
        lose(village.above, key)
    report = village.passed(timedelta(hours=2))
    assert (told(report).lost, told(report).repaired, report.pushed) == (len(many), 0, 0)
    assert state_of(village.hub.store).lost == len(many)


def test_what_another_hub_wrote_and_the_server_above_lost_is_anothers_to_offer(village: Village) -> None:
    put(village.above, patient("p1"))
    put(village.above, patient("last"))
    village.compare()
    lose(village.above, "p1")
    report = village.passed(timedelta(hours=2))
    assert (told(report).repaired, told(report).gone, report.pushed) == (0, {"Patient": 1}, 0)


def test_what_the_feed_passed_by_is_read(village: Village, tmp_path: Path) -> None:
    """Drift: the cursor stands behind a resource that was never brought."""
    put(village.above, patient("p1"))
    village.compare()
    put(village.above, patient("late"))
    with HubServer(tmp_path / "neighbour.db", KEY) as hub:
        neighbour = Village(hub, village.above)
        neighbour.passed(timedelta())
        with hub.store.read() as db:
            cursor = peer_tables.column(db, UP, "cursor")
        neighbour.link.close()
    with village.hub.store.write() as db:
        peer_tables.note(db, UP, cursor=cursor)
    assert village.holdings.count(UP, "Patient") == 1
    assert village.compare().repaired == 1
    assert village.holdings.count(UP, "Patient") == 2
