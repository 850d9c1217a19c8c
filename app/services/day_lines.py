"""One line of the pages before opening and at the close of the day: in order, or somebody is needed, and where that is settled."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any

from app.errors import KnownError
from app.rules.shipped import shipped_toml

log = logging.getLogger(__name__)


class Place(StrEnum):
    """Where a line leads."""

    NOWHERE = ""
    CRITICAL = "critical"
    TODAY = "today"
    VISITS = "encounter"
    PRESCRIPTION = "prescription"
    UNCLAIMED = "measuring"
    SHELF = "shelf"
    DEVICES = "devices"
    UPLOAD = "sync"
    SETTINGS = "settings"
    PAPER = "paper"
    LOG = "log"
    PROVINCE = "province"


@dataclass(frozen=True, slots=True)
class DayLine:
    """``key``: words under ``day_line`` (somebody is needed) or ``day_fine``. ``n``: how many. ``unread``: it could not be looked up (H17)."""

    key: str
    needs: bool
    place: Place = Place.NOWHERE
    n: int = 0
    facts: Mapping[str, object] = field(default_factory=dict)
    unread: bool = False


@cache
def day_policy() -> Mapping[str, Any]:
    """The policy file in force."""
    return shipped_toml("day.toml")


Look = tuple[str, Place, Callable[[], DayLine]]


def counted(key: str, place: Place, n: int, **facts: object) -> DayLine:
    """Somebody is needed where there are any."""
    return DayLine(key, n > 0, place, n, {"n": n} | facts)


def looked_up(looks: Iterable[Look]) -> Iterator[DayLine]:
    """Each line; one that could not be looked up says so instead of being left out."""
    for key, place, look in looks:
        try:
            yield look()
        except KnownError as error:
            log.info("a line of the day could not be read: %s", error.code)
            yield DayLine(key, True, place, unread=True)
