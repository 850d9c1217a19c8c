"""One pass: what it does, and what it says of what it did not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.clock import SetClock
from app.errors import KnownError
from sync.dialect import Dialect
from sync.engine import Engine, run_once
from sync.http import HttpLink
from sync.hub.server import HubServer
from sync.link import Answer
from tests.sync.conftest import KEY, PORTAL, Between, Canned
from tests.sync.memory import START, MemoryReplica
from tests.sync.visits import made, observation, patient, visit


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 3, 5, 8, tzinfo=UTC))


def test_a_whole_day_offline_then_online(site: MemoryReplica, hub: HubServer, link: HttpLink, clock: SetClock) -> None:
    """H11: nothing lost, nothing twice, and the light is green only at the end."""
    hub.refuse(True)
    for number in range(20):
        site.save(*visit(number))
        report = run_once(site, "up", link, clock)
        assert (report.error, report.delivered, report.still_pending) == ("sync_unreachable", False, 10 * (number + 1))
        assert report.oldest_pending_at == START
    hub.refuse(False)
    report = run_once(site, "up", link, clock)
    assert report.delivered and (report.pushed, report.still_pending, report.oldest_pending_at) == (200, 0, None)
    assert 0 < report.bytes_up < 60_000 and report.bytes_down > 0
    quiet = run_once(site, "up", link, clock)
    assert quiet.delivered and (quiet.pushed, quiet.pulled) == (0, 0)
    assert quiet.bytes_up + quiet.bytes_down <= 2_048, "a poll with nothing to do is cheap"


def test_two_seats_through_one_hub(site: MemoryReplica, link: HttpLink, clock: SetClock) -> None:
    other = MemoryReplica()
    site.save(*visit(1))
    other.save(*visit(2))
    for seat in (site, other, site):
        assert run_once(seat, "up", link, clock).delivered
    assert set(site.resources) == set(other.resources)


def test_parked_is_not_delivered(site: MemoryReplica, link: HttpLink, clock: SetClock) -> None:
    """H12: success is never claimed while a record lies aside."""
    site.save(patient("p1"), patient("p2", gender="x"), observation("o2", "p2"))
    report = run_once(site, "up", link, clock)
    assert not report.delivered and report.error is None
    assert (report.pushed, report.parked, report.still_pending) == (1, 1, 1)
    assert {str(ref) for ref in report.left_out} == {f"Patient/{made('p2')}", f"Observation/{made('o2')}"}


def test_a_new_hub_gets_everything_in_one_pass(site: MemoryReplica, link: HttpLink, clock: SetClock, tmp_path: Path) -> None:
    """H16: the seat notices the other database and offers all its rows again."""
    site.save(*visit(1))
    assert run_once(site, "up", link, clock).pushed == 10
    with HubServer(tmp_path / "new.db", KEY) as fresh:
        there = HttpLink(fresh.base_url)
        report = run_once(site, "up", there, clock)
        assert report.delivered and report.pushed == 10
        there.close()


def test_a_captive_portal_is_an_error_and_loses_nothing(site: MemoryReplica, clock: SetClock) -> None:
    site.save(*visit(1))
    with Canned(*PORTAL) as portal:
        link = HttpLink(portal.base)
        report = run_once(site, "up", link, clock)
        link.close()
    assert (report.error, report.still_pending, report.delivered) == ("sync_portal", 10, False)


def test_what_was_learnt_is_remembered(site: MemoryReplica, between: Between, clock: SetClock) -> None:
    site.save(*visit(1))
    run_once(site, "up", between, clock)
    assert Dialect.load(site.state().dialect).hub
    asked = between.asked.count("metadata")
    run_once(site, "up", between, clock)
    assert between.asked.count("metadata") == asked == 1
    clock.forward(timedelta(days=2).total_seconds())
    run_once(site, "up", between, clock)
    assert between.asked.count("metadata") == 2


def test_the_wait_the_server_asks_for_is_reported(site: MemoryReplica, between: Between, clock: SetClock) -> None:
    between.before = lambda method, body: Answer(503, {"retry-after": "9"})
    report = run_once(site, "up", between, clock)
    assert (report.error, report.retry_after, report.facts) == ("sync_server", 9.0, {"status": "503"})


def test_known_errors_of_storage_are_reported(site: MemoryReplica, link: HttpLink, clock: SetClock) -> None:
    """T14."""
    site.save(patient("p1"))

    def full(step: str) -> None:
        raise KnownError("disk_full", free=0)

    site.before = full
    report = run_once(site, "up", link, clock)
    assert (report.error, report.facts, report.still_pending) == ("disk_full", {"free": "0"}, 1)


def test_a_defect_is_raised(site: MemoryReplica, link: HttpLink, clock: SetClock) -> None:
    site.save(patient("p1"))
    site.before = lambda step: 1 / 0  # type: ignore[assignment]
    with pytest.raises(ZeroDivisionError):
        run_once(site, "up", link, clock)


def test_a_halted_pass_does_nothing(site: MemoryReplica, between: Between, clock: SetClock) -> None:
    site.save(patient("p1"))
    report = Engine(site, "up", between, clock).run_once(lambda: True)
    assert not between.asked and not between.posted and report.still_pending == 1 and not report.delivered
