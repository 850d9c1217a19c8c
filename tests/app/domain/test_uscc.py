"""GB 32100: the check character finds every single wrong character and every swap of neighbours."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.uscc import check_character, check_uscc, complete_uscc

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE = "91350100M000100Y43"
BODIES = st.builds(
    "{}{}{}".format,
    st.sampled_from(["91", "12", "52", "54"]),
    st.from_regex(r"[0-9]{6}", fullmatch=True),
    st.text(ALPHABET, min_size=9, max_size=9),
)


def test_the_published_example() -> None:
    assert check_uscc(CODE).valid and check_uscc("91350100m000100y43").code == CODE
    assert complete_uscc(CODE[:17]).code == CODE and complete_uscc(CODE[:17]).check == "3"
    assert check_uscc("91350100M000100Y44").error == "checksum"


@pytest.mark.parametrize("text", ["", CODE[:17], CODE + "1", "9135O100M000100Y43", "91350100I000100Y43", "913501A0M000100Y43", "阿" * 18])
def test_what_has_no_form(text: str) -> None:
    assert check_uscc(text).error == "format" and not check_uscc(text).valid


def test_an_unfit_beginning_is_not_completed() -> None:
    assert complete_uscc("91350100").error == "format"
    with pytest.raises(ValueError, match="substring"):
        check_character("I")


@given(BODIES, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_found(body: str, place: int, other: str) -> None:
    code = complete_uscc(body).code
    assert check_uscc(code).valid
    assume(code[place] != other)
    assert not check_uscc(code[:place] + other + code[place + 1 :]).valid


@given(BODIES, st.integers(0, 16))
def test_every_swap_of_neighbours_is_found(body: str, place: int) -> None:
    code = complete_uscc(body).code
    assume(code[place] != code[place + 1])
    assert not check_uscc(code[:place] + code[place + 1] + code[place] + code[place + 2 :]).valid
