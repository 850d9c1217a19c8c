"""Looks at a shown page as a careful reader would: text cut off, things sticking out, fields without a name."""

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QComboBox, QLabel, QLineEdit, QWidget

SLACK = 1  # a pixel of rounding
FRAME = 2  # what a button's border takes on each side


def flaws(page: QWidget) -> list[str]:
    """Everything wrong with how the page is laid out, one line each."""
    found = []
    for widget in (page, *page.findChildren(QWidget)):
        if widget.isVisible():
            found += [f"{kind}: {describe(widget)}" for kind in _flaws_of(widget, page)]
    return found


def describe(widget: QWidget) -> str:
    """Class, text and size of a widget."""
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton | QLineEdit) else widget.accessibleName()
    return f"{type(widget).__name__} {text!r} {widget.width()}×{widget.height()}"


def _flaws_of(widget: QWidget, page: QWidget) -> Iterator[str]:
    yield from (f"cut off {text!r}" for text in _cut_off(widget))
    if sticks_out(widget, page):
        yield "sticks out of its parent"
    if is_mute(widget):
        yield "no accessible name"


def _cut_off(widget: QWidget) -> list[str]:
    own = getattr(widget, "clipped_texts", None)
    if callable(own):
        return list(own())
    if isinstance(widget, QLabel):
        return [widget.text()] if _label_is_cut(widget) else []
    if isinstance(widget, QAbstractButton) and widget.text():
        shown = widget.text().replace("&", "")
        icon = widget.iconSize().width() + 4 if not widget.icon().isNull() else 0
        wide = max(widget.fontMetrics().horizontalAdvance(line) for line in shown.split("\n"))
        return [shown] if wide + icon > widget.width() - 2 * FRAME + SLACK else []
    if isinstance(widget, QComboBox):
        return [widget.currentText()] if widget.width() + SLACK < widget.minimumSizeHint().width() else []
    return []


def _label_is_cut(widget: QLabel) -> bool:
    if not widget.text() or not widget.pixmap().isNull():
        return False
    room = widget.contentsRect()
    if widget.wordWrap():
        needed = widget.fontMetrics().boundingRect(
            QRect(0, 0, room.width(), 1 << 20), Qt.TextFlag.TextWordWrap | widget.alignment(), widget.text()
        )
        return needed.height() > room.height() + SLACK or needed.width() > room.width() + SLACK
    lines = widget.text().split("\n")
    wide = max(widget.fontMetrics().horizontalAdvance(line) for line in lines)
    tall = widget.fontMetrics().height() * len(lines)
    return wide > room.width() + SLACK or tall > room.height() + 4  # the face's line is airy: 4 px less still shows all


def sticks_out(widget: QWidget, page: QWidget) -> bool:
    """Whether part of a laid-out widget lies outside its parent, where it cannot be seen; scrolled content may."""
    parent = widget.parentWidget()
    if widget is page or parent is None or widget.isWindow():
        return False
    scroller = parent.parentWidget()
    if isinstance(scroller, QAbstractScrollArea) and parent is scroller.viewport():
        return widget.width() > parent.width() + SLACK and not scroller.horizontalScrollBar().maximum()
    allowed = parent.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK)
    return not allowed.contains(QRect(QPoint(widget.x(), widget.y()), widget.size()))


def is_mute(widget: QWidget) -> bool:
    """Whether the keyboard can get to it and a screen reader could say nothing."""
    if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus or not widget.isEnabled():
        return False
    if isinstance(widget, QAbstractScrollArea) and type(widget).__name__ == "Scroll":
        return False
    said = widget.text() if isinstance(widget, QAbstractButton) else ""
    return not (widget.accessibleName() or said)
