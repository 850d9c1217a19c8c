"""The measuring table as a nurse works it: keyboard, real services, workers in between."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.encounter import EncounterStatus
from app.domain.measurement import MeasurementKind
from app.services.devices import DeviceCard
from device_drivers.readings import DeviceState, Kind
from tests.ui.pages.keyboard import enter, write
from ui import tokens as t
from ui.bridge import Bridge
from ui.keymap import Keys
from ui.pages.measuring.gallery import CUFF, METER, hear, take
from ui.pages.measuring.glucose_card import GlucoseCard
from ui.pages.measuring.model import MeasuringModel
from ui.pages.measuring.page import MeasuringPage, News
from ui.pages.measuring.ports import Doors
from ui.practice_desk import PracticeDesk

KIND = MeasurementKind
PRESSURE = (("systolic", "168", "mmHg"), ("diastolic", "96", "mmHg"), ("pulse", "78", "/min"))


class Notes:
    """The window's toast: what was said, and the undo of the last note."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.undo: Callable[[], object] | None = None

    def __call__(self, text: str, mark: t.Mark = t.Mark.OK, undo: Callable[[], object] | None = None) -> None:
        self.said.append(text)
        self.undo = undo


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def page(qtbot: QtBot, bridge: Bridge, practice: PracticeDesk, cuff: DeviceCard, notes: Notes) -> MeasuringPage:
    doors = Doors(practice.residents, practice.queue, practice.devices, practice.arming, practice.intake, practice.inbox, practice.before)
    news = News(practice.devices.news, practice.arming.news, practice.inbox.news, practice.desk.store.changes)
    made = MeasuringPage(MeasuringModel(doors, practice.clock, practice.desk.seat), bridge, news, notes)
    qtbot.addWidget(made)
    Keys(made)
    made.resize(1366, 768)
    made.show()
    made.shown()
    qtbot.waitUntil(lambda: made.roster.find_box.hasFocus())
    return made


def adult(practice: PracticeDesk) -> str:
    return next(key for key in practice.people if (birth := practice.residents.get(key).birth) and birth.year < 1990)


def recognise(qtbot: QtBot, page: MeasuringPage, practice: PracticeDesk) -> str:
    """Find by name, open with Enter, answer with the birth date."""
    person = practice.residents.get(adult(practice))
    assert person.birth is not None
    write(qtbot, page.roster.find_box, person.name)
    enter(qtbot, page.roster.find_box)
    said = page.subject.arm_line.said
    qtbot.waitUntil(said.hasFocus)
    write(qtbot, said, f"{person.birth:%Y%m%d}")
    enter(qtbot, said)
    qtbot.waitUntil(lambda: bool(page._model.subject and page._model.subject.identified_by))
    return person.id


def visit(page: MeasuringPage) -> str:
    assert page._model.subject is not None
    return page._model.subject.encounter


def test_from_the_name_to_the_doctors_queue(
    qtbot: QtBot, page: MeasuringPage, practice: PracticeDesk, cuff: DeviceCard, notes: Notes
) -> None:
    person = recognise(qtbot, page, practice)
    assert page.subject.edge() == "" and not page._model.devices.armed
    arm = page.subject.arm_line.device_buttons[cuff.id]
    qtbot.waitUntil(arm.hasFocus)
    enter(qtbot, arm)
    qtbot.waitUntil(lambda: page.subject.edge() == "waiting")
    assert page.subject.arm_line._sentence.text() == f"正在给【{practice.residents.get(person).name}】测 · 红1号"
    hear(practice, CUFF.device, DeviceState.DRAINED)
    qtbot.waitUntil(lambda: page.subject.edge() == "ready")
    practice.clock.forward(40)
    take(practice, CUFF, Kind.BLOOD_PRESSURE, *PRESSURE)
    qtbot.waitUntil(lambda: page.subject.cards[KIND.BLOOD_PRESSURE].text() == "168/96")
    assert "再等 60 秒测第2次" in page.subject.cards[KIND.BLOOD_PRESSURE].accessibleName()
    assert "第2次血压" in page.subject._missing.text() and "红1" in notes.said[-1] and "168/96" in notes.said[-1]
    encounter = visit(page)
    qtbot.keyClick(page, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: page._model.subject is None)
    assert page._empty._title.text() == "请扫下一位的号条" and page.roster.find_box.hasFocus()
    assert not practice.arming.armed() and practice.intake.state(encounter).encounter.status is EncounterStatus.TRIAGED


