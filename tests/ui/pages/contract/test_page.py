"""家庭医生签约 over the real store: signed, renewed, ended, counted and printed from the page."""

from __future__ import annotations

from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from app.domain.contract import ContractEnd
from app.rules.contracts import State
from tests.ui.pages.front import in_front
from ui.bridge import Bridge
from ui.pages.contract.gallery import page_over
from ui.pages.contract.page import ContractPage
from ui.pages.page_model import at_once
from ui.practice_desk import PracticeDesk

DAY = 86_400


@pytest.fixture
def adult(practice: PracticeDesk) -> str:
    return next(one for one in practice.people if (practice.residents.get(one).birth or date.max) < date(2000, 1, 1))


@pytest.fixture
def shown(qtbot: QtBot, practice: PracticeDesk, bridge: Bridge) -> ContractPage:
    made = page_over(practice, bridge)
    made.model.attach(made.refresh, at_once)
    in_front(qtbot, made)
    made.shown()
    return made


def signed(shown: ContractPage, practice: PracticeDesk, adult: str) -> None:
    shown.who.setText(practice.residents.get(adult).name)
    shown.who.look_up(practice.residents.get(adult).name)
    shown.who.taken.emit(adult)
    assert shown.signing.isVisible() and not shown.held.isVisible()
    shown.signing.team.setText("刘明远团队")
    shown.signing.sign.click()


def test_somebody_who_was_found_signs_and_stands_in_the_list(shown: ContractPage, practice: PracticeDesk, adult: str) -> None:
    signed(shown, practice, adult)
    (row,) = shown.rows.rows()
    assert (row.person, row.team, row.packages, row.state) == (adult, "刘明远团队", ("basic",), State.RUNNING)
    assert shown.held.isVisible() and not shown.signing.isVisible() and not shown.held.renew.isVisible()
    asked: list[str] = []
    shown.resident_asked.connect(asked.append)
    shown.held.table.activated_row.emit(shown.held.lines.rows()[0])
    assert asked == [adult]


def test_what_is_wrong_is_said_and_what_was_typed_stays(shown: ContractPage, practice: PracticeDesk, adult: str) -> None:
    shown.model.begin(adult, "x")
    shown.signing.team.setText("")
    shown.signing.guardian.setText("王大山")
    shown.signing.sign.click()
    assert shown.model.error is not None and shown.model.error.code == "contract_team"
    assert shown.signing.isVisible() and shown.signing.guardian.text() == "王大山"
    shown.signing.first.setText("昨天")
    shown.signing.sign.click()
    assert shown.rows.rows() == ()


def test_one_that_runs_out_is_renewed_and_one_is_ended(shown: ContractPage, practice: PracticeDesk, adult: str) -> None:
    signed(shown, practice, adult)
    practice.clock.forward(320 * DAY)
    shown.shown()
    shown.model.chosen = ""
    shown.model.choose(shown.rows.rows()[0])
    assert shown.model.count("due") == 1 and shown.held.renew.isVisible()
    shown.held.renew.click()
    assert shown.signing.first.text() == "2027-03-05"
    shown.signing.sign.click()
    shown.model.choose_group("due")
    assert shown.rows.rows() == () and shown.model.count("running") == 2
    shown.model.choose_group("")
    old = next(one for one in shown.rows.rows() if one.state is State.RENEWED)
    shown.model.choose(old)
    shown.held.reason.set_value(ContractEnd.MOVED.value)
    shown.held.day.setText("2027-01-19")
    shown.held._end()
    assert shown.model.error is None
    assert {one.state for one in shown.rows.rows()} == {State.ENDED, State.AHEAD}


def test_both_sheets_are_printed(shown: ContractPage, practice: PracticeDesk, adult: str) -> None:
    signed(shown, practice, adult)
    found: list[bytes] = []
    shown.model.print_agreement(found.append)
    shown.model.print_fulfilment(found.append)
    assert [pdf[:4] for pdf in found] == [b"%PDF", b"%PDF"]
    shown.model.print_agreement(lambda pdf: shown.held._paper("协议", pdf))
    assert shown.printable.currentWidget() is shown.printable.preview


def test_the_list_is_filtered_by_name(shown: ContractPage, practice: PracticeDesk, adult: str) -> None:
    signed(shown, practice, adult)
    shown.model.find("没有这个人")
    assert shown.rows.rows() == () and not shown._list.empty.isHidden()
    shown.model.find(practice.residents.get(adult).name)
    assert len(shown.rows.rows()) == 1
