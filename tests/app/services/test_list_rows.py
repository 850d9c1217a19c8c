"""Headers of lists, and rows given back."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import KnownError
from app.services.list_rows import Columns, Refusal, bare, columns_of, words_of, write_refused
from app.services.table_file import Cell, Row, rows
from app.texts import load_texts

KNOWN = words_of("formulary_columns.toml")["columns"]


def row(number: int, *texts: str) -> Row:
    return Row(number, tuple(Cell(text) for text in texts))


def test_the_header_is_found_below_a_title() -> None:
    found = columns_of([row(1, "某卫生室药品库存表"), row(3, "药品名称*", "规 格", "零售价（元）", "货架", "规格")], KNOWN)
    assert (found.header.number, found.places, found.unused) == (3, {"name": 0, "specification": 1, "price": 2}, ("货架", "规格"))
    assert found.cells(row(4, "甲", "乙")) == {"name": Cell("甲"), "specification": Cell("乙"), "price": Cell()}


def test_without_a_header_the_error_is_the_one_of_the_list() -> None:
    with pytest.raises(KnownError, match="table_no_drugs"):
        columns_of([row(1, "药品名称", "货架")], KNOWN, "table_no_drugs")


def test_refused_rows_go_into_a_file_that_can_be_taken(tmp_path: Path) -> None:
    head = row(1, "药品名称", "规格")
    refused = [Refusal(row(7, "甲", "约5mg"), (("row_specification", {"text": "约5mg"}),))]
    target = tmp_path / "x.xlsx"
    write_refused(target, Columns(head, {"name": 0, "specification": 1}, ()), refused, load_texts("zh_CN"), lambda one: one.reasons[0][0])
    written = [one.texts for one in rows(target)]
    assert written == [["行号", "未导入的原因", "药品名称", "规格"], ["7", "row_specification", "甲", "约5mg"]]
    assert columns_of(rows(target), KNOWN).places == {"name": 2, "specification": 3}


def test_words_are_compared_without_what_stands_beside_them() -> None:
    assert bare("零售价（元）*") == "零售价" and bare("（元）") == "(元)"
