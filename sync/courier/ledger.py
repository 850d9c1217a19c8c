"""What a site remembers of each correspondent: its card, the numbers of files sent and taken in, and the last receipt."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Protocol

from app.errors import KnownError
from sync.courier.container import Manifest
from sync.courier.keys import Card, Identity

_REMEMBERED = 64


class News(StrEnum):
    """How a file stands to those that were taken in before."""

    NEW = "new"
    AGAIN = "again"
    OLDER = "older"


@dataclass
class Standing:
    """``out``: number of the last file to the correspondent. ``epoch`` and ``seen`` (number → file id): what came from it.

    ``retired``: its databases of before, whose files are never taken again. ``heard``: up to where it took in our feed. ``written``: the
    last file with records that lay whole on a stick: its number, how many records, when, and (a hub's) up to where its feed went.
    """

    out: int = 0
    epoch: str = ""
    seen: dict[int, str] = field(default_factory=dict)
    retired: list[str] = field(default_factory=list)
    heard: str = ""
    written: tuple[int, int, str, str] = (0, 0, "", "")

    def dump(self) -> str:
        """As JSON text."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def load(cls, text: str | None) -> Standing:
        """From :meth:`dump`; nothing is remembered where there is none."""
        found = json.loads(text or "{}")
        found["seen"] = {int(seq): file for seq, file in found.get("seen", {}).items()}
        found["written"] = tuple(found.get("written", cls.written))
        return cls(**found)

    def news(self, manifest: Manifest) -> News:
        """Whether a file is new. KnownError ``courier_twin``: two computers write under one name, or one was set back to a copy."""
        if manifest.epoch in self.retired:
            return News.OLDER
        if manifest.epoch != self.epoch or not self.seen or manifest.seq > max(self.seen):
            return News.NEW
        before = self.seen.get(manifest.seq)
        if before is not None and before != manifest.file:
            raise KnownError("courier_twin")
        return News.AGAIN if manifest.seq == max(self.seen) else News.OLDER

    def took(self, manifest: Manifest) -> None:
        """The file is taken in whole."""
        if manifest.epoch != self.epoch:
            self.retired = [*self.retired, self.epoch][-_REMEMBERED:] if self.epoch else self.retired
            self.epoch, self.seen = manifest.epoch, {}
        self.seen[manifest.seq] = manifest.file
        for seq in sorted(self.seen)[:-_REMEMBERED]:
            del self.seen[seq]


class Ledger(Protocol):
    """Where a site keeps this: :mod:`sync.courier.seat` and :mod:`sync.hub.courier`."""

    def identity(self) -> Identity:
        """The site's keys, made at the first call."""
        ...

    def epoch(self) -> str:
        """Names the database the site writes from; another one after it was restored from a copy."""
        ...

    def cards(self) -> Mapping[str, Card]:
        """The correspondents by site."""
        ...

    def meet(self, card: Card, above: bool) -> None:
        """Trust a correspondent; a new card of the same site takes the place of the old one. ``above``: our rows go there."""
        ...

    def is_above(self, site: str) -> bool:
        """Whether our rows go to this correspondent; otherwise it sends us its own."""
        ...

    def part(self, site: str) -> None:
        """Trust it no longer."""
        ...

    def standing(self, site: str) -> Standing:
        """What is remembered of a correspondent."""
        ...

    def keep(self, site: str, standing: Standing, receipt: str | None = None) -> None:
        """Remember it, durably; ``receipt`` replaces the one before."""
        ...

    def receipt(self, site: str) -> str:
        """The receipt for the last rows taken in from a correspondent, '' where there were none."""
        ...

    def read_elsewhere(self, site: str) -> list[str]:
        """Up to where feeds were read from other peers than this correspondent: the same hub may be reached by network too."""
        ...
