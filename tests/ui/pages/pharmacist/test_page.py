"""The pharmacist's desk by keys: nothing is decided about an unseen sheet, every verdict asks by name first (H34)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.clock import local_day
from app.domain.prescription import PrescriptionState
from app.domain.review import Objection, ProposedChange, ReviewAct, Stage
from app.errors import KnownError
from app.services.reviewing import Case, Waiting
from tests.ui.pages.front import in_front
from tests.ui.pages.keyboard import write
from ui.pages.pharmacist.gallery import ROWS, WAITING, Desk, case, page, verdict
from ui.pages.pharmacist.page import UNREAD_MS, ReviewPage

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier
Said = tuple[str, str, tuple[Objection, ...], str, tuple[ProposedChange, ...]]


class Kept(Desk):
    """Remembers every verdict; a decided sheet leaves the queue."""

    def __init__(self, rows: Sequence[Waiting] = ROWS) -> None:
        super().__init__(rows)
        self.said: list[Said] = []
        self.gone: set[str] = set()
        self.error: KnownError | None = None

    def queue(self) -> Sequence[Waiting]:
        return [row for row in self._rows if row.sheet not in self.gone]

    def case(self, sheet: str) -> Case:
        row = next(row for row in self._rows if row.sheet == sheet)
        return replace(case(row), sheet=replace(case().sheet, id=sheet, hash=f"hash of {sheet}"))

    def approve_clean(self, seen: Iterable[tuple[str, str]]) -> int:
        return len([self._keep("approve", *one) for one in seen])

    def approve(self, sheet: str, seen_hash: str) -> PrescriptionState:
        return self._keep("approve", sheet, seen_hash)

    def send_back(
        self, sheet: str, seen_hash: str, objections: Iterable[Objection], note: str = "", proposals: Iterable[ProposedChange] = ()
    ) -> PrescriptionState:
        return self._keep("send_back", sheet, seen_hash, tuple(objections), note, tuple(proposals))

    def refuse(self, sheet: str, seen_hash: str, objections: Iterable[Objection], note: str) -> PrescriptionState:
        return self._keep("refuse", sheet, seen_hash, tuple(objections), note)

    def _keep(
        self,
        act: str,
        sheet: str,
        seen: str,
        objections: tuple[Objection, ...] = (),
        note: str = "",
        changes: tuple[ProposedChange, ...] = (),
    ) -> PrescriptionState:
        if self.error is not None:
            raise self.error
        assert seen == f"hash of {sheet}"
        self.said.append((act, sheet, objections, note, changes))
        self.gone.add(sheet)
        return PrescriptionState.APPROVED


@pytest.fixture
def desk() -> Kept:
    return Kept()


@pytest.fixture
def shown(qtbot: QtBot, desk: Kept) -> ReviewPage:
    return in_front(qtbot, page(desk))


def type_into(qtbot: QtBot, field: QWidget, text: str) -> None:
    """As an input method does."""
    field.setFocus()
    write(qtbot, field, text)


def confirm(qtbot: QtBot, shown: ReviewPage) -> None:
    """The strip's dead time is over; its key confirms."""
    shown.strip.listen()
    qtbot.keyClick(shown, Key.Key_Return, Control)


def test_without_a_case_no_key_decides(qtbot: QtBot, shown: ReviewPage, desk: Kept) -> None:
    qtbot.keyClick(shown, Key.Key_Return, Control)
    qtbot.keyClick(shown, Key.Key_F11)
    assert desk.said == [] and not shown.strip.isVisible() and not shown.objection.isVisible()


def test_enter_opens_what_is_chosen_in_the_queue(qtbot: QtBot, shown: ReviewPage) -> None:
    shown.queue.table.select("rx1")
    qtbot.keyClick(shown.queue.table, Key.Key_Return)
    assert shown.model.case is not None and shown.model.case.sheet.id == "rx1"


def test_approved_by_two_presses_and_the_next_comes_by_itself(qtbot: QtBot, shown: ReviewPage, desk: Kept) -> None:
    shown.model.open("rx1")
    qtbot.keyClick(shown, Key.Key_Return, Control)
    qtbot.keyClick(shown, Key.Key_Return, Control)
    assert desk.said == [], "the strip is deaf at first: a bounced key decides nothing"
    assert "【王秀英】66岁" in shown.strip._text.text() and "赵药师" in shown.strip._text.text()
    confirm(qtbot, shown)
    assert [one[:2] for one in desk.said] == [("approve", "rx1")]
    assert shown.model.case is not None and shown.model.case.sheet.id == "rx3", "the emergency is next"
    assert shown.model.told == ("王秀英", ReviewAct.APPROVED) and "王秀英：通过" in shown.notice.accessibleName()
    for _ in range(5):
        qtbot.keyClick(shown, Key.Key_Return, Control)
    assert not shown.strip.isVisible() and UNREAD_MS == 700, "nobody has read the one that came by itself"
    shown.read()
    qtbot.keyClick(shown, Key.Key_Return, Control)
    assert "【张大山】58岁" in shown.strip._text.text() and len(desk.said) == 1


def test_a_question_about_one_sheet_never_decides_about_another(qtbot: QtBot, shown: ReviewPage, desk: Kept) -> None:
    """H34: while it is open, another case is opened in the queue."""
    shown.model.open("rx1")
    qtbot.keyClick(shown, Key.Key_Return, Control)
    shown.strip.listen()
    shown.model.open("rx2")
    assert not shown.strip.isVisible() and shown.approve.isVisible()
    qtbot.keyClick(shown, Key.Key_Return, Control)
    assert desk.said == [] and "【李小宝】" in shown.strip._text.text()


