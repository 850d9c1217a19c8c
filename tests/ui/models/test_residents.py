"""Namesakes are told apart before anybody is opened or measured (H1)."""

from dataclasses import replace
from datetime import date

import pytest

from ui.models.residents import ResultRow, ambiguous, confirms

WANG = ResultRow("p1", "王秀英", "女", "66岁", date(1959, 3, 12), "第三村 2组", "赵德福", "4471")
OTHER = ResultRow("p2", "王秀英", "女", "71岁", date(1954, 11, 30), "第三村 5组", "", "0092")


def test_one_name_in_one_village_is_ambiguous_whatever_the_group() -> None:
    assert ambiguous(WANG, [WANG, OTHER])
    assert not ambiguous(WANG, [WANG])
    assert not ambiguous(WANG, [WANG, replace(OTHER, village="八里台村")])
    assert not ambiguous(WANG, [WANG, replace(OTHER, name="王秀芝")])


def test_a_whole_number_is_never_ambiguous() -> None:
    assert not ambiguous(replace(WANG, exact=True), [WANG, OTHER])


@pytest.mark.parametrize("said", ["19590312", "1959-03-12", "590312", "0312", ["3月12日", "0312"][1], "4471", "138 0000 4471", "赵德福"])
def test_a_second_identifier_confirms(said: str) -> None:
    assert confirms(WANG, said)


@pytest.mark.parametrize("said", ["", " ", "19590313", "1959", "71", "0092", "赵德", "王秀英"])
def test_what_does_not_fit_does_not(said: str) -> None:
    assert not confirms(WANG, said)


def test_what_is_not_known_of_a_resident_confirms_nobody() -> None:
    blank = ResultRow("p3", "李四")
    assert not confirms(blank, "") and not confirms(blank, "0000") and not confirms(blank, "李四")
