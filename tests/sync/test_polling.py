"""A stranger is asked for everything new in one question, and what is more than a short answer is read page by page."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.clock import SetClock, iso
from sync import polling
from sync.dialect import Dialect
from sync.engine import run_once
from sync.http import HttpLink
from sync.link import Answer, LinkFault, PeerStop
from tests.sync.conftest import Between, outcome
from tests.sync.memory import MemoryReplica
from tests.sync.seats import NOW
from tests.sync.visits import patient, visit


def batch(*entries: Any) -> Answer:
    return Answer(200, {}, json.dumps({"resourceType": "Bundle", "type": "batch-response", "entry": list(entries)}).encode())


def page(*resources: Any, **more: Any) -> dict[str, Any]:
    rows = [{"resource": one} for one in resources]
    return {"resource": {"resourceType": "Bundle", "type": "searchset", "entry": rows, **more}, "response": {"status": "200 OK"}}


def status(code: str) -> dict[str, Any]:
    return {"response": {"status": code}}


NEXT = {"link": [{"relation": "next", "url": "https://x/fhir?page=2"}]}


@pytest.mark.parametrize(
    ("entry", "few", "denied"),
    [
        (page(patient("p1")), 1, False),
        (page(), 0, False),
        (page(patient("p1"), total=1), 1, False),
        (page(patient("p1"), total=2), None, False),
        (page(patient("p1"), **NEXT), None, False),
        (page(*(patient(f"p{number}") for number in range(20))), None, False),
        (status("404"), None, True),
        (status("403 Forbidden"), None, True),
    ],
)
def test_only_what_is_certainly_whole_is_taken(entry: Any, few: int | None, denied: bool) -> None:
    """H11: a server that leaves the link to the next page out of a batch must not cost a row."""
    found = polling.answers(batch(entry), ["Patient"])
    assert found is not None
    news = found["Patient"]
    assert (None if news.few is None else len(news.few.entries), news.denied) == (few, denied)


@pytest.mark.parametrize(
    ("answer", "code", "kind"),
    [
        (Answer(401), "sync_login", PeerStop),
        (batch(status("401")), "sync_login", PeerStop),
        (batch(status("503")), "sync_server", LinkFault),
        (batch(status("429")), "sync_server", LinkFault),
        (batch(status("ok")), "sync_bad_answer", LinkFault),
        (batch({}), "sync_bad_answer", LinkFault),
        (batch(), "sync_bad_answer", LinkFault),
        (batch({"resource": {"resourceType": "Bundle", "type": "history"}, **status("200")}), "sync_bad_answer", LinkFault),
        (batch({"resource": 7, **status("200")}), "sync_not_fhir", LinkFault),
        (Answer(200, {}, b"{"), "sync_not_fhir", LinkFault),
        (Answer(502), "sync_server", LinkFault),
    ],
)
def test_answers_that_prove_nothing_move_nothing(answer: Answer, code: str, kind: type[LinkFault | PeerStop]) -> None:
    """T7."""
    with pytest.raises(kind) as fault:
        polling.answers(answer, ["Patient"])
    assert fault.value.code == code


def earlier(site: MemoryReplica, minutes: float) -> None:
    """As if the newest rows had been seen so long ago."""
    told = json.loads(site.state().cursor or "")
    when = iso(datetime.now(UTC) - timedelta(minutes=minutes))
    site.state().cursor = json.dumps({name: when if name.startswith("~") else stamp for name, stamp in told.items()})


def test_a_pass_with_nothing_to_do_is_one_small_question(site: MemoryReplica, stranger: HttpLink) -> None:
    """sync.md 4.9, 37: seconds of a slow link, many times an hour."""
    clock, between = SetClock(NOW), Between(stranger)
    for number in range(30):
        site.save(*visit(number))
    assert run_once(site, "up", between, clock).delivered
    assert run_once(site, "up", between, clock).delivered
    between.asked.clear()
    between.posted.clear()
    soon = run_once(site, "up", between, clock)
    assert soon.delivered and len(between.posted) == 1
    assert any(one.startswith("Observation") for one in between.asked), "what is two minutes old is looked through again"
    earlier(site, minutes=10)
    assert run_once(site, "up", between, clock).delivered
    between.asked.clear()
    idle = run_once(site, "up", between, clock)
    assert idle.delivered and between.asked == []
    assert idle.bytes_up + idle.bytes_down <= 3_000, "rows of one and the same millisecond among it"
    reader = MemoryReplica()
    run_once(reader, "up", stranger, clock)
    assert set(reader.resources) == set(site.resources)


def test_news_come_with_the_question(site: MemoryReplica, stranger: HttpLink) -> None:
    clock, reader, between = SetClock(NOW), MemoryReplica(), Between(stranger)
    site.save(patient("p0"))
    run_once(site, "up", stranger, clock)
    run_once(reader, "up", stranger, clock)
    site.save(*visit(1))
    run_once(site, "up", stranger, clock)
    report = run_once(reader, "up", between, clock)
    assert report.pulled == 10 and between.asked == [] and len(between.posted) == 1
    assert set(reader.resources) == set(site.resources)
    idle = run_once(reader, "up", between, clock)
    assert (idle.pulled, len(between.posted)) == (0, 2)
    site.save(patient("p9"))
    run_once(site, "up", stranger, clock)
    asked_again = run_once(reader, "up", between, clock)
    assert asked_again.pulled == 1 and between.posted[1] == between.posted[2], (
        "HAPI answers a question it was asked a minute ago from memory"
    )


def test_a_server_that_takes_no_such_batch_is_asked_type_by_type(site: MemoryReplica, stranger: HttpLink) -> None:
    clock, between = SetClock(NOW), Between(stranger)
    site.save(patient("p0"))
    run_once(site, "up", stranger, clock)
    between.before = lambda method, body: outcome(400) if b'"GET"' in body else None
    for _ in range(2):
        assert run_once(site, "up", between, clock).delivered
    assert len(between.posted) == 1 and not Dialect.load(site.state().dialect).batch_reads
    assert between.asked.count("Patient") == 2
