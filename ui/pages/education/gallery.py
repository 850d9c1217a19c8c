"""健康教育 on show: a year half done, a sheet being written, an empty year."""

from __future__ import annotations

from datetime import date
from functools import cache

from PySide6.QtWidgets import QWidget

from app.services.health_education import EducationForm, HealthEducationRecords
from app.services.printers import Printers
from ui.bridge import Bridge
from ui.gallery import Entry
from ui.pages.education.model import EducationModel
from ui.pages.education.page import EducationPage
from ui.pages.on_show import on_show
from ui.practice_desk import PracticeDesk, open_practice

HELD = (
    (date(2026, 2, 10), "lecture", "冬季高血压怎么防", "第三村村委会", "46"),
    (date(2026, 2, 14), "consultation", "春节后血糖咨询", "集市", "31"),
    (date(2026, 2, 20), "board", "合理用药", "卫生室门口", ""),
    (date(2026, 3, 3), "material", "限盐折页", "第二村", "60"),
)


@cache
def _practice(held: bool) -> PracticeDesk:
    made = open_practice(1)
    records = HealthEducationRecords(made.desk)
    for day, kind, topic, place, people in HELD if held else ():
        records.write(
            EducationForm(day, place, kind, topic, "卫生室", "刘明远", "村民", people, "折页", "讲解、答问", "反映好", ("photo",), "刘明远")
        )
    return made


def page_over(practice: PracticeDesk, bridge: Bridge) -> EducationPage:
    """The page over a practice clinic's services."""
    return EducationPage(EducationModel(HealthEducationRecords(practice.desk), practice.clock), bridge, Printers(practice.desk))


def _page(held: bool = True) -> EducationPage:
    return on_show(lambda bridge: page_over(_practice(held), bridge))


def year() -> QWidget:
    """What was held, and how much is missing."""
    made = _page()
    made.table.select(made.model.rows[0].id)
    return made


def writing() -> QWidget:
    """A sheet is corrected."""
    made = _page()
    made.model.choose(made.model.rows[-1])
    made.model.correct()
    return made


def nothing() -> QWidget:
    """Nothing yet."""
    return _page(held=False)


ENTRIES = [Entry("education-year", year), Entry("education-writing", writing), Entry("education-nothing", nothing)]
