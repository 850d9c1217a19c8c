"""Finding a resident: one Enter opens a clear hit, never one of two namesakes; arming always needs a second identifier (H1)."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.keymap import Act, Keys
from ui.models.residents import ResultRow
from ui.widgets.buttons import button
from ui.widgets.fields import EnterMoves, TextField
from ui.widgets.find_box import FindBox
from ui.widgets.frames import column
from ui.window import MainWindow, PageEntry

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier

WANG = ResultRow("p1", "王秀英", "女", "66岁", date(1959, 3, 12), "第三村 2组", "赵德福", "4471")
NAMESAKE = ResultRow("p2", "王秀英", "女", "71岁", date(1954, 11, 30), "第三村 5组", "", "0092")
LI = ResultRow("p3", "李建国", "男", "58岁", date(1967, 8, 2), "八里台村", "", "7730")
CARD = ResultRow("p1", "王秀英", "女", "66岁", date(1959, 3, 12), "第三村 2组", "赵德福", "4471", exact=True)
BY_WORD = {"wxy": [WANG, NAMESAKE], "ljg": [LI], "card": [CARD, NAMESAKE]}

Made = tuple[FindBox, list[tuple[str, str, bool]], list[str]]


@pytest.fixture
def made(qtbot: QtBot) -> Made:
    box = FindBox(lambda words: BY_WORD.get(words, []))
    heard: list[tuple[str, str, bool]] = []
    signed: list[str] = []
    box.chosen.connect(lambda person, verified: heard.append(("open", person, verified)))
    box.arm.connect(lambda person, verified: heard.append(("arm", person, verified)))
    page = QWidget()
    page.resize(1000, 600)
    page.setLayout(column(box, 0, button("签名", lambda: signed.append("signed"), Act.SIGN)))
    Keys(page)
    qtbot.addWidget(page)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    box.setFocus()
    return box, heard, signed


def test_a_clear_hit_opens_at_the_first_enter(made: Made, qtbot: QtBot) -> None:
    box, heard, _ = made
    qtbot.keyClicks(box, "ljg")
    assert box.results.isVisible()
    qtbot.keyClick(box, Key.Key_Return)
    assert heard == [("open", "p3", False)] and not box.results.isVisible() and box.text() == ""


def test_of_two_namesakes_the_first_enter_opens_nobody_and_asks(made: Made, qtbot: QtBot) -> None:
    box, heard, _ = made
    qtbot.keyClicks(box, "wxy")
    qtbot.keyClick(box, Key.Key_Return)
    assert heard == [] and box.results.second.isVisible() and box.results.second.hasFocus()
    qtbot.keyClicks(box.results.second, "0312")
    qtbot.keyClick(box.results.second, Key.Key_Return)
    assert heard == [("open", "p1", True)]


def test_a_wrong_answer_opens_nobody(made: Made, qtbot: QtBot) -> None:
    box, heard, _ = made
    qtbot.keyClicks(box, "wxy")
    qtbot.keyClick(box, Key.Key_Return)
    qtbot.keyClicks(box.results.second, "1130")
    qtbot.keyClick(box.results.second, Key.Key_Return)
    assert heard == [] and box.results.second.isVisible()


def test_passing_the_question_over_opens_the_chart_unverified(made: Made, qtbot: QtBot) -> None:
    box, heard, _ = made
    qtbot.keyClicks(box, "wxy")
    qtbot.keyClick(box, Key.Key_Return)
    qtbot.keyClick(box.results.second, Key.Key_Return)
    assert heard == [("open", "p1", False)]


def test_arming_needs_the_second_identifier_even_of_a_clear_hit_and_does_not_sign(made: Made, qtbot: QtBot) -> None:
    box, heard, signed = made
    qtbot.keyClicks(box, "ljg")
    qtbot.keyClick(box, Key.Key_Return, Control)
    qtbot.keyClick(box.results.second, Key.Key_Return, Control)  # no answer: not armed, however often
    assert heard == [] and signed == []
    qtbot.keyClicks(box.results.second, "7730")
    qtbot.keyClick(box.results.second, Key.Key_Return, Control)
    assert heard == [("arm", "p3", True)] and signed == []


def test_a_card_needs_no_question(made: Made, qtbot: QtBot) -> None:
    box, heard, _ = made
    qtbot.keyClicks(box, "card")
    qtbot.keyClick(box, Key.Key_Return, Control)
    assert heard == [("arm", "p1", True)]


def test_another_row_drops_the_question_of_the_first(made: Made, qtbot: QtBot) -> None:
    box, heard, _ = made
    qtbot.keyClicks(box, "wxy")
    qtbot.keyClick(box, Key.Key_Return)
    qtbot.keyClick(box.results.second, Key.Key_Down)
    assert not box.results.second.isVisible() and box.hasFocus()
    qtbot.keyClick(box, Key.Key_Return)
    qtbot.keyClicks(box.results.second, "1130")
    qtbot.keyClick(box.results.second, Key.Key_Return)
    assert heard == [("open", "p2", True)]


def test_nobody_found_says_what_to_do_and_escape_closes(made: Made, qtbot: QtBot) -> None:
    box, heard, _ = made
    qtbot.keyClicks(box, "zz")
    assert box.results.isVisible() and not box.results.table.isVisible()
    qtbot.keyClick(box, Key.Key_Return)
    qtbot.keyClick(box, Key.Key_Escape)
    assert heard == [] and not box.results.isVisible() and box.text() == "zz"


def test_in_a_form_enter_picks_while_the_list_is_open_and_moves_on_when_not(made: Made, qtbot: QtBot) -> None:
    box, heard, _ = made
    other = TextField("备注")
    layout = box.window().layout()
    assert layout is not None
    layout.addWidget(other)
    EnterMoves(box.window(), [box, other])
    qtbot.waitUntil(other.isVisible)
    qtbot.keyClicks(box, "ljg")
    qtbot.keyClick(box, Key.Key_Return)
    assert heard == [("open", "p3", False)] and box.hasFocus()
    qtbot.keyClick(box, Key.Key_Return)
    assert other.hasFocus()


def test_names_found_never_stay_on_top_of_the_lock_screen(qtbot: QtBot) -> None:
    window = MainWindow()
    window.resize(1366, 768)
    qtbot.addWidget(window)
    box = FindBox(lambda _: [WANG, NAMESAKE])
    window.set_entries([PageEntry("residents", lambda: box)])
    window.show()
    window.open("residents")
    box.look_up("wxy")
    assert box.results.isVisible()
    window.cover(QWidget())
    assert not box.results.isVisible()
