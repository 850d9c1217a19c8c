"""H20, H22: what a patch has stored is fetched, shown with the time nobody can trust, and given only to who was recognised anew."""

from __future__ import annotations

from array import array
from concurrent.futures import Future

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.errors import KnownError
from app.services.devices import DeviceCard
from app.services.ecg import EcgRecorder
from app.services.ecg_stored import StoredEcgs
from app.services.printers import Printers
from device_drivers.errors import DeviceError, Reason
from device_drivers.readings import RecordedLead, Recording
from tests.ui.pages.ecg.conftest import HUB_ID
from tests.ui.pages.front import in_front
from tests.ui.pages.keyboard import enter, write
from tests.ui.pages.visits import adults
from ui.bridge import Bridge
from ui.pages.ecg.model import EcgModel
from ui.pages.ecg.page import EcgPage
from ui.pages.ecg.stored import StoredModel
from ui.pages.ecg.stored_panel import StoredPanel
from ui.practice_desk import PracticeDesk

BEATS = array("h", (0 if n % 100 else 400 for n in range(125 * 42)))
FLAT = Recording(
    HUB_ID, "lepu_er1", "R20170101000059", 125.0, 2467, (RecordedLead("II", BEATS),), "2017-01-01T00:00:59", 2.9e8, 1, "ab" * 32
)


