"""Numbers of public health: what can be asked, and who stands above and below the line of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from app.domain.programme import Programme


class Kind(StrEnum):
    """What is asked. The first five and the HEARTS set count cases of one programme, the others people."""

    MANAGED = "managed"  # 健康管理率
    STANDARD = "standard"  # 规范管理率, by what the whole year wants
    ON_SCHEDULE = "on_schedule"  # visits by what the quarters that ended want
    CONTROLLED = "controlled"  # 控制率: last follow-up of the year, by the set that counts
    GUIDELINE = "guideline"  # the same by the guideline's target
    UNDER_CARE = "under_care"  # HEARTS, at a day, whatever the year
    ON_TARGET = "on_target"
    OFF_TARGET = "off_target"
    UNMEASURED = "unmeasured"
    NO_VISIT = "no_visit"
    LOST = "lost"
    EXAMINED = "examined"  # 老年人健康管理率
    CONSTITUTION = "constitution"  # 老年人中医药健康管理率
    FILED = "filed"  # 建档率
    USED = "used"  # 档案使用率
    CONTRACTED = "contracted"  # 家医签约率


YEARLY = (Kind.MANAGED, Kind.STANDARD, Kind.ON_SCHEDULE, Kind.CONTROLLED, Kind.GUIDELINE)
HEARTS = (Kind.UNDER_CARE, Kind.ON_TARGET, Kind.OFF_TARGET, Kind.UNMEASURED, Kind.NO_VISIT, Kind.LOST)
OF_PEOPLE = (Kind.EXAMINED, Kind.CONSTITUTION, Kind.FILED, Kind.USED, Kind.CONTRACTED)
FACE_TO_FACE = frozenset({"1", "2"})
"""随访方式: 1 门诊, 2 家庭; 3 电话 is none."""
CASES = (Programme.HYPERTENSION, Programme.DIABETES, Programme.COPD)
"""Programmes whose enrolments are cases of a disease."""

_ASKED_OF: Mapping[Programme, tuple[Kind, ...]] = MappingProxyType(
    {
        Programme.HYPERTENSION: (*YEARLY, *HEARTS),
        # the basic services and the guideline have one glucose target
        Programme.DIABETES: (*(kind for kind in YEARLY if kind is not Kind.GUIDELINE), *HEARTS),
        # nothing measured says whether it is controlled
        Programme.COPD: (Kind.MANAGED, Kind.STANDARD, Kind.ON_SCHEDULE, Kind.UNDER_CARE, Kind.NO_VISIT, Kind.LOST),
    }
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One number. ``programme`` None = it counts people."""

    kind: Kind
    programme: Programme | None = None

    @property
    def key(self) -> str:
        """``hypertension.standard``, ``filed``: in files and on the wire."""
        return self.kind.value if self.programme is None else f"{self.programme.value}.{self.kind.value}"


def everything() -> Iterator[Asked]:
    """All numbers, in the order of the page."""
    yield from (Asked(kind, programme) for programme in CASES for kind in _ASKED_OF[programme])
    yield from (Asked(kind) for kind in OF_PEOPLE)


ASKED: Mapping[str, Asked] = MappingProxyType({one.key: one for one in everything()})
"""Every number by its key."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """Humans (the record that stands for all linked ones) below and above the line; ``part`` lies within ``whole``.

    ``told``: how many stand below by what the site file says of the area, where it says so.
    """

    whole: frozenset[str]
    part: frozenset[str]
    told: int | None = None

    @property
    def below(self) -> int:
        """What the line is drawn over."""
        return len(self.whole) if self.told is None else self.told


class Visit(NamedTuple):
    """A follow-up or another form as a number sees it; values as written, '' = nothing said."""

    person: str
    day: str
    way: str
    systolic: str
    diastolic: str
    fasting: str

    @property
    def face_to_face(self) -> bool:
        """At the clinic or at home; what does not say how is none."""
        return self.way in FACE_TO_FACE


@dataclass(frozen=True, slots=True)
class MeasureReport:
    """A number as it was reported upwards, written once; told anew it is another report, and the newest ``at`` counts.

    ``measure``: :attr:`Asked.key`. ``first_on``, ``last_on``: the period, ISO days, the last one being the cut-off.
    """

    id: str
    organization: str
    measure: str
    first_on: str
    last_on: str
    numerator: int
    denominator: int
    by: str
    at: str
