"""``signin.json``: what the sign-in page shows before the store is open, and wrong passwords counted. No patient data."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from math import ceil
from pathlib import Path
from typing import Any

from app.clock import instant, iso
from app.errors import KnownError
from app.store.sidecar import read_twice, write_twice

log = logging.getLogger(__name__)

UNREADABLE, UNWRITABLE = "signin_unreadable", "signin_unwritable"
FREE_TRIES = 5
FIRST_WAIT_S, LONGEST_WAIT_S = 30, 900
"""Five wrong, then 30 s doubling to 15 min, never for good: a nurse must not be locked out of a van (reliability.md §3, H54)."""


def wait_after(wrong: int) -> int:
    """Seconds to wait after so many wrong passwords in a row."""
    if wrong < FREE_TRIES:
        return 0
    return min(LONGEST_WAIT_S, FIRST_WAIT_S << min(wrong - FREE_TRIES, 10))


@dataclass(frozen=True, slots=True)
class Tile:
    """One person who may sign in. ``last_used_at``: instant, store text."""

    login: str
    name: str
    role: str
    last_used_at: str | None = None


@dataclass(frozen=True, slots=True)
class Wrong:
    """Wrong passwords in a row, and when the last one was."""

    count: int
    last_at: str


@dataclass
class SigninFile:
    """The file and its second copy; ``save`` after every change."""

    path: Path
    organization_code: str = ""
    organization_name: str = ""
    seat: str = ""
    version: str = ""
    delivered_up_to: str | None = None
    tiles: tuple[Tile, ...] = ()
    wrong: dict[str, Wrong] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> SigninFile:
        """Read it. Raises KnownError ``signin_unreadable`` when both copies are gone or damaged."""
        return read_twice(path, lambda body: cls._parsed(path, body), UNREADABLE)

    @classmethod
    def _parsed(cls, path: Path, body: Any) -> SigninFile:
        return cls(
            path,
            organization_code=body["organization_code"],
            organization_name=body["organization_name"],
            seat=body["seat"],
            version=body["version"],
            delivered_up_to=body["delivered_up_to"],
            tiles=tuple(Tile(**tile) for tile in body["tiles"]),
            wrong={name: Wrong(int(row["count"]), iso(instant(row["last_at"]))) for name, row in body["wrong"].items()},
        )

    def save(self) -> None:
        """Replace both copies. Raises KnownError ``signin_unwritable``."""
        body = {name: getattr(self, name) for name in ("organization_code", "organization_name", "seat", "version", "delivered_up_to")}
        body["tiles"] = [asdict(tile) for tile in self.tiles]
        body["wrong"] = {name: asdict(wrong) for name, wrong in self.wrong.items()}
        write_twice(self.path, body, UNWRITABLE)

    def keep(self) -> None:
        """Save if it can be saved: a full disk must not keep anybody from signing in."""
        try:
            self.save()
        except KnownError as error:
            log.warning("%s could not be written: %s", self.path.name, error)

    def wait_seconds(self, name: str, now: datetime) -> int:
        """Whole seconds until this account's next try, 0 = now."""
        wrong = self.wrong.get(name)
        if wrong is None:
            return 0
        last = instant(wrong.last_at)
        if last > now:  # the clock went back: the wait begins again, so that it ends whatever the clock says
            self.wrong[name] = replace(wrong, last_at=iso(now))
            self.keep()
            last = now
        return max(0, ceil((last + timedelta(seconds=wait_after(wrong.count)) - now).total_seconds()))

    def failed(self, name: str, now: datetime) -> int:
        """Count a wrong password; how many in a row it were."""
        count = self.wrong[name].count + 1 if name in self.wrong else 1
        self.wrong[name] = Wrong(count, iso(now))
        self.keep()
        return count

    def used(self, name: str, now: datetime, tiles: Sequence[Tile]) -> int:
        """Somebody got in: show these tiles, this one used now. Gives the wrong passwords that went before."""
        self._take(tiles)
        self.tiles = tuple(replace(tile, last_used_at=iso(now)) if tile.login == name else tile for tile in self.tiles)
        wrong = self.wrong.pop(name, None)
        self.keep()
        return 0 if wrong is None else wrong.count

    def show(self, tiles: Sequence[Tile]) -> None:
        """Somebody came or left: the sign-in page shows these from now on."""
        self._take(tiles)
        self.keep()

    def _take(self, tiles: Sequence[Tile]) -> None:
        before = {tile.login: tile.last_used_at for tile in self.tiles}
        self.tiles = tuple(replace(tile, last_used_at=tile.last_used_at or before.get(tile.login)) for tile in tiles)
