"""What the page of critical values asks of its service; without Qt."""

from __future__ import annotations

import pytest

from app.clock import SetClock
from app.domain.critical_value import CriticalAct, CriticalStep
from app.errors import KnownError
from app.services.critical_values import Done
from app.store.unit_of_work import LOCAL, Change, Touched
from ui.pages.critical.gallery import NOW, ROWS, Paper, Values
from ui.pages.critical.model import CriticalModel


@pytest.fixture
def values() -> Values:
    return Values()


@pytest.fixture
def model(values: Values) -> CriticalModel:
    made = CriticalModel(values, Paper(), SetClock(NOW))
    made.load()
    return made


def test_the_most_pressing_is_chosen_first(model: CriticalModel) -> None:
    assert model.row == ROWS[0] and model.untold == 2


@pytest.mark.parametrize(("key", "act"), [("王秀英", CriticalAct.TOLD), ("赵桂兰", CriticalAct.FOLLOWED_DAY)])
def test_what_is_asked_now_is_what_was_done(model: CriticalModel, values: Values, key: str, act: CriticalAct) -> None:
    model.choose(key)
    model.settle("本人", "已复述", "来诊", "")
    assert values.recorded == [(key, Done(act, "本人", "已复述", "来诊"))] and model.done == 1


def test_a_try_and_a_close(model: CriticalModel, values: Values) -> None:
    model.tried("无人接")
    model.close("已住院")
    assert [done.act for _, done in values.recorded] == [CriticalAct.TRIED, CriticalAct.CLOSED]


def test_one_that_is_gone_gives_its_place_to_the_next(model: CriticalModel, values: Values) -> None:
    values.rows = list(ROWS[1:])
    model.heard(Change("t", LOCAL, (Touched("measurement", "m", "p", "update"),)))
    assert model.row == ROWS[1]
    values.rows = []
    model.heard(Change("t", LOCAL, (Touched("draft", "d", "p", "update"),)))
    assert model.row == ROWS[1]
    model.load()
    assert model.row is None and model.chosen == ""
    model.settle("本人", "", "", "")
    assert values.recorded == []


def test_a_refusal_is_kept_and_counts_as_nothing_done(model: CriticalModel, values: Values, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(key: str, done: Done) -> CriticalStep:
        raise KnownError("critical_told_whom")

    monkeypatch.setattr(values, "record", refuse)
    model.settle("", "", "", "")
    assert model.error is not None and model.error.code == "critical_told_whom" and model.done == 0
