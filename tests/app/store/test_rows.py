"""A row's hash depends on what it says and on nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.store.rows import canonical, row_hash

ROW: dict[str, object] = {"id": "p1", "name": "王秀英", "urgent": True, "count": 3, "blob": b"\x01\xff", "birth": None, "note": ""}
NAMES, NUMBERS = st.sampled_from(["id", "name"]), st.integers(min_value=4)


def test_the_hash_is_one_forever() -> None:
    """Rows written by an earlier version must still fit: this text and this digest are the format."""
    assert canonical({"b": 1, "a": "王", "c": b"\x01"}) == '{"a":"王","b":1,"c":"01"}'
    assert row_hash({"id": "p1", "n": 1}) == "7e1763d108a97696be23539605724116e6e4c70b141544bf0d247d37124f793d"


def test_order_own_hash_and_empty_columns_do_not_count() -> None:
    turned = dict(reversed(ROW.items()))
    assert row_hash(turned) == row_hash(ROW) == row_hash(ROW | {"row_hash": "x"}) == row_hash(ROW | {"added_later": None, "other": ""})


def test_a_flag_is_the_number_the_file_holds() -> None:
    assert row_hash(ROW) == row_hash(ROW | {"urgent": 1})
    assert row_hash(ROW) != row_hash(ROW | {"urgent": False})


@given(NAMES, st.text(min_size=1))
def test_another_text_is_another_hash(name: str, value: str) -> None:
    assert (row_hash(ROW | {name: value}) == row_hash(ROW)) is (value == ROW[name])


@given(st.dictionaries(st.text(min_size=1), st.integers() | st.text(min_size=1), max_size=5), st.text(min_size=1), st.integers())
def test_another_column_is_another_hash(row: dict[str, int | str], name: str, value: int) -> None:
    if name != "row_hash" and row.get(name) != value:
        assert row_hash(row | {name: value}) != row_hash(row)


def test_what_has_no_text_is_refused() -> None:
    with pytest.raises(TypeError):
        canonical(object())
