"""What waits for a peer, however much it is."""

from __future__ import annotations

import tracemalloc

from sync.outbox import Outbox
from tests.sync.memory import MemoryReplica
from tests.sync.visits import patient

MANY = 100_000


def test_a_hundred_thousand_waiting_rows_fit_a_small_computer(site: MemoryReplica) -> None:
    """sync.md 4.9, 38: weeks without a network, then one run."""
    for number in range(MANY):
        site.save(patient(f"p{number}"))
    outbox = Outbox(site, "up")
    tracemalloc.start()
    outbox.refresh()
    batch = outbox.compose(200)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(batch.items) == 200
    assert peak < 200 * 1024 * 1024
