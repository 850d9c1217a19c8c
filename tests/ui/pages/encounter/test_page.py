"""The doctor's page over the real services, typed at like a doctor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.clock import instant, local_day
from app.domain.clinical import Answer, FactKind
from app.domain.measurement import MeasurementKind
from app.services.corrections import Corrections
from app.services.diagnoses import DiagnosisRow
from tests.shipped_pack import shipped_pack
from tests.ui.pages.front import in_front
from tests.ui.pages.visits import arrived, the_nurse
from ui.bridge import Bridge
from ui.keymap import ACT_PROPERTY
from ui.pages.encounter.gallery import CALLS
from ui.pages.encounter.model import EncounterModel
from ui.pages.encounter.page import EncounterPage
from ui.practice_desk import PracticeDesk
from ui.widgets.pill import Pill

Key = Qt.Key


@pytest.fixture
def page(model: EncounterModel, practice: PracticeDesk, bridge: Bridge, qtbot: QtBot) -> Iterator[EncounterPage]:
    arrived(practice)
    made = in_front(qtbot, EncounterPage(model, bridge, practice.clock, shipped_pack().products))
    made.shown()
    qtbot.waitUntil(lambda: made.queue.rows.rowCount() == 1 and not model._queue.under_way)
    yield made
    made.hidden()  # as the window does: nothing is kept after the store is closed


def calm(qtbot: QtBot, page: EncounterPage) -> None:
    """Nothing is under way."""
    qtbot.waitUntil(lambda: not page.model.busy and not page.model._queue.under_way)


@pytest.fixture
def opened(page: EncounterPage, qtbot: QtBot) -> EncounterPage:
    """Enter on the queue's first row."""
    page.queue.list.setFocus()
    page.queue.list.setCurrentIndex(page.queue.rows.index(0))
    qtbot.keyClick(page.queue.list, Key.Key_Return)
    qtbot.waitUntil(lambda: page.model.current is not None)
    calm(qtbot, page)
    return page


def press(root: QWidget, name: str) -> None:
    """The visible button of that name."""
    next(one for one in root.findChildren(QPushButton) if one.accessibleName() == name and one.isVisible()).click()


def test_before_anything_is_read_no_key_of_a_visit_can_be_pressed(
    model: EncounterModel, practice: PracticeDesk, bridge: Bridge, qtbot: QtBot
) -> None:
    """The first keys after signing in (F8, F6) would press what acts on nobody, instead of opening the page of the rail."""
    made = EncounterPage(model, bridge, practice.clock, shipped_pack().products)
    qtbot.addWidget(made)
    acts = {each.property(ACT_PROPERTY): each.isEnabled() for each in made.findChildren(QPushButton) if each.property(ACT_PROPERTY)}
    assert acts == dict.fromkeys(("PRESCRIBE", "ECG", "FOLLOW_UP", "SUSPEND", "FINISH"), False)


def test_enter_on_the_queue_opens_the_visit(opened: EncounterPage) -> None:
    view, visit = opened.view, opened.model.current
    assert view is not None and visit is not None and view.isVisible()
    assert view.banner.view is not None and view.banner.view.person == visit.person
    assert opened.queue.rows.rows[0].mine


def test_the_note_is_kept_while_it_is_typed_and_when_it_is_left(opened: EncounterPage, qtbot: QtBot) -> None:
    view, visit = opened.view, opened.model.current
    assert view is not None and visit is not None
    edit = view.note.edit
    edit.setFocus()
    qtbot.keyClicks(edit, "headache")
    qtbot.waitUntil(lambda: bool(visit.kept_at), timeout=2500)
    assert visit.note == "headache"
    qtbot.keyClicks(edit, " 3d")
    before = visit.kept_at
    view.diagnoses.search.setFocus()
    qtbot.waitUntil(lambda: not view.note._timer.isActive())
    assert visit.kept_at >= before and visit.note == "headache 3d"


def test_a_diagnosis_by_initials_and_enter(opened: EncounterPage, qtbot: QtBot) -> None:
    view, visit = opened.view, opened.model.current
    assert view is not None and visit is not None
    search, onset = view.diagnoses.search, view.diagnoses.onset
    onset.setText("三天前的样子")
    search.setFocus()
    qtbot.keyClicks(search, "gxy")
    assert search.is_open() and search.rows()
    qtbot.keyClick(search, Key.Key_Return)
    assert onset.hasFocus() and opened.model.error is not None, "a day that nobody can read is not passed over"
    onset.setText("3天前")
    search.setFocus()
    qtbot.keyClicks(search, "gxy")
    wanted = search.rows()[0].title
    qtbot.keyClick(search, Key.Key_Return)
    qtbot.waitUntil(lambda: any(one.display == wanted for one in visit.diagnoses))
    calm(qtbot, opened)
    assert visit.diagnoses[0].display == wanted and search.text() == onset.text() == ""
    today = local_day(instant(visit.diagnoses[0].recorded_at))
    assert visit.diagnoses[0].onset == (today - timedelta(3)).isoformat()


