"""What was found in one's own sheets: what waits comes first, an explanation wants words, an answer is given once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.domain.rx_comment import AnswerAct, CommentAnswer
from app.errors import KnownError
from app.services.comments_back import FoundInMine
from ui.pages.rx_comment.gallery import ANSWER
from ui.pages.rx_found.gallery import ROWS, Desk, page


class Kept(Desk):
    """Remembers what was answered."""

    def __init__(self, rows: Sequence[FoundInMine] = ROWS) -> None:
        super().__init__(rows)
        self.said: list[tuple[str, AnswerAct, str]] = []

    def answer(self, comment: str, act: AnswerAct, words: str = "") -> CommentAnswer:
        if any(one.comment.id == comment and one.answer for one in self.rows):
            raise KnownError("comment_answered")
        self.said.append((comment, act, words))
        made = replace(ANSWER, act=act, note=words)
        self.rows = tuple(replace(one, answer=made) if one.comment.id == comment else one for one in self.rows)
        return made


def test_what_waits_is_in_front_and_is_accepted_once(qtbot: QtBot) -> None:
    desk = Kept((ROWS[2], ROWS[1], ROWS[0]))
    made = page(desk)
    qtbot.addWidget(made)
    assert made.model.current == ROWS[0] and made.model.waiting == 1 and not made.accept.isHidden()
    shown = " ".join(one.text() for one in made.findChildren(QLabel))
    for words in ("王秀英 66岁", "2-5 用法用量不适宜", "肾功能轻度下降，剂量偏大", "赵芳", "县人民医院", "214", "9f2c4d7e1a3b5c6d"):
        assert words in shown, words
    made.accept.click()
    assert desk.said == [("c-rx1", AnswerAct.ACCEPTED, "")] and made.model.waiting == 0 and made.accept.isHidden()
    made.model.answer(AnswerAct.ACCEPTED)
    assert made.model.error is not None and made.model.error.code == "comment_answered"


def test_an_explanation_wants_words(qtbot: QtBot) -> None:
    desk = Kept()
    made = page(desk)
    qtbot.addWidget(made)
    made.explain.click()
    assert desk.said == []
    made.reason.setText("上级医院方案")
    made.model.load()
    assert made.reason.text() == "上级医院方案", "news does not take away what is typed"
    made.explain.click()
    assert desk.said == [("c-rx1", AnswerAct.EXPLAINED, "上级医院方案")]


def test_a_reasonable_sheet_asks_for_nothing(qtbot: QtBot) -> None:
    made = page(Kept())
    qtbot.addWidget(made)
    for row in ROWS[1:]:
        made.model.open(row.comment.id)
        assert made.accept.isHidden() and made.explain.isHidden() and made.model.current == row
