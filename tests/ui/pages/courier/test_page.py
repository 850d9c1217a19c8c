"""The courier page: what may be pressed when, a large number before anybody is trusted, and words while the stick must stay."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ui.pages.courier.gallery import COUNTY, OWN, STICK, TOWN, Hand, page, stated
from ui.pages.courier.model import HUB
from ui.pages.courier.page import CourierPage


@pytest.fixture
def shown(qtbot: QtBot) -> CourierPage:
    made = stated(page(Hand()))
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    return made


def test_written_and_to_be_pulled_out(shown: CourierPage) -> None:
    shown.out.write.click()
    assert "可以拔出 U 盘了" in shown.notice._what.text() and shown.notice.isVisible()


def test_while_it_writes_the_stick_stays_and_nothing_else_begins(shown: CourierPage) -> None:
    waiting: list[object] = []
    shown.model.attach(shown.refresh, lambda *work: waiting.append(work))
    shown.out.write.click()
    assert len(waiting) == 1 and "请先不要拔" in shown.notice._what.text()
    for key in (shown.out.write, shown.into.take, shown.into.other, shown.people.card, shown.stick.folder):
        assert not key.isEnabled()


def test_without_a_stick_or_somebody_to_write_to(qtbot: QtBot) -> None:
    made = page(Hand(()), ())
    qtbot.addWidget(made)
    made.show()
    assert not made.out.write.isEnabled() and not made.into.take.isEnabled() and not made.people.card.isEnabled()
    made.stick._pick = lambda: str(STICK)
    made.stick.folder.click()
    assert made.model.place == STICK and made.people.card.isEnabled() and not made.out.write.isEnabled()


def test_a_card_is_compared_before_it_is_trusted(qtbot: QtBot) -> None:
    made = stated(page(Hand(())), (), ("x.card",))
    qtbot.addWidget(made)
    made.show()
    made.model.look(Path("x.card"))
    assert made.compare.isVisible() and made.compare._number.text() == TOWN.number and made.compare.above.isHidden()
    made.compare.no.click()
    assert not made.compare.isVisible()


def test_two_hubs_say_who_stands_above(qtbot: QtBot) -> None:
    made = page(Hand(), hub=Hand((OWN,)))
    qtbot.addWidget(made)
    made.show()
    assert made.side.isVisible()
    made.side.chosen.emit(HUB)
    assert made.out.receipt.isVisible()
    made.model.look(Path("x.card"))
    assert made.compare.above.isVisible() and made.compare.below.isVisible() and made.compare.yes.isHidden()


def test_one_file_by_hand(shown: CourierPage) -> None:
    shown.into._pick = lambda: "/elsewhere/y.age"
    shown.into.other.click()
    assert shown.model.taken is not None and [one.name for one in shown.model.taken] == ["y.age"]
    shown.into._pick = lambda: ""
    shown.into.other.click()
    assert shown.model.taken is not None and len(shown.model.taken) == 1, "given up: nothing happens"


def test_nobody_is_left_without_being_asked(qtbot: QtBot) -> None:
    made = page(Hand((TOWN, COUNTY)))
    qtbot.addWidget(made)
    made.show()
    made._ask(COUNTY)
    assert made.strip.isVisible() and "县平台" in made.strip._text.text()