def before_the_meter(qtbot: QtBot, page: MeasuringPage, practice: PracticeDesk) -> GlucoseCard:
    """Recognised, a meter armed, the cursor where the meal is chosen."""
    meter = practice.devices.take_on(METER, "血糖仪", "蓝2")
    recognise(qtbot, page, practice)
    page._model.arm(meter.id)
    qtbot.waitUntil(lambda: bool(page._model.devices.armed))
    glucose = page.subject.cards[KIND.GLUCOSE]
    assert isinstance(glucose, GlucoseCard)
    glucose.context.setFocus()
    return glucose


def test_a_meal_pressed_before_the_meter_answers_is_taken_by_its_reading(
    qtbot: QtBot, page: MeasuringPage, practice: PracticeDesk, notes: Notes
) -> None:
    glucose = before_the_meter(qtbot, page, practice)
    qtbot.keyClick(glucose.context, Qt.Key.Key_2)
    assert glucose.context.value() == "postprandial" and not glucose._remark.text()
    practice.clock.forward(40)
    take(practice, METER, Kind.GLUCOSE, ("glucose", "9.4", "mmol/L"))
    qtbot.waitUntil(lambda: glucose.text() == "9.4" and glucose.context.value() == "postprandial" and not page._model.busy)
    assert [one.context for one in practice.intake.state(visit(page)).measurements] == ["postprandial"]
    assert glucose._remark.isHidden() and "空腹还是餐后" not in page.subject._missing.text()


def test_a_meter_that_says_another_meal_is_asked_about(qtbot: QtBot, page: MeasuringPage, practice: PracticeDesk) -> None:
    glucose = before_the_meter(qtbot, page, practice)
    qtbot.keyClick(glucose.context, Qt.Key.Key_1)
    practice.clock.forward(40)
    take(practice, METER, Kind.GLUCOSE, ("glucose", "9.4", "mmol/L"), meal="postprandial")
    qtbot.waitUntil(lambda: glucose.text() == "9.4")
    assert glucose._remark.text() == "刚才选的是空腹，血糖仪标的是餐后：请问清楚，再选一次。" and glucose.context.value() is None
    qtbot.keyClick(glucose.context, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: glucose.context.value() == "postprandial" and glucose._remark.isHidden())


def test_the_note_about_a_reading_takes_it_back(
    qtbot: QtBot, page: MeasuringPage, practice: PracticeDesk, cuff: DeviceCard, notes: Notes
) -> None:
    recognise(qtbot, page, practice)
    page._model.arm(cuff.id)
    qtbot.waitUntil(lambda: bool(page._model.devices.armed))
    practice.clock.forward(40)
    take(practice, CUFF, Kind.BLOOD_PRESSURE, *PRESSURE)
    qtbot.waitUntil(lambda: notes.undo is not None)
    assert notes.undo is not None
    notes.undo()
    qtbot.waitUntil(lambda: page.subject.cards[KIND.BLOOD_PRESSURE].text() == "—")
    qtbot.waitUntil(lambda: page.roster.unclaimed.text() == "待认领数据 1")


def test_enter_walks_all_fields_and_f2_loses_nothing(qtbot: QtBot, page: MeasuringPage, practice: PracticeDesk) -> None:
    recognise(qtbot, page, practice)
    encounter = visit(page)
    cards = page.subject.cards
    cards[KIND.BLOOD_PRESSURE].field.setFocus()
    for kind, text in (
        (KIND.BLOOD_PRESSURE, "132/84"),
        (KIND.GLUCOSE, "5.6"),
        (None, ""),
        (KIND.TEMPERATURE, "36.6"),
        (KIND.SPO2, "97"),
        (KIND.HEIGHT, "1.60"),
        (KIND.WEIGHT, "120斤"),
        (KIND.WAIST, "2尺5"),
    ):
        glucose = cards[KIND.GLUCOSE]
        assert isinstance(glucose, GlucoseCard)
        if kind is None:
            assert glucose.context.hasFocus()
            qtbot.keyClick(glucose.context, Qt.Key.Key_1)
            enter(qtbot, glucose.context)
        else:
            write(qtbot, cards[kind].field, text)
            enter(qtbot, cards[kind].field)
    assert page.subject.save.hasFocus()
    qtbot.waitUntil(lambda: not page._model.busy)
    for kind in (KIND.WEIGHT, KIND.HEIGHT, KIND.WAIST):
        page._model.confirm(kind)  # a jump against the last value is asked about
    qtbot.keyClick(page, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: page._model.subject is None)
    stored = {one.kind: one.values[0].value for one in practice.intake.state(encounter).measurements}
    assert {kind: str(value) for kind, value in stored.items()} == {
        KIND.BLOOD_PRESSURE: "132", KIND.GLUCOSE: "5.6", KIND.TEMPERATURE: "36.6", KIND.SPO2: "97",
        KIND.HEIGHT: "160", KIND.WEIGHT: "60.0", KIND.WAIST: "83",
    }  # fmt: skip


