"""The monthly review on show: a report, a sheet in front, and a month that was not drawn."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.domain.rx_comment import AnswerAct, Comment, CommentAnswer, CommentClass, Sample
from app.services.rx_comment import CommentMonth, DoctorComments, Drawn, ToComment
from ui.gallery import Entry
from ui.pages.on_show import on_show
from ui.pages.pharmacist.gallery import DOCUMENT, FINDINGS
from ui.pages.printing.gallery import NoPrinters
from ui.pages.rx_comment.model import CommentModel
from ui.pages.rx_comment.page import CommentPage

FEBRUARY = date(2026, 2, 1)
KINDS = CommentClass


def found(sheet: str, *codes: str, note: str = "") -> Comment:
    """What a pharmacist wrote about a sheet."""
    return Comment(f"c-{sheet}", "lot", "p", sheet, codes, note, "ph1", "2026-03-02T02:10:00.000Z")


ANSWER = CommentAnswer("a-rx1", "c-rx1", "p", "rx1", AnswerAct.EXPLAINED, "上级医院方案，已复查肌酐", "d1", "2026-03-03T02:10:00.000Z")
SHEETS = (
    Drawn(
        "rx1",
        "PDY0-A1-20260205-0007",
        "d1",
        "王建国",
        "原发性高血压、2型糖尿病",
        2,
        found("rx1", "2-5", note="肾功能轻度下降，剂量偏大"),
        ANSWER,
    ),
    Drawn("rx2", "PDY0-A1-20260211-0003", "d2", "李秀兰", "急性上呼吸道感染", 3, found("rx2")),
    Drawn("rx3", "PDY0-A1-20260219-0012", "d1", "王建国", "急性支气管炎", 4, found("rx3", "1-12", "3-4")),
    Drawn("rx4", "PDY0-A1-20260224-0001", "d1", "王建国", "腰痛", 1, None),
)
SAMPLE = Sample("lot", FEBRUARY, "9f2c4d7e1a3b5c6d", 4, tuple(one.sheet for one in SHEETS), "ph1", "2026-03-02T01:55:00.000Z")
DOCTORS = (
    DoctorComments("", "", 3, {KINDS.REASONABLE: 1, KINDS.UNFIT: 1, KINDS.EXCESSIVE: 1}),
    DoctorComments("d1", "王建国", 2, {KINDS.UNFIT: 1, KINDS.EXCESSIVE: 1}),
    DoctorComments("d2", "李秀兰", 1, {KINDS.REASONABLE: 1}),
)
DRAWN = CommentMonth(FEBRUARY, True, SAMPLE, SHEETS, DOCTORS, (("2-5", 1), ("1-12", 1), ("3-4", 1)))
PAPER = DOCUMENT | {"patient": {"sex": "女", "age": "66岁"}}


class Desk:
    """Answers from a made-up lot; January was not drawn."""

    def last_month(self) -> date:
        """February."""
        return FEBRUARY

    def of_month(self, month: date) -> CommentMonth:
        """The one on show."""
        return DRAWN if month == FEBRUARY else CommentMonth(month, True)

    def draw(self, month: date) -> Sample:
        """As if it were drawn."""
        return SAMPLE

    def sheet(self, month: date, sheet: str) -> ToComment:
        """The paper of two lines."""
        return ToComment(next(one for one in SHEETS if one.sheet == sheet), PAPER, FINDINGS)

    def comment(self, month: date, sheet: str, codes: Iterable[str], note: str = "") -> Comment:
        """As if it were written."""
        return found(sheet, *codes, note=note)


class Paper:
    """A report in words only."""

    def pdf(self, month: date) -> bytes:
        """Nothing on it."""
        return b"%PDF"

    def printed(self, pdf: bytes) -> None:
        """As if it were noted."""

    def save(self, path: Path, month: date) -> None:
        """As if it were written."""


def page(desk: Desk, paper: Paper | None = None) -> CommentPage:
    """The page over a made-up lot."""
    model = CommentModel(desk, paper or Paper())
    return on_show(lambda bridge: CommentPage(model, bridge, NoPrinters()))


def report() -> QWidget:
    """February so far."""
    return page(Desk())


def sheet() -> QWidget:
    """A dose too high for her kidneys."""
    made = page(Desk())
    made.model.open("rx1")
    return made


def undrawn() -> QWidget:
    """January."""
    made = page(Desk())
    made.model.turn(-1)
    return made


ENTRIES = [Entry("rx-comment", report), Entry("rx-comment-sheet", sheet), Entry("rx-comment-undrawn", undrawn)]
