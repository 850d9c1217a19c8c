"""Residents without a screen: the number judged while it is typed, nobody registered twice unseen."""

from __future__ import annotations

import pytest

from app.domain.ids import check_character
from app.domain.person import IdKind
from ui.pages.residents.model import ResidentsModel
from ui.practice_desk import PracticeDesk


@pytest.fixture
def model(practice: PracticeDesk) -> ResidentsModel:
    return ResidentsModel(practice.residents, practice.clock)


def number(birth: str = "19590312", serial: str = "122") -> str:
    return f"410999{birth}{serial}" + check_character(f"410999{birth}{serial}")


def fill(model: ResidentsModel, **values: str) -> None:
    model.new()
    for key, text in values.items():
        model.type(key, text)


def test_the_number_is_judged_as_soon_as_it_is_whole(model: ResidentsModel) -> None:
    wrong = number()[:-1] + ("1" if number()[-1] != "1" else "2")
    fill(model, name="王秀英")
    model.type("id_number", wrong[:17])
    assert "id_number" not in model.problems()
    model.type("id_number", wrong)
    assert model.problems()["id_number"].code == "id_checksum"
    model.type("id_number", number())
    assert "id_number" not in model.problems() and model.says() == ("1959-03-12", "2")


def test_birth_and_sex_come_out_of_the_number(model: ResidentsModel) -> None:
    fill(model, name="王秀英", id_number=number(), village="第三村", phone="13812345678")
    assert model.save() == "" and model.shown is not None
    person = model.shown.person
    assert (person.birth and person.birth.isoformat(), person.sex.value, model.saved) == ("1959-03-12", "2", "王秀英")
    assert model.form is None


def test_saving_names_the_first_field_to_mend_and_keeps_the_form(model: ResidentsModel) -> None:
    fill(model, id_number=number())
    assert model.save() == "name"
    assert model.form is not None and model.form.id_number == number()
    assert model.problems()["name"].code == "name_missing"


def test_a_taken_number_shows_its_record_and_registers_nothing(model: ResidentsModel, practice: PracticeDesk) -> None:
    known = practice.residents.get(practice.people[0])
    fill(model, name="别名", id_number=known.number(IdKind.RESIDENT) or "")
    assert [one.id for one in model.alike] == [known.id]
    model.save()
    assert model.error is not None and model.error.code == "duplicate_resident" and model.form is not None
    model.open_alike(known.id)
    assert model.form is None and model.shown is not None and model.shown.person.id == known.id


def test_a_namesake_is_shown_and_can_be_registered_all_the_same(model: ResidentsModel, practice: PracticeDesk) -> None:
    known = practice.residents.get(practice.people[0])
    assert known.birth is not None
    fill(model, name=known.name, birth=known.birth.isoformat(), sex=known.sex.value, temporary_reason="身份证丢了")
    assert model.needs_reason() and model.save() == ""
    assert model.error is not None and model.error.code == "duplicate_suspected" and [one.id for one in model.alike] == [known.id]
    model.save(despite=True)
    assert model.shown is not None and model.shown.person.id != known.id and model.shown.person.number(IdKind.TEMPORARY)


def test_changing_keeps_the_record(model: ResidentsModel, practice: PracticeDesk) -> None:
    model.show(practice.people[0])
    model.edit()
    model.type("village", "石桥村")
    assert model.save() == ""
    assert practice.residents.get(practice.people[0]).address.village == "石桥村" and model.alike == ()


def test_an_open_form_is_not_thrown_away_by_a_click_in_the_list(model: ResidentsModel, practice: PracticeDesk) -> None:
    fill(model, name="张三")
    model.show(practice.people[0])
    assert model.form is not None and model.form.name == "张三"
    model.give_up()
    model.show(practice.people[0])
    assert model.shown is not None


@pytest.mark.parametrize(("typed", "name", "number_typed"), [("王秀英", "王秀英", ""), ("4109991959", "", "4109991959")])
def test_what_was_searched_for_begins_the_form(model: ResidentsModel, typed: str, name: str, number_typed: str) -> None:
    model.find(typed)
    model.new()
    assert model.form is not None and (model.form.name, model.form.id_number) == (name, number_typed)
