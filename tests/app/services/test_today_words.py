"""How a line of the list of today reads in both languages."""

from __future__ import annotations

from datetime import date

from app.domain.programme import Programme
from app.services.today import Due, Group, TodayRow, Why
from app.services.today_words import TodayWords
from app.store.contacts import LastContact
from ui.pages.today.gallery import case

TODAY = date(2026, 3, 5)
WORDS = TodayWords(TODAY, "zh_CN")
HTN, DM = Programme.HYPERTENSION, Programme.DIABETES
WHO = "67岁", "柳树村", "13900001234"


def row(*due: Due, call: LastContact | None = None) -> TodayRow:
    cases = (
        case("王秀英", HTN, *WHO, 110, control="1", systolic="138", diastolic="84"),
        case("王秀英", DM, *WHO, None, control="2", fasting="8.6"),
    )
    return TodayRow("p", "王秀英", "2", *WHO, Group.OVERDUE, due, cases, call)


def test_what_is_to_be_done_says_since_when() -> None:
    found = row(Due(Why.FOLLOW_UP, date(2026, 2, 14), HTN), Due(Why.REFILL, TODAY), Due(Why.FOLLOW_UP, date(2026, 3, 7), DM))
    assert WORDS.all_due(found) == "高血压随访 已过 19 天; 药快用完，该续方 今天到期; 2型糖尿病随访 03-07 到期"
    assert TodayWords(TODAY, "en").due(found.due[0]) == "Hypertension: Follow-up 19 days late"


def test_what_two_diseases_ask_for_on_one_day_is_said_once() -> None:
    both = [Due(Why.FOLLOW_UP, date(2026, 2, 14), one) for one in (HTN, DM)]
    assert WORDS.all_due(row(*both)) == "高血压、2型糖尿病随访 已过 19 天"
    assert TodayWords(TODAY, "en").all_due(row(*both)) == "Hypertension, Type 2 diabetes: Follow-up 19 days late"
    assert WORDS.all_due(row(Due(Why.FIRST, TODAY, HTN), Due(Why.FOLLOW_UP, TODAY, DM))).count(";") == 1


def test_last_values_are_those_of_the_disease_that_is_due_first() -> None:
    found = row(Due(Why.FOLLOW_UP, TODAY, DM))
    assert WORDS.last_first(found) == "空腹 8.6 控制不满意"
    assert WORDS.last(found) == "138/84 控制满意; 空腹 8.6 控制不满意"
    assert WORDS.seen(found.cases[0]) == "上次 2025-11-15" and WORDS.seen(found.cases[1]) == "还没有随访"


def test_a_call_says_its_clinic_day_and_what_came_of_it() -> None:
    assert WORDS.call(row(Due(Why.REFILL, TODAY))) == ""
    call = LastContact("p", "2026-03-03T23:30:00.000Z", "refill", "no_answer", "")
    assert WORDS.call(row(Due(Why.REFILL, TODAY), call=call)) == "03-04 无人接听"
