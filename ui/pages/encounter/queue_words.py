"""The words of a row of the queue: who, waiting how long, what is special about the visit."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.domain.person import Sex
from app.services.queue import QueueRow, QueueState
from app.texts import text
from ui import tokens as t

LONG_WAIT_MINUTES = 45
_DANGER, _QUIET = frozenset({"critical", "left_unretested", "sugar_due", "sugar_now", "left_unsweet"}), frozenset({"identity_open"})


class QueueWords(QObject):
    """Words and shapes."""

    def __init__(self) -> None:
        super().__init__()
        self._sexes = {Sex.MALE.value: self.tr("male"), Sex.FEMALE.value: self.tr("female")}

    def who(self, one: QueueRow) -> str:
        """Sex, age, village."""
        return " ".join(part for part in (self._sexes.get(one.sex, ""), one.age_text, one.village) if part)

    def waiting(self, one: QueueRow) -> tuple[str, t.Mark]:
        """Minutes while waiting, else the state."""
        if one.state is QueueState.WAITING:
            mark = t.Mark.ATTENTION if one.waiting_minutes >= LONG_WAIT_MINUTES else t.Mark.NONE
            return self.tr("{n} min").format(n=one.waiting_minutes), mark
        return text(f"queue_state.{one.state.value}"), t.Mark.INFO if one.state is QueueState.WITH_DOCTOR else t.Mark.NONE

    def remark(self, one: QueueRow) -> tuple[str, t.Mark] | None:
        """What is special, the gravest first; None for an ordinary visit."""
        said = [text(f"queue_chip.{chip.code}", chip.facts) for chip in one.chips]
        if one.claimed_by and not one.mine:
            said.append(self.tr("with {doctor}").format(doctor=one.claimed_by))
        codes = {chip.code for chip in one.chips}
        if one.urgent or codes & _DANGER:
            return " · ".join([self.tr("urgent"), *said] if not codes & _DANGER else said), t.Mark.DANGER
        if not said:
            return None
        return " · ".join(said), t.Mark.NONE if codes <= _QUIET else t.Mark.ATTENTION

    def spoken(self, one: QueueRow) -> str:
        """All of it in one line, for screen readers and as the tooltip."""
        remark = self.remark(one)
        return " · ".join(part for part in (one.name, self.who(one), self.waiting(one)[0], remark[0] if remark else "") if part)
