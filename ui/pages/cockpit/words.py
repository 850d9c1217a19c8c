"""How the numbers of public health read, on the screen, in the file and on paper."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.domain.indicators import HEARTS, Asked, Kind
from app.domain.programme import Programme
from app.services.indicators import Board, Number, ResidentRow
from app.texts import text
from ui import tokens as t

LESS_IS_BETTER = frozenset({Kind.OFF_TARGET, Kind.UNMEASURED, Kind.NO_VISIT, Kind.LOST})


class BoardWords(QObject):
    """What is counted, and how, from the texts."""

    def name(self, asked: Asked) -> str:
        """规范管理率."""
        return text(f"public_indicator.{asked.kind.value}")

    def full_name(self, asked: Asked) -> str:
        """高血压 规范管理率."""
        return f"{self.programme(asked.programme)} {self.name(asked)}".strip()

    def programme(self, programme: Programme | None) -> str:
        """高血压; '' for people."""
        return "" if programme is None else text(f"public_programme.{programme.value}")

    def formula(self, asked: Asked) -> str:
        """What stands above and below the line."""
        return text(f"public_formula.{asked.kind.value}")

    def value(self, one: Number) -> str:
        """62.5%; — where nobody stands below the line."""
        return "—" if one.rate is None else f"{one.rate}%"

    def parts(self, one: Number) -> str:
        """75 / 120 例: cases and people are said apart."""
        told = self.tr("{part} / {below} people") if one.asked.programme is None else self.tr("{part} / {below} cases")
        return told.format(part=f"{one.part:,}", below=f"{one.below:,}")

    def goal(self, one: Number) -> str:
        """≥ 64%."""
        return "" if one.goal is None else f"≥ {one.goal}%"

    def mark(self, one: Number) -> t.Mark:
        """Whether the goal is reached."""
        if one.goal is None or one.rate is None:
            return t.Mark.NONE
        return t.Mark.OK if one.rate >= one.goal else t.Mark.ATTENTION

    def summary(self, board: Board) -> str:
        """截至 2026-03-05 · 在册 15,500 例 / 13,144 人 · 居民 40,000 人."""
        told = self.tr("Until {day} · on the registers {cases} cases / {people} people · {residents} residents")
        return told.format(day=board.at.isoformat(), cases=f"{board.cases:,}", people=f"{board.people:,}", residents=f"{board.residents:,}")

    def sex(self, one: ResidentRow) -> str:
        """男, 女; '' where it is not known."""
        return {"1": self.tr("male"), "2": self.tr("female")}.get(one.sex, "")

    def is_of_a_day(self, asked: Asked) -> bool:
        """HEARTS numbers stand at a day, whatever the year."""
        return asked.kind in HEARTS
