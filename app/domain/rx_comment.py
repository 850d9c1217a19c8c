"""处方点评: a month's sheets drawn by lot, and what a pharmacist found in each (医院处方点评管理规范(试行), 2010, art. 11, 16–19)."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.ids import derived_id

FORMAT, ANSWER_FORMAT = "xiangyi/rx-comment/1", "xiangyi/rx-comment-answer/1"


class CommentClass(StrEnum):
    """What a sheet is: the gravest of its codes decides."""

    REASONABLE = "reasonable"  # 合理
    IRREGULAR = "irregular"  # 不规范, 1-x
    UNFIT = "unfit"  # 用药不适宜, 2-x
    EXCESSIVE = "excessive"  # 超常, 3-x


_BY_DIGIT = {"1": CommentClass.IRREGULAR, "2": CommentClass.UNFIT, "3": CommentClass.EXCESSIVE}


@dataclass(frozen=True, slots=True)
class Sample:
    """The lot of a month (its first day), from ``population`` sheets. ``seed`` and the same sheets give the same lot again.

    Drawn once by an ``organization``. Where two of its seats drew before they met, the one drawn first counts.
    """

    id: str
    month: date
    seed: str
    population: int
    sheets: tuple[str, ...]
    practitioner: str
    at: str
    organization: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """What was found in one sheet of a lot: codes such as 2-5, none = reasonable. Never changed; the last one about a sheet counts.

    ``document``: the canonical bytes its pharmacist signed, with the lot it belongs to; ``hash`` their SHA-256.
    """

    id: str
    sample: str
    person: str
    prescription: str
    codes: tuple[str, ...]
    note: str
    practitioner: str
    at: str
    document: bytes = b""
    hash: str = ""
    signature: str = ""
    public_key: str = ""


class AnswerAct(StrEnum):
    """What a prescriber answers."""

    ACCEPTED = "accepted"  # 接受: it will be done otherwise
    EXPLAINED = "explained"  # 说明: why it was right to prescribe so


@dataclass(frozen=True, slots=True)
class CommentAnswer:
    """The prescriber's one answer to a comment, signed as the comment is."""

    id: str
    comment: str
    person: str
    prescription: str
    act: AnswerAct
    note: str
    practitioner: str
    at: str
    document: bytes = b""
    hash: str = ""
    signature: str = ""
    public_key: str = ""


def answer_id(comment: str) -> str:
    """Id of the one answer there can be, the same on every seat."""
    return derived_id("rx-comment-answer", comment)


def class_of(codes: Iterable[str]) -> CommentClass:
    """The class of a sheet with these codes."""
    gravest = max((code[:1] for code in codes), default="")
    return _BY_DIGIT.get(gravest, CommentClass.REASONABLE)


def draw(seed: str, sheets: Collection[str], size: int) -> tuple[str, ...]:
    """``size`` of the sheets by lot, all where there are fewer. The order of what is given does not matter, nor this program's version."""
    lots = sorted(sheets, key=lambda key: hashlib.sha256(f"{seed}\n{key}".encode()).digest())
    return tuple(lots[:size])


CommentRecord = Sample | Comment | CommentAnswer
"""What is written of a monthly review."""
