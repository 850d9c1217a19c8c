"""What a pharmacist sent back, at the doctor's desk: adopting opens a draft and signs nothing, disagreeing wants a reason (H35)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.errors import KnownError
from app.services.returned import ReturnedSheet
from tests.ui.pages.front import in_front
from tests.ui.pages.keyboard import write
from ui.pages.prescription.gallery import SIGNED, Back, Desk, page, returned
from ui.pages.prescription.page import PrescriptionPage


class Kept(Back):
    """Remembers the answers; ``rows`` may change."""

    def __init__(self, *rows: ReturnedSheet) -> None:
        super().__init__(*rows)
        self.said: list[tuple[str, ...]] = []
        self.error: KnownError | None = None

    def become(self, *rows: ReturnedSheet) -> None:
        self._rows = rows

    def disagree(self, sheet: str, reason: str) -> None:
        if self.error is not None:
            raise self.error
        self.said.append(("disagree", sheet, reason))

    def called(self, sheet: str, outcome: str, note: str = "") -> None:
        self.said.append(("called", sheet, outcome))


@pytest.fixture
def back() -> Kept:
    return Kept(returned())


@pytest.fixture
def shown(qtbot: QtBot, back: Kept) -> PrescriptionPage:
    made = in_front(qtbot, page(Desk(signed=(returned().sheet,)), back))
    made.show_returned()
    return made


def test_the_list_is_of_several_residents_so_no_banner_stands_above_it(shown: PrescriptionPage) -> None:
    assert shown.returned_list.isVisible() and not shown.banner.isVisible() and not shown.sign.isVisible()
    shown._in_front(None)
    assert shown.banner.isVisible() and not shown.returned_list.isVisible()


def test_adopting_opens_the_draft_and_signs_nothing(shown: PrescriptionPage) -> None:
    shown.returned_list.cards["rx1"].adopt.click()
    assert not shown.returned_list.isVisible() and shown.lines.isVisible()
    assert shown.model.draft is not None and shown.model.shown is None and shown.model.just_signed is None


def test_an_adopted_draft_says_what_it_is_and_not_that_it_was_found(shown: PrescriptionPage) -> None:
    model = shown.model
    assert model.draft is not None
    model.draft, model.restored = replace(model.draft, replaces="rx1"), True
    shown.refresh()
    assert shown.notice.accessibleName().strip() == "已按药师建议改好，请核对后签名。"


def test_disagreeing_wants_a_reason(qtbot: QtBot, shown: PrescriptionPage, back: Kept) -> None:
    card = shown.returned_list.cards["rx1"]
    card.disagree.click()
    card.to_second.click()
    assert back.said == []
    write(qtbot, card.reason, "家庭自测血压仍高")
    card.to_second.click()
    assert back.said == [("disagree", "rx1", "家庭自测血压仍高")]


def test_an_error_is_said_and_what_was_typed_stays(qtbot: QtBot, shown: PrescriptionPage, back: Kept) -> None:
    back.error = KnownError("review_upheld")
    card = shown.returned_list.cards["rx1"]
    card.disagree.click()
    write(qtbot, card.reason, "不同意")
    card.to_second.click()
    assert "第二位药师也没有通过" in shown.returned_list.notice.accessibleName() and card.reason.text() == "不同意"


def test_what_a_call_came_to(shown: PrescriptionPage, back: Kept) -> None:
    shown.returned_list.cards["rx1"].outcomes["stopped"].click()
    assert back.said == [("called", "rx1", "stopped")]


def test_a_refused_sheet_has_no_second_opinion(shown: PrescriptionPage, back: Kept) -> None:
    back.become(returned(refused=True))
    assert shown.returned is not None
    shown.returned.load()
    card = shown.returned_list.cards["rx1"]
    assert not card.disagree.isVisible() and card.adopt.isVisible()


def test_the_difference_is_shown_and_that_it_may_have_been_taken(shown: PrescriptionPage) -> None:
    card = shown.returned_list.cards["rx1"]
    assert card._instead.text() == "建议：第2行阿莫西林胶囊每次500 → 250 mg"
    assert [said for said, _ in card._states(returned())] == ["药师已退回，请修改", "患者可能已开始服药"]


def test_the_sheet_itself_says_so(shown: PrescriptionPage) -> None:
    shown._in_front(returned().sheet)
    assert "赵芳（县人民医院）退回" in shown.sheet._verdict.text() and "请先联系患者" in shown.sheet._verdict.text()
    assert shown.sheet.void.isVisible()
    shown._in_front(SIGNED)
    assert shown.sheet.void.isVisible()


def test_once_dealt_with_the_list_is_gone(shown: PrescriptionPage, back: Kept) -> None:
    back.become()
    assert shown.returned is not None
    shown.returned.load()
    assert not shown.returned_list.isVisible() and shown.banner.isVisible()