def test_no_allergy_is_said_by_one_button_and_an_allergy_by_the_form(opened: EncounterPage, qtbot: QtBot) -> None:
    view, visit = opened.view, opened.model.current
    assert view is not None and visit is not None
    if not visit.chart.active_allergies:
        view.facts.none_known.click()
        qtbot.waitUntil(lambda: FactKind.ALLERGY in visit.chart.facts and not opened.model.busy)
        assert visit.chart.facts[FactKind.ALLERGY].answer is Answer.NO
    view.facts.add.click()
    form = view.facts.form
    qtbot.keyClicks(form.substance, "SMZ")
    qtbot.keyClick(form.substance, Key.Key_Return)
    assert form.reaction.hasFocus()
    qtbot.keyClicks(form.reaction, "rash")
    qtbot.keyClick(form.reaction, Key.Key_Return)
    qtbot.keyClick(form.severity, Key.Key_2)
    qtbot.keyClick(form.severity, Key.Key_Return)
    assert form.keep.hasFocus()
    form.keep.click()
    qtbot.waitUntil(lambda: any(one.text == "SMZ" for one in visit.chart.active_allergies))
    made = next(one for one in visit.chart.active_allergies if one.text == "SMZ")
    assert (made.reaction, made.severity, made.source) == ("rash", "moderate", "本人") and not form.isVisible()


def test_news_wait_behind_a_chip_and_the_screen_stays(opened: EncounterPage, qtbot: QtBot, practice: PracticeDesk) -> None:
    view, visit = opened.view, opened.model.current
    assert view is not None and visit is not None
    opened.model.keep_draft()
    shown = visit.chart
    practice.intake.enter(visit.encounter, MeasurementKind.TEMPERATURE, "36.5")
    opened.model._reread_later(visit)
    qtbot.waitUntil(lambda: view.news.isVisible())
    assert visit.chart is shown
    next(one for one in view.news.findChildren(QPushButton) if one.text()).click()
    assert visit.chart is not shown and not view.news.isVisible()


def test_f9_holds_and_f4_ends(opened: EncounterPage, qtbot: QtBot, practice: PracticeDesk) -> None:
    visit = opened.model.current
    assert visit is not None
    qtbot.keyClick(opened, Key.Key_F9)
    qtbot.waitUntil(lambda: visit.held and not opened.model.busy)
    assert opened.model.current is None and practice.queue.today()[0].state == "held"
    opened.model.show(visit.encounter)
    qtbot.waitUntil(lambda: not visit.held and not opened.model.busy)
    qtbot.keyClick(opened, Key.Key_F4)
    qtbot.waitUntil(lambda: not opened.model.open)
    assert practice.queue.today() == []


@pytest.mark.parametrize(("key", "signal"), [(Key.Key_F6, "prescribe"), (Key.Key_F8, "record_ecg")])
def test_keys_lead_to_the_other_pages_with_the_note_saved(opened: EncounterPage, qtbot: QtBot, key: Qt.Key, signal: str) -> None:
    visit = opened.model.current
    assert visit is not None
    opened.model.type_note("主诉: 头晕")
    asked: list[tuple[str, str]] = []
    listen: Callable[..., object] = lambda person, encounter: asked.append((person, encounter))  # noqa: E731
    getattr(opened, signal).connect(listen)
    qtbot.keyClick(opened, key)
    assert asked == [(visit.person, visit.encounter)] and visit.recorded_note == "主诉: 头晕"


def test_opening_the_page_is_quick(model: EncounterModel, practice: PracticeDesk, bridge: Bridge, qtbot: QtBot) -> None:
    """Nothing of a visit is built before one is opened."""
    made = EncounterPage(model, bridge, practice.clock, shipped_pack().products)
    qtbot.addWidget(made)
    assert made.view is None and made.queue.rows.rowCount() == 0


def test_a_value_taken_back_shows_the_strip_at_once(opened: EncounterPage, qtbot: QtBot, practice: PracticeDesk, bridge: Bridge) -> None:
    visit = opened.model.current
    assert visit is not None
    bridge.listen(practice.desk.store.changes, opened.model.heard, opened)
    with the_nurse(practice.desk):
        one = practice.intake.enter(visit.encounter, MeasurementKind.GLUCOSE, "7.8", "fasting").measurement
        assert one is not None
        practice.intake.mark_error(one.id, "wrong_person")
    qtbot.waitUntil(opened.correction.isVisible)
    press(opened.correction, "知道了")
    qtbot.waitUntil(lambda: not opened.correction.isVisible())
    assert Corrections(practice.desk).mine() == []


def test_the_keys_of_a_visit_are_deaf_while_calls_are_in_front(opened: EncounterPage, qtbot: QtBot) -> None:
    opened.model.taken_back.calls = CALLS
    opened.refresh()
    opened.queue.calls.click()
    assert opened.calls.isVisible() and not opened._finish.isEnabled()
    qtbot.keyClick(opened, Key.Key_F4)
    assert opened.model.open
    opened.model.taken_back.show_calls(False)
    assert opened._finish.isEnabled() and opened.view is not None and opened.view.isVisible()


def test_a_notifiable_diagnosis_asks_for_its_card(opened: EncounterPage, qtbot: QtBot) -> None:
    view, visit = opened.view, opened.model.current
    assert view is not None and visit is not None
    opened.model.add_diagnosis(DiagnosisRow("B08.4", "手足口病"))
    qtbot.waitUntil(lambda: any(one.icd10 == "B08.4" for one in visit.diagnoses))
    calm(qtbot, opened)
    (pill,) = [one for one in view.diagnoses.findChildren(Pill) if "手足口病" in one.text()]
    assert "24" in pill.text()
    asked: list[tuple[str, ...]] = []
    opened.report_asked.connect(lambda *told: asked.append(told))
    pill.pressed.emit()
    assert asked == [(visit.person, visit.encounter, "")]
