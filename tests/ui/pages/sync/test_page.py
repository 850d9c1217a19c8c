"""The upload page over the real status service, and its cards."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.domain.measurement import MeasurementKind
from app.services.sync_status import SyncStatus
from app.store import sync_state
from tests.ui.pages.sync.test_model import KeptHub
from tests.ui.pages.visits import adults
from ui.bridge import Bridge
from ui.pages.sync import gallery
from ui.pages.sync.cards import AsideCard, ConflictCard, HubClashCard, SettledCard
from ui.pages.sync.model import SyncModel
from ui.pages.sync.page import SyncPage
from ui.practice_desk import PracticeDesk


@pytest.fixture
def status(practice: PracticeDesk) -> SyncStatus:
    made = SyncStatus(practice.desk)
    practice.desk.store.write(lambda uow: sync_state.add_peer(uow, "hub", "hub", "http://127.0.0.1:9/fhir"), practice.desk.actor).result()
    return made


@pytest.fixture
def page(status: SyncStatus, practice: PracticeDesk, bridge: Bridge, qtbot: QtBot) -> SyncPage:
    model = SyncModel(status, practice.clock, lambda person: practice.residents.get(person).name)
    made = SyncPage(model, bridge)
    bridge.listen(status.news, model.heard, made)
    qtbot.addWidget(made)
    made.resize(1024, 768)
    made.show()
    made.shown()
    return made


def test_what_is_written_shows_up_as_waiting(page: SyncPage, practice: PracticeDesk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.model.state.summary.pending > 0)
    before = page.model.state.summary.pending
    visit = practice.intake.open_visit(adults(practice)[0])
    practice.intake.enter(visit.id, MeasurementKind.TEMPERATURE, "36.5")
    qtbot.waitUntil(lambda: page.model.state.summary.pending >= before + 2)
    assert str(page.model.state.summary.pending) in page._head.text() and "待上传" in page._head.text()
    assert "可以关机" in page._off.text()
    state = page.model
    qtbot.waitUntil(
        lambda: sum(lane.pending for lane in state.state.lanes.values()) == state.state.summary.pending
    )  # read beside the screen


def test_upload_now_pokes_the_worker(page: SyncPage, status: SyncStatus, qtbot: QtBot) -> None:
    poked: list[bool] = []
    status.poke = lambda: poked.append(True)
    qtbot.waitUntil(page.now.isEnabled)
    qtbot.mouseClick(page.now, Qt.MouseButton.LeftButton)
    assert poked == [True]


def test_a_failed_pass_says_why_and_what_to_do(page: SyncPage, status: SyncStatus, qtbot: QtBot) -> None:
    status.reported("hub", {"error": "sync_unreachable"}, ok=False)
    qtbot.waitUntil(page._trouble.isVisible)
    assert "连不上服务器" in page._trouble.text() and page._network.text() == "离线"


def test_a_disagreement_stands_side_by_side_and_is_settled_by_a_button(dressed: object, qtbot: QtBot) -> None:
    chosen: list[tuple[int, str]] = []
    desk = gallery.Desk(gallery.OFFLINE, (), (gallery.CONFLICT,))
    desk.settle = lambda conflict, choice: chosen.append((conflict, choice))  # type: ignore[method-assign]
    page = gallery.page(desk)
    qtbot.addWidget(page)
    card = page.findChildren(ConflictCard)[0]
    card.there.click()
    card.here.click()
    assert chosen == [(7, "there"), (7, "here")]
    assert not [one for one in page.findChildren(QPushButton) if one.text() == "再试一次"]


def test_a_choice_can_be_taken_back_and_what_was_set_aside_is_seen(dressed: object, qtbot: QtBot) -> None:
    done: list[object] = []
    desk = gallery.Desk(gallery.ASKED, (), (gallery.SIGNED,), gallery.SETTLED, gallery.ASIDE)
    desk.take_back = done.append  # type: ignore[method-assign, assignment]
    desk.see = done.append  # type: ignore[method-assign, assignment]
    page = gallery.page(desk)
    qtbot.addWidget(page)
    page.findChildren(SettledCard)[0].back.click()
    page.findChildren(AsideCard)[1].seen.click()
    assert done == [gallery.SETTLED.id, gallery.ASIDE[1]]
    signed = page.findChildren(ConflictCard)[0]
    assert signed.there.parent() is None, "what was signed can only stay"


def test_a_clash_at_the_hub_is_settled_by_a_button_and_taken_back_by_another(qtbot: QtBot) -> None:
    hub = KeptHub()
    made = gallery.page(gallery.Desk(gallery.DONE), hub)
    qtbot.addWidget(made)
    made.show()
    (card,) = made.findChildren(HubClashCard)
    card.theirs.click()
    (chosen,) = made.findChildren(SettledCard)
    chosen.back.click()
    assert hub.settled == [(gallery.CLASH, False)] and hub.taken_back == [gallery.CHOICE]


def test_without_a_server_nothing_is_called_uploaded(qtbot: QtBot) -> None:
    """H12: never a false green."""
    made = gallery.alone()
    qtbot.addWidget(made)
    made.show()
    seen = [one.text() for one in made.findChildren(QLabel) if one.isVisible()]
    assert seen and not any("已全部上传" in text or "没有需要" in text for text in seen)
