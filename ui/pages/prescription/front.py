"""Panels that take turns in front of the prescription page, each in a scroll area of its own."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QStackedWidget, QWidget

from ui import tokens as t
from ui.widgets.frames import scrolled

P = TypeVar("P", bound=QWidget)


def put_into(stack: QStackedWidget, panel: P) -> P:
    """Put a panel into the stack, in a scroll area of its own."""
    stack.addWidget(scrolled(panel, margin=t.M))
    return panel


def bring(stack: QStackedWidget, panel: QWidget) -> None:
    """Bring a panel of the stack to the front."""
    found = next(number for number in range(stack.count()) if stack.widget(number).isAncestorOf(panel))
    stack.setCurrentIndex(found)
