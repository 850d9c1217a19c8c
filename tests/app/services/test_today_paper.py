"""The list of today on paper and as Excel, each noted in the audit trail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.domain.person import Person
from app.domain.programme import Basis
from app.errors import KnownError
from app.services.desk import Desk
from app.services.registers import Registers
from app.services.table_file import rows
from app.services.today import Today, TodayList
from app.services.today_paper import TodayPaper
from app.texts import LANGUAGES, choose_language
from tests.app.printing.pages import plain
from tests.app.services.test_desk import trail
from tests.app.services.test_today import HTN, TODAY, followed

HEADINGS = ("类别", "到期日", "村", "姓名", "年龄", "电话", "要做的事", "上次结果", "上次联系", "约定日期")


@pytest.fixture
def found(desk: Desk, make_person: Callable[..., Person]) -> TodayList:
    who = make_person(birth=date(1976, 7, 12))
    Registers(desk).enrol(who.id, HTN, Basis.DIAGNOSED, date(2026, 1, 10))
    followed(desk, who.id, TODAY - timedelta(days=3))
    return Today(desk).listed()


def test_the_phone_stands_whole_on_paper_and_the_trail_knows(desk: Desk, found: TodayList) -> None:
    paper = TodayPaper(desk)
    pdf = paper.pdf(found)
    text = plain(pdf)
    for words in ("今日待办", "超期未访", "王秀英", "13900001234", "高血压随访", "已过3天", "在管1例"):
        assert words in text
    paper.printed(pdf)
    assert [one[0] for one in trail(desk.store, "print")] == [desk.who.account]


def test_excel_has_a_row_for_each_resident(desk: Desk, found: TodayList, tmp_path: Path) -> None:
    path = tmp_path / "today.xlsx"
    choose_language(LANGUAGES[0])
    TodayPaper(desk).export(found, path, HEADINGS)
    head, line = (row.texts for row in rows(path))
    assert tuple(head) == HEADINGS
    assert line[:7] == ["超期未访", "2026-03-02", "柳树村", "王秀英", "49岁", "13900001234", "高血压随访 已过 3 天"]
    with pytest.raises(KnownError, match="table_unwritable"):
        TodayPaper(desk).export(found, tmp_path / "no" / "x.xlsx", HEADINGS)
