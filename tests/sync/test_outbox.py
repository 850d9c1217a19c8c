"""What waits for a peer, however much it is."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import pytest

from sync import jsontext
from sync.canonical import content_hash
from sync.outbox import Outbox
from sync.replica import Ref
from tests.sync.memory import MemoryReplica
from tests.sync.visits import patient

MANY = 20_000


def test_weeks_of_waiting_rows_fit_a_small_computer(site: MemoryReplica) -> None:
    """sync.md 4.9, 38: weeks without a network, then one run; a fifth of a hundred thousand rows in a fifth of 200 MB."""
    for number in range(MANY):
        site.save(patient(f"p{number}"))
    outbox = Outbox(site, "up")
    tracemalloc.start()
    outbox.refresh()
    batch = outbox.compose(200)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(batch.items) == 200
    assert peak < 40 * 1024 * 1024


class WrittenMeanwhile(MemoryReplica):
    """Somebody at the clinic saves at the worst moment: once, as soon as `at` is asked for after :meth:`arm`."""

    def __init__(self, at: str) -> None:
        super().__init__()
        self._at = at
        self.write: Callable[[], None] | None = None

    def _asked(self, what: str) -> None:
        if what == self._at and self.write is not None:
            write, self.write = self.write, None
            write()

    def body(self, ref: Ref) -> bytes | None:
        self._asked("before body")
        found = super().body(ref)
        self._asked("after body")
        return found

    def digest(self, ref: Ref) -> str | None:
        self._asked("before digest")
        found = super().digest(ref)
        self._asked("after digest")
        return found


MOMENTS = ("before body", "after body", "before digest", "after digest")


@pytest.mark.parametrize("at", MOMENTS)
def test_the_hash_of_one_form_is_never_kept_for_the_bytes_of_another(at: str) -> None:
    """H1: kept, it would say "the same" of the newer form, which would then never be sent."""
    site = WrittenMeanwhile(at)
    site.save(patient("p1"))
    outbox = Outbox(site, "up")
    outbox.refresh()
    site.write = lambda: site.save(patient("p1", birthDate="1960-01-01"))
    (item,) = outbox.compose(200).items
    assert item.hash == content_hash(jsontext.loads(item.text))


@pytest.mark.parametrize("at", MOMENTS)
def test_what_a_record_refers_to_since_a_moment_ago_goes_along(at: str) -> None:
    """A diagnosis is added to a visit that is on its way: the hub refuses a visit whose diagnosis is not there, and a person must look."""
    site = WrittenMeanwhile(at)
    visit = {"resourceType": "Encounter", "id": "e1", "status": "in-progress"}
    found = {"resourceType": "Condition", "id": "c1"}
    site.save(visit)
    outbox = Outbox(site, "up")
    outbox.refresh()
    site.write = lambda: site.save(found, visit | {"diagnosis": [{"condition": {"reference": "Condition/c1"}}]})
    items = outbox.compose(200).items
    sent = {item.ref for item in items}
    assert Ref("Encounter", "e1") in sent
    assert all(item.references() <= sent for item in items)
