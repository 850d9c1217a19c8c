"""A peer is counted and listed against what it is believed to hold; what differs is repaired or told (sync.md 4.3)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from app.store import people, sync_state
from app.store.holdings import held
from sync import reconcile
from sync.engine import Engine, Report
from sync.holdings import ClinicHoldings
from sync.http import HttpLink
from sync.hub.server import HubServer
from sync.link import Link
from sync.reconcile import Compared
from tests.sync.conftest import Between, outcome
from tests.sync.seats import UP, Seat, add_person, record_visit, resident, settled

WEEK = timedelta(days=8)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was stored a moment ago counts, too."""
    monkeypatch.setattr(reconcile, "SETTLING", timedelta(seconds=-5))


def compare(seat: Seat, link: Link, after: timedelta = timedelta(hours=2)) -> Report:
    """A pass so much later, with its comparison."""
    seat.clock.forward(after.total_seconds())
    return Engine(seat.replica, UP, link, seat.clock, holdings=ClinicHoldings(seat.store, seat.replica)).run_once()


def lose(hub: HubServer, person: str) -> None:
    """The hub forgets a resource without a word."""
    with hub.store.write() as db:
        db.execute("DELETE FROM latest WHERE id=?", (person,))
        db.execute("DELETE FROM term WHERE id=?", (person,))
        db.execute("DELETE FROM version WHERE id=?", (person,))


def last_of_all(seat: Seat, link: Link) -> None:
    """The hub's newest version stays, else it would be another database."""
    add_person(seat, resident("末"))
    settled(seat.sync(link))


def found(report: Report) -> Compared:
    assert report.error is None and report.compared is not None, report
    return report.compared


def test_what_agrees_is_counted_and_left_alone(seat: Seat, between: Between) -> None:
    seat.write(record_visit)
    settled(seat.sync(between))
    told = found(compare(seat, between))
    assert told.checked > 15 and (told.repaired, told.lost) == (0, 0)
    asked = len(between.asked)
    compare(seat, between, timedelta(minutes=1))
    assert len(between.asked) - asked == 1, "not with every pass"


def test_what_the_peer_lost_is_offered_again(seat: Seat, other: Seat, hub: HubServer, link: Link) -> None:
    one, two = add_person(seat, resident("甲")), add_person(seat, resident("乙"))
    settled(seat.sync(link), other.sync(link))
    found(compare(seat, link))
    lose(hub, one.id)
    report = compare(seat, link)
    assert found(report).repaired == 1 and report.pushed == 1 and report.delivered
    assert {json.loads(link.get(f"Patient/{key.id}").body)["id"] for key in (one, two)} == {one.id, two.id}
    assert found(compare(seat, link)).repaired == 0


def test_what_another_wrote_and_the_peer_lost_is_anothers_to_offer(seat: Seat, other: Seat, hub: HubServer, link: Link) -> None:
    one = add_person(seat, resident("甲"))
    settled(seat.sync(link))
    last_of_all(seat, link)
    settled(other.sync(link))
    found(compare(other, link))
    lose(hub, one.id)
    report = compare(other, link)
    assert (found(report).repaired, found(report).gone, report.pushed) == (0, {"Patient": 1}, 0)
    assert other.read("person", one.id) is not None


def test_what_the_feed_never_brought_is_read(seat: Seat, other: Seat, link: Link) -> None:
    """Drift: the cursor went past a resource that became visible late."""
    settled(seat.sync(link))
    found(compare(seat, link))
    one = add_person(other, resident("晚到"))
    settled(other.sync(link))
    passed = other.replica.cursor(UP)
    seat.write(lambda uow: sync_state.note(uow, UP, cursor=passed))
    settled(seat.sync(link))
    assert seat.read("person", one.id) is None
    assert found(compare(seat, link)).repaired == 1
    assert seat.read("person", one.id) == one


def test_once_a_week_versions_are_compared_too(seat: Seat, other: Seat, link: Link) -> None:
    """Counts agree, a version was missed."""
    one = add_person(other, resident("旧名"))
    settled(other.sync(link), seat.sync(link))
    found(compare(seat, link))
    other.write(lambda uow: people.change(uow, replace(one, name="新名")))
    settled(other.sync(link))
    passed = other.replica.cursor(UP)
    seat.write(lambda uow: sync_state.note(uow, UP, cursor=passed))
    assert found(compare(seat, link)).repaired == 0 and seat.read("person", one.id).name == "旧名"
    assert found(compare(seat, link, WEEK)).repaired == 1 and seat.read("person", one.id).name == "新名"


def test_an_older_copy_of_the_server_does_not_turn_a_record_back(seat: Seat, other: Seat, hub: HubServer, link: Link) -> None:
    """Pitfall 28: the version is lower than the one it acknowledged; the record here stands and is offered again."""
    one = add_person(seat, resident("旧名"))
    settled(seat.sync(link))
    new = replace(one, name="新名")
    seat.write(lambda uow: people.change(uow, new))
    settled(seat.sync(link))
    last_of_all(seat, link)
    found(compare(seat, link))
    with hub.store.write() as db:
        first = db.execute("SELECT seq, at FROM version WHERE id=? AND version=1", (one.id,)).fetchone()
        db.execute("UPDATE latest SET seq=?, version=1, at=?, hash='' WHERE id=?", (*first, one.id))
        db.execute("DELETE FROM version WHERE id=? AND version=2", (one.id,))
    report = compare(seat, link, WEEK)
    assert found(report).repaired == 1 and seat.read("person", one.id).name == "新名"
    assert json.loads(link.get(f"Patient/{one.id}").body)["name"][0]["text"] == "新名"


def test_a_server_that_lost_much_is_not_filled_blindly(seat: Seat, hub: HubServer, link: Link, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconcile, "MANY", 2)
    made = [add_person(seat, resident(name)) for name in "甲乙丙丁"]
    settled(seat.sync(link))
    last_of_all(seat, link)
    found(compare(seat, link))
    for one in made:
        lose(hub, one.id)
    report = compare(seat, link)
    assert (found(report).lost, report.drift, report.pushed, report.delivered) == (4, 4, 0, False)


def test_strangers_are_compared_too(seat: Seat, stranger: HttpLink) -> None:
    one = add_person(seat, resident("甲"))
    settled(seat.sync(stranger))
    assert found(compare(seat, stranger)).checked >= 1
    with_peer = seat.store.read(lambda conn: held(conn, UP, "Patient"))
    assert [key for key, _ in with_peer.values()] == [one.id]
    seat.write(lambda uow: sync_state.note(uow, UP, cursor=None))
    assert found(compare(seat, stranger)).repaired == 0


def test_a_server_that_counts_nothing_is_not_taken_for_empty(seat: Seat, between: Between) -> None:
    add_person(seat, resident("甲"))
    settled(seat.sync(between))
    between.before = lambda method, body: outcome(400) if body == b"Patient" else None
    told = found(compare(seat, between))
    assert (told.repaired, told.lost, told.checked) == (0, 0, 0)
