"""What really happened on the scripted day: a line per act, from the script and from the virtual devices' own logs.

Written before anything is asked of the workstation, so that a killed process leaves it behind whole.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.clock import instant, iso

TOLERANCE_S = 2
"""Devices give their time in whole seconds, and their clock is corrected by an offset measured the same way."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that holds of one resident. ``what``: resident, measured, summary, diagnosis, prescribed, given or ecg.

    ``content`` is spelled the same way by every witness; ``at`` is when it was measured, None where it has no instant.
    """

    id_number: str
    what: str
    content: tuple[str, ...]
    at: datetime | None = None

    def agrees(self, other: Fact) -> bool:
        """The same resident, the same content, the same instant within the devices' resolution."""
        if (self.id_number, self.what, self.content) != (other.id_number, other.what, other.content):
            return False
        if self.at is None or other.at is None:
            return self.at is other.at
        return abs((self.at - other.at).total_seconds()) <= TOLERANCE_S


class TruthLog:
    """Appends to a file; each line is on the disk when the call returns."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def put(self, fact: Fact) -> None:
        """Write one line."""
        row = {"id_number": fact.id_number, "what": fact.what, "content": fact.content, "at": iso(fact.at) if fact.at else None}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def read(self) -> Iterator[Fact]:
        """All lines in order."""
        for line in self._path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield Fact(row["id_number"], row["what"], tuple(row["content"]), instant(row["at"]) if row["at"] else None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One line of the table: a fact, and how often each side has it."""

    fact: Fact
    store: int
    hub: int

    @property
    def agrees(self) -> bool:
        """Exactly once on each side."""
        return self.store == self.hub == 1


def compare(truth: Iterable[Fact], store: Iterable[Fact], hub: Iterable[Fact]) -> list[Verdict]:
    """Every fact of the truth looked up on both sides, then what a side has beyond it (a row with 0 expected counts as wrong).

    Each record answers for one fact only: two equal measurements need two records.
    """
    left, right = list(store), list(hub)
    verdicts = [Verdict(fact, _take(left, fact), _take(right, fact)) for fact in truth]
    known = {verdict.fact.id_number for verdict in verdicts}
    verdicts += [Verdict(fact, 2, 0) for fact in left if fact.id_number in known]
    verdicts += [Verdict(fact, 0, 2) for fact in right if fact.id_number in known]
    return verdicts


def _take(facts: list[Fact], wanted: Fact) -> int:
    """Remove the first that agrees."""
    for n, fact in enumerate(facts):
        if wanted.agrees(fact):
            del facts[n]
            return 1
    return 0
