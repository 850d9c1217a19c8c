"""200 people in an hour: what is typed a person, and that nothing typed is lost."""

from __future__ import annotations

import pytest

from app.services.emergency_batch import EmergencyBatch
from tests.ui.pages.emergency_batch.crowd import crowd, register
from ui.pages.emergency_batch.model import EmergencyModel
from ui.practice_desk import PracticeDesk

EVENT = "3月5日第三村腹泻"
MOST_KEYS = 30
"""18 s a person at two keys a second leave 36; tests/benchmarks/test_emergency.py registers all two hundred."""


@pytest.fixture
def model(practice: PracticeDesk) -> EmergencyModel:
    made = EmergencyModel(EmergencyBatch(practice.desk))
    made.load()
    made.name_event(EVENT)
    return made


def test_a_crowd_is_registered_with_few_keys_and_nobody_is_lost(model: EmergencyModel, practice: PracticeDesk) -> None:
    keys, _ = register(model, crowd(24))
    assert keys <= MOST_KEYS
    assert len(model.rows) == 24 == len({one.person for one in model.rows})
    again = EmergencyModel(EmergencyBatch(practice.desk))
    again.load()
    assert [one.form for one in again.rows] == [one.form for one in model.rows]


def test_a_line_begun_is_there_when_the_program_begins_again(model: EmergencyModel, practice: PracticeDesk) -> None:
    model.type("郑玉兰 女63 1400000")
    practice.desk.store.settle()
    again = EmergencyModel(EmergencyBatch(practice.desk))
    again.load()
    assert (again.event, again.text) == (EVENT, "郑玉兰 女63 1400000")
    assert again.preview is not None and again.preview.line.name == "郑玉兰"


def test_who_may_be_on_record_is_asked_for_by_a_digit(model: EmergencyModel, practice: PracticeDesk) -> None:
    known = practice.residents.get(practice.people[0])
    age = practice.residents.banner(known.id).age_text.removesuffix("岁")
    model.type(f"{known.name} {'男' if known.sex.value == '1' else '女'}{age} 第三村 /1")
    model.enter()
    assert model.choosing and model.rows == () and not model.pick(7)
    model.leave_choice()
    assert not model.choosing
    model.enter()
    assert model.pick(1) and [one.person for one in model.rows] == [known.id]
    model.enter()
    assert len(model.rows) == 1  # an empty line is nobody


def test_what_is_not_whole_stays_in_the_line(model: EmergencyModel) -> None:
    model.type("郑玉兰 女63 /")
    model.enter()
    assert model.text == "郑玉兰 女63 /" and model.rows == () and model.error is None


def test_another_answer_of_whom_is_chosen(model: EmergencyModel) -> None:
    model.type("郑玉兰 女63 第三村 /")
    model.enter()
    model.choose(model.rows[0].form)
    model.change_signs(["3"])
    assert model.urgent == 1 and model.row is not None and model.row.signs == ("3",)
