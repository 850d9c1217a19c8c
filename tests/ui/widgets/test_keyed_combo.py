"""A short list that takes typed codes, and a tick box."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.widgets.keyed_combo import KeyedCombo
from ui.widgets.tick import Tick

CHOICES = [
    ("qd", "每日1次（qd）", ("qd",)),
    ("bid", "每日2次（bid）", ("bid",)),
    ("biw", "每周2次（biw）", ("biw",)),
    ("tid", "每日3次（tid）", ("tid",)),
]


def combo(qtbot: QtBot) -> tuple[KeyedCombo, list[str]]:
    made = KeyedCombo("频次", "请选", CHOICES, 140)
    qtbot.addWidget(made)
    picked: list[str] = []
    made.picked.connect(picked.append)
    return made, picked


def test_nothing_is_chosen_beforehand(dressed: object, qtbot: QtBot) -> None:
    made, picked = combo(qtbot)
    assert made.key() == "" and picked == []
    made.set_key("tid")
    assert made.key() == "tid" and picked == []
    made.set_key("")
    assert made.key() == ""


def test_codes_are_typed(dressed: object, qtbot: QtBot) -> None:
    made, picked = combo(qtbot)
    qtbot.keyClicks(made, "biw")
    assert made.key() == "biw" and picked == ["bid", "biw"]
    qtbot.keyClicks(made, "tid")
    assert made.key() == "tid"


def test_the_wheel_changes_nothing(dressed: object, qtbot: QtBot) -> None:
    made, picked = combo(qtbot)
    made.set_key("qd")
    here = QPointF(5, 5)
    wheel = QWheelEvent(
        here, here, QPoint(), QPoint(0, -240), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(made, wheel)
    assert made.key() == "qd" and picked == []


def test_a_tick_is_set_by_key_and_mouse(dressed: object, qtbot: QtBot) -> None:
    tick = Tick("长期处方")
    qtbot.addWidget(tick)
    tick.show()
    qtbot.keyClick(tick, Qt.Key.Key_Space)
    assert tick.isChecked()
    qtbot.mouseClick(tick, Qt.MouseButton.LeftButton, pos=QPoint(tick.width() - 3, 5))
    assert not tick.isChecked() and tick.sizeHint().width() > tick.fontMetrics().horizontalAdvance("长期处方")
