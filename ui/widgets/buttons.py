"""Buttons that show their key, and icon buttons that have a name."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton

from ui import icons, keymap, theme
from ui import tokens as t

ON_PRIMARY = "#ffffff"


def button(
    text: str, pressed: Callable[[], object] | None = None, act: keymap.Act | None = None, kind: str = "", icon: str = ""
) -> QPushButton:
    """A push button. With `act` its key is printed behind the word and presses it (in a window that has `keymap.Keys`).

    ``kind``: "" ordinary, "primary" (one per page), "danger", "quiet".
    """
    made = QPushButton(f"{text} {act.key}" if act else text)
    made.setAccessibleName(text)
    if kind:
        made.setProperty("kind", kind)
    if act:
        keymap.bind(made, act)
    if icon:
        _give_icon(made, icon, kind)
    if pressed is not None:
        made.clicked.connect(lambda: pressed())
    made.setAutoDefault(False)
    return made


def primary(text: str, pressed: Callable[[], object] | None = None, act: keymap.Act | None = None, icon: str = "") -> QPushButton:
    """The page's main act."""
    return button(text, pressed, act, "primary", icon)


def icon_button(icon: str, name: str, pressed: Callable[[], object] | None = None) -> QPushButton:
    """A square button with a shape only; its name is the tooltip and what a screen reader says."""
    made = button("", pressed, kind="quiet", icon=icon)
    made.setAccessibleName(name)
    made.setToolTip(name)
    side = theme.px(t.TARGET)
    made.setFixedSize(side, side)
    made.setStyleSheet("padding: 0; margin: 0; min-height: 0;")  # a square holds nothing but its shape
    return made


def _give_icon(made: QPushButton, icon: str, kind: str) -> None:
    size = theme.px(18)
    colour = {"primary": ON_PRIMARY, "danger": t.Tone.DANGER.value.ink, "quiet": t.PRIMARY}.get(kind, t.TEXT)
    made.setIcon(icons.icon(icon, size, colour))
    made.setIconSize(QSize(size, size))
