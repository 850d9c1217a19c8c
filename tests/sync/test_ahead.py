"""The bundle that is put together while another is on its way."""

from __future__ import annotations

import pytest

from sync.ahead import Ahead
from sync.dialect import Dialect
from sync.outbox import Outbox
from sync.replica import Lane, Outcome, Ref, Verdict
from tests.sync.conftest import Between
from tests.sync.memory import MemoryReplica
from tests.sync.runs import push, refs
from tests.sync.visits import made, observation, patient, reference, visit


def ahead(site: MemoryReplica, entries: int) -> tuple[Ahead, Outbox]:
    outbox = Outbox(site, "up")
    return Ahead(outbox, Dialect(entries=entries, ceiling=entries)), outbox


def test_what_follows_takes_the_first_for_sent(site: MemoryReplica) -> None:
    for number in range(3):
        site.save(patient(f"p{number}"), observation(f"o{number}", f"p{number}"))
    site.save(observation("late", "p0"))
    looking, outbox = ahead(site, 4)
    first = looking.following().batch
    looking.look(first.items)
    for item in first.items:
        outbox.answered(item.ref, item.seq)
    second = looking.following()
    assert [item.ref.fhir_id for item in second.batch.items] == [made("p2"), made("o2"), made("late")], "p0 went with the first"
    assert second.bundle.body.count(b'"request"') == 3


def test_what_was_not_taken_is_put_together_anew(site: MemoryReplica) -> None:
    site.save(patient("p1"))
    site.save(observation("o1", "p1"))
    looking, _ = ahead(site, 1)
    first = looking.following().batch
    looking.look(first.items)
    looking.put_back()
    assert [item.ref for item in looking.following().batch.items] == [first.items[0].ref], "o1 cannot go without p1"


def test_what_is_urgent_goes_before_what_was_put_together(site: MemoryReplica, between: Between) -> None:
    """Pitfall 36: a prescription written while a bundle is on its way waits for that one alone."""
    for number in range(20):
        site.save(*visit(number))
    urgent = Ref("AllergyIntolerance", made("a1"))

    def written(method: str, body: bytes) -> None:
        if method == "POST" and len(between.posted) == 1:
            site.save({"resourceType": "AllergyIntolerance", "id": urgent.fhir_id, "patient": reference("Patient", "p0")}, lane=Lane.URGENT)

    between.after = written
    push(site, between, Dialect(gzip=True, entries=20, ceiling=20))
    assert str(urgent) in refs(between.posted[1])
    sent = [ref for body in between.posted for ref in refs(body)]
    assert len(sent) == len(set(sent)) == len(site.resources)


def test_an_answer_that_needs_no_sending_stands_though_the_bundle_is_put_back(site: MemoryReplica) -> None:
    site.save(patient("p1"))
    site.save(patient("p2"))
    looking, outbox = ahead(site, 1)
    first = looking.following().batch
    item = first.items[0]
    site.settle("up", [Outcome(Ref("Patient", made("p2")), 2, Verdict.ACKED, site.digest(Ref("Patient", made("p2"))) or "")])
    looking.look([item])
    outbox.leave_out(item.ref, "sync_refused")
    looking.put_back()
    assert [one.verdict for one in looking.following().batch.outcomes] == [Verdict.SAME]


@pytest.mark.parametrize("refused", [0, 5])
def test_nothing_is_sent_twice_or_lost_where_one_is_refused(site: MemoryReplica, between: Between, refused: int) -> None:
    for number in range(12):
        site.save(patient(f"p{number}"))
    site.save(patient(f"p{refused}") | {"birthDate": "never"})
    tally = push(site, between, Dialect(gzip=True, entries=3, ceiling=3))
    held = {ref for ref in site.resources if ref in site.state().known}
    assert tally.tally.acked + tally.tally.parked == 12 and len(held) + len(site.state().parked) == 12
