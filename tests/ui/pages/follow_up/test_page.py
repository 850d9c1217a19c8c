"""The sheet by keyboard: Enter goes through what is missing, habits are confirmed with one key, nothing typed is lost or of somebody else."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.domain.encounter import Encounter
from app.domain.filled_form import FilledForm, FormStatus
from app.services.form_filling import FormFilling
from app.services.today import Today, Why
from app.store import filled_forms
from tests.ui.pages.follow_up.conftest import cursor
from ui.bridge import Bridge
from ui.pages.follow_up.gallery import ASKED, DM, HTN, REACTIONS, before, page_over, resident, settled
from ui.pages.follow_up.page import FollowUpPage
from ui.pages.follow_up.section_card import SectionCard
from ui.pages.page_model import at_once
from ui.practice_desk import PracticeDesk
from ui.widgets.pill import Pill

Key, Control, Shift = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
REST = {"psych": "1", "compliance": "1", "hypoglycemia": "1", "salt": "2"}


@pytest.fixture
def opened(page: FollowUpPage, visit: Encounter) -> FollowUpPage:
    """Hypertension and diabetes on one sheet."""
    page.model.open(visit.person, visit.id, [HTN, DM])
    return page


def answer(page: FollowUpPage, **more: str) -> None:
    """Everything that is asked."""
    for key, told in (ASKED | REACTIONS).items():
        page.model.put(key, *told)
    for card in page.cards:
        page.model.confirm(card.section)
    for key, word in (REST | more).items():
        page.model.put(key.replace("__", "."), word)


def saved(page: FollowUpPage) -> dict[str, FilledForm]:
    """What the last save wrote, by form."""
    return {one.form: one for one in page.model.saved}


def section(page: FollowUpPage, title: str) -> SectionCard:
    return next(card for card in page.cards if card.section.title == title)


def test_what_was_measured_is_folded_and_says_where_it_came_from(opened: FollowUpPage) -> None:
    signs = section(opened, "体征")
    assert signs._filled["systolic"] == "收缩压 146 mmHg" and "systolic" not in signs.rows
    opened.look("systolic")
    assert "08:40 测量" in signs._origin.text()
    signs.change.click()
    assert cursor() is signs.rows["systolic"].editor


def test_both_forms_own_values_say_whose_they_are(opened: FollowUpPage) -> None:
    rows = section(opened, "用药").rows
    assert [rows[f"{form}.adr"].editor.accessibleName() for form in (HTN, DM)] == ["药物不良反应（高血压）", "药物不良反应（糖尿病）"]


def test_enter_and_shift_enter_go_through_the_open_fields(opened: FollowUpPage, qtbot: QtBot) -> None:
    symptoms = section(opened, "症状").rows
    symptoms["symptoms"].editor.setFocus()
    qtbot.keyClick(cursor(), Key.Key_1)
    qtbot.keyClick(cursor(), Key.Key_Return)
    assert cursor() is symptoms["danger_signs"].editor
    qtbot.keyClick(cursor(), Key.Key_Return, Shift)
    assert cursor() is symptoms["symptoms"].editor
    assert opened.model.sheet is not None and opened.model.sheet.values["symptoms"].told == ("1",)


def test_a_chip_leads_to_its_field_and_goes_once_it_is_answered(opened: FollowUpPage, qtbot: QtBot) -> None:
    assert opened.model.sheet is not None
    chips = {one.text(): one for one in opened.verdicts.chips.findChildren(Pill)}
    qtbot.mouseClick(chips["症状"], Qt.MouseButton.LeftButton)
    assert cursor() is section(opened, "症状").rows["symptoms"].editor
    opened.verdicts.jumped.emit("salt")
    assert cursor() is section(opened, "生活方式").rows["salt"].editor
    qtbot.keyClick(cursor(), Key.Key_2)
    assert "salt" not in {one.key for one in opened.model.sheet.chips if one.code == "missing"}


def test_habits_of_last_time_are_taken_with_one_key_and_measured_values_never(opened: FollowUpPage, qtbot: QtBot) -> None:
    """H43."""
    habits = section(opened, "生活方式")
    habits.rows["smoke_per_day"].editor.setFocus()
    assert "上次：0" in habits.rows["smoke_per_day"].remark()
    qtbot.keyClick(cursor(), Key.Key_D, Control)
    sheet = opened.model.sheet
    assert sheet is not None
    assert [sheet.values[key].one for key in ("smoke_per_day", "exercise_per_week", "salt", "staple_grams")] == ["0", "3", "2", "300"]
    assert sheet.values["salt"].source.startswith("filled_form:")
    assert "psych" not in sheet.values and sheet.values["systolic"].one == "146"
    assert cursor() is habits.rows["psych"].editor  # what is left has the cursor


def test_168_96_is_both_pressures_and_says_that_it_was_typed(opened: FollowUpPage, qtbot: QtBot) -> None:
    opened.jump("systolic")
    field = cursor()
    assert isinstance(field, QLineEdit)
    field.clear()
    qtbot.keyClicks(field, "168/96")
    qtbot.keyClick(field, Key.Key_Return)
    sheet, rows = opened.model.sheet, section(opened, "体征").rows
    assert sheet is not None and (sheet.values["systolic"].one, sheet.values["diastolic"].one) == ("168", "96")
    assert rows["systolic"].remark() == "手工"


def test_the_class_stands_beside_the_sheet_with_its_clause_and_both_target_sets(opened: FollowUpPage) -> None:
    """H17: silence is never taken for good."""
    card = opened.verdicts.verdicts[HTN]
    assert "还不能分类" in card.said.text()
    answer(opened)
    card = opened.verdicts.verdicts[HTN]
    assert card.said.text() == "1 控制满意" and "2026-06-03" in card.next.text() and "第三版" in card.source.text()
    sheet = opened.model.sheet
    assert sheet is not None and (found := sheet.verdict(HTN)) is not None
    assert {one.target.policy: one.met for one in found.targets} == {"GW3": True, "NPHG2025": False, "NPHG2020": True}


def test_all_forms_are_saved_in_one_act_and_listed(opened: FollowUpPage, qtbot: QtBot, practice: PracticeDesk, visit: Encounter) -> None:
    answer(opened)
    qtbot.keyClick(opened, Key.Key_F2)
    assert saved(opened).keys() == {HTN, DM}
    kept = practice.desk.store.read(lambda conn: filled_forms.of_visit(conn, visit.id))
    assert {one.day for one in kept} == {"2026-03-05"} and len(kept) == 2
    assert opened.model.listing and len(opened.model.filled) == 4 and "已保存" in opened.notice.accessibleName()


def test_what_is_incomplete_is_not_saved_and_the_complete_one_may_be(opened: FollowUpPage, qtbot: QtBot) -> None:
    answer(opened)
    opened.model.put("hypoglycemia")
    qtbot.keyClick(opened, Key.Key_F2)
    assert saved(opened) == {} and "低血糖反应" in opened.notice.accessibleName()
    opened.model.save(part=True)
    assert list(saved(opened)) == [HTN]
    assert opened.model.forms == (DM,) and not opened.model.listing


def test_power_fails_and_what_was_typed_is_there_again(
    opened: FollowUpPage, qtbot: QtBot, practice: PracticeDesk, bridge: Bridge, visit: Encounter
) -> None:
    opened.jump("staple_grams")
    qtbot.keyClicks(cursor(), "25")
    qtbot.waitUntil(lambda: opened.model.sheet is not None and "staple_grams" in opened.model.sheet.typed)  # the field was never left
    after = page_over(practice, bridge)
    qtbot.addWidget(after)
    after.model.attach(after.refresh, at_once)
    after.model.open(visit.person, visit.id)
    assert after.model.sheet is not None and after.model.sheet.values["staple_grams"].one == "25"
    assert after.model.forms == (HTN, DM)


def test_another_residents_sheet_takes_nothing_along(opened: FollowUpPage, practice: PracticeDesk, qtbot: QtBot) -> None:
    """H20: the person is bound when the sheet is opened."""
    opened.jump("staple_grams")
    qtbot.keyClicks(cursor(), "25")
    other = settled(practice, resident(2, "李桂芳"), last=False)
    opened.flush()
    opened.model.attend(other.person, other.id)
    sheet = opened.model.sheet
    assert sheet is not None and sheet.person.name == "李桂芳" and "staple_grams" not in sheet.values
    assert opened.banner.view is not None and opened.banner.view.name == "李桂芳"


def test_an_urgent_visit_needs_reason_and_place_and_is_asked_after_in_two_weeks(
    opened: FollowUpPage, qtbot: QtBot, practice: PracticeDesk, visit: Encounter
) -> None:
    answer(opened, danger_signs="3", symptoms="2", htn_followup__control="2")
    assert "危急" in opened.verdicts.verdicts[HTN].said.text()
    qtbot.keyClick(opened, Key.Key_F2)
    assert saved(opened) == {}
    opened.model.put(f"{HTN}.refer_reason", "剧烈头痛")
    opened.model.put(f"{HTN}.refer_to", "县医院急诊")
    qtbot.keyClick(opened, Key.Key_F2)
    assert saved(opened)[HTN].one("next_on") == "2026-03-19"
    practice.clock.forward(14 * 86_400)
    row = next(one for one in Today(practice.desk).listed().rows if one.person == visit.person)
    assert {one.why for one in row.due} == {Why.REFERRAL}


def test_by_telephone_nothing_is_measured_but_by_the_resident(opened: FollowUpPage) -> None:
    opened.jump("way")
    opened.model.put("way", "3")
    sheet = opened.model.sheet
    assert sheet is not None and "phone_measured" in {one.code for one in sheet.chips}
    assert "measured_by" in section(opened, "体征").rows
    opened.model.put("measured_by", "2")
    assert opened.model.sheet is not None and "phone_measured" not in {one.code for one in opened.model.sheet.chips}


def test_a_new_measurement_is_offered_and_never_moves_the_sheet(opened: FollowUpPage, practice: PracticeDesk, visit: Encounter) -> None:
    opened.model.put("salt", "1")
    practice.clock.forward(60)
    before = opened.model.sheet
    opened.model.measured()
    assert opened.model.sheet is before and "测量" in opened.notice.accessibleName()
    opened._take_over()
    sheet = opened.model.sheet
    assert sheet is not None and sheet.values["salt"].one == "1" and not opened.model.stale


def test_a_saved_form_is_corrected_withdrawn_and_printed(opened: FollowUpPage, practice: PracticeDesk, qtbot: QtBot) -> None:
    answer(opened)
    opened.model.save()
    first = next(one for one in opened.model.filled if one.form == HTN)
    opened.filed.list.table.select(first.id)
    opened.filed.correct.click()
    opened.model.put("salt", "3")
    opened.model.save()
    second = opened.model.saved[0]
    assert second.replaces == first.id and second.one("salt") == "3"
    opened.filed.list.table.select(second.id)
    opened.filed.withdraw.click()
    assert "原因" in opened.notice.accessibleName() or "理由" in opened.notice.accessibleName()
    opened.filed.reason.setText("填到了别人名下")
    opened.filed.withdraw.click()
    gone = practice.desk.store.read(lambda conn: filled_forms.get(conn, second.id))
    assert gone is not None and gone.status is FormStatus.ENTERED_IN_ERROR and gone.reason == "填到了别人名下"
    opened.filed.list.table.select(opened.model.filled[0].id)
    opened.filed.print.click()
    qtbot.waitUntil(lambda: opened.printable.preview.page_count() == 1)


def test_forms_are_chosen_above_the_sheet(opened: FollowUpPage, practice: PracticeDesk, visit: Encounter) -> None:
    opened.model.put("salt", "1")
    opened.forms.forms["elderly"].click()
    opened.forms.forms[DM].click()
    sheet = opened.model.sheet
    assert sheet is not None and opened.model.forms == (HTN, "elderly") and sheet.values["salt"].one == "1"
    assert FormFilling(practice.desk).due(visit.person)[0].form == "personal"


def test_with_nothing_due_the_forms_that_stand_are_in_front(page: FollowUpPage, practice: PracticeDesk, visit: Encounter) -> None:
    desk = practice.desk
    for form in ("personal", HTN, DM, "exam", "elderly", "constitution"):
        done = before(visit.person, form, {"next_on": "2026-06-01"}, desk.who.practitioner, "2026-03-01")
        desk.store.write(lambda uow, done=done: filled_forms.add(uow, done), desk.actor).result()  # type: ignore[misc]
    page.model.open(visit.person)
    assert page.model.listing and page.model.sheet is None and page.model.error is None
    page.forms.forms["consult"].click()
    assert page.model.forms == ("consult",) and not page.model.listing


def test_a_visit_of_this_quarter_that_owes_its_follow_up_is_offered(page: FollowUpPage, practice: PracticeDesk, visit: Encounter) -> None:
    practice.clock.forward(3 * 86_400)
    page.model.open(visit.person)
    assert page.model.opened is not None and [one.encounter for one in page.model.opened.gaps] == [visit.id]
    assert not page.verdicts.gaps.isHidden()
    page.verdicts.owed.emit(visit.id, [HTN, DM])
    sheet = page.model.sheet
    assert sheet is not None and sheet.day.isoformat() == "2026-03-05"
