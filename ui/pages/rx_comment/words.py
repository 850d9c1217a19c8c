"""How a lot, its sheets and the report read, on the screen and in the file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import QObject

from app.domain.rx_comment import Comment, CommentAnswer, CommentClass
from app.rules.reviewing import review_policy
from app.rules.wording import Words, load_words
from app.services.review_context import SignedFinding
from app.services.rx_comment import CommentMonth, DoctorComments, Drawn, ToComment
from app.texts import chosen_language, text
from ui import tokens as t

MARKS = {
    None: t.Mark.WAITING,
    CommentClass.REASONABLE: t.Mark.OK,
    CommentClass.IRREGULAR: t.Mark.ATTENTION,
    CommentClass.UNFIT: t.Mark.ATTENTION,
    CommentClass.EXCESSIVE: t.Mark.DANGER,
}


class CommentWords(QObject):
    """Codes come from the code set, classes from the texts, the rest is the page's."""

    def __init__(self) -> None:
        super().__init__()
        self._rules: Words = load_words(chosen_language())

    def month(self, month: date) -> str:
        """2026年3月."""
        return self.tr("{year}-{month:02d}").format(year=month.year, month=month.month)

    def progress(self, shown: CommentMonth) -> str:
        """How the lot was drawn."""
        if shown.sample is None:
            return ""
        done = sum(one.comment is not None for one in shown.sheets)
        return self.tr("{done} of {n} looked at; drawn from {all}, seed {seed}").format(
            done=done, n=len(shown.sheets), all=shown.sample.population, seed=shown.sample.seed
        )

    def found(self, one: Drawn) -> str:
        """The class of a sheet, or that nobody has looked."""
        return self.tr("To do") if one.found is None else self.class_word(one.found)

    def mark(self, one: Drawn) -> t.Mark:
        """Its shape."""
        return MARKS[one.found]

    def class_word(self, found: CommentClass) -> str:
        """合理, 不规范, …"""
        return text(f"comment_class.{found.value}")

    def code(self, code: str) -> str:
        """2-5 用法用量不适宜."""
        return f"{code} {review_policy().comment_codes.get(code, '')}".strip()

    def codes(self, one: Comment) -> str:
        """2-5 用法用量不适宜；1-10 …"""
        return "；".join(self.code(code) for code in one.codes)

    def answer(self, one: CommentAnswer | None) -> str:
        """说明：家庭自测血压仍高; '' = none."""
        if one is None:
            return ""
        said = text(f"comment_answer.{one.act.value}")
        return f"{said}：{one.note}" if one.note else said

    def answer_state(self, one: Drawn) -> str:
        """What the prescriber said, in a word; '' where nothing is to be said."""
        if one.answer is not None:
            return text(f"comment_answer.{one.answer.act.value}")
        return self.tr("No answer yet") if one.found not in (None, CommentClass.REASONABLE) else ""

    def doctor(self, one: DoctorComments) -> str:
        """The name; all together have a word of their own."""
        return one.name if one.prescriber else self.tr("All together")

    def rate(self, one: DoctorComments) -> str:
        """The share of reasonable sheets."""
        return "—" if one.rate is None else f"{100 * one.rate:.0f}%"

    def head(self, case: ToComment) -> str:
        """Who prescribed for whom: sex and age only."""
        patient = case.document["patient"]
        return " · ".join(
            (self.tr("Prescription {number}").format(number=case.drawn.number), patient["sex"], patient["age"], case.drawn.doctor)
        )

    def line(self, document: Mapping[str, Any], number: int) -> tuple[str, str]:
        """Name, strength and quantity; usage, as they were signed."""
        told = document["lines"][number]
        name = f"{number + 1}. {told['name']}  {told['strength']}  {told['quantity']} {told['quantity_unit']}"
        return name, " · ".join(part for part in (told["usage"], told["note"]) if part)

    def finding(self, one: SignedFinding) -> str:
        """What the rules said when it was signed, with the doctor's reason."""
        said = f"{self._rules.severity(one.finding.severity)}：{self._rules.finding(one.finding)}"
        return said + (self.tr(" Doctor's reason: {reason}").format(reason=one.reason) if one.reason else "")
