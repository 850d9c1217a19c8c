"""One line a person at an emergency: in any order, nothing guessed."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.emergency_line import EmergencyLine, read_line
from app.domain.person import Sex
from tests.app.conftest import id_number

TODAY = date(2026, 3, 5)
WHOLE = EmergencyLine("王秀英", Sex.FEMALE, 67, None, "13900001234", "", "柳树村", ("1", "3"))


@pytest.mark.parametrize(
    "text",
    [
        "王秀英 女67 13900001234 柳树村 /13",
        "王秀英 女 67岁 柳树村 139-0000-1234 .31",
        "/13 67 女 王秀英 柳树村 13900001234",
        "王秀英，f67，13900001234，柳树村，／１３",
    ],
)
def test_the_order_does_not_matter(text: str) -> None:
    found = read_line(text, TODAY)
    assert found == WHOLE and found.missing == ()


def test_the_village_of_the_line_before_holds_until_another_is_said() -> None:
    assert read_line("李四 男40 /", TODAY, "石桥村").village == "石桥村"
    assert read_line("李四 男40 河湾村 3组 /", TODAY, "石桥村").village == "河湾村3组"


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("", ("name", "sex", "age", "village", "signs")),
        ("王秀英 女67 柳树村", ("signs",)),
        ("王秀英 67 柳树村 /", ("sex",)),
        ("王秀英 女 柳树村 /", ("age",)),
        ("王秀英 女67 男 柳树村 /", ("twice",)),
        ("王秀英 女67 68 柳树村 /", ("twice",)),
        ("王秀英 女167 柳树村 /", ("age", "age")),
        ("王秀英 女67 1390000123 柳树村 /", ("number",)),
        ("王秀英 柳树村 410102195807120240 /", ("number", "sex", "age")),
    ],
)
def test_what_is_missing_or_wrong_is_named(text: str, missing: tuple[str, ...]) -> None:
    """H17: signs that nobody asked for are missing, not none."""
    assert read_line(text, TODAY).missing == missing


def test_a_valid_number_says_sex_and_age() -> None:
    number = id_number(date(1958, 7, 12), 24)
    found = read_line(f"王秀英 {number} 柳树村 /0", TODAY)
    assert (found.number, found.sex, found.age, found.birth, found.signs) == (number, Sex.FEMALE, 67, date(1958, 7, 12), ())
    assert found.missing == ()


def test_infants_have_no_whole_year() -> None:
    assert read_line("王小宝 男8月 柳树村 /15", TODAY).age == 0
