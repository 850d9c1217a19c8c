"""Strict tables: what is not understood refuses the whole file with file and line."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.rules.formulary import PackError
from app.rules.tables import read_rows, words

COLUMNS = ("id", "value", "source", "basis")
GOOD = "id,value,source,basis\na, 1 ,说明书,用法用量\n"


def test_a_table_is_read_with_its_lines() -> None:
    (row,) = read_rows("x.csv", ("\ufeff" + GOOD).encode(), COLUMNS)
    assert (row.line, row["id"], row.read("value", Decimal)) == (2, "a", Decimal(1))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("id,valeu,source,basis\na,1,b,c\n", "1: valeu, value"),
        ("id,source,basis\na,b,c\n", "1: value"),
        ("value,id,source,basis\n1,a,b,c\n", "1: columns"),
        (GOOD + "b,2,说明书\n", "3: 3 cells"),
        (GOOD + "b,2,说明书,理由,多\n", "3: 5 cells"),
        (GOOD + "b,2,,理由\n", "3: no source"),
        (GOOD + 'b,"2\n",说明书, \n', "4: no basis"),
    ],
)
def test_a_broken_table_names_its_line(text: str, place: str) -> None:
    """H44."""
    with pytest.raises(PackError) as caught:
        list(read_rows("x.csv", text.encode(), COLUMNS))
    assert caught.value.code == "pack_broken" and caught.value.facts == {"file": "x.csv", "place": place}


def test_a_cell_that_is_not_understood_names_column_and_text() -> None:
    (row,) = read_rows("x.csv", GOOD.replace(" 1 ", "1,5".replace(",", "；")).encode(), COLUMNS)
    with pytest.raises(PackError) as caught:
        row.read("value", Decimal)
    assert caught.value.facts["place"] == "2: value '1；5'"


@pytest.mark.parametrize("data", [b"\xff\xfe", b'id,value,source,basis\n"a,1,b,c\n'])
def test_bytes_that_are_no_table(data: bytes) -> None:
    with pytest.raises(PackError) as caught:
        list(read_rows("x.csv", data, COLUMNS))
    assert caught.value.code == "pack_broken"


def test_an_empty_table_is_none() -> None:
    """H17."""
    with pytest.raises(PackError) as caught:
        list(read_rows("x.csv", b"id,value,source,basis\n", COLUMNS))
    assert caught.value.code == "pack_empty"


def test_words_of_a_cell() -> None:
    assert words("a; b;;") == ("a", "b") and words("") == ()
