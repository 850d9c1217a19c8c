"""Pills wrap instead of forcing a wide window; what wants the rest of a line gets it."""

import pytest
from PySide6.QtWidgets import QSizePolicy, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.flow_layout import FlowLayout
from ui.widgets.pill import Pill


def block(width: int, height: int = 20) -> QWidget:
    made = QWidget()
    made.setFixedSize(width, height)
    return made


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_items_wrap_where_the_line_is_full(page: QWidget) -> None:
    flow = FlowLayout(page, gap=10, line_gap=5)
    blocks = [block(100) for _ in range(5)]
    for each in blocks:
        flow.addWidget(each)
    page.resize(320, 200)
    page.show()
    assert [each.x() for each in blocks] == [0, 110, 220, 0, 110]
    assert blocks[3].y() - blocks[0].y() == 25
    assert (flow.heightForWidth(320), flow.heightForWidth(100), flow.heightForWidth(1000)) == (45, 120, 20)


def test_the_widest_item_alone_sets_the_least_width(page: QWidget) -> None:
    flow = FlowLayout(page)
    for width in (80, 300, 120):
        flow.addWidget(block(width))
    assert flow.minimumSize().width() == 300 and flow.sizeHint().width() == 80 + 300 + 120 + 2 * 8


def test_an_expanding_item_takes_the_rest_and_even_lines_are_equally_tall(page: QWidget) -> None:
    flow = FlowLayout(page, gap=0, even=True)
    wide, tall = QWidget(), block(50, 60)
    wide.setMinimumSize(40, 20)
    wide.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    flow.addWidget(wide)
    flow.addWidget(tall)
    page.resize(400, 60)
    page.show()
    assert (wide.width(), wide.height(), tall.x()) == (350, 60, 350)


def test_hidden_items_take_no_room_and_clearing_leaves_none(page: QWidget) -> None:
    flow = FlowLayout(page, gap=10)
    first, second = block(100), block(100)
    flow.addWidget(first)
    flow.addWidget(second)
    first.hide()
    page.resize(300, 40)
    page.show()
    assert second.x() == 0
    flow.clear()
    assert flow.count() == 0 and not second.isVisible()


def test_a_pill_never_shrinks_below_its_words(qtbot: QtBot) -> None:
    pill = Pill("心电贴 未连接")
    qtbot.addWidget(pill)
    assert pill.minimumSizeHint() == pill.sizeHint() and pill.clipped_texts() == [pill.text()] * (pill.width() < pill.sizeHint().width())
    pill.resize(20, 20)
    assert pill.clipped_texts() == ["心电贴 未连接"]


def test_the_height_follows_what_an_item_says_and_whether_it_is_shown(page: QWidget, qtbot: QtBot) -> None:
    """What was reckoned for a width is not told again once an item has grown, gone, or come."""
    flow = FlowLayout(page, gap=10, line_gap=5)
    first, second = block(100), block(100)
    for each in (first, second):
        flow.addWidget(each)
    page.resize(150, 100)
    page.show()
    assert flow.heightForWidth(150) == 45
    second.setFixedHeight(40)
    assert flow.heightForWidth(150) == 65
    first.hide()
    assert flow.heightForWidth(150) == 40
    flow.addWidget(block(100))
    qtbot.waitUntil(lambda: flow.heightForWidth(150) == 65)
    flow.clear()
    assert flow.heightForWidth(150) == 0
