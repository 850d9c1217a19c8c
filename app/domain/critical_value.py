"""危急值: what was done about a critical value, step by step, until the week is over (clinical.md §3.8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class CriticalAct(StrEnum):
    """In their order; any of them may be missing when the next is done."""

    TRIED = "tried"  # nobody was reached
    TOLD = "told"  # within 2 hours
    FOLLOWED_DAY = "followed_day"  # after 24 hours
    FOLLOWED_WEEK = "followed_week"
    CLOSED = "closed"  # in hospital, dead, or not the value of this resident


ENDS = frozenset({CriticalAct.CLOSED, CriticalAct.FOLLOWED_WEEK})
"""After these nothing is asked any more."""


@dataclass(frozen=True, slots=True)
class CriticalStep:
    """One step, written once. ``measurement``: whose value was critical; ``told``: who was told and what they are to the resident (本人, 女儿 …);
    ``read_back``: they repeated it; ``action``: what is done now."""

    id: str
    person: str
    measurement: str
    act: CriticalAct
    by: str
    at: str
    told: str = ""
    read_back: str = ""
    action: str = ""
    note: str = ""


def acts(steps: Iterable[CriticalStep]) -> frozenset[CriticalAct]:
    """What was done already."""
    return frozenset(one.act for one in steps)
