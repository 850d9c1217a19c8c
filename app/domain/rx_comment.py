"""处方点评: a month's sheets drawn by lot, and what a pharmacist found in each (医院处方点评管理规范(试行), 2010, art. 11, 16–19)."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class CommentClass(StrEnum):
    """What a sheet is: the gravest of its codes decides."""

    REASONABLE = "reasonable"  # 合理
    IRREGULAR = "irregular"  # 不规范, 1-x
    UNFIT = "unfit"  # 用药不适宜, 2-x
    EXCESSIVE = "excessive"  # 超常, 3-x


_BY_DIGIT = {"1": CommentClass.IRREGULAR, "2": CommentClass.UNFIT, "3": CommentClass.EXCESSIVE}


@dataclass(frozen=True, slots=True)
class Sample:
    """The lot of a month (its first day): drawn once, from ``population`` sheets. ``seed`` and the same sheets give the same lot again."""

    id: str
    month: date
    seed: str
    population: int
    sheets: tuple[str, ...]
    practitioner: str
    at: str


@dataclass(frozen=True, slots=True)
class Comment:
    """What was found in one sheet of a lot: codes such as 2-5, none = reasonable. Never changed; the last one about a sheet counts."""

    id: str
    sample: str
    person: str
    prescription: str
    codes: tuple[str, ...]
    note: str
    practitioner: str
    at: str


def class_of(codes: Iterable[str]) -> CommentClass:
    """The class of a sheet with these codes."""
    gravest = max((code[:1] for code in codes), default="")
    return _BY_DIGIT.get(gravest, CommentClass.REASONABLE)


def draw(seed: str, sheets: Collection[str], size: int) -> tuple[str, ...]:
    """``size`` of the sheets by lot, all where there are fewer. The order of what is given does not matter, nor this program's version."""
    lots = sorted(sheets, key=lambda key: hashlib.sha256(f"{seed}\n{key}".encode()).digest())
    return tuple(lots[:size])
