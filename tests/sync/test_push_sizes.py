"""Bundles fit the peer: too large, too slow, packed or plain."""

from __future__ import annotations

import json

import pytest

from sync.dialect import MOST_BYTES, MOST_ENTRIES, Dialect
from sync.envelope import compact
from sync.http import HttpLink
from sync.link import Answer, LinkFault
from sync.outbox import _ENVELOPE
from sync.push import TOO_LARGE
from sync.replica import Ref
from tests.sync.conftest import Between, outcome
from tests.sync.fhir.test_reference_visit import PLACE as REFERENCE
from tests.sync.memory import MemoryReplica
from tests.sync.runs import assert_arrived, push, refs
from tests.sync.visits import made, observation, patient, visit


def test_413_halves_and_remembers(site: MemoryReplica, between: Between, link: HttpLink) -> None:
    for number in range(10):
        site.save(*visit(number))
    between.before = lambda method, body: Answer(413, {}, b"<html>too large</html>") if len(refs(body)) > 12 else None
    dialect = Dialect(gzip=True)
    push(site, between, dialect)
    assert [len(refs(body)) for body in between.posted[:3]] == [50, 25, 12]
    assert max(len(refs(body)) for body in between.posted[2:]) <= 12 and dialect.ceiling == 12
    assert_arrived(site, link)


def test_a_limit_said_in_words_halves_too(site: MemoryReplica, between: Between, link: HttpLink) -> None:
    for number in range(10):
        site.save(*visit(number))
    words = {"details": {"text": "Transaction contains more update operations than allowed"}}
    between.before = lambda method, body: outcome(400, **words) if len(refs(body)) > 50 else None
    dialect = Dialect(gzip=True, entries=100)
    push(site, between, dialect)
    assert dialect.ceiling == 50
    assert_arrived(site, link)


def test_a_single_resource_too_large_for_the_peer_is_parked(site: MemoryReplica, between: Between, link: HttpLink) -> None:
    site.save(*visit(1), observation("huge", "p1", note=[{"text": "x" * 5_000}]))
    between.before = lambda method, body: Answer(413) if len(body) > 5_000 else None
    push(site, between)
    assert site.state().parked[Ref("Observation", made("huge"))].code == TOO_LARGE
    assert_arrived(site, link, but=1)


@pytest.mark.parametrize("status", [400, 415])
def test_a_peer_without_gzip_is_spoken_to_plainly(site: MemoryReplica, between: Between, link: HttpLink, status: int) -> None:
    site.save(*visit(1))
    between.before = lambda method, body: outcome(status) if method == "POST" else None
    dialect = Dialect()
    push(site, between, dialect)
    assert dialect.gzip is False
    assert_arrived(site, link)
    site.save(patient("p9"))
    before = len(between.posted)
    push(site, between, dialect)
    assert len(between.posted) == before + 1


def test_a_hub_of_another_version_is_given_gzip(site: MemoryReplica, link: HttpLink, monkeypatch: pytest.MonkeyPatch) -> None:
    """Learnt a day ago, and the hub was put back to an earlier version since."""
    dialect = Dialect(gzip=True, hub=True, terse=True)
    site.save(*visit(1))
    push(site, link, dialect)
    assert dialect.terse
    monkeypatch.setattr("sync.hub.app.TERSE", "x-xiangyi-0")
    site.save(*visit(2))
    push(site, link, dialect)
    assert not dialect.terse and dialect.gzip
    assert_arrived(site, link)


def test_repeated_timeouts_make_bundles_smaller(site: MemoryReplica, between: Between, link: HttpLink) -> None:
    for number in range(5):
        site.save(*visit(number))
    between.before = lambda method, body: LinkFault("sync_timeout") if len(refs(body)) > 25 else None
    dialect = Dialect(gzip=True)
    for _ in range(2):
        with pytest.raises(LinkFault):
            push(site, between, dialect)
    push(site, between, dialect)
    assert [len(refs(body)) for body in between.posted][:4] == [50, 50, 25, 25]
    assert_arrived(site, link)


def test_a_slow_link_is_given_what_it_carries_in_four_seconds() -> None:
    """sync.md 4.2, 3: whatever is urgent waits for one bundle at most."""
    dialect = Dialect()
    dialect.measured(400_000, 50.0)
    assert dialect.budget == 32_000
    dialect.measured(1_000, 0.7)
    assert dialect.budget == 32_000, "a small bundle says nothing of the link"
    dialect.measured(32_000, 8.0)
    assert dialect.budget == 16_000
    dialect.measured(10, 60.0)
    assert dialect.budget == 8 * 1024, "never less: a record must get through"
    dialect.measured(8_000, 0.5)
    assert dialect.budget == 64_000
    dialect.measured(64_000, 0.0)
    assert dialect.budget == MOST_BYTES


def test_a_backlog_goes_in_bundles_of_forty_visits(site: MemoryReplica, between: Between, link: HttpLink) -> None:
    """On a line that carries them; the more visits are packed together, the fewer bytes each costs."""
    for number in range(130):
        site.save(*visit(number, readings=8))
    push(site, between)
    assert max(len(refs(body)) for body in between.posted) >= 440
    assert_arrived(site, link)


def test_forty_visits_fit_what_servers_take() -> None:
    """1 MB is what Medplum takes unless it is told otherwise."""
    visit_ = json.loads(REFERENCE.read_text(encoding="utf-8"))
    text = compact(visit_)
    assert len(visit_) == 11 and 40 * (len(text.encode()) + 11 * _ENVELOPE) <= MOST_BYTES < 1_000_000
    assert MOST_ENTRIES >= 440


def test_bundles_keep_to_the_budget_and_a_larger_unit_goes_in_parts(
    site: MemoryReplica, between: Between, link: HttpLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Dialect, "measured", lambda *_: None)  # this link is quick
    for number in range(10):
        site.save(*visit(number))
    dialect = Dialect(gzip=True, budget=8 * 1024)
    push(site, between, dialect)
    assert len(between.posted) > 3 and max(map(len, between.posted)) < 9_000
    assert_arrived(site, link)
