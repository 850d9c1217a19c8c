"""The worklist over the real linking service: looked at, proposed, confirmed, taken apart (H40)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.domain.ids import new_id
from app.services.linking import ALONE_WAITS, Alike, Linked, Proposal
from app.store import people
from ui.bridge import Bridge
from ui.pages.page_model import at_once
from ui.pages.residents.model import ResidentsModel
from ui.pages.residents.page import ResidentsPage
from ui.pages.residents.same_model import SameModel
from ui.pages.residents.same_panel import SamePanel
from ui.practice_desk import PracticeDesk
from ui.widgets.fields import TextField


@pytest.fixture
def pair(practice: PracticeDesk) -> frozenset[str]:
    """Somebody was registered twice."""
    one = practice.residents.get(practice.people[0])
    twice = replace(one, id=new_id(), householder="")
    practice.desk.store.write(lambda uow: people.add(uow, twice), practice.desk.actor).result()
    return frozenset((one.id, twice.id))


@pytest.fixture
def page(practice: PracticeDesk, bridge: Bridge, qtbot: QtBot) -> ResidentsPage:
    made = ResidentsPage(ResidentsModel(practice.residents, practice.clock), bridge)

    def panel() -> SamePanel:
        model = SameModel(practice.residents.links, practice.clock)
        shown = SamePanel(model, bridge)
        model.attach(shown.refresh, at_once)
        return shown

    made.offer_same(panel)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    return made


def press(panel: SamePanel, words: str) -> None:
    (found,) = [one for one in panel.findChildren(QPushButton) if one.text() == words and not one.isHidden()]
    found.click()


def of(panel: SamePanel, pair: frozenset[str]) -> list[str]:
    """In which of the lists the pair is."""
    state = panel.model.state
    lists: dict[str, tuple[Alike | Proposal | Linked, ...]] = {"alike": state.alike, "proposals": state.proposals, "links": state.links}
    return [name for name, rows in lists.items() if any({one.a.id, one.b.id} == pair for one in rows)]


def test_a_pair_goes_all_the_way_and_back(page: ResidentsPage, practice: PracticeDesk, pair: frozenset[str], qtbot: QtBot) -> None:
    page.look_alike.click()
    panel = page.same
    assert panel is not None and panel.isVisible() and of(panel, pair) == ["alike"]
    press(panel, "是同一个人")
    assert of(panel, pair) == ["proposals"] and panel.model.state.proposals[0].reason == "身份证号相同"
    press(panel, "确认是同一个人")
    assert panel.model.error is not None and panel.notice.isVisible(), "not by the same person at once"
    practice.clock.forward(ALONE_WAITS.total_seconds() + 1)
    panel.model.confirm(panel.model.state.proposals[0])
    if panel.model.error is not None:  # where a second person may confirm, only that person may
        assert panel.model.error.code == "link_second_person"
        return
    assert of(panel, pair) == ["links"]
    panel.findChildren(TextField)[-1].setText("弄错了")
    press(panel, "重新分开")
    assert of(panel, pair) == ["alike"]


def test_a_link_is_taken_apart_only_with_a_reason(page: ResidentsPage, practice: PracticeDesk, pair: frozenset[str]) -> None:
    a, b = sorted(pair)
    practice.desk.store.write(lambda uow: people.link(uow, a, b, "x"), practice.desk.actor).result()
    page.look_alike.click()
    panel = page.same
    assert panel is not None and of(panel, pair) == ["links"]
    press(panel, "重新分开")
    assert panel.model.error is not None and panel.model.error.code == "reason_needed" and of(panel, pair) == ["links"]
    panel.findChildren(TextField)[-1].setText("弄错了")
    press(panel, "重新分开")
    assert of(panel, pair) == ["alike"]


def test_two_people_are_not_shown_again_and_one_goes_back_to_the_record(page: ResidentsPage, pair: frozenset[str]) -> None:
    page.look_alike.click()
    panel = page.same
    assert panel is not None
    press(panel, "是两个人")
    assert of(panel, pair) == []
    press(panel, "返回")
    assert not panel.isVisible() and page._empty.isVisible()
