"""A list of frozen rows: never jumps for nothing, keeps what is selected."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from ui import tokens as t
from ui.models.rows import MARK_ROLE, Column, RowsModel


@dataclass(frozen=True)
class Row:
    key: str
    value: int


@pytest.fixture
def model(qtbot: QtBot) -> RowsModel[Row]:
    made: RowsModel[Row] = RowsModel(
        (
            Column("名称", lambda row: row.key),
            Column("数值", lambda row: str(row.value), right=True, mark=lambda row: t.Mark.HIGH if row.value > 5 else t.Mark.NONE),
        ),
        lambda row: row.key,
    )
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Warning, made)
    made.set_rows((Row("a", 1), Row("b", 9)))
    return made


def test_cells_come_from_the_columns_functions(model: RowsModel[Row]) -> None:
    assert (model.rowCount(), model.columnCount()) == (2, 2)
    assert [model.index(1, column).data() for column in (0, 1)] == ["b", "9"]
    assert model.index(1, 1).data(MARK_ROLE) is t.Mark.HIGH and model.index(0, 1).data(MARK_ROLE) is t.Mark.NONE
    assert model.index(0, 1).data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert model.headerData(1, Qt.Orientation.Horizontal) == "数值" and model.headerData(1, Qt.Orientation.Vertical) is None


def test_a_table_reads_as_it_is_shown(model: RowsModel[Row]) -> None:
    assert model.table() == [["名称", "数值"], ["a", "1"], ["b", "9"]]
    model.set_rows(())
    assert model.table() == [["名称", "数值"]]


def test_the_same_rows_again_change_nothing(model: RowsModel[Row], qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(model.modelReset), qtbot.assertNotEmitted(model.dataChanged):
        model.set_rows((Row("a", 1), Row("b", 9)))


def test_changed_contents_are_told_without_a_reset_and_other_rows_with_one(model: RowsModel[Row], qtbot: QtBot) -> None:
    with qtbot.waitSignal(model.dataChanged), qtbot.assertNotEmitted(model.modelReset):
        model.set_rows((Row("a", 2), Row("b", 9)))
    with qtbot.waitSignal(model.modelReset):
        model.set_rows((Row("b", 9),))
    assert (model.find("b"), model.find("a"), model.row(0), model.row(5)) == (0, -1, Row("b", 9), None)
