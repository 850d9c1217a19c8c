"""The window: pages of a role, made when first opened, switched at once, out of sight under the cover."""

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ui import tokens as t
from ui.keymap import Act
from ui.widgets.buttons import button
from ui.widgets.frames import column
from ui.widgets.pill import Pill
from ui.window import MainWindow, PageEntry

SWITCH_CPU_S = 0.080  # issue: switch page ≤ 80 ms


class Page(QWidget):
    """A page that remembers what happened to it."""

    def __init__(self, name: str, log: list[str]) -> None:
        super().__init__()
        self.name, self.log = name, log
        self.field = QLineEdit()
        self.setLayout(column(QLabel(name), self.field, button("保存", lambda: log.append(f"save {name}"), Act.SAVE)))
        log.append(f"made {name}")

    def shown(self) -> None:
        self.log.append(f"shown {self.name}")

    def hidden(self) -> None:
        self.log.append(f"hidden {self.name}")


@pytest.fixture
def log() -> list[str]:
    return []


@pytest.fixture
def window(qtbot: QtBot, log: list[str]) -> MainWindow:
    made = MainWindow("乡医工作站")
    qtbot.addWidget(made)
    made.resize(1366, 768)

    def page(name: str) -> Callable[[], QWidget]:
        return lambda: Page(name, log)

    made.set_entries(
        [
            PageEntry("measure", page("measure"), "测量", "measure", Act.MEASURE),
            PageEntry("ecg", page("ecg"), "心电", "ecg", Act.ECG),
            PageEntry("sync", page("sync"), "上传", "sync", low=True),
            PageEntry("chart", page("chart")),
        ]
    )
    made.show()
    return made


def test_a_page_is_made_when_first_opened_and_kept(window: MainWindow, log: list[str]) -> None:
    assert log == []
    first = window.open("measure")
    window.open("ecg")
    assert window.open("measure") is first
    assert log == ["made measure", "shown measure", "hidden measure", "made ecg", "shown ecg", "hidden ecg", "shown measure"]
    with pytest.raises(KeyError):
        window.open("prescription")  # not a page of this role


def test_keys_go_to_the_open_page_first_then_to_the_rail(window: MainWindow, qtbot: QtBot, log: list[str]) -> None:
    window.open("measure")
    qtbot.keyClick(window, Qt.Key.Key_F8)
    assert window.current == "ecg"
    qtbot.keyClick(window, Qt.Key.Key_F2)
    assert log[-1] == "save ecg"
    with qtbot.waitSignal(window.acted, check_params_cb=lambda act: act is Act.FIND):
        qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)


def test_under_the_cover_nothing_is_seen_and_only_the_emergency_key_works(window: MainWindow, qtbot: QtBot, log: list[str]) -> None:
    page = window.open("measure")
    assert isinstance(page, Page)
    page.field.setText("half a word")
    cover = QLabel("已锁定")
    window.cover(cover)
    assert window.covered and cover.isVisible() and not page.isVisible() and not window.status.isVisible()
    before = list(log)
    for key in (Qt.Key.Key_F2, Qt.Key.Key_F8):
        qtbot.keyClick(window, key)
    assert log == before and window.current == "measure"
    with qtbot.waitSignal(window.emergency):
        qtbot.keyClick(window, Qt.Key.Key_F12)
    window.uncover()
    assert page.isVisible() and page.field.text() == "half a word"


def test_the_next_user_gets_own_pages(window: MainWindow, log: list[str]) -> None:
    first = window.open("measure")
    window.set_entries([PageEntry("measure", lambda: Page("other", log), "测量", "measure", Act.MEASURE)])
    assert window.current == "" and not window.has("ecg")
    assert window.open("measure") is not first and log[-1] == "shown other"


def test_the_status_line_says_who_devices_upload_and_time(window: MainWindow, qtbot: QtBot) -> None:
    line = window.status
    line.set_user("李护士", "八里台镇卫生院")
    line.set_time("08:52")
    line.set_devices([("a", "血压计 红1", t.Mark.OK), ("b", "心电贴 未连接", t.Mark.WAITING)])
    line.set_upload("离线 · 待上传 12", t.Mark.ATTENTION)
    assert line.texts() == ["李护士 · 八里台镇卫生院", "血压计 红1", "心电贴 未连接", "离线 · 待上传 12", "08:52"]
    line.set_devices([("b", "心电贴", t.Mark.OK)])
    assert line.texts()[1:2] == ["心电贴"]


def test_many_devices_never_widen_the_window(window: MainWindow) -> None:
    needed = window.minimumSizeHint().width()
    states = [(str(number), f"血压计 红{number}", t.Mark.OK) for number in range(20)]
    window.status.set_devices([*states, ("late", "心电贴 需要处理", t.Mark.ATTENTION)])
    QApplication.processEvents()
    assert window.minimumSizeHint().width() <= needed + 20
    shown = [pill.text() for pill in window.status.findChildren(Pill) if pill.isVisible()]
    assert "心电贴 需要处理" in shown and any(text.startswith("+") for text in shown)


def test_a_strip_stands_between_pages_and_status_line(window: MainWindow) -> None:
    strip = QLabel("练习")
    window.add_strip(strip)
    window.open("measure")
    QApplication.processEvents()
    where = strip.mapTo(window, strip.rect().topLeft()).y()
    assert strip.isVisible() and where > window.height() // 2 and where < window.status.y()


def test_closing_says_so_after_the_page_could_keep_its_draft(window: MainWindow, qtbot: QtBot, log: list[str]) -> None:
    window.open("measure")
    window.closing.connect(lambda: log.append("closing"))
    window.close()
    assert log[-2:] == ["hidden measure", "closing"]


def test_switching_pages_is_quick(window: MainWindow, qtbot: QtBot) -> None:
    for key in ("measure", "ecg"):
        window.open(key)
    spent = []
    for key in ("measure", "ecg") * 5:
        start = time.process_time()
        window.open(key)
        window.grab()
        spent.append(time.process_time() - start)
    assert sorted(spent)[len(spent) // 2] <= SWITCH_CPU_S


def test_a_cover_lets_the_page_keep_its_draft_first(window: MainWindow, log: list[str]) -> None:
    window.open("measure")
    window.cover(QLabel("已锁定"))
    assert log[-1] == "hidden measure"
    window.uncover()
    assert log[-1] == "shown measure"


def test_the_next_person_never_saves_what_the_one_before_typed(window: MainWindow, log: list[str]) -> None:
    """H33: by the time the pages go, somebody else is signed in."""
    window.open("measure")
    window.cover(QLabel("已锁定"))
    told = len(log)
    window.set_entries([PageEntry("ecg", lambda: Page("other", log), "心电", "ecg")])
    window.open("ecg")
    assert log[told:] == ["made other"]
    window.uncover()
    assert log[told:] == ["made other", "shown other"]


def test_the_field_that_was_left_has_the_cursor_again(window: MainWindow, qtbot: QtBot) -> None:
    page = window.open("measure")
    assert isinstance(page, Page)
    with qtbot.waitActive(window):
        window.activateWindow()
    page.field.setFocus()
    window.cover(QLabel("已锁定"))
    window.uncover()
    assert page.field.hasFocus()


def test_whoever_hears_of_closing_may_finish_first(window: MainWindow, qtbot: QtBot) -> None:
    window.asks_first = True
    with qtbot.waitSignal(window.closing):
        assert not window.close()
    assert window.isVisible()
    window.leave()
    assert not window.isVisible()