def test_sent_back_with_reason_words_and_a_change(qtbot: QtBot, shown: ReviewPage, desk: Kept) -> None:
    shown.model.open("rx1")
    qtbot.keyClick(shown, Key.Key_F11)
    form = shown.objection
    qtbot.waitUntil(form.reasons["2-1"].hasFocus)
    form.reasons["2-5"].click()
    qtbot.keyClicks(form.doses[0], "500")
    form.stops[1].click()
    type_into(qtbot, form.note, "肾功能下降")
    assert form.lines[0].isChecked() and form.lines[1].isChecked() and not form.days[1].isEnabled()
    qtbot.keyClick(shown, Key.Key_Return, Control)
    confirm(qtbot, shown)
    changes = (ProposedChange(0, "single", "500"), ProposedChange(1, "stop", ""))
    assert desk.said == [("send_back", "rx1", (Objection("2-5", (0, 1)),), "肾功能下降", changes)]
    assert not shown.model.writing and shown.model.told == ("王秀英", ReviewAct.PROPOSED)


def test_refused(qtbot: QtBot, shown: ReviewPage, desk: Kept) -> None:
    shown.model.open("rx1")
    shown.object.click()
    shown.objection.reasons["3-1"].click()
    type_into(qtbot, shown.objection.note, "无适应证")
    shown.refuse.click()
    confirm(qtbot, shown)
    assert desk.said == [("refuse", "rx1", (Objection("3-1"),), "无适应证", ())]


def test_what_was_written_stays_after_an_error(qtbot: QtBot, shown: ReviewPage, desk: Kept) -> None:
    desk.error = KnownError("review_reason_needed")
    shown.model.open("rx1")
    shown.object.click()
    type_into(qtbot, shown.objection.note, "请看肾功能")
    shown.send_back.click()
    confirm(qtbot, shown)
    assert shown.objection.isVisible() and shown.objection.note.text() == "请看肾功能" and "没有选理由" in shown.notice.accessibleName()
    shown.give_up.click()
    assert not shown.objection.isVisible() and shown.model.written.note == ""


def test_a_sheet_that_somebody_else_decided_goes(qtbot: QtBot, shown: ReviewPage, desk: Kept) -> None:
    shown.model.open("rx1")
    desk.error = KnownError("review_over")
    qtbot.keyClick(shown, Key.Key_Return, Control)
    confirm(qtbot, shown)
    assert shown.model.case is None and "现在不需要审核" in shown.notice.accessibleName()


def test_who_may_not_decide_has_no_key(qtbot: QtBot, shown: ReviewPage, desk: Kept) -> None:
    shown.model.open("rx4")
    assert not shown.approve.isEnabled() and not shown.object.isEnabled()
    qtbot.keyClick(shown, Key.Key_Return, Control)
    assert desk.said == [] and not shown.strip.isVisible()


def test_the_case_does_not_change_while_the_queue_does(shown: ReviewPage, desk: Kept) -> None:
    shown.model.open("rx1")
    before = shown.model.case
    desk.gone.add("rx2")
    shown.arrived()
    assert shown.model.case is before and len(shown.queue.rows.rows()) == 3


def test_the_words_of_a_step_and_of_long_waits() -> None:
    words = page(Desk()).words
    said = words.step(verdict(), case().sheet, page(Desk()).model.clock.now())
    assert said == (
        "08:11 李芳（县人民医院）：退回修改，附修改建议 · 用法用量不适宜（第1行） · 第1行盐酸二甲双胍片每次1000 → 500 mg · 肾功能轻度下降，建议每日不超过2000 mg"
    )
    assert [words.waited(row) for row in ROWS] == ["4分钟", "22分钟", "9分钟", "2小时05分"]
    assert words.wait_mark(replace(WAITING, stage=Stage.FIRST, late=False)) is not words.wait_mark(WAITING)


def test_clean_sheets_are_approved_together_after_their_names_were_read(qtbot: QtBot, shown: ReviewPage, desk: Kept) -> None:
    assert not shown.together.isVisible(), "the site has it off"
    desk.bulk = True
    desk._rows = [replace(row, clean=row.sheet != "rx1", hash=f"hash of {row.sheet}") for row in ROWS]
    shown.model.load()
    shown.together.click()
    qtbot.keyClick(shown, Key.Key_Return, Control)
    assert desk.gone == set() and "【张大山】58岁、【李小宝】2岁3月" in shown.strip._text.text()
    assert "王秀英" not in shown.strip._text.text() and "赵桂兰" not in shown.strip._text.text(), "one has a finding, one is barred"
    confirm(qtbot, shown)
    assert [one[:2] for one in desk.said] == [("approve", "rx3"), ("approve", "rx2")]
    assert shown.model.together == 2 and "2" in shown.notice.accessibleName() and not shown.together.isVisible()


def test_a_sheet_that_runs_out_while_it_waits_says_so() -> None:
    """H51."""
    words, now = page(Desk()).words, page(Desk()).model.clock.now()
    row = replace(WAITING, valid_until=local_day(now).isoformat(), state=PrescriptionState.SIGNED, stage=Stage.FIRST)
    assert words.place(row, now) == row.institution
    assert words.place(row, now + timedelta(hours=10)) == f"{row.institution} · 今天24:00前有效"
    assert words.place(row, now + timedelta(days=1)) == f"{row.institution} · 已过期，要重新开方"
    assert words.place(replace(row, state=PrescriptionState.RELEASED), now + timedelta(days=1)) == row.institution
