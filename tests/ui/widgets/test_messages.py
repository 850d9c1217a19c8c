"""Messages say what happened, what was kept and what to do; a note offers its undo and goes by itself; lists keep their place."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.errors import KnownError
from ui import tokens as t
from ui.models.rows import Column, RowsModel
from ui.widgets.data_table import DataTable
from ui.widgets.notice import Notice
from ui.widgets.toast import Toast
from ui.widgets.value_card import ValueCard


def test_an_error_is_told_in_three_parts_with_what_can_be_done(qtbot: QtBot) -> None:
    notice, pressed = Notice(), list[str]()
    qtbot.addWidget(notice)
    assert not notice.isVisible()
    notice.fail(KnownError("internal", kind="ValueError"), ("再试一次", lambda: pressed.append("again")))
    said = notice.accessibleName()
    assert notice.isVisible() and all(part in said for part in ("ValueError", "都还在", "请再试一次"))
    next(each for each in notice.findChildren(QPushButton) if each.text() == "再试一次").click()
    assert pressed == ["again"]
    notice.tell("没有网络,数据都在本机", t.Mark.INFO)
    assert notice.accessibleName().strip() == "没有网络,数据都在本机"


def test_a_note_can_be_undone_once(qtbot: QtBot) -> None:
    host, undone = QWidget(), list[str]()
    qtbot.addWidget(host)
    host.resize(600, 400)
    host.show()
    toast = Toast(host)
    toast.say("已移到明天", undo=lambda: undone.append("undo"))
    back = toast.findChildren(QPushButton)[0]
    back.click()
    back.click()
    assert undone == ["undo"] and not toast.isVisible()
    toast.say("已保存")
    assert toast.isVisible() and not back.isVisible() and host.rect().contains(toast.geometry())


def table_of(qtbot: QtBot, keys: str) -> tuple[DataTable[str], RowsModel[str]]:
    model: RowsModel[str] = RowsModel((Column("名", str, stretch=True),), str)
    model.set_rows(tuple(keys))
    table = DataTable(model, "名单")
    qtbot.addWidget(table)
    table.show()
    return table, model


def test_the_selected_row_stays_selected_when_the_list_changes(qtbot: QtBot) -> None:
    table, model = table_of(qtbot, "abc")
    assert table.select("b") and not table.select("z")
    model.set_rows(("x", "a", "b"))
    assert table.selected() == "b" and table.currentIndex().row() == 2
    model.set_rows(("x",))
    assert table.selected() is None


def test_enter_opens_the_row_and_moving_tells_it(qtbot: QtBot) -> None:
    table, _ = table_of(qtbot, "abc")
    opened: list[object] = []
    chosen: list[object] = []
    table.activated_row.connect(opened.append)
    table.chosen_row.connect(chosen.append)
    table.select("a")
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert (opened, chosen) == (["b"], ["a", "b"])


def test_a_value_is_told_with_unit_state_and_the_one_before(qtbot: QtBot) -> None:
    card = ValueCard("血压", "mmHg")
    qtbot.addWidget(card)
    card.show_value("168/96", t.Mark.HIGH, "偏高", "上次 152/90")
    assert card.accessibleName() == "血压 168/96 mmHg 偏高 上次 152/90"
    card.set_armed(True)
    assert card.property("surface") == "armed"
    card.clear()
    assert card.text() == "—" and "偏高" not in card.accessibleName()


def test_a_notice_follows_a_model_error_first_then_what_was_done(qtbot: QtBot) -> None:
    notice = Notice()
    qtbot.addWidget(notice)
    notice.follow(KnownError("internal", kind="ValueError"), "存好了")
    assert notice.isVisible() and "ValueError" in notice.accessibleName()
    notice.follow(None, "存好了")
    assert notice.accessibleName().strip() == "存好了"
    notice.follow(None)
    assert not notice.isVisible()