class Patch:
    """A patch that is asked; the test says what comes of it."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Future[int]]] = []

    def fetch_recordings(self, hub_id: str) -> Future[int]:
        self.asked.append((hub_id, Future()))
        return self.asked[-1][1]


@pytest.fixture
def memory() -> Patch:
    return Patch()


@pytest.fixture
def shelf(practice: PracticeDesk) -> StoredEcgs:
    return StoredEcgs(practice.desk)


@pytest.fixture
def page(model: EcgModel, shelf: StoredEcgs, memory: Patch, practice: PracticeDesk, bridge: Bridge, qtbot: QtBot) -> EcgPage:
    person = adults(practice)[0]
    model.attend(person, practice.intake.open_visit(person).id)
    made = EcgPage(model, bridge, Printers(practice.desk), StoredModel(shelf, practice.residents, memory, frozenset({"lepu_er1"})))
    assert made.stored is not None
    stored = made.stored.model
    bridge.listen(shelf.news, lambda _: stored.reload(), made)
    in_front(qtbot, made)
    made.shown()
    return made


def panel_of(page: EcgPage) -> StoredPanel:
    assert page.stored is not None
    return page.stored


def one_waits(page: EcgPage, shelf: StoredEcgs, qtbot: QtBot) -> StoredPanel:
    shelf.heard(FLAT)
    panel = panel_of(page)
    qtbot.waitUntil(panel.table.isVisible)
    return panel


def test_the_button_asks_the_patch_in_front_and_says_what_came(page: EcgPage, memory: Patch, shelf: StoredEcgs, qtbot: QtBot) -> None:
    panel = panel_of(page)
    qtbot.mouseClick(panel.fetch, Qt.MouseButton.LeftButton)
    assert [hub_id for hub_id, _ in memory.asked] == [HUB_ID] and not panel.fetch.isEnabled() and "正在读取" in panel._state.text()
    shelf.heard(FLAT)
    memory.asked[0][1].set_result(1)
    qtbot.waitUntil(lambda: panel._state.text() == "取到 1 份。" and len(panel.rows.rows()) == 1)
    assert panel.fetch.isEnabled() and panel.count.text() == "1 份等认领"
    qtbot.mouseClick(panel.fetch, Qt.MouseButton.LeftButton)
    shelf.heard(FLAT)
    memory.asked[1][1].set_result(1)  # its clock is wrong: it sends everything again
    qtbot.waitUntil(lambda: "没有新的记录" in panel._state.text())


def test_a_patch_that_cannot_be_read_says_why_in_words(page: EcgPage, memory: Patch, qtbot: QtBot) -> None:
    panel = panel_of(page)
    panel.model.fetch()
    memory.asked[0][1].set_exception(DeviceError(Reason.NOT_FOUND, device=HUB_ID))
    qtbot.waitUntil(panel.notice.isVisible)
    assert "没有找到" in panel.notice.accessibleName() and panel.fetch.isEnabled()
    panel.notice.hide()
    page.refresh()
    assert not panel.notice.isVisible(), "closed, it stays closed"


def test_nothing_is_fetched_while_something_is_recorded_or_read_already(page: EcgPage, memory: Patch) -> None:
    panel = panel_of(page)
    panel.model.fetch()
    panel.model.fetch()
    page.model.recording = True
    page.refresh()
    memory.asked[0][1].set_result(0)
    assert len(memory.asked) == 1 and not panel.model.may_fetch


def test_a_time_nobody_can_trust_is_said_beside_length_and_leads(page: EcgPage, shelf: StoredEcgs, qtbot: QtBot) -> None:
    panel = one_waits(page, shelf, qtbot)
    (one,) = panel.rows.rows()
    said = [column.text(one) for column in panel.rows.columns]
    assert said[0] == "黄3" and said[1].startswith("时间不可信 · ") and said[2:4] == ["42 秒", "II"]


def test_it_is_given_to_whoever_is_recognised_anew_and_shown_at_once(
    page: EcgPage, shelf: StoredEcgs, practice: PracticeDesk, recorder: EcgRecorder, qtbot: QtBot
) -> None:
    panel = one_waits(page, shelf, qtbot)
    assert not panel.claim.isEnabled() and panel.said.isVisible()
    panel.said.setFocus()
    write(qtbot, panel.said, "19000101")
    enter(qtbot, panel.said)
    qtbot.waitUntil(panel._mistaken.isVisible)
    assert not panel.claim.isEnabled()
    person = page.model.banner.person if page.model.banner else None
    assert person is not None and person.birth is not None
    qtbot.waitUntil(lambda: not panel.model.busy)
    write(qtbot, panel.said, f"{person.birth:%Y%m%d}")
    enter(qtbot, panel.said)
    qtbot.waitUntil(panel.claim.isEnabled)
    assert panel.claim.text() == f"是{person.name}的"
    qtbot.mouseClick(panel.claim, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.model.strip is not None and not page.model.busy)
    (kept,) = recorder.of_person(person.id)
    assert page.model.strip is not None and page.model.strip.recording == kept and shelf.waiting() == []


def test_the_next_resident_must_be_recognised_again(page: EcgPage, shelf: StoredEcgs, practice: PracticeDesk, qtbot: QtBot) -> None:
    panel = one_waits(page, shelf, qtbot)
    first, second = adults(practice)[:2]
    assert page.presented(first, first) and panel.model.may_claim, "the slip of the resident in front"
    assert not page.presented(second, second), "somebody else's slip"
    page.model.attend(second, practice.intake.open_visit(second).id)
    assert not panel.model.may_claim and panel.model.identified_by == ""


def test_without_a_visit_nothing_is_given(page: EcgPage, shelf: StoredEcgs, practice: PracticeDesk, qtbot: QtBot) -> None:
    panel = one_waits(page, shelf, qtbot)
    person = adults(practice)[0]
    page.model.attend(person, None)
    assert page.presented(person, person) and not panel.claim.isEnabled() and "先打开居民的就诊" in panel._how.text()


def test_it_is_set_aside_with_a_reason(page: EcgPage, shelf: StoredEcgs, qtbot: QtBot) -> None:
    panel = one_waits(page, shelf, qtbot)
    panel.other.setFocus()
    enter(qtbot, panel.other)
    assert len(shelf.waiting()) == 1
    write(qtbot, panel.other, "借给邻村用过")
    enter(qtbot, panel.other)
    qtbot.waitUntil(lambda: shelf.waiting() == [] and not panel.table.isVisible())


def test_one_that_was_given_at_another_seat_is_told(page: EcgPage, shelf: StoredEcgs, qtbot: QtBot) -> None:
    panel = one_waits(page, shelf, qtbot)
    shelf.news = type(shelf.news)("silent")  # the news have not come yet
    shelf.set_aside(panel.model.chosen, "试机")
    panel.model.set_aside("试机")
    qtbot.waitUntil(panel.notice.isVisible)
    assert isinstance(panel.model.error, KnownError) and panel.model.error.code == "reading_gone"


def test_a_device_without_a_memory_has_no_such_block(model: EcgModel, card: DeviceCard, shelf: StoredEcgs, practice: PracticeDesk, bridge: Bridge, qtbot: QtBot) -> None:  # fmt: skip
    page = EcgPage(model, bridge, Printers(practice.desk), StoredModel(shelf, practice.residents, Patch(), frozenset()))
    qtbot.addWidget(page)
    page.show()
    page.shown()
    assert panel_of(page).isHidden()
