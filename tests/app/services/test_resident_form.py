"""What is typed at the registration table: the ID number checked, and compared with what else was typed (H1, T21)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import read_date
from app.domain.ids import new_id
from app.domain.person import Address, Identifier, IdKind, Person, Phone, Sex
from app.services.resident_form import FieldProblem, ResidentForm, form_of, person_of, problems
from app.texts import load_texts
from tests.app.conftest import id_number, person

TODAY = date(2026, 3, 5)
BIRTH = date(1958, 7, 12)
GOOD = ResidentForm("王秀英", id_number(BIRTH, 24), sex="2", birth="1958-07-12", phone="139 0000 1234", village="柳树村", group="3组")


def found(form: ResidentForm) -> list[tuple[str, str]]:
    return [(one.field, one.code) for one in problems(form, TODAY)]


def test_a_good_form_has_no_problem() -> None:
    assert found(GOOD) == []


def test_birth_and_sex_come_from_the_number() -> None:
    bare = replace(GOOD, sex="", birth="")
    assert found(bare) == []
    assert person_of(bare, TODAY).birth == BIRTH and person_of(bare, TODAY).sex is Sex.FEMALE


def test_an_old_number_gets_its_18_digits() -> None:
    number = id_number(BIRTH, 24)
    old = number[:6] + number[8:17]
    assert person_of(replace(GOOD, id_number=old), TODAY).number(IdKind.RESIDENT) == number


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"name": "  "}, "name", "name_missing"),
        ({"name": "王" * 61}, "name", "name_long"),
        ({"name": "<b>"}, "name", "name_odd"),
        ({"name": "王\u202e英"}, "name", "name_odd"),
        ({"id_number": "41010219580712"}, "id_number", "id_format"),
        ({"id_number": "99" + id_number(BIRTH, 24)[2:]}, "id_number", "id_province"),
        ({"id_number": id_number(BIRTH, 24)[:10] + "3" + id_number(BIRTH, 24)[11:]}, "id_number", "id_birth_date"),
        ({"id_number": id_number(date(2027, 1, 1), 24), "birth": ""}, "id_number", "id_birth_future"),
        ({"id_number": id_number(BIRTH, 24)[:-1] + "Y"}, "id_number", "id_format"),
        ({"id_number": ""}, "id_number", "id_missing"),
        ({"id_number": "X", "id_kind": IdKind.PASSPORT}, "id_number", "id_format_other"),
        ({"id_number": "E12345678", "id_kind": IdKind.PASSPORT, "birth": ""}, "birth", "birth_missing"),
        ({"birth": "12.7.1958"}, "birth", "birth_format"),
        ({"birth": "1958-06-31"}, "birth", "birth_format"),
        ({"birth": "1858-07-12", "id_number": "", "temporary_reason": "新生儿"}, "birth", "birth_format"),
        ({"birth": "2026-03-06", "id_number": "", "temporary_reason": "新生儿"}, "birth", "birth_future"),
        ({"birth": "1958-07-13"}, "birth", "birth_differs"),
        ({"sex": "1"}, "sex", "sex_differs"),
        ({"sex": "7"}, "sex", "sex_missing"),
        ({"sex": "", "id_number": "", "temporary_reason": "新生儿"}, "sex", "sex_missing"),
        ({"phone": "1390000"}, "phone", "phone_format"),
        ({"division": "41"}, "division", "division_format"),
        ({"village": "村" * 121}, "village", "text_long"),
    ],
)
def test_a_problem_is_named_at_its_field(changed: dict[str, object], field: str, code: str) -> None:
    assert found(replace(GOOD, **changed)) == [(field, code)]  # type: ignore[arg-type]


@given(st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_wrong_digit_of_the_number_never_passes(at: int, digit: str) -> None:
    number = id_number(BIRTH, 24)
    typed = number[:at] + digit + number[at + 1 :]
    assert (found(replace(GOOD, id_number=typed)) == []) is (typed == number)


@given(
    st.builds(ResidentForm, *(st.text(max_size=25) for _ in range(2)), st.sampled_from(IdKind), *(st.text(max_size=25) for _ in range(11)))
)
def test_no_text_breaks_the_form_and_what_passes_makes_a_resident(form: ResidentForm) -> None:
    wrong = problems(form, TODAY)
    assert all(isinstance(one, FieldProblem) for one in wrong)
    if not wrong:
        assert person_of(form, TODAY).name


@pytest.mark.parametrize("name", ["\ufa19田", "王𫖯", "𬭎", "阿不都·热合曼", "欧阳 锋"])
def test_rare_characters_stay_as_they_were_typed(name: str) -> None:
    """H13: a compatibility ideograph is another character than the one Unicode would make of it."""
    assert person_of(replace(GOOD, name=f" {name} "), TODAY).name == name


def test_every_problem_has_words() -> None:
    codes = {
        one.code
        for form in (
            ResidentForm(""),
            ResidentForm("王" * 99),
            replace(GOOD, sex="1", birth="x", phone="1", division="1", village="村" * 200),
        )
        for one in problems(form, TODAY)
    }
    for language in ("zh_CN", "en"):
        assert codes <= set(load_texts(language).tables["field_problem"])


@pytest.mark.parametrize("text", ["1958-07-12", "19580712", "1958.7.12", "1958/07/12", "1958年7月12日", "１９５８－７－１２"])
def test_dates_as_people_write_them(text: str) -> None:
    assert read_date(text) == BIRTH


@pytest.mark.parametrize("text", ["", "58-7-12", "1958-13-01", "1958", "195807", "二月", "1958-07-12-1"])
def test_what_is_no_date(text: str) -> None:
    assert read_date(text) is None


def test_a_resident_s_form_makes_the_same_resident() -> None:
    one = person()
    assert person_of(form_of(one), TODAY, before=one) == one


def test_what_the_form_does_not_show_stays() -> None:
    before = replace(
        person(),
        identifiers=(Identifier(IdKind.TEMPORARY, "TX-1"), Identifier(IdKind.HEALTH_RECORD, "41010200120100001")),
        phones=(Phone("13900001234"), Phone("13700000000", "女儿")),
        deceased=date(2026, 3, 1),
        temporary_reason="证件丢失",
    )
    after = person_of(replace(form_of(before), id_number=id_number(BIRTH, 24), phone="13811112222"), TODAY, before)
    assert after.number(IdKind.TEMPORARY) == "TX-1" and after.number(IdKind.HEALTH_RECORD) == "41010200120100001"
    assert after.number(IdKind.RESIDENT) == id_number(BIRTH, 24) and after.temporary_reason == ""
    assert after.phones == (Phone("13811112222"), Phone("13700000000", "女儿")) and after.deceased == date(2026, 3, 1)


def test_an_emergency_without_papers_is_a_resident_too() -> None:
    form = ResidentForm("未知男", sex="0", temporary_reason="急救，身份不明")
    assert found(form) == []
    made = person_of(form, TODAY, temporary="TX-001")
    assert isinstance(made, Person) and made.birth is None and made.address == Address()
    assert made.number(IdKind.TEMPORARY) == "TX-001" and made.temporary_reason == "急救，身份不明"
    assert made.id != new_id()
