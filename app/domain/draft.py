"""Unfinished work, kept while it is typed so that nothing is lost to a lock, a crash or a switch of user."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed so far. ``kind``: encounter, prescription, resident, intake …; ``body`` is JSON, Decimals as strings.

    ``revision`` counts the saves; ``saved_at`` is store text. Both are the store's to set.
    """

    id: str
    kind: str
    account: str
    body: Mapping[str, Any]
    person: str | None = None
    encounter: str | None = None
    saved_at: str = ""
    revision: int = 0
