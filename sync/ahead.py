"""Puts the next bundle together while the one before it is on its way: the peer need not wait for us, nor we for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sync.dialect import Dialect
from sync.outbox import Batch, Item, Outbox, bundle_of
from sync.replica import InFlight


class Made(NamedTuple):
    """A batch and its items as exact bytes."""

    batch: Batch
    bundle: InFlight


def _made(batch: Batch) -> Made:
    return Made(batch, bundle_of(batch.items))


class Ahead:
    """The bundles of one outbox in their turn. Used by one thread at a time: :meth:`look` while nobody else looks into the outbox."""

    def __init__(self, outbox: Outbox, dialect: Dialect) -> None:
        self._outbox, self._dialect = outbox, dialect
        self._next: Made | None = None

    def following(self) -> Made:
        """The next bundle, empty where there is none. What was put together ahead waits again if anything was written since: it may be urgent."""
        if self._outbox.refresh():
            self.put_back()
        made, self._next = self._next, None
        if made is not None and (made.batch.items or made.batch.outcomes):
            return made
        return _made(self._outbox.compose(self._dialect.entries, self._dialect.budget))

    def look(self, sent: Sequence[Item]) -> None:
        """Put together what follows ``sent``, as if all of it were taken."""
        entries = min(max(self._dialect.entries, 2 * len(sent)), self._dialect.ceiling)
        self._next = _made(self._outbox.compose(entries, self._dialect.budget, (item.ref for item in sent)))

    def put_back(self) -> None:
        """Not all was taken, or something came in between: the units wait again; what needed no sending stands."""
        if self._next is not None:
            self._outbox.put_back(self._next.batch)
            self._next = _made(Batch(outcomes=self._next.batch.outcomes))
