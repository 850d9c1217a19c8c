"""Registering and finding residents by keyboard, over real services."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.clock import local_day
from app.domain.person import IdKind
from app.domain.programme import Closing
from app.services.registers import Registers
from tests.ui.pages.keyboard import enter, write
from tests.ui.pages.residents.test_model import number
from ui.bridge import Bridge
from ui.keymap import Keys
from ui.pages.residents.model import ResidentsModel
from ui.pages.residents.page import ResidentsPage
from ui.practice_desk import PracticeDesk
from ui.tokens import Mark


@pytest.fixture
def page(qtbot: QtBot, bridge: Bridge, practice: PracticeDesk) -> ResidentsPage:
    made = ResidentsPage(ResidentsModel(practice.residents, practice.clock), bridge)
    qtbot.addWidget(made)
    Keys(made)
    made.resize(1366, 768)
    made.show()
    made.shown()
    return made


def test_find_by_name_and_open_the_chart(qtbot: QtBot, page: ResidentsPage, practice: PracticeDesk) -> None:
    person = practice.residents.get(practice.people[2])
    write(qtbot, page.find_box, person.name)
    enter(qtbot, page.find_box)
    assert page.banner.view is not None and page.banner.view.name == person.name
    with qtbot.waitSignal(page.chart_asked) as asked:
        page.chart.click()
    assert asked.args == [person.id]
    with qtbot.waitSignal(page.measure_asked) as asked:
        page.measure.click()
    assert asked.args == [person.id]


def test_register_by_keyboard(qtbot: QtBot, page: ResidentsPage, practice: PracticeDesk) -> None:
    qtbot.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    form = page.form
    qtbot.waitUntil(form.field("name").hasFocus)
    write(qtbot, form.field("name"), "王秀英")
    enter(qtbot, form.field("name"))
    assert form.kind.hasFocus()
    enter(qtbot, form.kind)
    write(qtbot, form.field("id_number"), number())
    assert form.rows["id_number"].remark() == "证件号正确。" and form.sex.value() == "2"
    assert form.field("birth").placeholderText() == "1959-03-12"
    enter(qtbot, form.field("id_number"))
    assert form.field("birth").hasFocus()
    for key in ("birth",):
        enter(qtbot, form.field(key))
    assert form.sex.hasFocus()
    enter(qtbot, form.sex)
    write(qtbot, form.field("phone"), "13812345678")
    qtbot.keyClick(page, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: page._model.form is None)
    assert page.banner.view is not None and page.banner.view.name == "王秀英"
    assert [one.name for one in practice.residents.search(number())] == ["王秀英"]


def test_a_wrong_digit_is_said_while_typing(qtbot: QtBot, page: ResidentsPage) -> None:
    page.register("王秀英")
    form = page.form
    assert form.field("name").text() == "王秀英"
    form.field("id_number").setFocus()
    write(qtbot, form.field("id_number"), "410999195903121221")
    assert form.rows["id_number"].remark() == "身份证号的校验位不对，可能有一位抄错。"
    qtbot.keyClick(page, Qt.Key.Key_F2)
    assert page._model.form is not None and form.field("id_number").hasFocus()


def test_the_same_number_is_shown_side_by_side(qtbot: QtBot, page: ResidentsPage, practice: PracticeDesk) -> None:
    known = practice.residents.get(practice.people[0])
    page.register("王秀英")
    form = page.form
    form.field("id_number").setFocus()
    write(qtbot, form.field("id_number"), known.number(IdKind.RESIDENT) or "")
    assert form._alike.isVisible() and form.despite.isHidden()
    assert [row.name for row in page._model.alike] == [known.name]


def test_nothing_found_says_what_to_do(qtbot: QtBot, page: ResidentsPage) -> None:
    write(qtbot, page.find_box, "查无此人")
    assert page._stack.currentWidget() is page._empty and "Ctrl+N" in page._empty._advice.text()


def test_who_is_dead_by_the_record_is_told_so_and_can_be_alive_again(qtbot: QtBot, page: ResidentsPage, practice: PracticeDesk) -> None:
    """H40: of two namesakes one has died; a death of the wrong record is taken back where the record is."""
    person = practice.residents.get(practice.people[2])
    day = local_day(practice.clock.now()) - timedelta(days=3)
    write(qtbot, page.find_box, person.name)
    enter(qtbot, page.find_box)
    assert not page.take_back_death.isVisible()
    Registers(practice.desk).end_all(person.id, Closing.DIED, day)
    page.shown()
    write(qtbot, page.find_box, person.name)
    enter(qtbot, page.find_box)
    assert page.banner.view is not None
    assert [words for words, mark in page.banner.view.notes if mark is Mark.DANGER] == [f"已登记死亡 {day.isoformat()}"]
    page.take_back_death.click()
    qtbot.waitUntil(lambda: not page.take_back_death.isVisible())
    assert practice.residents.get(person.id).deceased is None
    assert page.banner.view is not None and not [one for one in page.banner.view.notes if one[1] is Mark.DANGER]
