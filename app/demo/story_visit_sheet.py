"""The one sheet of the combined visit: five forms filled by keyboard, a chip that leads to its field, the class with its clause, saved."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.domain.filled_form import FilledForm
from app.rules.public_health.follow_up import Control, Step
from ui.follow_up_pages import FOLLOW_UP
from ui.keymap import Act
from ui.pages.follow_up.field_row import FieldRow
from ui.pages.follow_up.page import FollowUpPage

if TYPE_CHECKING:
    from app.demo.story_visit import VisitStory

HTN, DM = "htn_followup", "dm_followup"
FORMS = {HTN, DM, "exam", "elderly", "constitution"}
LEFT_FOR_LAST = "adl_moving"
"""Passed over at first: its chip leads there."""
ANSWERS = {
    "symptoms": "1",
    "danger_signs": "1",
    **dict.fromkeys((f"{form}.{field}" for form in (HTN, DM) for field in ("adr", "complication")), "1"),
    "adherence": "2",
    "hypoglycemia": "1",
    "psych": "1",
    "compliance": "1",
    "salt": "2",
    "dorsalis_pedis": "1",
    "respiration": "18",
    "elder_self": "2",
    "adl_eating": "1",
    "adl_grooming": "1",
    "adl_dressing": "1",
    "adl_toilet": "1",
    LEFT_FOR_LAST: "1",
    "cognition_repeat": "1",
    "cognition_recall": "1",
    "mood_sad": "1",
    "evaluation": "2",
    "abnormal_1": "血压、空腹血糖未达标",
    "guidance": "1",
    "ecg": "1",
}
"""What she answers and the doctor finds; the records, the last visit and 其余正常 say everything else. 33 items of constitution: 没有."""
CONSTITUTION, NONE = "tcm_", "1"
MOST_FIELDS = 400


def fill_the_sheet(story: VisitStory) -> None:
    """F7 on the visit; Enter goes from field to field."""
    story.sitting.strike_act(Act.FOLLOW_UP)
    page = story.sitting.page(FollowUpPage, FOLLOW_UP)
    story.until(lambda: page.model.person == story.person and page.model.sheet is not None and not page.model.busy, "sheet")
    sheet = page.model.sheet
    assert sheet is not None
    story.record.agree("forms on the sheet", FORMS, set(page.model.forms))
    story.record.agree("visit", story.told.visit, sheet.visit.id if sheet.visit else "")
    _tell(story, page)
    story.step("随访（F7）：五张表合成一张，测量值已经在里面", "sheet")
    typed = _fill(story, page)
    _tell(story, page)
    story.step(f"只答没有来源的：{typed}处；还差一项，右上角有提示", "nearly-filled")
    _jump(story, page)
    _judged(story, page)
    story.sitting.strike_act(Act.SAVE)
    story.until(lambda: bool(page.model.saved) or page.model.error is not None, "saved")
    story.record.agree("saving", None, page.model.error)
    story.record.agree("forms saved", FORMS, {one.form for one in page.model.saved})
    _agree_written(story, page.model.saved)
    story.told.state = f"已填{len(page.model.saved)}张"
    story.step("一次保存五张表", "sheet-saved")


def _fill(story: VisitStory, page: FollowUpPage) -> int:
    """As a doctor does; gives how many fields had to be answered."""
    typed, shown = 0, False
    next(editor for card in page.cards for editor in card.order()).setFocus()
    for _ in range(MOST_FIELDS):
        for key in (page.before, page.normal):
            if key.isEnabled():
                key.click()
        one = _in_front(page)
        if one is None:
            break
        sheet = page.model.sheet
        assert sheet is not None
        told = ANSWERS.get(one.key, NONE if one.key.startswith(CONSTITUTION) else "")
        if told and one.key != LEFT_FOR_LAST and one.key not in sheet.values:
            story.sitting.write(told)
            typed += 1
        if one.key.startswith(CONSTITUTION) and not shown:
            shown = True
            story.step("中医体质33项，按数字就是答案", "constitution")
        story.sitting.enter()
    page.flush()
    return typed


def _in_front(page: FollowUpPage) -> FieldRow | None:
    """The field with the cursor."""
    now = page.window().focusWidget()
    return next((one for card in page.cards for one in card.rows.values() if one.editor is now), None)


def _jump(story: VisitStory, page: FollowUpPage) -> None:
    """A press on what is missing puts the cursor there."""
    sheet = page.model.sheet
    assert sheet is not None
    missing = [one for one in sheet.chips if one.holds_up]
    story.record.agree("missing", [LEFT_FOR_LAST], [one.key for one in missing])
    page.verdicts.jumped.emit(LEFT_FOR_LAST)
    front = _in_front(page)
    story.record.agree("where the chip leads", LEFT_FOR_LAST, front.key if front else "")
    story.step(f"点“{missing[0].label}”，光标就在那一项", "chip")
    story.sitting.write(ANSWERS[LEFT_FOR_LAST])
    page.flush()


def _judged(story: VisitStory, page: FollowUpPage) -> None:
    """Pressure and glucose above the limits for the first time after a good visit: adjust, and again within two weeks."""
    sheet = page.model.sheet
    assert sheet is not None
    _tell(story, page)
    for form in (HTN, DM):
        found = sheet.verdict(form)
        story.record.agree(
            f"{form}: class", (Control.UNSATISFIED, Step.ADJUST, 14), (found.control, found.step, found.next_days) if found else None
        )
        story.record.agree(f"{form}: clause", True, bool(found and found.source))
    told = {sheet.values[f"{form}.next_on"].one for form in (HTN, DM)}
    story.record.agree("one next day", 1, len(told))
    story.told.next_on = date.fromisoformat(told.pop())
    story.step("分类、怎么办、下次日期和依据，两种病各一张", "verdict")


def _agree_written(story: VisitStory, saved: tuple[FilledForm, ...]) -> None:
    """A value typed or measured once stands in every form that asks for it, with where it came from."""
    by_form = {one.form: one for one in saved}
    agree = story.record.agree
    for form in (HTN, DM):
        agree(f"{form}: pressure", ("162", "94"), (by_form[form].one("systolic"), by_form[form].one("diastolic")))
        agree(f"{form}: next", story.told.next_on.isoformat(), by_form[form].one("next_on"))
    for form in (HTN, DM, "exam"):
        agree(f"{form}: weight", "61.5", by_form[form].one("weight"))
        agree(f"{form}: from a measurement", True, by_form[form].values["weight"].source.startswith("measurement"))
    agree("fasting", ("7.8", "7.8"), (by_form[DM].one("fasting"), by_form["exam"].one("fasting")))
    values = sum(len(one.values) for one in saved)
    story.record.proven(f"五张表共{values}项；血压、体重、血糖各测一次，凡是要它的表都有，来源是测量记录")


def _tell(story: VisitStory, page: FollowUpPage) -> None:
    sheet = page.model.sheet
    assert sheet is not None
    held = sum(one.holds_up for one in sheet.chips)
    story.told.state = f"还差{held}项" if held else "必填项齐了"
