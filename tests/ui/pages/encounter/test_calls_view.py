"""Calls to make, by hand: the numbers are there, what came of each is kept, an unreachable patient stays on the list."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui.pages.encounter.test_page import press
from ui.pages.encounter.calls_view import CallsView
from ui.pages.encounter.gallery import CALLS, LATE, NOW, Desk
from ui.pages.encounter.taken_back import TakenBackModel
from ui.pages.encounter.words import EncounterWords


class Noting(Desk):
    """Remembers what came of each call."""

    def __init__(self) -> None:
        super().__init__()
        self.to_call, self.told = list(CALLS), list[tuple[str, str, str]]()

    def called(self, key: str, outcome: str, note: str = "") -> None:
        self.told.append((key, outcome, note))
        if outcome != "unreachable":
            super().called(key, outcome, note)


@pytest.fixture
def desk() -> Noting:
    return Noting()


@pytest.fixture
def view(desk: Noting, qtbot: QtBot) -> CallsView:
    model = TakenBackModel(desk, desk.late)
    made = CallsView(model, EncounterWords())
    model._changed = lambda: made.refresh(NOW)
    model.reload()
    model.show_calls(True)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    return made


def said(view: CallsView, key: str) -> str:
    return "\n".join(each.text() for each in view.cards[key].findChildren(QLabel) if each.isVisible())


def test_a_card_says_whom_and_why(view: CallsView) -> None:
    words = said(view, "k1")
    for part in ("王秀英", "14000000001 本人", "14000000002 儿子", "168/96", "0003", "2", "没人接"):
        assert part in words
    assert "没有电话" in said(view, "k2")


def test_an_unreachable_patient_stays_and_a_settled_call_goes(view: CallsView, desk: Noting, qtbot: QtBot) -> None:
    first = view.cards["k1"]
    first.note.setText("关机")
    press(first, "没联系上，稍后再打")
    assert desk.told == [("k1", "unreachable", "关机")] and view.cards["k1"] is first and first.note.text() == ""
    view.cards["k2"].note.setText("写到一半")
    press(first, "已联系，已停用")
    assert desk.told[-1][:2] == ("k1", "stopped") and set(view.cards) == {"k2"}
    assert view.cards["k2"].note.text() == "写到一半"


def test_the_list_closes_when_nobody_is_left(view: CallsView, desk: Noting) -> None:
    for key in ("k1", "k2"):
        press(view.cards[key], "已联系，处方不变")
    assert view._model.calls == () and not view._model.calling


def test_a_late_fact_says_whom_what_and_why(desk: Noting, view: CallsView, qtbot: QtBot) -> None:
    """RX-SAF-09: resident, phone, drug, reason; between the others by its time."""
    desk.late.to_call = [LATE]
    view._model.reload()
    assert [one.id for one in view._model.calls] == ["k1", "k3", "k2"]
    qtbot.waitUntil(lambda: bool(said(view, "k3")))
    words = said(view, "k3")
    for part in ("张桂英", "14000000004 本人", "签名以后才知道：过敏", "别嘌醇片含有该成分", "0007", "王建国"):
        assert part in words
    press(view.cards["k3"], "已联系，已停用")
    assert desk.late.to_call == [] and desk.told == [] and set(view.cards) == {"k1", "k2"}
