"""What each human still lacks for the numbers of public health at a day: the other side of their lines, counted by the same code."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from app.domain.indicators import CASES, Asked, Kind
from app.domain.programme import Programme
from app.rules.public_health.counting import Count


class Lacking(StrEnum):
    """What is lacking; words under ``shortfall``."""

    VISITS = "visits"  # fewer face-to-face follow-ups than are due
    EXAM = "exam"  # no health examination this year
    READING = "reading"  # the last follow-up of the year has no value that says whether it is controlled
    CONSTITUTION = "constitution"


class Lack(NamedTuple):
    """One thing; ``programme`` None = of the elderly. ``held`` and ``wanted``: of visits."""

    what: Lacking
    programme: Programme | None = None
    held: int = 0
    wanted: int = 0


@dataclass(frozen=True)
class Shortfall:
    """``of``: human → what they lack, of those who are managed and live here. ``closed``: how many stand in the numbers as lacking something
    whose case is closed: they died, moved away or left, and nobody can go after them."""

    of: dict[str, list[Lack]]
    closed: int


def shortfall(count: Count) -> Shortfall:
    """Everybody behind ``on_schedule``, ``standard`` (examination), ``controlled`` (no reading), ``examined`` and ``constitution``."""
    found: dict[str, list[Lack]] = defaultdict(list)
    gone: set[str] = set()
    for programme in CASES:
        here = count.register[programme]
        for human, lack in _of_case(count, programme):
            if human in here:
                found[human].append(lack)
            else:
                gone.add(human)
    for kind, what in ((Kind.EXAMINED, Lacking.EXAM), (Kind.CONSTITUTION, Lacking.CONSTITUTION)):
        cohort = count.of(Asked(kind))
        for human in cohort.whole - cohort.part:
            found[human].append(Lack(what))
    return Shortfall({human: _once(lacks) for human, lacks in found.items()}, len(gone - found.keys()))


def _of_case(count: Count, programme: Programme) -> list[tuple[str, Lack]]:
    schedule, managed = count.of(Asked(Kind.ON_SCHEDULE, programme)), count.of(Asked(Kind.STANDARD, programme)).whole
    found = [(one, Lack(Lacking.VISITS, programme, *count.visits_of(programme, one))) for one in schedule.whole - schedule.part]
    found += [(one, Lack(Lacking.EXAM, programme)) for one in managed if not count.examined_in_year(one)]
    if programme is not Programme.COPD:  # nothing measured says whether it is controlled
        found += [(one, Lack(Lacking.READING, programme)) for one in managed if not count.has_reading(programme, one)]
    return found


def _once(lacks: list[Lack]) -> list[Lack]:
    """One examination is one of every programme."""
    exams = [one for one in lacks if one.what is Lacking.EXAM]
    return [one for one in lacks if one.what is not Lacking.EXAM or one is exams[0]]
