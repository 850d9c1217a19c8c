"""The one key map: which key means which act, in every page; shown on the buttons."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QWidget


class Act(Enum):
    """What a key does; the value is the key as it is printed on buttons."""

    SAVE = "F2"
    TODAY = "F3"
    FINISH = "F4"  # end the visit
    MEASURE = "F5"
    PRESCRIBE = "F6"
    FOLLOW_UP = "F7"
    ECG = "F8"
    SUSPEND = "F9"
    SEND_BACK = "F11"  # a pharmacist, to the doctor
    RESIDENTS = "F10"
    EMERGENCY = "F12"  # everywhere, on the lock screen too
    SIGN = "Ctrl+Enter"  # never the key that saves
    FIND = "Ctrl+F"
    PRINT = "Ctrl+P"
    NEW = "Ctrl+N"
    LOCK = "Ctrl+L"
    TEMPLATES = "Ctrl+T"  # what is written again and again, beside a sheet
    AS_BEFORE = "Ctrl+D"  # what a section of a form said last time still holds
    NORMAL = "Ctrl+R"  # examined, the rest of a section is normal

    @property
    def key(self) -> str:
        """The key as printed on a button."""
        return self.value

    @property
    def sequences(self) -> tuple[QKeySequence, ...]:
        """The keys that trigger it; Enter means both the big key and the one of the number block."""
        if self is Act.SIGN:
            return QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter")
        return (QKeySequence(self.value),)


ACT_PROPERTY = "act"


def bind(button: QAbstractButton, act: Act) -> None:
    """Let the act's key press this button while it is visible and enabled."""
    button.setProperty(ACT_PROPERTY, act.name)


def bound(root: QWidget, act: Act) -> QAbstractButton | None:
    """The visible, enabled button below `root` that the act's key presses; the one made last wins."""
    for button in reversed(root.findChildren(QAbstractButton)):
        if button.property(ACT_PROPERTY) == act.name and button.isVisible() and button.isEnabled():
            return button
    return None


class Keys(QObject):
    """Listens for every key of the map in one window, and presses the bound button; what no button takes goes to `otherwise`.

    One owner of all shortcuts means that two buttons with one key can never make Qt call it ambiguous and do nothing.
    """

    def __init__(self, window: QWidget, otherwise: Callable[[Act], None] | None = None) -> None:
        super().__init__(window)
        self._window = window
        self._otherwise = otherwise
        for act in Act:
            for sequence in act.sequences:
                shortcut = QShortcut(sequence, window, context=Qt.ShortcutContext.WindowShortcut)
                shortcut.setAutoRepeat(False)  # a key held down signs once
                shortcut.activated.connect(lambda act=act: self.press(act))

    def press(self, act: Act) -> None:
        """Do what the key does."""
        button = bound(self._window, act)
        if button is not None:
            button.setFocus(Qt.FocusReason.ShortcutFocusReason)  # a field being edited is left first, as with the mouse
            button.click()
        elif self._otherwise is not None:
            self._otherwise(act)
