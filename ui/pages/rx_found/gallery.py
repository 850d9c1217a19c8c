"""The monthly review as the doctor sees it on show: one sheet to be answered, one explained, one reasonable; and none yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from app.domain.rx_comment import AnswerAct, Comment, CommentAnswer
from app.services.comments_back import FoundInMine
from ui.gallery import Entry
from ui.pages.on_show import on_show
from ui.pages.rx_comment.gallery import ANSWER, FEBRUARY, PAPER, found
from ui.pages.rx_found.model import FoundModel
from ui.pages.rx_found.page import FoundPage


def mine(
    comment: Comment, answer: CommentAnswer | None, number: str, resident: str, diagnoses: str, codes: tuple[tuple[str, str], ...]
) -> FoundInMine:
    """One of 100 sheets drawn from 214."""
    lot: tuple[date, int, int, str] = (FEBRUARY, 214, 100, "9f2c4d7e1a3b5c6d")
    return FoundInMine(comment, answer, *lot, number, resident, diagnoses, "赵芳", "县人民医院", codes, PAPER)


ROWS = (
    mine(found("rx1", "2-5", note="肾功能轻度下降，剂量偏大"), None, "PDY0-A1-20260205-0007", "王秀英 66岁", "原发性高血压、2型糖尿病",
         (("2-5", "用法用量不适宜"),)),
    mine(found("rx3", "1-12", "3-4"), ANSWER, "PDY0-A1-20260219-0012", "李建国 71岁", "急性支气管炎",
         (("1-12", "门诊超7日急诊超3日未注明理由"), ("3-4", "无正当理由为同一患者开具2种以上药理作用相同药物"))),
    mine(found("rx2"), None, "PDY0-A1-20260211-0003", "赵桂兰 58岁", "急性上呼吸道感染", ()),
)  # fmt: skip


class Desk:
    """Answers from made-up sheets."""

    def __init__(self, rows: Sequence[FoundInMine] = ROWS) -> None:
        self.rows = tuple(rows)

    def mine(self) -> Sequence[FoundInMine]:
        """Those on show."""
        return self.rows

    def answer(self, comment: str, act: AnswerAct, words: str = "") -> CommentAnswer:
        """As if it were written."""
        return ANSWER


def page(desk: Desk) -> FoundPage:
    """The page over made-up sheets."""
    model = FoundModel(desk)
    return on_show(lambda bridge: FoundPage(model, bridge))


def waiting() -> QWidget:
    """A dose too high for her kidneys, to be answered."""
    return page(Desk())


def answered() -> QWidget:
    """Explained."""
    made = page(Desk())
    made.model.open("c-rx3")
    return made


def nothing() -> QWidget:
    """Nobody has looked yet."""
    return page(Desk(()))


ENTRIES = [Entry("rx-found", waiting), Entry("rx-found-answered", answered), Entry("rx-found-nothing", nothing)]
