"""The registers without a window: tabs, search, and the acts on whom is chosen."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.clock import SetClock
from app.domain.programme import Basis, Closing, Programme
from ui.pages.registers.gallery import CANDIDATE, CASES, FOUND, Calls, Cases, People
from ui.pages.registers.model import CANDIDATES, RegistersModel
from ui.pages.today.gallery import COPD, DM, HTN, NOW, TODAY


@pytest.fixture
def cases() -> Cases:
    return Cases()


@pytest.fixture
def calls() -> Calls:
    return Calls()


@pytest.fixture
def model(cases: Cases, calls: Calls) -> RegistersModel:
    made = RegistersModel(cases, calls, People(), SetClock(NOW))
    made.load()
    return made


def names(model: RegistersModel) -> list[str]:
    return [one.name for one in model.rows]


def test_each_tab_has_its_own_and_search_goes_on_within_it(model: RegistersModel) -> None:
    assert names(model) == [one.name for one in CASES[:4]] and model.counts[HTN] == 4
    model.find("zjg")
    assert names(model) == ["张建国"]
    model.choose_tab(COPD.value)
    assert names(model) == []
    model.find("石桥")
    assert names(model) == ["欧阳玉珍"]
    model.find("")
    model.choose_tab(CANDIDATES)
    assert len(names(model)) == model.waiting == len(CANDIDATE)


def test_another_tab_has_nobody_chosen(model: RegistersModel) -> None:
    model.choose(CASES[0])
    assert model.chosen is not None and model.open_programmes() == {HTN} and len(model.history) == 2
    model.choose_tab(DM.value)
    assert model.chosen is None


def test_enrolled_somebody_leaves_the_candidates(model: RegistersModel, cases: Cases) -> None:
    model.choose_tab(CANDIDATES)
    model.choose(CANDIDATE[0])
    model.enrol(HTN, Basis.THREE_DAYS, TODAY, "门诊确诊")
    assert [(one.person, one.programme, one.basis, one.note) for one in cases.enrolled] == [("孙福贵", HTN, Basis.THREE_DAYS, "门诊确诊")]
    assert "孙福贵" not in names(model) and model.chosen is None


def test_a_case_ends_and_is_gone_from_the_list(model: RegistersModel, cases: Cases) -> None:
    model.close(Closing.MOVED, TODAY)
    assert cases.closed == []
    model.choose(CASES[1])
    model.close(Closing.MOVED, TODAY, "迁往县城")
    assert [(key, why, note) for key, why, _, note in cases.closed] == [(CASES[1].enrolment, Closing.MOVED, "迁往县城")]
    assert CASES[1].name not in names(model)


def test_a_day_to_measure_again_is_a_call(model: RegistersModel, calls: Calls) -> None:
    model.choose(CANDIDATE[2])
    model.recheck(model.recheck_days()[1])
    assert calls.noted == [("吴国强", "recheck", TODAY + timedelta(days=2))]


def test_who_was_searched_for_has_no_case_and_no_reason(model: RegistersModel) -> None:
    model.choose_resident(FOUND)
    assert model.chosen is not None and (model.chosen.case, model.chosen.candidate) == (None, None)
    assert model.bases(Programme.ELDERLY) == [Basis.AGE, Basis.TRANSFERRED] and date(2026, 3, 6) in model.recheck_days()
