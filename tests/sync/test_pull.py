"""Reading our hub: nothing missed, nothing taken twice, nothing put back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.clock import SetClock
from sync.dialect import Dialect
from sync.http import HttpLink
from sync.hub.server import HubServer
from sync.link import Answer, LinkFault
from sync.replica import Ref
from tests.sync.conftest import KEY, Between
from tests.sync.memory import Crash, MemoryReplica
from tests.sync.runs import pull, push
from tests.sync.visits import condition, encounter, made, observation, patient, reference, visit


@pytest.fixture
def other(link: HttpLink) -> MemoryReplica:
    """Another seat of the same hub, with a day of visits sent."""
    seat = MemoryReplica()
    for number in range(45):
        seat.save(*visit(number))
    push(seat, link)
    return seat


# ---- our hub's feed


def test_a_seat_gets_what_another_wrote(site: MemoryReplica, other: MemoryReplica, link: HttpLink) -> None:
    run = pull(site, link)
    assert run.applied.changed == 450 and set(site.resources) == set(other.resources)
    again = pull(site, link)
    assert (again.applied.changed, again.applied.same) == (0, 0)


def test_what_was_pulled_is_never_sent_on(site: MemoryReplica, other: MemoryReplica, between: Between) -> None:
    pull(site, between)
    push(site, between)
    assert between.posted == []


def test_own_writes_come_back_as_the_same(other: MemoryReplica, link: HttpLink) -> None:
    before = dict(other.resources)
    run = pull(other, link)
    assert (run.applied.changed, run.applied.same, run.applied.conflicts) == (0, 450, 0)
    assert other.resources == before


def test_bodies_arrive_byte_for_byte(site: MemoryReplica, link: HttpLink) -> None:
    """H4, H13: what a stranger wrote is kept as it was written."""
    text = json.dumps(patient("p1") | {"multipleBirthInteger": 1}, ensure_ascii=True).replace('Integer": 1', 'Integer" :  1')
    answer = link._session.put(f"{link.base_url}/Patient/{made('p1')}", text.encode(), headers={"Content-Type": "application/fhir+json"})
    assert answer.status_code == 201
    pull(site, link)
    assert '"multipleBirthInteger" :  1' in site.resources[Ref("Patient", made("p1"))]


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_crash_between_pages_resumes_where_it_was(
    site: MemoryReplica, other: MemoryReplica, link: HttpLink, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H11: the place is saved with the rows, never before or after them."""
    monkeypatch.setattr("sync.pull.HUB_PAGE", 200)
    count = iter(range(10))

    def die(step: str) -> None:
        if next(count) == 1:
            raise Crash

    setattr(site, when, die)
    with pytest.raises(Crash):
        pull(site, link)
    held = len(site.resources)
    assert held == (200 if when == "before" else 400)
    run = pull(site, link)
    assert run.applied.changed == 450 - held and set(site.resources) == set(other.resources)


def test_an_old_version_never_puts_a_record_back(site: MemoryReplica, link: HttpLink) -> None:
    """H3: a seat that read page by page must not show yesterday's reading in between."""
    site.save(patient("p1"), observation("o1", "p1", value=130))
    push(site, link)
    site.save(observation("o1", "p1", value=140))
    push(site, link)
    seen: list[int] = []
    watched = Ref("Observation", made("o1"))
    site.after = lambda step: seen.append(json.loads(site.resources[watched])["valueQuantity"]["value"])
    run = pull(site, link)
    assert run.applied.changed == 0 and seen == [140]
    fresh = MemoryReplica()
    pull(fresh, link)
    assert json.loads(fresh.resources[watched])["valueQuantity"]["value"] == 140


def test_both_sides_edited_is_for_a_person(site: MemoryReplica, other: MemoryReplica, link: HttpLink) -> None:
    """H7: neither form is lost."""
    pull(site, link)
    other.save(patient("p1", gender="female"))
    push(other, link)
    site.save(patient("p1", gender="male"))
    run = pull(site, link)
    ref = Ref("Patient", made("p1"))
    assert run.applied.conflicts == 1
    assert json.loads(site.resources[ref])["gender"] == "male" and b"female" in site.state().conflicts[ref]


def test_a_new_hub_makes_everything_pending_again(site: MemoryReplica, link: HttpLink, tmp_path: Path) -> None:
    """H16, T19: the hub's disk was replaced; every seat offers its own rows again."""
    site.save(*visit(1))
    push(site, link)
    pull(site, link)
    assert site.waiting() == []
    with HubServer(tmp_path / "new.db", KEY) as hub:
        fresh = HttpLink(hub.base_url)
        run = pull(site, fresh)
        assert run.applied.new_epoch and len(site.waiting()) == 10
        push(site, fresh)
        assert site.waiting() == []
        assert not pull(site, fresh).applied.new_epoch
        fresh.close()


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(200, {}, b"<html>"), "sync_not_fhir"),
        (Answer(200, {}, b'{"resourceType":"Bundle","type":"searchset"}'), "sync_bad_answer"),
        (Answer(200, {}, b'{"resourceType":"Bundle","type":"history"}'), "sync_bad_answer"),
        (
            Answer(200, {}, b'{"resourceType":"Bundle","type":"history","link":[{"relation":"urn:xiangyi:hub:since","url":"x?since=a"}]}'),
            "sync_bad_answer",
        ),
        (Answer(503), "sync_server"),
        (Answer(404), "sync_server"),
    ],
    ids=range(6),
)
def test_an_answer_that_is_no_feed_moves_nothing(site: MemoryReplica, between: Between, answer: Answer, code: str) -> None:
    """T7."""
    between.before = lambda method, body: answer
    with pytest.raises(LinkFault) as fault:
        pull(site, between)
    assert fault.value.code == code and site.state().cursor is None


def test_a_feed_that_stands_still_is_left(
    site: MemoryReplica, between: Between, other: MemoryReplica, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.pull.HUB_PAGE", 200)
    first: list[Answer] = []

    def stuck(method: str, body: bytes) -> Answer | None:
        return first[0] if first else None

    def keep(method: str, body: bytes) -> None:
        first.append(between._inner.get("$changes", [("_count", "200")]))

    between.before, between.after = stuck, keep
    with pytest.raises(LinkFault) as fault:
        pull(site, between)
    assert fault.value.code == "sync_page_loop"


@pytest.fixture
def clocked(tmp_path: Path) -> Iterator[tuple[HttpLink, SetClock]]:
    clock = SetClock(datetime.now(UTC))
    with HubServer(tmp_path / "clocked.db", KEY, clock=clock) as hub:
        link = HttpLink(hub.base_url)
        yield link, clock
        link.close()


def test_our_hub_serves_strangers_too(site: MemoryReplica, clocked: tuple[HttpLink, SetClock]) -> None:
    link, clock = clocked
    seat = MemoryReplica()
    for number in range(30):
        seat.save(*visit(number))
    seat.save(patient("px"), condition("cx", "px", "ex"), encounter("ex", "px", diagnosis=[{"condition": reference("Condition", "cx")}]))
    push(seat, link)
    types = ("Patient", "Encounter", "Condition", "Observation")
    run = pull(site, link, Dialect(), types)
    assert run.applied.changed == 303 and set(site.resources) == set(seat.resources)
    clock.forward(60)
    seat.save(patient("p1", active=True))
    push(seat, link)
    again = pull(site, link, Dialect(), types)
    assert again.applied.changed == 1