def test_f2_at_once_after_typing_stores_the_field(qtbot: QtBot, page: MeasuringPage, practice: PracticeDesk) -> None:
    recognise(qtbot, page, practice)
    encounter = visit(page)
    field = page.subject.cards[KIND.SPO2].field
    field.setFocus()
    write(qtbot, field, "96")
    qtbot.keyClick(field, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: page._model.subject is None)
    assert [str(one.values[0].value) for one in practice.intake.state(encounter).measurements] == ["96"]


def test_a_frightening_number_is_asked_in_its_card(qtbot: QtBot, page: MeasuringPage, practice: PracticeDesk) -> None:
    recognise(qtbot, page, practice)
    card = page.subject.cards[KIND.TEMPERATURE]
    card.field.setFocus()
    write(qtbot, card.field, "31")
    enter(qtbot, card.field)
    qtbot.waitUntil(card.confirm.isVisible)
    assert card.text() == "—" and "31" in card._remark.text() and card.field.text() == "31"
    card.confirm.setFocus()
    enter(qtbot, card.confirm)
    qtbot.waitUntil(lambda: card.text() == "31")
    assert card.confirm.isHidden() and card.field.text() == ""


def test_a_high_glucose_is_asked_for_once_more_in_its_card(qtbot: QtBot, page: MeasuringPage, practice: PracticeDesk) -> None:
    recognise(qtbot, page, practice)
    glucose = page.subject.cards[KIND.GLUCOSE]
    assert isinstance(glucose, GlucoseCard)
    glucose.field.setFocus()
    write(qtbot, glucose.field, "17.5")
    enter(qtbot, glucose.field)
    qtbot.keyClick(glucose.context, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: glucose.field.text() == "" and glucose.field.hasFocus())
    assert "两次" in glucose._remark.text() and glucose.confirm.isHidden() and "17.5" not in glucose._remark.text()
    write(qtbot, glucose.field, "7.5")
    enter(qtbot, glucose.field)
    qtbot.waitUntil(lambda: glucose.field.text() == "" and "不一样" in glucose._remark.text())
    for _ in range(2):
        glucose.field.setFocus()
        write(qtbot, glucose.field, "17.5")
        enter(qtbot, glucose.field)
        qtbot.waitUntil(lambda: not page._model.busy and glucose.field.text() == "")
    qtbot.waitUntil(lambda: glucose.text() == "17.5")


def test_what_cannot_be_read_says_so_and_stays(qtbot: QtBot, page: MeasuringPage, practice: PracticeDesk) -> None:
    recognise(qtbot, page, practice)
    card = page.subject.cards[KIND.WEIGHT]
    card.field.setFocus()
    write(qtbot, card.field, "很重")
    enter(qtbot, card.field)
    assert card.field.property("state") == "danger" and card.field.text() == "很重"
    qtbot.keyClick(page, Qt.Key.Key_F2)
    assert page._model.subject is not None and card.field.hasFocus()


def test_a_card_number_with_enter_opens_and_recognises(qtbot: QtBot, page: MeasuringPage, practice: PracticeDesk) -> None:
    person = practice.residents.get(adult(practice))
    write(qtbot, page.roster.find_box, person.identifiers[0].value)
    enter(qtbot, page.roster.find_box)
    qtbot.waitUntil(lambda: bool(page._model.subject and page._model.subject.identified_by))
    assert page._model.subject is not None and page._model.subject.identified_by == "card"
    assert page.roster.find_box.text() == "" and page.subject.banner.view is not None


def test_a_wrong_answer_keeps_the_devices_away(qtbot: QtBot, page: MeasuringPage, practice: PracticeDesk) -> None:
    page.open_resident(adult(practice))
    said = page.subject.arm_line.said
    qtbot.waitUntil(said.hasFocus)
    write(qtbot, said, "0000")
    enter(qtbot, said)
    qtbot.waitUntil(lambda: not page.subject.arm_line._mistaken.isHidden())
    assert not page.subject.arm_line._devices.isVisible() and said.hasFocus() and said.selectedText() == "0000"


