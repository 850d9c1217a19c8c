"""One village of a list, or all of them."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from ui.widgets.village_choice import VillageChoice

WILLOW, STONE = "柳树村", "石桥村"


@pytest.fixture
def choice(qtbot: QtBot) -> VillageChoice:
    made = VillageChoice()
    qtbot.addWidget(made)
    return made


def villages(choice: VillageChoice) -> list[str]:
    return [str(choice.itemData(number)) for number in range(choice.count())]


def test_all_of_them_come_first_and_are_shown_where_none_is_chosen(choice: VillageChoice) -> None:
    assert villages(choice) == [""]
    choice.show_villages((STONE, WILLOW), "")
    assert villages(choice) == ["", STONE, WILLOW] and choice.currentIndex() == 0


def test_the_chosen_one_stays_when_the_list_has_it_no_more(choice: VillageChoice) -> None:
    choice.show_villages((STONE, WILLOW), WILLOW)
    assert choice.currentData() == WILLOW
    choice.show_villages((STONE,), WILLOW)
    assert villages(choice) == ["", STONE, WILLOW] and choice.currentData() == WILLOW
    choice.show_villages((STONE,), "")
    assert villages(choice) == ["", STONE] and choice.currentData() == ""


def test_only_who_chooses_is_heard(choice: VillageChoice) -> None:
    heard: list[str] = []
    choice.picked.connect(heard.append)
    choice.show_villages((STONE, WILLOW), STONE)
    assert heard == []
    for number in (2, 0):
        choice.activated.emit(number)
    assert heard == [WILLOW, ""]
