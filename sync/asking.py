"""When a single resource may be asked for again: what a peer would not give is not asked for with every pass."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sync.replica import Ref

AGAIN = timedelta(hours=1)


class Asked:
    """What was asked for since the program began, and when."""

    def __init__(self) -> None:
        self._at: dict[Ref, datetime] = {}

    def due(self, refs: Collection[Ref], now: datetime) -> list[Ref]:
        """Those that nobody asked for within the hour; whoever is told of them asks at once."""
        found = [ref for ref in refs if ref not in self._at or now - self._at[ref] >= AGAIN]
        self._at |= dict.fromkeys(found, now)
        return found
