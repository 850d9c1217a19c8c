"""The fleet page: large code, a question before anybody is shut out, and nothing to press for those who only look."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.services.fleet import House, JoinCode
from tests.ui.pages.front import in_front
from ui.pages.fleet.cards import SeatCard
from ui.pages.fleet.gallery import CODE, HOUSES, SEATS, Hub, page
from ui.pages.fleet.page import FleetPage


class Kept(Hub):
    """Remembers who was shut out."""

    def __init__(self) -> None:
        super().__init__()
        self.out: list[str] = []
        self.houses_asked: list[House | None] = []

    def invite(self, seat: str, house: House | None = None) -> JoinCode:
        self.houses_asked.append(house)
        return super().invite(seat)

    def revoke(self, device: str) -> None:
        self.out.append(device)


@pytest.fixture
def hub() -> Kept:
    return Kept()


@pytest.fixture
def shown(qtbot: QtBot, hub: Kept) -> FleetPage:
    return in_front(qtbot, page(hub))


def test_a_code_from_the_name_to_the_large_letters(qtbot: QtBot, shown: FleetPage) -> None:
    shown.let_in.click()
    assert shown.naming.field.hasFocus() and shown.let_in.isHidden()
    qtbot.keyClicks(shown.naming.field, "B3")
    shown.naming.make.click()
    assert shown.code.isVisible() and not shown.naming.isVisible()
    assert shown.code._code.text().replace(" ", "").replace("\n", "-") == CODE.code
    shown.hidden()
    assert shown.model.code is None, "nobody finds it on the screen later"


def test_a_computer_of_another_institution_is_let_in(qtbot: QtBot, shown: FleetPage, hub: Kept) -> None:
    shown.let_in.click()
    naming = shown.naming
    assert naming.whose.value() == HOUSES[0].code and naming.other.isHidden()
    qtbot.keyClicks(naming.field, "C2")
    qtbot.keyClick(naming.whose, Qt.Key.Key_2)
    naming.make.click()
    assert hub.houses_asked == [HOUSES[1]]
    shown.model.put_away()
    shown.let_in.click()
    qtbot.keyClicks(naming.field, "D1")
    qtbot.keyClick(naming.whose, Qt.Key.Key_3)
    assert naming.other.isVisible() and not naming.make.isEnabled()
    qtbot.keyClicks(naming.code, "510181009")
    naming.name.setText("十里卫生院")
    assert not naming.make.isEnabled(), "whether its records are seen here is never guessed"
    qtbot.keyClick(naming.below, Qt.Key.Key_2)
    naming.make.click()
    assert hub.houses_asked[1:] == [House("510181009", "十里卫生院", False)]


def test_before_a_seat_is_shut_out_the_page_says_what_that_means(qtbot: QtBot, shown: FleetPage, hub: Kept) -> None:
    cards = shown.findChildren(SeatCard)
    cards[1].out.click()
    assert shown.strip.isVisible() and hub.out == []
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    shown.strip.close_strip()
    cards[1].out.click()
    shown.strip.listen()
    qtbot.keyClick(shown, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert hub.out == ["d2"]


def test_who_only_looks_changes_nothing(qtbot: QtBot) -> None:
    made = page(Hub(), may_manage=False)
    qtbot.addWidget(made)
    made.show()
    assert all(card.out.isHidden() or card.out.parent() is None for card in made.findChildren(SeatCard))
    assert made.let_in.isHidden() and made.stop.isHidden() and len(made.findChildren(SeatCard)) == len(SEATS)


def test_without_a_hub_it_offers_to_be_one(qtbot: QtBot) -> None:
    made = page(Hub(None))
    qtbot.addWidget(made)
    made.show()
    assert made._off.isVisible() and not made._on.isVisible() and made.start.isVisible()
    looking = page(Hub(None), may_manage=False)
    qtbot.addWidget(looking)
    looking.show()
    assert looking._off.isVisible() and looking.start.isHidden()


def test_it_is_read_anew_only_while_it_is_in_front(shown: FleetPage) -> None:
    shown.shown()
    assert shown._timer.isActive()
    shown.hidden()
    assert not shown._timer.isActive()
