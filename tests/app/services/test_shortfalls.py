"""季末查漏 over a clinic's store: the same people as behind the numbers, with phone and village."""

from __future__ import annotations

from datetime import date

import pytest

from app.clock import SetClock
from app.domain.indicators import ASKED
from app.domain.person import Person
from app.domain.programme import Closing, Programme
from app.rules.public_health.shortfall import Lacking
from app.services.desk import Desk
from app.services.indicators import Indicators, Side
from app.services.registers import Registers
from app.services.shortfalls import Shortfalls, Until, end_of, lack_text
from tests.app.services.test_indicators import followed as followed
from tests.app.services.test_indicators import three as three

TODAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("today", "until", "end"),
    [
        (TODAY, Until.TODAY, TODAY),
        (TODAY, Until.QUARTER, date(2026, 3, 31)),
        (date(2026, 6, 30), Until.QUARTER, date(2026, 6, 30)),
        (date(2026, 11, 2), Until.QUARTER, date(2026, 12, 31)),
        (TODAY, Until.YEAR, date(2026, 12, 31)),
    ],
)
def test_the_day_by_which_it_is_due(today: date, until: Until, end: date) -> None:
    assert end_of(until, today) == end


def test_who_lacks_what_by_village_with_phone(desk: Desk, three: tuple[Person, ...]) -> None:
    found = Shortfalls(desk).listed(Until.QUARTER)
    assert [(one.village, one.name, one.phone) for one in found.rows] == [
        ("柳树村", "李建国", "13900001234"),
        ("柳树村", "王秀英", "13900001234"),
        ("石桥村", "赵桂兰", "13900001234"),
    ]
    assert [lack_text(one, "zh_CN") for one in found.rows[2].lacks][:3] == ["高血压随访 0/1 次", "今年没有健康体检", "末次随访没有血压值"]
    assert [one.name for one in found.of("柳树村", Lacking.READING).rows] == ["王秀英"], "diabetic without a fasting glucose"
    assert found.of("", Lacking.VISITS).villages == ("柳树村", "石桥村")


def test_the_list_agrees_with_the_indicator_behind_which_it_stands(desk: Desk, three: tuple[Person, ...], clock: SetClock) -> None:
    """A case that is closed stays in the year's number; the list says how many such there are."""
    clock.forward((date(2026, 6, 30) - TODAY).days * 86_400)
    Registers(desk).end_all(three[2].id, Closing.MOVED, date(2026, 5, 1))
    counting, numbers = Shortfalls(desk), Indicators(desk)
    found, board = counting.listed(Until.TODAY), numbers.board(date(2026, 6, 30))
    assert found == counting.listed(Until.QUARTER), "the quarter ends today"
    for programme in (Programme.HYPERTENSION, Programme.DIABETES):
        behind = numbers.behind(board, ASKED[f"{programme}.on_schedule"], Side.MISSING)
        listed = {one.person for one in found.rows if any(each[:2] == (Lacking.VISITS, programme) for each in one.lacks)}
        assert {one.id for one in behind.rows} - {three[2].id} == listed
    examined = numbers.behind(board, ASKED["examined"], Side.MISSING)
    assert {one.id for one in examined.rows} == {one.person for one in found.rows if one.has(Lacking.EXAM)}
    assert found.closed == 1