def test_a_stored_reading_is_claimed_from_the_drawer(qtbot: QtBot, page: MeasuringPage, practice: PracticeDesk, cuff: DeviceCard) -> None:
    recognise(qtbot, page, practice)
    take(practice, CUFF, Kind.BLOOD_PRESSURE, *PRESSURE, minutes=3000)
    qtbot.waitUntil(lambda: page.roster.unclaimed.text() == "待认领数据 1")
    page.roster.unclaimed.click()
    drawer = page.roster.drawer
    qtbot.waitUntil(lambda: drawer.isVisible() and drawer.claim.isEnabled())
    assert drawer._reason.text() == "测的时候没有选定是给谁测" or drawer._reason.text() == "设备里以前存的数据"
    drawer.claim.click()
    qtbot.waitUntil(lambda: page.subject.cards[KIND.BLOOD_PRESSURE].text() == "168/96")
    assert not page._model.unclaimed.rows


def test_several_stored_readings_go_to_who_is_recognised(
    qtbot: QtBot, page: MeasuringPage, practice: PracticeDesk, cuff: DeviceCard
) -> None:
    recognise(qtbot, page, practice)
    narrow = page.roster.width()
    for days, systolic in ((3, "151"), (5, "149"), (4, "155")):
        take(practice, CUFF, Kind.BLOOD_PRESSURE, ("systolic", systolic, "mmHg"), ("diastolic", "90", "mmHg"), minutes=1440 * days)
    qtbot.waitUntil(lambda: page.roster.unclaimed.text() == "待认领数据 3")
    page.roster.unclaimed.click()
    drawer = page.roster.drawer
    qtbot.waitUntil(lambda: drawer.isVisible() and len(drawer.list.rows.rows()) == 3)
    assert [line.title[3:6] for line in drawer.list.rows.rows()] == ["151", "155", "149"] and page.roster.width() > narrow
    drawer.list.setFocus()
    qtbot.keyClick(drawer.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert drawer.claim.text().startswith("2 条都是") and "已选 2 条" in drawer._reason.text()
    drawer.claim.click()
    qtbot.waitUntil(lambda: len(page._model.unclaimed.rows) == 1)
    assert [line.title[3:6] for line in drawer.list.rows.rows()] == ["149"]


def test_the_list_stays_where_it_is_while_one_types(qtbot: QtBot, page: MeasuringPage, practice: PracticeDesk) -> None:
    name = practice.residents.get(practice.people[3]).name
    write(qtbot, page.roster.find_box, name)
    before = [line.key for line in page.roster.list.rows.rows()]
    practice.intake.open_visit(practice.people[5])
    qtbot.waitUntil(lambda: len(page._model.roster.rows) == 1)
    assert [line.key for line in page.roster.list.rows.rows()] == before
    qtbot.keyClick(page.roster.find_box, Qt.Key.Key_Escape)
    assert [line.title for line in page.roster.list.rows.rows()] == [practice.residents.get(practice.people[5]).name]


def test_tab_reaches_everything_and_is_trapped_nowhere(qtbot: QtBot, page: MeasuringPage, practice: PracticeDesk) -> None:
    recognise(qtbot, page, practice)
    page.roster.find_box.setFocus()
    seen = set()
    for _ in range(60):
        focused = QApplication.focusWidget()
        assert focused is not None
        if focused in seen:
            break
        seen.add(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert {card.field for card in page.subject.cards.values()} <= seen and page.subject.save in seen


def test_the_field_with_the_cursor_is_always_in_view(qtbot: QtBot, page: MeasuringPage, practice: PracticeDesk) -> None:
    page.resize(1024, 420)
    recognise(qtbot, page, practice)
    cards = page.subject.cards
    cards[KIND.BLOOD_PRESSURE].field.setFocus()
    for kind in cards:
        cards[kind].field.setFocus()
        qtbot.waitUntil(lambda kind=kind: not cards[kind].field.visibleRegion().isEmpty())  # type: ignore[misc]
    enter(qtbot, cards[KIND.WEIGHT].field)
    assert cards[KIND.WAIST].field.hasFocus() and not cards[KIND.WAIST].field.visibleRegion().isEmpty()
